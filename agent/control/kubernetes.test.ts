/** Endpoints of a simulated Kubernetes compute: their rules, their rolling updates and the count that follows the load. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createControlPlane, type RunningControlPlane } from '@/agent/control/control-plane'
import { assets, createStandInRouter, deploymentBody, silent } from '@/agent/control/testing/stand-ins'
import { createFakeEnvironments, fakeStageArtifacts } from '@/agent/runtimes/fake/fake-environments'
import { createFakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import type { DeploymentProperties } from '@/lib/contract/arm/deployment'
import type { EndpointProperties } from '@/lib/contract/arm/endpoint'
import { homeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

let home: string
let db: AgentDatabase
let router: ReturnType<typeof createStandInRouter>
let control: RunningControlPlane
/** Requests that wait, and whether every instance works on one. */
let load: { queued: number; busy: boolean }
let requests = 0

const write = () => ({ requestId: `r${++requests}`, clientRequestId: `c${requests}` })
const cluster = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/computes/Cluster'

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-kubernetes-'))
  db = openDatabase(':memory:')
  router = createStandInRouter()
  load = { queued: 0, busy: false }
  control = createControlPlane({
    db,
    layout: homeLayout(home),
    runtimes: { fake: createFakeRuntime(homeLayout(home)) },
    environments: createFakeEnvironments(),
    stageArtifacts: fakeStageArtifacts,
    assets,
    router: { ...router, report },
    scoringPort: 7080,
    log: silent,
  })
  await control.start()
  const properties = { instanceTypes: { small: {} } }
  control.computes.put('cluster', { properties: { computeType: 'Kubernetes', properties } })
})
afterEach(async () => {
  await control.shutdown(100)
  db.close()
  rmSync(home, { recursive: true, force: true })
})

function report() {
  const blue = router.table()?.endpoints.kube?.deployments.blue
  const { uid = '' } = router.table()?.endpoints.kube ?? {}
  const latencyMs = { bounds: [], counts: [] }
  const counters = { requests: 0, byCode: {}, inFlight: 0, latencyMs, queued: load.queued }
  const instances = Object.fromEntries(blue?.instances.map(({ id }) => [id, load.busy ? 1 : 0]) ?? [])
  return {
    pid: 1,
    startedAt: '',
    tableVersion: router.table()?.version ?? 0,
    instances,
    endpoints: { [uid]: { deployments: { blue: counters }, unrouted: {} } },
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; !holds(); await delay(10)) if (Date.now() > deadline) throw new Error(`not in time: ${what}`)
}
async function ended(operationId: string): Promise<string> {
  await until(operationId, () => control.operation(operationId).status !== 'InProgress')
  return control.operation(operationId).status
}
const endpoint = (change: Partial<EndpointProperties> = {}) => ({ properties: { authMode: 'Key' as const, compute: cluster, ...change } })
const onKubernetes = (change: Partial<DeploymentProperties> = {}, capacity = 1) =>
  deploymentBody({ endpointComputeType: 'Kubernetes', ...change }, capacity)

function refused(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof ProblemError) return `${error.problem.code} ${error.problem.target}: ${error.problem.message}`
    throw error
  }
  return 'accepted'
}

it('knows its compute, and says in the status that it is on Kubernetes', async () => {
  await ended(control.putEndpoint('kube', endpoint(), write()).operationId)
  expect(control.status('kube').kubernetes).toEqual({ compute: 'Cluster' })
  expect(control.getEndpoint('kube')).toMatchObject({ kind: 'Kubernetes', properties: { compute: cluster } })
  expect(refused(() => control.computes.remove('CLUSTER'))).toContain('Conflict CLUSTER: Compute CLUSTER serves kube.')
  await ended(control.deleteEndpoint('kube', write())?.operationId ?? '')
  expect([control.computes.remove('cluster'), control.computes.remove('cluster')]).toEqual([true, false])
})

it.each([
  [
    'an unknown compute',
    { compute: 'azureml:other' },
    'BadArgument properties.compute: properties.compute names other, which is not attached.',
  ],
  ['aad_token', { authMode: 'AADToken' as const }, 'BadArgument properties.authMode: '],
  ['mirrored traffic', { mirrorTraffic: { blue: 10 } }, 'BadArgument properties.mirrorTraffic: '],
  ['no public network', { publicNetworkAccess: 'Disabled' }, 'BadArgument properties.publicNetworkAccess: '],
])('refuses an endpoint with %s', (_, change, words) => {
  expect(refused(() => control.putEndpoint('kube', endpoint(change), write()))).toContain(words)
})

it('never moves an endpoint between the kinds', async () => {
  await ended(control.putEndpoint('kube', endpoint(), write()).operationId)
  expect(refused(() => control.putEndpoint('kube', endpoint({ compute: null }), write()))).toContain(
    'properties.compute: The endpoint is on',
  )
})

it.each([
  ['a managed deployment', deploymentBody(), 'properties.endpointComputeType: The endpoint kube is on Kubernetes'],
  ['an instance type the compute does not know', onKubernetes({ instanceType: 'huge' }), 'properties.instanceType: '],
  [
    'requests above limits',
    onKubernetes({
      containerResourceRequirements: { containerResourceRequests: { memory: '2Gi' }, containerResourceLimits: { memory: '1500Mi' } },
    }),
    'containerResourceRequests.memory is 2Gi, more than the limit of 1500Mi',
  ],
  [
    'no quantity',
    onKubernetes({ containerResourceRequirements: { containerResourceLimits: { cpu: 'two' } } }),
    'properties.containerResourceRequirements.containerResourceLimits.cpu is "two"',
  ],
  [
    'a minimum above the maximum',
    onKubernetes({ scaleSettings: { scaleType: 'TargetUtilization', minInstances: 3, maxInstances: 2 } }),
    'properties.scaleSettings.minInstances: ',
  ],
  [
    'a target above 100',
    onKubernetes({ scaleSettings: { scaleType: 'TargetUtilization', targetUtilizationPercentage: 101 } }),
    'properties.scaleSettings.targetUtilizationPercentage: ',
  ],
  ['a timeout above 300 s', onKubernetes({ requestSettings: { requestTimeout: 'PT301S' } }), 'the limit is 300000 ms'],
])('refuses %s', async (_, body, words) => {
  await ended(control.putEndpoint('kube', endpoint(), write()).operationId)
  expect(refused(() => control.putDeployment('kube', 'blue', body, write()))).toContain(words)
  expect(control.listDeployments('kube')).toEqual([])
})

it('refuses what belongs to Kubernetes on a managed endpoint, and names that are too long together', async () => {
  await ended(control.putEndpoint('managed', { properties: { authMode: 'Key' } }, write()).operationId)
  expect(refused(() => control.putDeployment('managed', 'blue', onKubernetes(), write()))).toContain('properties.endpointComputeType: ')
  const scaled = deploymentBody({ scaleSettings: { scaleType: 'TargetUtilization' } })
  expect(refused(() => control.putDeployment('managed', 'blue', scaled, write()))).toContain('properties.scaleSettings.scaleType: ')
  const long = 'e'.repeat(32)
  await ended(control.putEndpoint(long, endpoint(), write()).operationId)
  expect(refused(() => control.putDeployment(long, 'd'.repeat(31), onKubernetes(), write()))).toContain('on Kubernetes it must be 6 to 62')
})

it('serves with the codes of Kubernetes, 300 s at most, and rolls replica by replica', async () => {
  await ended(control.putEndpoint('kube', endpoint(), write()).operationId)
  const body = onKubernetes({ requestSettings: { requestTimeout: 'PT300S' }, instanceType: 'small' }, 6)
  expect(await ended(control.putDeployment('kube', 'blue', body, write()).operationId)).toBe('Succeeded')
  const routed = () => router.table()?.endpoints.kube?.deployments.blue
  expect(routed()).toMatchObject({ codes: 'kubernetes', requestTimeoutMs: 300_000 })
  const changed = { ...body, properties: { ...body.properties, environmentVariables: { A: '1' } } }
  const { operationId } = control.putDeployment('kube', 'blue', changed, write())
  const notes = new Set<string>()
  await until('the update', () => {
    for (const phase of control.operation(operationId).phases) for (const note of phase.notes ?? []) notes.add(JSON.stringify(note))
    return control.operation(operationId).status !== 'InProgress'
  })
  expect(control.operation(operationId).status).toBe('Succeeded')
  expect([...notes].some((note) => note.includes('"rounds":6'))).toBe(true)
  expect(routed()?.instances).toHaveLength(6)
})

it('follows the load between its bounds, and leaves the count alone on an update', async () => {
  await ended(control.putEndpoint('kube', endpoint(), write()).operationId)
  const scaleSettings = { scaleType: 'TargetUtilization' as const, minInstances: 2, maxInstances: 4, pollingInterval: 'PT1S' }
  await ended(control.putDeployment('kube', 'blue', onKubernetes({ scaleSettings }), write()).operationId)
  const count = () => control.status('kube').deployments[0]?.instanceCount
  expect(count()).toBe(2)
  load = { queued: 3, busy: true }
  await until('four instances', () => {
    const [blue] = control.status('kube').deployments
    return blue?.readyInstances === 4 && blue.provisioningState === 'Succeeded'
  })
  expect(count()).toBe(4)
  expect(control.listOperations({ kinds: ['scale'] })[0]).toMatchObject({ changes: [{ what: 'instanceCount', from: 2, to: 4 }] })
  const again = control.putDeployment('kube', 'blue', { ...onKubernetes({ scaleSettings }), tags: { a: '1' } }, write())
  expect(await ended(again.operationId)).toBe('Succeeded')
  expect(count()).toBe(4)
})
