/** What the data folder holds and what of it may go. */

export const storageKinds = ['environment', 'image', 'model', 'code', 'upload', 'instance', 'log', 'cache', 'database', 'other'] as const
export type StorageKind = (typeof storageKinds)[number]

export interface StorageItem {
  /** `<kind>/<what it is called below it>`; what a clean-up is asked to remove. */
  id: string
  kind: StorageKind
  /** For a person: `iris:3`, `scikit-learn, numpy, …`, `Package cache`. */
  name: string
  /** A second line: hash, Python version, number of packages. */
  detail?: string
  /** Space on disk. Files that several items share (hard links) count in each of them, once in the total. */
  bytes: number
  /** Of these, what removing this item alone gives back. */
  ownBytes: number
  /** `endpoint/deployment` of everything that needs it. */
  usedBy: string[]
  /** ISO 8601. */
  lastUsedAt?: string
  /**
   * `unused` goes with "everything unused"; `keepsake` only when chosen itself (a registered model, a downloaded Python);
   * `used` and `busy` (being built or uploaded now) are never removed; `permanent` is what Scorepoint itself stands on.
   */
  state: 'unused' | 'keepsake' | 'used' | 'busy' | 'permanent'
}

export interface StorageReport {
  home: string
  /** Everything below the data folder, shared files once; images lie in the container engine and are not part of it. */
  totalBytes: number
  /** Left on the disk the data folder lies on. */
  freeBytes: number
  items: StorageItem[]
  /** ISO 8601. */
  measuredAt: string
}

export type KeptReason = 'used' | 'busy' | 'permanent' | 'gone'

export interface CleanResult {
  /** What the disk has back: shared files count when their last name went. */
  freedBytes: number
  removed: { id: string; name: string }[]
  /** Asked for but not removed, and why. */
  kept: { id: string; name: string; reason: KeptReason; usedBy: string[] }[]
}
