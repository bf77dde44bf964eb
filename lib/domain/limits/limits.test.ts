import { describe, expect, it } from 'vitest'
import { maxPendingRequests, requiredCores } from '@/lib/domain/limits/service-limits'

describe('limits', () => {
  it.each([
    ['Standard_DS3_v2', 10, 48],
    ['standard_ds3_v2', 1, 8],
    ['Standard_DS3_v2', 3, 16],
    ['Standard_F4s_v2', 5, 24],
    ['Standard_NC24ads_A100_v4', 2, 48],
    ['Standard_NC6s_v3', 1, 12],
  ])('%s × %d needs %d cores', (size, instances, cores) => {
    expect(requiredCores(size, instances)).toBe(cores)
  })

  it('does not guess about unknown sizes', () => {
    expect(requiredCores('Standard_X', 1)).toBeUndefined()
    expect(maxPendingRequests(2, 3)).toBe(12)
  })
})
