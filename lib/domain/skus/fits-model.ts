/**
 * Which sizes a model fits on, and why not on others. Memory and disk of the sizes are from the pages of the VM sizes (`inferred`), and how
 * much of the disk the service leaves to a model is not published: these are warnings before a deployment, no promise.
 */
import type { Sku } from '@/lib/domain/skus/sku'

export interface ModelNeeds {
  /** Files of the model. */
  modelBytes: number
  /** Measured memory of one instance at work, when it ran here; else what the files alone suggest. */
  memoryBytes?: number | undefined
  /** Processes that each hold the model (WORKER_COUNT). */
  workers: number
  /** Image with its packages, unpacked. */
  imageBytes: number
}

/** Operating system, container engine and the service's own containers; a careful guess. */
export const systemBytes = 1024 ** 3

export type FitReason = 'memory' | 'memory-tight' | 'disk' | 'disk-unknown' | 'retired' | 'small'
export interface ModelFit {
  sku: Sku
  fits: boolean
  reasons: FitReason[]
}

const gib = 1024 ** 3

/** Bytes of memory one instance needs: measured when known, else the files once per worker; the system beside it. */
export function neededMemory({ modelBytes, memoryBytes, workers }: ModelNeeds): number {
  return (memoryBytes ?? modelBytes * workers) + systemBytes
}

/** Bytes of disk: the image, and the model as it lies and once more while it is unpacked. */
export const neededDisk = ({ modelBytes, imageBytes }: ModelNeeds): number => imageBytes + 2 * modelBytes

/** Judges one size. Above 80 % of its memory it fits tightly. */
export function fitModel(sku: Sku, needs: ModelNeeds): ModelFit {
  const reasons: FitReason[] = []
  const share = neededMemory(needs) / (sku.memoryGib * gib)
  if (share > 1) reasons.push('memory')
  else if (share > 0.8) reasons.push('memory-tight')
  if (sku.tempDiskGib === undefined) reasons.push('disk-unknown')
  else if (neededDisk(needs) > sku.tempDiskGib * gib) reasons.push('disk')
  if (sku.small) reasons.push('small')
  if (sku.retirement?.state === 'retired') reasons.push('retired')
  return { sku, reasons, fits: !reasons.some((reason) => reason === 'memory' || reason === 'disk' || reason === 'retired') }
}
