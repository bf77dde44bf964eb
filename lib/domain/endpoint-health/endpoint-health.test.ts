import { expect, test } from 'vitest'
import type { DeploymentStatus, EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import {
  attentionReasons,
  endpointHealth,
  endpointState,
  failedDeployment,
  isBusy,
  requestFigures,
  share,
} from '@/lib/domain/endpoint-health/endpoint-health'

const time = '2026-11-21T12:00:00.000Z'
const aDeployment = (changes: Partial<DeploymentStatus> = {}): DeploymentStatus => ({
  name: 'blue',
  provisioningState: 'Succeeded',
  health: 'Healthy',
  stopped: false,
  runtime: 'process',
  instanceCount: 1,
  readyInstances: 1,
  instances: [],
  deviations: [],
  createdAt: time,
  modifiedAt: time,
  ...changes,
})
const anEndpoint = (changes: Partial<EndpointStatus> = {}): EndpointStatus => ({
  name: 'house-prices',
  tags: {},
  authMode: 'Key',
  provisioningState: 'Succeeded',
  scoringUri: 'http://127.0.0.1:7080/api/v1/endpoint/house-prices/score',
  swaggerUri: 'http://127.0.0.1:7080/api/v1/endpoint/house-prices/swagger.json',
  traffic: { blue: 100 },
  deployments: [aDeployment()],
  observed: { windowSeconds: 300, total: 0, perDeployment: {}, unrouted: {} },
  createdAt: time,
  modifiedAt: time,
  ...changes,
})
const running: OperationView = {
  id: 'o1',
  kind: 'create',
  endpoint: 'house-prices',
  deployment: 'green',
  status: 'InProgress',
  startedAt: time,
  phases: [],
  cancellable: true,
}

test('health is that of the deployments with traffic, the worst of them', () => {
  const deployments = [aDeployment(), aDeployment({ name: 'green', health: 'Unhealthy' })]
  expect(endpointHealth(anEndpoint({ deployments }))).toBe('Healthy')
  expect(endpointHealth(anEndpoint({ deployments, traffic: { blue: 90, green: 10 } }))).toBe('Unhealthy')
  expect(endpointHealth(anEndpoint({ deployments, traffic: {} }))).toBe('Unhealthy')
  expect(endpointHealth(anEndpoint({ deployments: [] }))).toBeUndefined()
})

test('an endpoint whose deployment is being worked on reads as Updating; its own state wins when it is not settled', () => {
  const deployments = [aDeployment({ operation: running })]
  expect(isBusy(anEndpoint({ deployments }))).toBe(true)
  expect(endpointState(anEndpoint({ deployments }))).toBe('Updating')
  expect(endpointState(anEndpoint({ deployments, provisioningState: 'Deleting' }))).toBe('Deleting')
  expect(endpointState(anEndpoint())).toBe('Succeeded')
})

test('shares are found whatever the case of the name', () => {
  expect(share(anEndpoint({ traffic: { Blue: 40 } }), 'bLUE')).toBe(40)
  expect(share(anEndpoint(), 'other')).toBe(0)
})

test('attention: failed, unhealthy, or serving without traffic; a stopped one rests on purpose', () => {
  expect(attentionReasons(anEndpoint())).toEqual([])
  expect(attentionReasons(anEndpoint({ traffic: {} }))).toEqual(['noTraffic'])
  expect(attentionReasons(anEndpoint({ traffic: {}, deployments: [aDeployment({ stopped: true, health: 'Stopped' })] }))).toEqual([])
  expect(attentionReasons(anEndpoint({ deployments: [aDeployment({ provisioningState: 'Failed', health: 'Unhealthy' })] }))).toEqual([
    'deploymentFailed',
    'unhealthy',
  ])
})

test('the told failure carries file and line', () => {
  const explanation = { code: 'UserScriptInitFailed', rule: 'x', cause: 'It raised.', fix: 'Fix it.', file: 'score.py', line: 7 }
  const found = failedDeployment(anEndpoint({ deployments: [aDeployment({ provisioningState: 'Failed', explanation })] }))
  expect(found).toMatchObject({ reason: 'It raised.', where: 'score.py:7' })
})

test('figures count requests that reached no deployment as errors; none at all is no figure', () => {
  expect(requestFigures(anEndpoint())).toBeUndefined()
  const observed = {
    windowSeconds: 300,
    total: 8,
    perDeployment: { blue: { requests: 6, errors: 1, byCode: {}, p95Ms: 12 }, green: { requests: 2, errors: 0, byCode: {}, p95Ms: 40 } },
    unrouted: { 401: 2 },
  }
  expect(requestFigures(anEndpoint({ observed }))).toEqual({ requestsPerMinute: 2, errorPercent: 30, p95Ms: 40 })
})
