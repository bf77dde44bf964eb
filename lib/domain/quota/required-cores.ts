/** Quota of managed online deployments. Doc: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas, "virtual machine quota allocation for deployment". */
import type { Sku } from '@/lib/domain/skus/sku'

/** Room that is held for system operations such as upgrades; some GPU sizes are exempt. */
export const upgradeReserve = 0.2

/** What the arithmetic needs to know about a size. */
export type CoreSize = Pick<Sku, 'cores' | 'reserveExempt'>

/** The calculation step by step, for display: `ceil(1.2 × 10) = 12 machines × 4 cores = 48`. */
export interface CoreArithmetic {
  instances: number
  /** Machines the quota is held for. */
  machines: number
  /** Cores of one machine. */
  cores: number
  /** machines × cores */
  required: number
  reserveExempt: boolean
}

/**
 * `ceil(1.2 × n)`, in doubles; exact for every n from 0 to 4999, far beyond any limit.
 */
function machinesFor(size: CoreSize, instances: number): number {
  return size.reserveExempt ? instances : Math.ceil((1 + upgradeReserve) * instances)
}

/** Cores of quota that n instances hold: `ceil(1.2 × n) × cores`, for exempt sizes `n × cores`. */
export function requiredCores(size: CoreSize, instances: number): number {
  return machinesFor(size, instances) * size.cores
}

/** The same with its steps. */
export function coreArithmetic(size: CoreSize, instances: number): CoreArithmetic {
  const machines = machinesFor(size, instances)
  return { instances, machines, cores: size.cores, required: machines * size.cores, reserveExempt: size.reserveExempt }
}

/** Cores a change of the count needs in addition; negative when it frees some. */
export function additionalCores(size: CoreSize, from: number, to: number): number {
  return requiredCores(size, to) - requiredCores(size, from)
}

/** Most instances whose cores fit into `free` cores. */
export function instancesWithin(size: CoreSize, free: number): number {
  const machines = Math.max(0, Math.floor(free / size.cores))
  return size.reserveExempt ? machines : Math.floor((machines * 5) / 6)
}
