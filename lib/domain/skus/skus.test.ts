import { describe, expect, it } from 'vitest'
import { isGpuFamily, matchesSku, skuFamilies, skuOf, skus } from '@/lib/domain/skus/skus'

describe('the list of sizes', () => {
  it('has the 85 published ones, each once', () => {
    expect(skus).toHaveLength(85)
    expect(new Set(skus.map((sku) => sku.name.toLowerCase())).size).toBe(85)
    expect(skuFamilies).toHaveLength(19)
  })

  it('finds a size in any case and knows no others', () => {
    expect(skuOf('STANDARD_ds3_V2')).toMatchObject({
      name: 'Standard_DS3_v2',
      family: 'standardDSv2Family',
      cores: 4,
      memoryGib: 14,
      gpus: 0,
    })
    expect(skuOf('Standard_D96ads_v7')).toBeUndefined()
  })

  it('exempts the ten sizes of the list from the reserve, all of them A100, H100 or NDv2', () => {
    const exempt = skus.filter((sku) => sku.reserveExempt)
    expect(exempt).toHaveLength(10)
    expect(exempt.every((sku) => ['A100', 'H100 NVL', 'H100'].includes(sku.gpu ?? '') || sku.series === 'NDv2')).toBe(true)
    expect(skuOf('Standard_NC4as_T4_v3')?.reserveExempt).toBe(false)
  })

  it('marks the sizes Microsoft warns about, and retirements with their certainty', () => {
    expect(skus.filter((sku) => sku.small).map((sku) => sku.name)).toEqual(['Standard_DS1_v2', 'Standard_F2s_v2'])
    expect(skuOf('Standard_NC6s_v2')?.retirement).toEqual({ state: 'retired', date: '2023-08-31', certainty: 'published' })
    expect(skuOf('Standard_DS3_v2')?.retirement?.certainty).toBe('unverified')
  })

  it('keeps shares of a graphics processor as the list writes them', () => {
    expect(skuOf('Standard_NV6ads_A10_v5')).toMatchObject({ gpus: 0.1667, gpusLabel: '1/6', gpuMemoryGib: 4 })
    expect(isGpuFamily('STANDARD ncasv3_t4 family')).toBe(true)
    expect(isGpuFamily('standardDSv2Family')).toBe(false)
  })

  it('is searched by words of name, series, family and processor', () => {
    const named = (text: string) => skus.filter((sku) => matchesSku(sku, text)).map((sku) => sku.name)
    expect(named('ds3')).toEqual(['Standard_DS3_v2'])
    expect(named('t4 nc8')).toEqual(['Standard_NC8as_T4_v3'])
    expect(named('')).toHaveLength(85)
  })
})
