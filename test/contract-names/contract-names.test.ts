/** The contract against Microsoft's published description of the API: names only, derived once (see `source` in the table). */
import { describe, expect, it } from 'vitest'
import published from './api-2024-10-01.json'
import { differences } from './contract-names'
import { reviewedDifferences } from './reviewed'

describe('names of the contract', () => {
  it('are those of the published description of the API, but for reviewed differences', () => {
    const reviewed = reviewedDifferences.filter((row) => row.in.includes('api 2024-10-01')).map(({ name }) => name)
    expect(differences(published.names)).toEqual([...reviewed].sort())
  })

  it('differ where the table says so, with a reason, each once', () => {
    const names = reviewedDifferences.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, why } of reviewedDifferences) expect(why.length, name).toBeGreaterThan(20)
  })

  it('are compared name by name', () => {
    expect(differences({ EndpointAuthKeys: ['primaryKey', 'tertiaryKey'], Unknown: ['x'] })).toEqual([
      'EndpointAuthKeys.secondaryKey (ours)',
      'EndpointAuthKeys.tertiaryKey (theirs)',
    ])
  })
})
