import type { QuotaReport } from '@/lib/contract/quota'
import type { CheckContext } from '@/lib/domain/checks/check'

/** What the rules of quota and limits know: cores and who holds them while a quota is simulated, and every endpoint the agent tells. */
export function limitFacts({ settings, holders, endpoints }: QuotaReport): Pick<CheckContext, 'quota' | 'occupied'> {
  return {
    ...(settings.enabled ? { quota: { limits: settings, holders } } : {}),
    ...(endpoints === undefined ? {} : { occupied: endpoints }),
  }
}
