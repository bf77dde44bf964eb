import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { normaliseDeployment, normaliseEndpoint } from '@/agent/control/normalise'
import { createHealth, type Health } from '@/agent/reconcile/health'
import type { RouterReport } from '@/agent/router/table'
import { createFakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import { type ControlStore, createControlStore } from '@/agent/store/control-store'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import type { DeploymentRecord, InstanceRecord } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { homeLayout } from '@/lib/domain/home-layout'

const at = new Date(0).toISOString()
let home: string
let db: AgentDatabase
let store: ControlStore
let health: Health
let report: RouterReport
let deployment: DeploymentRecord
let instances: InstanceRecord[]
/** How long the instance takes to answer a probe; undefined = it never does. */
let answersAfterMs: number | undefined
let probes: number
/** Probes whose route answers no 200. */
let dead: Set<string>
let stopped: string[]

function setUp(properties: Partial<Deployment['properties']>, count: number): void {
  const endpoint = normaliseEndpoint('prices', { location: 'local', properties: { authMode: 'Key' } })
  const common = { endpointKey: 'prices', specHash: '', state: 'Succeeded' as const, createdAt: at, modifiedAt: at }
  deployment = {
    ...common,
    uid: 'd',
    name: 'Blue',
    endpointUid: 'e',
    deploymentKey: 'blue',
    spec: normaliseDeployment('Blue', { properties: { endpointComputeType: 'Managed', ...properties } }),
    generation: 1,
    observedGeneration: 1,
    replicas: count,
    stopped: false,
  }
  instances = Array.from({ length: count }, (_, index) => ({
    id: `prices.blue.1.${index}`,
    deploymentUid: 'd',
    generation: 1,
    index,
    slot: index,
    state: 'Ready' as const,
    published: false,
    restarts: 0,
  }))
  store.commit(() => {
    store.resources.saveEndpoint({ ...common, uid: 'e', name: 'prices', spec: endpoint })
    store.resources.saveDeployment(deployment)
    for (const instance of instances) store.instances.save(instance)
  })
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] })
  home = mkdtempSync(join(tmpdir(), 'scorepoint-health-'))
  db = openDatabase(':memory:')
  store = createControlStore(db)
  report = { pid: 1, startedAt: at, tableVersion: 1, endpoints: {}, instances: {}, completed: {} }
  answersAfterMs = 1
  probes = 0
  dead = new Set()
  stopped = []
  const layout = homeLayout(home)
  health = createHealth({
    store,
    layout,
    router: { setTable: async () => undefined, report: () => report, problem: () => undefined, onReport: () => () => undefined },
    routing: { publish: async () => 1, version: () => 1 },
    runtime: {
      ...createFakeRuntime(layout),
      async probe(_id, timeoutMs, kind = 'readiness') {
        probes += 1
        if (dead.has(kind)) return false
        vi.advanceTimersByTime(Math.min(timeoutMs, answersAfterMs ?? timeoutMs))
        return answersAfterMs !== undefined && answersAfterMs <= timeoutMs
      },
      async stop(id) {
        stopped.push(id)
      },
    },
  })
})
afterEach(() => {
  vi.useRealTimers()
  db.close()
  rmSync(home, { recursive: true, force: true })
})

/** Lets time pass until the next probe is due, then probes every instance that is. */
async function round(): Promise<void> {
  const due = () => Math.min(...instances.map((one) => health.nextProbeAt(deployment, one)))
  vi.advanceTimersByTime(Math.max(0, Math.ceil(due() - Date.now())))
  for (const one of instances) if (health.nextProbeAt(deployment, one) <= Date.now()) await health.probe(deployment, one)
}
const stateOf = (index: number) => store.instances.get(`prices.blue.1.${index}`)?.state

it('leaves saturated instances alone as long as their requests may run, whatever their number', async () => {
  const probe = { period: 'PT1S', failureThreshold: 3, timeout: 'PT1S', initialDelay: 'PT1S' }
  setUp({ livenessProbe: probe, readinessProbe: probe, requestSettings: { requestTimeout: 'PT30S' } }, 2)
  answersAfterMs = undefined
  await round()
  report = { ...report, instances: { 'prices.blue.1.0': 1, 'prices.blue.1.1': 1 } }
  for (let second = 1; second <= 60; second++) {
    // Every third second each worker has answered one request more and is busy with the next.
    const completed = Math.floor(second / 3)
    report = { ...report, completed: { 'prices.blue.1.0': completed, 'prices.blue.1.1': completed } }
    await round()
  }
  expect([stateOf(0), stateOf(1), stopped]).toEqual(['Ready', 'Ready', []])
})

it('ends an instance that hangs in a request for longer than the request may take', async () => {
  const probe = { period: 'PT1S', failureThreshold: 3, timeout: 'PT1S', initialDelay: 'PT1S' }
  setUp({ livenessProbe: probe, readinessProbe: probe, requestSettings: { requestTimeout: 'PT5S' } }, 1)
  answersAfterMs = undefined
  report = { ...report, instances: { 'prices.blue.1.0': 1 }, completed: { 'prices.blue.1.0': 0 } }
  const from = performance.now()
  for (let tries = 0; tries < 40 && stopped.length === 0; tries++) await round()
  expect(stopped).toEqual(['prices.blue.1.0'])
  expect(performance.now() - from).toBeGreaterThan(5000)
  expect(performance.now() - from).toBeLessThan(20_000)
})

it('says in the events log what its probes found, and why it ended an instance', async () => {
  const probe = { period: 'PT1S', failureThreshold: 2, timeout: 'PT1S', initialDelay: 'PT1S' }
  setUp({ livenessProbe: { ...probe, failureThreshold: 3 }, readinessProbe: probe }, 1)
  answersAfterMs = undefined
  for (let probed = 0; probed < 3; probed++) await round()
  expect(stopped).toEqual(['prices.blue.1.0'])
  expect(store.eventsAfter(0, 20).map((event) => event.name)).toEqual([
    'ReadinessProbeFailed',
    'LivenessProbeFailed',
    'ReadinessProbeFailed',
    'LivenessProbeFailed',
    'Killing',
  ])
  expect(health.verdict('prices.blue.1.0')).toMatchObject({ reason: 'LivenessProbeFailed', explanation: { rule: 'liveness-probe' } })
})

it('does not probe an instance whose workers are all busy, though it may take more requests', async () => {
  const probe = { period: 'PT1S', failureThreshold: 1, timeout: 'PT1S', initialDelay: 'PT1S' }
  const requestSettings = { requestTimeout: 'PT30S', maxConcurrentRequestsPerInstance: 4 }
  setUp({ livenessProbe: probe, readinessProbe: probe, requestSettings, environmentVariables: { WORKER_COUNT: '2' } }, 1)
  answersAfterMs = undefined
  report = { ...report, instances: { 'prices.blue.1.0': 2 } }
  for (let probed = 0; probed < 5; probed++) await round()
  expect([probes, stateOf(0), stopped]).toEqual([0, 'Ready', []])
  report = { ...report, instances: { 'prices.blue.1.0': 1 } }
  await round()
  expect([probes, stopped]).toEqual([1, ['prices.blue.1.0']])
})

it('judges each probe by its own time-out and thresholds', async () => {
  const readinessProbe = { period: 'PT1S', failureThreshold: 2, successThreshold: 3, timeout: 'PT1S' }
  const livenessProbe = { period: 'PT1S', failureThreshold: 2, timeout: 'PT10S', initialDelay: 'PT1S' }
  setUp({ readinessProbe, livenessProbe }, 1)
  answersAfterMs = 1500
  for (let probed = 0; probed < 6; probed++) await round()
  expect([stateOf(0), stopped]).toEqual(['Unready', []])
  answersAfterMs = 1
  const seen: unknown[] = []
  for (let probed = 0; probed < 3; probed++) {
    await round()
    seen.push(stateOf(0))
  }
  expect(seen).toEqual(['Unready', 'Unready', 'Ready'])
})

it('asks the routes of a container one by one where they differ, and ends it for its life alone', async () => {
  const probe = { period: 'PT1S', failureThreshold: 2, timeout: 'PT1S', initialDelay: 'PT1S' }
  setUp({ livenessProbe: probe, readinessProbe: probe }, 1)
  const [instance] = instances
  if (!instance) return expect.fail('no instance')
  const at5001 = (path: string) => ({ path, port: 5001 })
  const routes = { scoring: at5001('/predict'), readiness: at5001('/ready'), liveness: at5001('/alive') }
  const paths = { instanceDir: '', appRoot: '', entryScript: '', python: '', logFile: '' }
  const spec = {
    id: instance.id,
    endpoint: 'prices',
    deployment: 'Blue',
    generation: 1,
    index: 0,
    environmentVariables: {},
    requestTimeoutMs: 5000,
  }
  const container = { imageId: 'sha256:1', image: 'team/server:1', routes }
  instances = [{ ...instance, spec: { ...spec, ...paths, container } }]
  dead.add('liveness')
  for (let probed = 0; probed < 2; probed++) await round()
  expect([probes, stateOf(0), stopped]).toEqual([4, 'Ready', ['prices.blue.1.0']])
})

it('is not confused by a wall clock that is set', async () => {
  setUp({}, 1)
  const before = health.nextProbeAt(deployment, instances[0] ?? expect.fail('no instance')) - Date.now()
  vi.setSystemTime(Date.now() - 86_400_000)
  const after = health.nextProbeAt(deployment, instances[0] ?? expect.fail('no instance')) - Date.now()
  expect(Math.abs(after - before)).toBeLessThan(50)
  expect(probes).toBe(0)
})
