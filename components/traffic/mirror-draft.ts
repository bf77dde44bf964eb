import { isSameDeployment } from '@/components/traffic/live-mirror'
import { trafficSum } from '@/lib/domain/traffic/traffic'

/** Share of the live traffic of each deployment, 0 when it gets none. */
const liveShare = (traffic: Readonly<Record<string, number>>, deployment: string): number =>
  Object.entries(traffic).find(([name]) => isSameDeployment(name, deployment))?.[1] ?? 0

/** Deployments that may be mirrored to: those without live traffic. */
export function mirrorTargets(names: readonly string[], traffic: Readonly<Record<string, number>>): string[] {
  return names.filter((name) => liveShare(traffic, name) === 0)
}

export type MirrorBlock = 'kubernetes' | 'one-deployment' | 'no-traffic' | 'all-live'

/** Why nothing can be mirrored on this endpoint now; undefined when it can. */
export function mirrorBlock(
  names: readonly string[],
  traffic: Readonly<Record<string, number>>,
  isKubernetes: boolean,
): MirrorBlock | undefined {
  if (isKubernetes) return 'kubernetes'
  if (names.length < 2) return 'one-deployment'
  if (trafficSum(traffic) === 0) return 'no-traffic'
  return mirrorTargets(names, traffic).length === 0 ? 'all-live' : undefined
}
