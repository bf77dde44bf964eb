import { describe, expect, it } from 'vitest'
import { normaliseDeployment, normaliseEndpoint } from '@/agent/control/normalise'
import { deploymentChanges, endpointChanges } from '@/agent/control/what-changes'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'

const endpoint = (properties: Partial<Endpoint['properties']>, tags = {}): Endpoint =>
  normaliseEndpoint('prices', { location: 'local', tags, properties: { authMode: 'Key', ...properties } })

const models = '/subscriptions/0/resourceGroups/local/providers/Microsoft.MachineLearningServices/workspaces/local/models'
const deployment = (properties: Partial<Deployment['properties']>, capacity = 1): Deployment =>
  normaliseDeployment('blue', {
    location: 'local',
    sku: { name: 'Default', capacity },
    properties: {
      endpointComputeType: 'Managed',
      model: `${models}/iris/versions/1`,
      codeConfiguration: { codeId: '/codes/a/versions/1', scoringScript: 'score.py' },
      environmentId: 'azureml:sklearn:3',
      environmentVariables: { A: '1', TOKEN: 'secret' },
      instanceType: 'Standard_DS3_v2',
      ...properties,
    },
  })

describe('an endpoint', () => {
  it('says whose share moved, with 0 for who had none', () => {
    expect(endpointChanges(endpoint({ traffic: { blue: 90, red: 10 } }), endpoint({ traffic: { blue: 80, green: 20 } }))).toEqual([
      { what: 'traffic', deployment: 'blue', from: 90, to: 80 },
      { what: 'traffic', deployment: 'red', from: 10, to: 0 },
      { what: 'traffic', deployment: 'green', from: 0, to: 20 },
    ])
    expect(endpointChanges(endpoint({}), endpoint({ mirrorTraffic: { blue: 5 } }))).toEqual([
      { what: 'mirror', deployment: 'blue', from: 0, to: 5 },
    ])
  })
  it('names tags and settings, and nothing when nothing changed', () => {
    expect(endpointChanges(endpoint({}, { a: '1', b: '2' }), endpoint({ description: 'x' }, { b: '3', a: '1' }))).toEqual([
      { what: 'tags', names: ['b'] },
      { what: 'description' },
    ])
    expect(endpointChanges(endpoint({}), endpoint({ preview: 'on' }))).toEqual([{ what: 'other' }])
    expect(endpointChanges(endpoint({ traffic: { blue: 100 } }), endpoint({ traffic: { blue: 100 } }))).toEqual([])
  })
})

describe('a deployment', () => {
  it('says counts, types and assets with both sides', () => {
    const changed = deployment({ model: 'azureml:iris:2', environmentId: 'azureml:sklearn@latest', instanceType: 'Standard_F4s_v2' }, 3)
    expect(deploymentChanges(deployment({}), changed)).toEqual([
      { what: 'instanceCount', from: 1, to: 3 },
      { what: 'instanceType', from: 'Standard_DS3_v2', to: 'Standard_F4s_v2' },
      { what: 'model', from: 'iris:1', to: 'iris:2' },
      { what: 'environment', from: 'sklearn:3', to: 'sklearn@latest' },
    ])
    expect(deploymentChanges(deployment({ model: null }), deployment({}))).toEqual([{ what: 'model', to: 'iris:1' }])
  })
  it('names variables without their values', () => {
    const changes = deploymentChanges(deployment({}), deployment({ environmentVariables: { A: '1', TOKEN: 'other', NEW: 'x' } }))
    expect(changes).toEqual([{ what: 'environmentVariables', names: ['NEW', 'TOKEN'] }])
    expect(JSON.stringify(changes)).not.toContain('other')
  })
  it('tells code, script and groups of settings apart', () => {
    const changed = deployment({
      codeConfiguration: { codeId: '/codes/b/versions/1', scoringScript: 'main.py' },
      requestSettings: { requestTimeout: 'PT9S' },
      livenessProbe: { period: 'PT5S' },
      egressPublicNetworkAccess: 'Disabled',
    })
    expect(deploymentChanges(deployment({}), changed)).toEqual([
      { what: 'code' },
      { what: 'scoringScript', from: 'score.py', to: 'main.py' },
      { what: 'requestSettings' },
      { what: 'livenessProbe' },
      { what: 'network' },
    ])
    // Azure's defaults written out are no change.
    expect(deploymentChanges(deployment({}), deployment({ requestSettings: { requestTimeout: 'PT5S' } }))).toEqual([])
  })
})
