import { describe, expect, it } from 'vitest'
import type { CheckContext } from '@/lib/domain/checks/check'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { aHolder } from '@/lib/domain/quota/holder-for-test'

const text = (instanceType: string, count: number, name = 'blue') => `name: ${name}
endpoint_name: iris
model: azureml:m:1
code_configuration: { code: src, scoring_script: score.py }
environment: azureml:e:1
instance_type: ${instanceType}
instance_count: ${count}
`
function check(yaml: string, quota: CheckContext['quota']) {
  return checkYaml(yaml, { kind: 'deployment', context: quota ? { quota } : {} }).findings.filter((finding) => finding.rule === 'quota')
}
const limits = { total: 6, families: {} }

describe('the quota of a deployment', () => {
  it('is silent without facts, for unknown sizes, and when the cores suffice', () => {
    expect(check(text('Standard_DS3_v2', 10), undefined)).toEqual([])
    expect(check(text('Standard_Newer', 10), { limits, holders: [] })).toEqual([])
    expect(check(text('Standard_DS2_v2', 1), { limits, holders: [] })).toEqual([])
  })

  it('explains 0/6 used and 8 needed, and offers what fits with one click', () => {
    const [finding] = check(text('Standard_DS3_v2', 1), { limits, holders: [] })
    expect(finding).toMatchObject({
      path: ['instance_type'],
      line: 6,
      severity: 'error',
      message:
        '1 × Standard_DS3_v2 needs ceil(1.2 × 1) × 4 = 2 × 4 = 8 cores of quota, 8 more than now; of standardDSv2Family 0/6 are used.',
    })
    expect(finding?.repairs?.[0]).toEqual({
      label: 'Write Standard_DS2_v2 (4 cores)',
      action: 'write',
      what: 'Standard_DS2_v2',
      changes: [{ op: 'set', path: ['instance_type'], value: 'Standard_DS2_v2' }],
    })
  })

  it('offers fewer instances of the same size first', () => {
    const [finding] = check(text('Standard_DS2_v2', 3), { limits, holders: [] })
    expect(finding?.path).toEqual(['instance_count'])
    expect(finding?.repairs?.[0]?.changes).toEqual([{ op: 'set', path: ['instance_count'], value: 2 }])
  })

  it('counts other deployments in full and of itself the difference only', () => {
    const holders = [aHolder('blue', 'Standard_DS2_v2', 1)]
    expect(check(text('Standard_DS2_v2', 2), { limits, holders })).toEqual([])
    expect(check(text('Standard_DS2_v2', 1, 'green'), { limits, holders })[0]?.values).toMatchObject({ used: 4, limit: 6, needed: 4 })
    expect(check(text('Standard_DS2_v2', 1), { limits: { total: 0, families: {} }, holders })).toEqual([])
  })
})
