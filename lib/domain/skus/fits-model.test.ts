import { expect, it } from 'vitest'
import { fitModel, type ModelNeeds } from '@/lib/domain/skus/fits-model'
import { skuOf, skus } from '@/lib/domain/skus/skus'

const gib = 1024 ** 3
const needs = (change: Partial<ModelNeeds> = {}): ModelNeeds => ({ modelBytes: gib, workers: 1, imageBytes: 4 * gib, ...change })
function judge(name: string, wanted: ModelNeeds) {
  const sku = skuOf(name)
  if (!sku) throw new Error(name)
  const { fits, reasons } = fitModel(sku, wanted)
  return [fits, ...reasons]
}

it('says which size is too small, and by what', () => {
  expect(judge('Standard_DS3_v2', needs())).toEqual([true])
  expect(judge('Standard_DS3_v2', needs({ modelBytes: 20 * gib }))).toEqual([false, 'memory', 'disk'])
  expect(judge('Standard_E16s_v3', needs({ modelBytes: 20 * gib }))).toEqual([true])
  expect(judge('Standard_DS3_v2', needs({ workers: 11 }))).toEqual([true, 'memory-tight'])
  expect(judge('Standard_DS3_v2', needs({ workers: 14 }))).toEqual([false, 'memory'])
})

it('believes what was measured over what the files suggest', () => {
  expect(judge('Standard_DS3_v2', needs({ modelBytes: 0.1 * gib, memoryBytes: 20 * gib }))).toEqual([false, 'memory'])
  expect(judge('Standard_DS3_v2', needs({ workers: 14, memoryBytes: 2 * gib }))).toEqual([true])
})

it('names small, retired and unknown disks, and refuses no more when less is needed', () => {
  expect(judge('Standard_DS1_v2', needs({ modelBytes: 0 }))).toEqual([true, 'small'])
  expect(judge('Standard_NC6s_v2', needs())).toEqual([false, 'retired'])
  expect(judge('Standard_NC40ads_H100_v5', needs())).toEqual([true, 'disk-unknown'])
  for (const sku of skus) if (fitModel(sku, needs({ modelBytes: 8 * gib })).fits) expect(fitModel(sku, needs()).fits).toBe(true)
})
