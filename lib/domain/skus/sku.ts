/** What is known about a VM size, and where from. */

export type SkuCategory = 'general' | 'memory' | 'compute' | 'storage' | 'gpu'

export interface SkuRetirement {
  state: 'announced' | 'retired'
  /** ISO date. */
  date: string
  certainty: 'published' | 'unverified'
}

interface SkuSize {
  /** Usual mixed-case name; compare case-insensitively. */
  name: string
  /** What the quota formula counts. */
  cores: number
  memoryGib: number
  /** Graphics processors; fractions for shared A10 sizes. */
  gpus?: number
  /** How the list writes a fraction: `1/6`. */
  gpusLabel?: string
  /** Of one graphics processor, or of the share of one. */
  gpuMemoryGib?: number
  infiniband?: true
  /** Microsoft warns that it may be too small for the base images. */
  small?: true
  /** The local temporary disk. */
  tempDiskGib?: number
}

/** Sizes that share series and quota family. */
export interface SkuGroup {
  series: string
  /** Quota family as Azure spells it, spaces included. */
  family: string
  category: SkuCategory
  /** Model of the graphics processors: `A100`. */
  gpu?: string
  /** The 20 % upgrade reserve is not charged. */
  reserveExempt?: true
  retirement?: SkuRetirement
  sizes: readonly SkuSize[]
}

/** One VM size with everything of its group. */
export interface Sku extends Omit<SkuGroup, 'sizes' | 'reserveExempt'>, Omit<SkuSize, 'gpus' | 'small' | 'infiniband'> {
  gpus: number
  reserveExempt: boolean
  small: boolean
  infiniband: boolean
}

/** Per field: stands in Microsoft's list, or is taken from the pages of the VM sizes. */
export type SkuProvenance = Record<Exclude<keyof Sku, 'gpusLabel' | 'retirement'>, 'list' | 'inferred'>
