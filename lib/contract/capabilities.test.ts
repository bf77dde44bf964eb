import { describe, expect, it } from 'vitest'
import { type Capability, capabilities, differenceReason, supports } from '@/lib/contract/capabilities'

describe('capabilities', () => {
  it.each(capabilities.map((row) => [row.id, row] as const))(
    '%s gives a reason wherever it is not plainly supported',
    (_, row: Capability) => {
      for (const kind of ['local', 'azure'] as const) {
        if (row.support[kind] === 'yes') expect(row.reason[kind]).toBeUndefined()
        else expect(row.reason[kind]).toMatch(/^[A-Za-z].*\.$/)
      }
      if (row.inDocker?.support === 'yes') expect(row.inDocker.reason).toBeUndefined()
      else if (row.inDocker) expect(row.inDocker.reason).toMatch(/^[A-Za-z].*\.$/)
    },
  )
  it('has each id once', () => {
    expect(new Set(capabilities.map((row) => row.id)).size).toBe(capabilities.length)
  })
  it('answers questions', () => {
    expect(supports('azure', 'stop-deployment')).toBe(false)
    expect(supports('local', 'aad-token')).toBe(true)
    expect(differenceReason('local', 'kubernetes')).toContain('cluster')
  })
})
