/**
 * VM sizes a managed online deployment may run on, as data. Changed only with `asOf`.
 *
 * `asOf` is the day this file was compiled from Microsoft's list (`source`). What `provenance` calls `list` stands there; what it
 * calls `inferred` is from the pages of the VM sizes and may differ by region or over time. A retirement is `published` when
 * Microsoft's machine-learning documentation names it, else `unverified`.
 */
import type { SkuGroup, SkuProvenance } from '@/lib/domain/skus/sku'

export const skuListAsOf = '2026-11-22'
export const skuListSource = 'https://learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list'

export const skuProvenance: SkuProvenance = {
  name: 'list',
  family: 'list',
  cores: 'list',
  gpus: 'list',
  infiniband: 'list',
  reserveExempt: 'list',
  small: 'list',
  series: 'inferred',
  category: 'inferred',
  gpu: 'inferred',
  memoryGib: 'inferred',
  gpuMemoryGib: 'inferred',
  tempDiskGib: 'inferred',
}

export const skuGroups: readonly SkuGroup[] = [
  {
    series: 'Dasv4',
    family: 'standardDASv4Family',
    category: 'general',
    sizes: [
      { name: 'Standard_D2as_v4', cores: 2, memoryGib: 8, tempDiskGib: 16 },
      { name: 'Standard_D4as_v4', cores: 4, memoryGib: 16, tempDiskGib: 32 },
      { name: 'Standard_D8as_v4', cores: 8, memoryGib: 32, tempDiskGib: 64 },
      { name: 'Standard_D16as_v4', cores: 16, memoryGib: 64, tempDiskGib: 128 },
      { name: 'Standard_D32as_v4', cores: 32, memoryGib: 128, tempDiskGib: 256 },
      { name: 'Standard_D48as_v4', cores: 48, memoryGib: 192, tempDiskGib: 384 },
      { name: 'Standard_D64as_v4', cores: 64, memoryGib: 256, tempDiskGib: 512 },
      { name: 'Standard_D96as_v4', cores: 96, memoryGib: 384, tempDiskGib: 768 },
    ],
  },
  {
    series: 'Dav4',
    family: 'standardDAv4Family',
    category: 'general',
    sizes: [
      { name: 'Standard_D2a_v4', cores: 2, memoryGib: 8, tempDiskGib: 50 },
      { name: 'Standard_D4a_v4', cores: 4, memoryGib: 16, tempDiskGib: 100 },
      { name: 'Standard_D8a_v4', cores: 8, memoryGib: 32, tempDiskGib: 200 },
      { name: 'Standard_D16a_v4', cores: 16, memoryGib: 64, tempDiskGib: 400 },
      { name: 'Standard_D32a_v4', cores: 32, memoryGib: 128, tempDiskGib: 800 },
      { name: 'Standard_D48a_v4', cores: 48, memoryGib: 192, tempDiskGib: 1200 },
      { name: 'Standard_D64a_v4', cores: 64, memoryGib: 256, tempDiskGib: 1600 },
      { name: 'Standard_D96a_v4', cores: 96, memoryGib: 384, tempDiskGib: 2400 },
    ],
  },
  {
    series: 'DSv2',
    family: 'standardDSv2Family',
    category: 'general',
    retirement: { state: 'announced', date: '2028-05-01', certainty: 'unverified' },
    sizes: [
      { name: 'Standard_DS1_v2', cores: 1, memoryGib: 3.5, small: true, tempDiskGib: 7 },
      { name: 'Standard_DS2_v2', cores: 2, memoryGib: 7, tempDiskGib: 14 },
      { name: 'Standard_DS3_v2', cores: 4, memoryGib: 14, tempDiskGib: 28 },
      { name: 'Standard_DS4_v2', cores: 8, memoryGib: 28, tempDiskGib: 56 },
      { name: 'Standard_DS5_v2', cores: 16, memoryGib: 56, tempDiskGib: 112 },
    ],
  },
  {
    series: 'Esv3',
    family: 'standardESv3Family',
    category: 'memory',
    sizes: [
      { name: 'Standard_E2s_v3', cores: 2, memoryGib: 16, tempDiskGib: 32 },
      { name: 'Standard_E4s_v3', cores: 4, memoryGib: 32, tempDiskGib: 64 },
      { name: 'Standard_E8s_v3', cores: 8, memoryGib: 64, tempDiskGib: 128 },
      { name: 'Standard_E16s_v3', cores: 16, memoryGib: 128, tempDiskGib: 256 },
      { name: 'Standard_E32s_v3', cores: 32, memoryGib: 256, tempDiskGib: 512 },
      { name: 'Standard_E48s_v3', cores: 48, memoryGib: 384, tempDiskGib: 768 },
      { name: 'Standard_E64s_v3', cores: 64, memoryGib: 432, tempDiskGib: 864 },
    ],
  },
  {
    series: 'Fsv2',
    family: 'standardFSv2Family',
    category: 'compute',
    retirement: { state: 'announced', date: '2028-11-15', certainty: 'unverified' },
    sizes: [
      { name: 'Standard_F2s_v2', cores: 2, memoryGib: 4, small: true, tempDiskGib: 16 },
      { name: 'Standard_F4s_v2', cores: 4, memoryGib: 8, tempDiskGib: 32 },
      { name: 'Standard_F8s_v2', cores: 8, memoryGib: 16, tempDiskGib: 64 },
      { name: 'Standard_F16s_v2', cores: 16, memoryGib: 32, tempDiskGib: 128 },
      { name: 'Standard_F32s_v2', cores: 32, memoryGib: 64, tempDiskGib: 256 },
      { name: 'Standard_F48s_v2', cores: 48, memoryGib: 96, tempDiskGib: 384 },
      { name: 'Standard_F64s_v2', cores: 64, memoryGib: 128, tempDiskGib: 512 },
      { name: 'Standard_F72s_v2', cores: 72, memoryGib: 144, tempDiskGib: 576 },
    ],
  },
  {
    series: 'FXmds',
    family: 'standardFXMDVSFamily',
    category: 'compute',
    sizes: [
      { name: 'Standard_FX4mds', cores: 4, memoryGib: 84, tempDiskGib: 168 },
      { name: 'Standard_FX12mds', cores: 12, memoryGib: 252, tempDiskGib: 504 },
      { name: 'Standard_FX24mds', cores: 24, memoryGib: 504, tempDiskGib: 1008 },
      { name: 'Standard_FX36mds', cores: 36, memoryGib: 756, tempDiskGib: 1512 },
      { name: 'Standard_FX48mds', cores: 48, memoryGib: 1008, tempDiskGib: 2016 },
    ],
  },
  {
    series: 'Lasv3',
    family: 'standardLASv3Family',
    category: 'storage',
    sizes: [
      { name: 'Standard_L8as_v3', cores: 8, memoryGib: 64, tempDiskGib: 80 },
      { name: 'Standard_L16as_v3', cores: 16, memoryGib: 128, tempDiskGib: 160 },
      { name: 'Standard_L32as_v3', cores: 32, memoryGib: 256, tempDiskGib: 320 },
      { name: 'Standard_L48as_v3', cores: 48, memoryGib: 384, tempDiskGib: 480 },
      { name: 'Standard_L64as_v3', cores: 64, memoryGib: 512, tempDiskGib: 640 },
      { name: 'Standard_L80as_v3', cores: 80, memoryGib: 640, tempDiskGib: 800 },
    ],
  },
  {
    series: 'Lsv2',
    family: 'standardLSv2Family',
    category: 'storage',
    retirement: { state: 'announced', date: '2028-11-15', certainty: 'unverified' },
    sizes: [
      { name: 'Standard_L8s_v2', cores: 8, memoryGib: 64, tempDiskGib: 80 },
      { name: 'Standard_L16s_v2', cores: 16, memoryGib: 128, tempDiskGib: 160 },
      { name: 'Standard_L32s_v2', cores: 32, memoryGib: 256, tempDiskGib: 320 },
      { name: 'Standard_L48s_v2', cores: 48, memoryGib: 384, tempDiskGib: 480 },
      { name: 'Standard_L64s_v2', cores: 64, memoryGib: 512, tempDiskGib: 640 },
      { name: 'Standard_L80s_v2', cores: 80, memoryGib: 640, tempDiskGib: 800 },
    ],
  },
  {
    series: 'Lsv3',
    family: 'standardLSv3Family',
    category: 'storage',
    sizes: [
      { name: 'Standard_L8s_v3', cores: 8, memoryGib: 64, tempDiskGib: 80 },
      { name: 'Standard_L16s_v3', cores: 16, memoryGib: 128, tempDiskGib: 160 },
      { name: 'Standard_L32s_v3', cores: 32, memoryGib: 256, tempDiskGib: 320 },
      { name: 'Standard_L48s_v3', cores: 48, memoryGib: 384, tempDiskGib: 480 },
      { name: 'Standard_L64s_v3', cores: 64, memoryGib: 512, tempDiskGib: 640 },
      { name: 'Standard_L80s_v3', cores: 80, memoryGib: 640, tempDiskGib: 800 },
    ],
  },
  {
    series: 'NC_A100_v4',
    family: 'standardNCADSA100v4Family',
    category: 'gpu',
    reserveExempt: true,
    gpu: 'A100',
    sizes: [
      { name: 'Standard_NC24ads_A100_v4', cores: 24, memoryGib: 220, gpus: 1, gpuMemoryGib: 80, tempDiskGib: 64 },
      { name: 'Standard_NC48ads_A100_v4', cores: 48, memoryGib: 440, gpus: 2, gpuMemoryGib: 80, tempDiskGib: 128 },
      { name: 'Standard_NC96ads_A100_v4', cores: 96, memoryGib: 880, gpus: 4, gpuMemoryGib: 80, tempDiskGib: 256 },
    ],
  },
  {
    series: 'NCasT4_v3',
    family: 'standard NCASv3_T4 Family',
    category: 'gpu',
    gpu: 'T4',
    sizes: [
      { name: 'Standard_NC4as_T4_v3', cores: 4, memoryGib: 28, gpus: 1, gpuMemoryGib: 16, tempDiskGib: 176 },
      { name: 'Standard_NC8as_T4_v3', cores: 8, memoryGib: 56, gpus: 1, gpuMemoryGib: 16, tempDiskGib: 352 },
      { name: 'Standard_NC16as_T4_v3', cores: 16, memoryGib: 110, gpus: 1, gpuMemoryGib: 16, tempDiskGib: 352 },
      { name: 'Standard_NC64as_T4_v3', cores: 64, memoryGib: 440, gpus: 4, gpuMemoryGib: 16, tempDiskGib: 2816 },
    ],
  },
  {
    series: 'NCv2',
    family: 'standardNCSv2Family',
    category: 'gpu',
    gpu: 'P100',
    retirement: { state: 'retired', date: '2023-08-31', certainty: 'published' },
    sizes: [
      { name: 'Standard_NC6s_v2', cores: 6, memoryGib: 112, gpus: 1, gpuMemoryGib: 16, tempDiskGib: 736 },
      { name: 'Standard_NC12s_v2', cores: 12, memoryGib: 224, gpus: 2, gpuMemoryGib: 16, tempDiskGib: 1474 },
      { name: 'Standard_NC24s_v2', cores: 24, memoryGib: 448, gpus: 4, gpuMemoryGib: 16, tempDiskGib: 2948 },
    ],
  },
  {
    series: 'NCv3',
    family: 'standardNCSv3Family',
    category: 'gpu',
    gpu: 'V100',
    retirement: { state: 'retired', date: '2025-09-30', certainty: 'unverified' },
    sizes: [
      { name: 'Standard_NC6s_v3', cores: 6, memoryGib: 112, gpus: 1, gpuMemoryGib: 16, tempDiskGib: 736 },
      { name: 'Standard_NC12s_v3', cores: 12, memoryGib: 224, gpus: 2, gpuMemoryGib: 16, tempDiskGib: 1474 },
      { name: 'Standard_NC24s_v3', cores: 24, memoryGib: 448, gpus: 4, gpuMemoryGib: 16, tempDiskGib: 2948 },
    ],
  },
  {
    series: 'NCads_H100_v5',
    family: 'standardNCADSH100v5Family',
    category: 'gpu',
    reserveExempt: true,
    gpu: 'H100 NVL',
    sizes: [
      { name: 'Standard_NC40ads_H100_v5', cores: 40, memoryGib: 320, gpus: 1, gpuMemoryGib: 94 },
      { name: 'Standard_NC80adis_H100_v5', cores: 80, memoryGib: 640, gpus: 2, gpuMemoryGib: 94 },
    ],
  },
  {
    series: 'NDm_A100_v4',
    family: 'standard NDAMSv4_A100Family',
    category: 'gpu',
    reserveExempt: true,
    gpu: 'A100',
    sizes: [
      { name: 'Standard_ND96amsr_A100_v4', cores: 96, memoryGib: 1900, gpus: 8, gpuMemoryGib: 80, infiniband: true, tempDiskGib: 6400 },
    ],
  },
  {
    series: 'ND_A100_v4',
    family: 'standard NDASv4_A100 Family',
    category: 'gpu',
    reserveExempt: true,
    gpu: 'A100',
    sizes: [{ name: 'Standard_ND96asr_v4', cores: 96, memoryGib: 900, gpus: 8, gpuMemoryGib: 40, infiniband: true, tempDiskGib: 6000 }],
  },
  {
    series: 'NDv2',
    family: 'standardNDSv2Family',
    category: 'gpu',
    reserveExempt: true,
    gpu: 'V100',
    retirement: { state: 'retired', date: '2025-09-30', certainty: 'unverified' },
    sizes: [{ name: 'Standard_ND40rs_v2', cores: 40, memoryGib: 672, gpus: 8, gpuMemoryGib: 32, infiniband: true, tempDiskGib: 2948 }],
  },
  {
    series: 'ND_H100_v5',
    family: 'standardNDv5H100Family',
    category: 'gpu',
    reserveExempt: true,
    gpu: 'H100',
    sizes: [
      { name: 'Standard_ND96is_H100_v5', cores: 96, memoryGib: 1900, gpus: 8, gpuMemoryGib: 80 },
      { name: 'Standard_ND96isr_H100_v5', cores: 96, memoryGib: 1900, gpus: 8, gpuMemoryGib: 80, infiniband: true },
    ],
  },
  {
    series: 'NVadsA10v5',
    family: 'standardNVADSA10v5Family',
    category: 'gpu',
    gpu: 'A10',
    sizes: [
      { name: 'Standard_NV6ads_A10_v5', cores: 6, memoryGib: 55, gpus: 0.1667, gpusLabel: '1/6', gpuMemoryGib: 4, tempDiskGib: 180 },
      { name: 'Standard_NV12ads_A10_v5', cores: 12, memoryGib: 110, gpus: 0.3333, gpusLabel: '1/3', gpuMemoryGib: 8, tempDiskGib: 360 },
      { name: 'Standard_NV18ads_A10_v5', cores: 18, memoryGib: 220, gpus: 0.5, gpusLabel: '1/2', gpuMemoryGib: 12, tempDiskGib: 720 },
      { name: 'Standard_NV36ads_A10_v5', cores: 36, memoryGib: 440, gpus: 1, gpuMemoryGib: 24, tempDiskGib: 1440 },
      { name: 'Standard_NV36adms_A10_v5', cores: 36, memoryGib: 880, gpus: 1, gpuMemoryGib: 24, tempDiskGib: 2880 },
      { name: 'Standard_NV72ads_A10_v5', cores: 72, memoryGib: 880, gpus: 2, gpuMemoryGib: 24, tempDiskGib: 2880 },
    ],
  },
]
