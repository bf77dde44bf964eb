/** The simulated subscription quota of this computer, and who holds which cores. Answered below `/_scorepoint/quota`. */
import { z } from 'zod'
import type { ProvisioningState } from '@/lib/contract/scorepoint'

/** Far above what any subscription has. */
export const maxQuotaCores = 1_000_000

const cores = z.int('must be a whole number of cores').min(0, 'must not be negative').max(maxQuotaCores)

/** Cores per region, as a subscription has them. */
export const quotaSettingsSchema = z.strictObject({
  /** Off: nothing is refused, and the lists of Azure's quota addresses are empty. */
  enabled: z.boolean(),
  /** Dedicated cores of all families together. */
  total: cores,
  /** Limits of single families. A family without one has the total; one of graphics processors begins at 0, as in Azure. */
  families: z.record(z.string().min(1).max(100), cores),
})
export type QuotaSettings = z.infer<typeof quotaSettingsSchema>
export type QuotaLimits = Pick<QuotaSettings, 'total' | 'families'>

/** One managed deployment and the cores it holds, also while it is stopped or failed: in Azure it holds them until it is deleted. */
export interface QuotaHolder {
  endpoint: string
  deployment: string
  instanceType: string
  instances: number
  /** By family. Two of them while an update changes the family; none for a size that is not in the list. */
  cores: Record<string, number>
  provisioningState: ProvisioningState
  stopped: boolean
}

/** An online endpoint as far as limits count it. */
export interface OccupiedEndpoint {
  name: string
  /** Name of the Kubernetes compute; absent for a managed one. */
  cluster?: string
  /** How many there are, in any state. */
  deployments: number
}

export interface QuotaReport {
  settings: QuotaSettings
  holders: QuotaHolder[]
  /** Every online endpoint; an older agent does not say it. */
  endpoints?: OccupiedEndpoint[]
  /** What this computer has; it only warns. */
  computer: { cores: number; memoryBytes: number }
}
