import { describe, expect, it } from 'vitest'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { checkDocument } from '@/lib/domain/checks/check-document'
import { deploymentFromArm, deploymentToArm } from '@/lib/domain/convert/deployment'
import {
  applyChanges,
  changesBetween,
  comparableBody,
  mergeable,
  patchFor,
  withOwnProperties,
  withoutDefaults,
  withoutQueueWaitDefault,
} from './deployment-edit'

const probe = { initialDelay: 'PT10S', period: 'PT10S', timeout: 'PT2S', successThreshold: 1, failureThreshold: 30 }
/** As the control plane stores a small deployment: every default filled in. */
const live: Deployment = {
  id: '/subscriptions/s/x',
  name: 'blue',
  location: 'local',
  kind: 'Managed',
  tags: { team: 'risk' },
  sku: { name: 'Default', capacity: 2 },
  systemData: { lastModifiedAt: '2026-11-01T00:00:00Z' },
  properties: {
    endpointComputeType: 'Managed',
    model: 'azureml:m:1',
    environmentId: 'azureml:e:1',
    codeConfiguration: { codeId: 'azureml:c:1', scoringScript: 'score.py' },
    instanceType: 'Standard_DS3_v2',
    newerField: { keep: true },
    properties: { 'scorepoint.sampleRequest': '{}', note: 'x' },
    environmentVariables: {},
    scaleSettings: { scaleType: 'Default' },
    requestSettings: { requestTimeout: 'PT5S', maxConcurrentRequestsPerInstance: 1, maxQueueWait: 'PT0.5S' },
    livenessProbe: probe,
    readinessProbe: probe,
    appInsightsEnabled: false,
    egressPublicNetworkAccess: 'Enabled',
    provisioningState: 'Succeeded',
  },
}
const yaml = () => withoutDefaults({ ...deploymentFromArm(live, { endpointName: 'prices' }) })
const bodyOf = (file: Record<string, unknown>) => withOwnProperties(deploymentToArm(file as ReturnType<typeof deploymentFromArm>), live)

describe('an edit', () => {
  it('begins with what somebody chose, without defaults and without the properties of the studio', () => {
    expect(yaml()).toEqual({
      name: 'blue',
      endpoint_name: 'prices',
      model: 'azureml:m:1',
      environment: 'azureml:e:1',
      code_configuration: { code: 'azureml:c:1', scoring_script: 'score.py' },
      instance_type: 'Standard_DS3_v2',
      instance_count: 2,
      newerField: { keep: true },
      properties: { note: 'x' },
      tags: { team: 'risk' },
    })
  })
  it('a file of what is stored leaves the deprecated default out, so that no note is on it; it says the same', () => {
    const stored = deploymentFromArm(live, { endpointName: 'prices' })
    const file = withoutQueueWaitDefault(stored)
    expect(file.request_settings).toEqual({ request_timeout_ms: 5_000, max_concurrent_requests_per_instance: 1 })
    expect(checkDocument('deployment', { ...stored }).findings.map(({ rule }) => rule)).toContain('queue-wait-deprecated')
    expect(checkDocument('deployment', { ...file }).findings.map(({ rule }) => rule)).not.toContain('queue-wait-deprecated')
    expect(changesBetween(stored, file)).toEqual([])
    expect(patchFor(live, deploymentToArm(file))).toBeDefined()
    expect(withoutQueueWaitDefault({ request_settings: { max_queue_wait_ms: 500 } })).toEqual({})
    const chosen = { request_settings: { max_queue_wait_ms: 800 } }
    expect(withoutQueueWaitDefault(chosen)).toBe(chosen)
  })
  it('names what differs, defaults counted as written', () => {
    const after = { ...yaml(), instance_count: 3, request_settings: { request_timeout_ms: 8_000, max_queue_wait_ms: 500 }, tags: {} }
    expect(changesBetween(yaml(), after)).toEqual([
      { path: ['instance_count'], from: 2, to: 3 },
      { path: ['request_settings', 'request_timeout_ms'], from: 5_000, to: 8_000 },
      { path: ['tags', 'team'], from: 'risk', to: undefined },
    ])
    expect(changesBetween(yaml(), yaml())).toEqual([])
  })
  it('is a PATCH when count and tags alone differ, and a PUT otherwise', () => {
    expect(patchFor(live, bodyOf(yaml()))).toEqual({})
    expect(patchFor(live, bodyOf({ ...yaml(), instance_count: 5, tags: { owner: 'me' } }))).toEqual({
      tags: { team: null, owner: 'me' },
      sku: { name: 'Default', capacity: 5 },
    })
    expect(patchFor(live, bodyOf({ ...yaml(), environment_variables: { A: '1' } }))).toBeUndefined()
    const { newerField: _gone, ...without } = yaml()
    expect(patchFor(live, bodyOf(without))).toBeUndefined()
  })
  it('keeps the properties of the studio when it is sent', () => {
    expect(bodyOf(yaml()).properties.properties).toEqual({ 'scorepoint.sampleRequest': '{}', note: 'x' })
  })
})

describe('a deployment that changed meanwhile', () => {
  it('is told by its body, not by dates and states', () => {
    const later = {
      ...live,
      systemData: { lastModifiedAt: '2027-01-01T00:00:00Z' },
      properties: { ...live.properties, provisioningState: 'Failed' },
    }
    expect(comparableBody(later)).toBe(comparableBody(live))
    expect(comparableBody({ ...live, sku: { name: 'Default', capacity: 3 } })).not.toBe(comparableBody(live))
  })
  it('gives what only they changed, and names what both did', () => {
    const base = yaml()
    const theirs = changesBetween(base, { ...base, instance_count: 4, instance_type: 'Standard_F4s_v2' })
    const mine = changesBetween(base, { ...base, instance_count: 3 })
    const { safe, both } = mergeable(theirs, mine)
    expect(both.map((change) => change.path)).toEqual([['instance_count']])
    expect(applyChanges('# mine\ninstance_type: Standard_DS3_v2\ninstance_count: 3\n', safe)).toBe(
      '# mine\ninstance_type: Standard_F4s_v2\ninstance_count: 3\n',
    )
  })
})
