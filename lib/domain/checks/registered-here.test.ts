import { describe, expect, it } from 'vitest'
import { checkEndpointKind, checkRegistered } from '@/lib/domain/checks/registered-here'
import { missingWords } from '@/test/missing-words'

const others = [
  { name: 'house-prices', latest: '4' },
  { name: 'fraud', latest: '2' },
]
const known = { versions: ['7', '6', '5', '4', '3', '2'], latest: '7', others: [] }

describe('a reference to an asset', () => {
  it.each([
    ['azureml:m:7', known],
    ['azureml:m@latest', known],
    ['azureml://registries/azureml/models/m/versions/1', { versions: [], others }],
    ['./model', { versions: [], others }],
  ])('%s is left alone', (written, here) => {
    expect(checkRegistered('model', written, here)).toEqual([])
  })

  it.each([
    ['azureml:m:9', known, 'has no version 9 on this computer; it has 7, 6, 5, 4, 3, …', 'azureml:m:7'],
    ['azureml:house_prices:1', { versions: [], others }, 'nothing is registered as house_prices', 'azureml:house-prices:4'],
    ['azureml:other@latest', { versions: [], others }, 'nothing is registered as other', undefined],
  ])('%s is not here', (written, here, message, instead) => {
    const findings = checkRegistered('model', written, here)
    expect(missingWords(findings)).toEqual([])
    expect(findings).toMatchObject([{ rule: 'asset-exists', severity: 'warning', path: ['model'] }])
    expect(findings[0]?.message).toContain(message)
    const value = findings[0]?.repairs?.[0]?.changes?.[0]
    expect(value).toEqual(instead && { op: 'set', path: ['model'], value: instead })
  })
})

it('says that endpoint and deployment are of two kinds, and writes the one of the endpoint', () => {
  expect(checkEndpointKind('managed', { name: 'e', compute: 'managed' })).toEqual([])
  const findings = checkEndpointKind('managed', { name: 'e', compute: 'kubernetes' })
  expect(missingWords(findings)).toEqual([])
  expect(findings).toMatchObject([
    { rule: 'endpoint-kind', severity: 'error', repairs: [{ changes: [{ op: 'set', path: ['type'], value: 'kubernetes' }] }] },
  ])
})
