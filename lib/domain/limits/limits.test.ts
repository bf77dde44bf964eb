import { describe, expect, it } from 'vitest'
import { scoringCode, scoringCodes } from '@/lib/domain/limits/scoring-codes'
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

describe('scoring codes', () => {
  it.each([200, 401, 404, 408, 424, 429, 503])('explains %d', (status) => {
    const code = scoringCode(status)
    expect(code?.status).toBe(status)
    expect(code?.advice.length).toBeGreaterThan(10)
  })

  it('takes every 2xx as success and stays silent on unknown codes', () => {
    expect(scoringCode(201)?.id).toBe('ok')
    expect(scoringCode(418)).toBeUndefined()
  })

  it('has one entry per status, named by its key', () => {
    const entries = Object.entries(scoringCodes)
    expect(new Set(entries.map(([, code]) => code.status)).size).toBe(entries.length)
    for (const [key, code] of entries) expect(code.id).toBe(key)
  })
})
