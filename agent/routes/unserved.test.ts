import { describe, expect, it } from 'vitest'
import { localScope, workspaceId } from '@/lib/contract/arm/scope'
import { unserved } from './unserved'

const ws = workspaceId(localScope)
const told = (method: string, path: string, isKnown = false) => unserved(method, path, isKnown)

describe('what is not served', () => {
  it.each([
    ['GET', `${ws}/jobs`, 'Jobs run in Azure.'],
    ['PUT', `${ws}/data/inputs/versions/1`, 'Data assets are kept in Azure.'],
    ['GET', `${ws.toLowerCase()}/BATCHENDPOINTS/b`, 'Batch endpoints run in Azure.'],
    ['POST', `${ws}/models/m/versions/1/package`, 'Model packages'],
    ['POST', `${ws}/listKeys`, 'This computer serves online endpoints'],
    ['GET', '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/registries/r', 'Registries are shared'],
    ['GET', `${ws}/somethingNew/x`, 'This computer serves online endpoints'],
  ])('%s %s', (method, path, words) => {
    const refused = told(method, path)
    expect(refused?.status).toBe(501)
    expect(refused?.problem.code).toBe('NotImplemented')
    expect(refused?.problem.message).toContain(words)
  })

  it('counts what Azure can do with an address that is served for reading', () => {
    expect(told('PATCH', ws, true)?.problem.message).toContain('neither made, changed nor removed')
    expect(told('PUT', `${ws}/datastores/mine`, true)?.problem.message).toContain('workspaceblobstore')
    expect(told('DELETE', `${ws}/onlineEndpoints`, true)).toBeUndefined()
  })

  it('leaves other addresses alone', () => {
    for (const path of [
      '/nothing',
      '/subscriptions/s/providers/Microsoft.Insights/metrics',
      '/x/providers/Microsoft.MachineLearningServices/jobs',
    ])
      expect(told('GET', path), path).toBeUndefined()
  })
})
