// Longer than usual: one story per promise of the control plane, all over one harness.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createControlPlane, type RunningControlPlane } from '@/agent/control/control-plane'
import { assets, createStandInRouter, deploymentBody, endpointBody, silent } from '@/agent/control/testing/stand-ins'
import type { Environments } from '@/agent/environments/environment'
import { createFakeEnvironments, fakeStageArtifacts } from '@/agent/runtimes/fake/fake-environments'
import { createFakeRuntime, type FakeBehaviour, type FakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import { homeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

let home: string
let db: AgentDatabase
let runtime: FakeRuntime
let router: ReturnType<typeof createStandInRouter>
let control: RunningControlPlane
let behaviour: (spec: { generation: number; index: number }) => FakeBehaviour
let environments: Environments
let requests = 0

function build(): RunningControlPlane {
  return createControlPlane({
    db,
    layout: homeLayout(home),
    runtimes: { fake: runtime },
    environments: {
      resolve: (request, log) => environments.resolve(request, log),
      build: (resolved, log, signal, request) => environments.build(resolved, log, signal, request),
    },
    stageArtifacts: fakeStageArtifacts,
    assets,
    router,
    scoringPort: 7080,
    log: silent,
  })
}
function write(clientRequestId?: string) {
  requests += 1
  return { clientRequestId, requestId: String(requests) }
}
async function until<T>(look: () => T | undefined | false, what: string): Promise<T> {
  const deadline = performance.now() + 8000
  for (;;) {
    const found = look()
    if (found) return found
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`)
    await delay(2)
  }
}
function ended(operationId: string) {
  return until(() => {
    const view = control.operation(operationId)
    return view.status !== 'InProgress' && view
  }, `operation ${operationId}`)
}
async function created(deployment = 'blue', body = deploymentBody()) {
  if (control.listEndpoints().length === 0) await ended(control.putEndpoint('Prices', endpointBody, write()).operationId)
  return ended(control.putDeployment('prices', deployment, body, write()).operationId)
}
function refusal(act: () => unknown): { code: string; status: number; message: string } {
  try {
    act()
  } catch (error) {
    if (error instanceof ProblemError) return { code: error.problem.code, status: error.status, message: error.problem.message }
    throw error
  }
  throw new Error('nothing was refused')
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-control-'))
  db = openDatabase(':memory:')
  behaviour = () => ({})
  environments = createFakeEnvironments()
  runtime = createFakeRuntime(homeLayout(home), { behaviour: (spec) => behaviour(spec) })
  router = createStandInRouter()
  control = build()
  await control.start()
})
afterEach(async () => {
  await control.shutdown(100)
  db.close()
  rmSync(home, { recursive: true, force: true })
})

describe('endpoints', () => {
  it('answers 201 then 200, and an unchanged body makes an operation that is done at once', async () => {
    const first = control.putEndpoint('Prices', endpointBody, write())
    expect(first.created).toBe(true)
    expect(first.resource.properties.provisioningState).toBe('Creating')
    expect((await ended(first.operationId)).status).toBe('Succeeded')
    const again = control.putEndpoint('prices', control.getEndpoint('PRICES'), write())
    expect(again.created).toBe(false)
    expect(control.operation(again.operationId).status).toBe('Succeeded')
    expect(control.getEndpoint('prices').name).toBe('Prices')
    expect(router.table()?.endpoints.prices?.keyHashes).toHaveLength(2)
  })

  it('takes the same request id with the same body for the same call, and refuses another body', async () => {
    const id = 'client-1'
    const first = control.putEndpoint('prices', endpointBody, write(id))
    const again = control.putEndpoint('prices', endpointBody, write(id))
    expect(again).toMatchObject({ operationId: first.operationId, created: true })
    const other = refusal(() => control.putEndpoint('prices', { ...endpointBody, tags: { a: 'b' } }, write(id)))
    expect(other).toMatchObject({ code: 'Conflict', status: 409 })
    expect(control.listOperations({})).toHaveLength(1)
  })

  it('takes what a GET gave, sent again under the same request id, for the same request', async () => {
    const change = { ...endpointBody, tags: { team: 'a' } }
    const first = control.putEndpoint('prices', change, write('client-2'))
    await ended(first.operationId)
    expect(control.putEndpoint('prices', control.getEndpoint('prices'), write('client-2')).operationId).toBe(first.operationId)
    const deployment = control.putDeployment('prices', 'Blue', deploymentBody(), write('client-3'))
    await ended(deployment.operationId)
    const again = control.putDeployment('prices', 'blue', control.getDeployment('prices', 'blue'), write('client-3'))
    expect(again.operationId).toBe(deployment.operationId)
  })

  it('refuses bad names, unknown deployments in traffic and wrong sums, each with a fix', async () => {
    expect(refusal(() => control.putEndpoint('a_b', endpointBody, write())).code).toBe('BadArgument')
    await created()
    const body = control.getEndpoint('prices')
    const withTraffic = (traffic: Record<string, number>) => ({ ...body, properties: { ...body.properties, traffic } })
    expect(refusal(() => control.putEndpoint('prices', withTraffic({ green: 100 }), write())).message).toMatch(/no deployment green/)
    expect(refusal(() => control.putEndpoint('prices', withTraffic({ blue: 90 }), write())).message).toMatch(/sum of traffic is 90/)
    await ended(control.putEndpoint('prices', withTraffic({ BLUE: 100 }), write()).operationId)
    expect(control.getEndpoint('prices').properties.traffic).toEqual({ blue: 100 })
    expect(router.table()?.endpoints.prices?.traffic).toEqual({ blue: 100 })
  })

  it('keeps keys over everything but their own regeneration', async () => {
    await ended(
      control.putEndpoint('prices', { ...endpointBody, properties: { authMode: 'Key', keys: { primaryKey: 'chosen' } } }, write())
        .operationId,
    )
    const before = control.listKeys('prices')
    expect(before.primaryKey).toBe('chosen')
    expect(JSON.stringify(control.getEndpoint('prices'))).not.toContain('chosen')
    await ended(control.regenerateKey('prices', 'Secondary', undefined, write()).operationId)
    const after = control.listKeys('prices')
    expect(after.primaryKey).toBe(before.primaryKey)
    expect(after.secondaryKey).not.toBe(before.secondaryKey)
  })

  it('patches tags by merging, null removes', async () => {
    await ended(control.putEndpoint('prices', { ...endpointBody, tags: { a: '1', b: '2' } }, write()).operationId)
    const { operationId } = control.patchEndpoint('prices', { tags: { a: null, c: '3' } }, write())
    expect(await ended(operationId)).toMatchObject({ changes: [{ what: 'tags', names: ['a', 'c'] }] })
    expect(control.getEndpoint('prices').tags).toEqual({ b: '2', c: '3' })
  })
})

describe('deployments', () => {
  it('walks all phases in order and serves; the first phase is alive within 100 ms', async () => {
    await ended(control.putEndpoint('prices', endpointBody, write()).operationId)
    const from = performance.now()
    const { operationId, created: isNew, resource } = control.putDeployment('prices', 'blue', deploymentBody(), write())
    expect(isNew).toBe(true)
    expect(resource.properties.scaleSettings).toEqual({ scaleType: 'Default' })
    await until(() => control.operation(operationId).phases[0]?.startedAt, 'first phase')
    expect(performance.now() - from).toBeLessThan(100)
    const view = await ended(operationId)
    expect(view.phases.map((phase) => phase.state)).toEqual(Array(7).fill('succeeded'))
    expect(view.phases[0]?.message).toBe('model m:1 · score.py')
    expect(view.phases.slice(3, 6).map((phase) => phase.message)).toEqual(['no code', '1 of 1 · init() running', '1 of 1 ready'])
    const starts = view.phases.map((phase) => phase.startedAt ?? '')
    expect(starts).toEqual(starts.toSorted())
    expect(control.status('prices').deployments[0]).toMatchObject({ health: 'Healthy', readyInstances: 1, provisioningState: 'Succeeded' })
    expect(router.table()?.endpoints.prices?.deployments.blue?.instances).toHaveLength(1)
  })

  it('answers 409 while an operation runs there, not on the endpoint beside it', async () => {
    await created()
    behaviour = () => ({ readyAfterMs: 300 })
    const slow = control.putDeployment('prices', 'green', deploymentBody(), write())
    expect(refusal(() => control.putDeployment('prices', 'green', deploymentBody({ description: 'x' }), write()))).toMatchObject({
      code: 'Conflict',
      status: 409,
    })
    const body = control.getEndpoint('prices')
    const moved = control.putEndpoint('prices', { ...body, properties: { ...body.properties, traffic: { blue: 100 } } }, write())
    expect((await ended(moved.operationId)).status).toBe('Succeeded')
    expect((await ended(slow.operationId)).status).toBe('Succeeded')
  })

  it('updates with the new instance beside the old, swaps, then the old one goes', async () => {
    await created()
    const [old] = runtime.running()
    behaviour = () => ({ readyAfterMs: 60 })
    const { operationId } = control.putDeployment('prices', 'blue', deploymentBody({ environmentVariables: { A: '1' } }), write())
    await until(() => runtime.running().length === 2, 'both generations run')
    expect(router.table()?.endpoints.prices?.deployments.blue?.instances.map((one) => one.id)).toEqual([old])
    expect((await ended(operationId)).status).toBe('Succeeded')
    await until(() => runtime.running().length === 1, 'the old instance is gone')
    expect(runtime.running()).not.toContain(old)
    expect(router.table()?.endpoints.prices?.deployments.blue?.instances.map((one) => one.id)).toEqual(runtime.running())
    await until(() => !existsSync(join(homeLayout(home).instances, old ?? '')), 'the old folder is gone')
  })

  it('an unchanged body starts nothing; tags alone start nothing', async () => {
    await created()
    const running = runtime.running()
    const again = control.putDeployment('prices', 'blue', { ...control.getDeployment('prices', 'blue'), tags: { team: 'x' } }, write())
    expect(control.operation(again.operationId)).toMatchObject({ status: 'Succeeded', phases: [] })
    expect(runtime.running()).toEqual(running)
    expect(control.getDeployment('prices', 'blue').tags).toEqual({ team: 'x' })
  })

  it('a failed update keeps the old generation serving and its own evidence', async () => {
    await created()
    const serving = runtime.running()
    behaviour = () => ({ readyAfterMs: 10_000, exit: { afterMs: 20, code: 3 } })
    const { operationId } = control.putDeployment('prices', 'blue', deploymentBody({ environmentVariables: { BAD: '1' } }), write())
    const view = await ended(operationId)
    expect(view).toMatchObject({ status: 'Failed', problem: { code: 'UserScriptInitFailed' }, explanation: { exitCode: 3 } })
    expect(view.phases.find((phase) => phase.name === 'WaitReady')?.state).toBe('failed')
    await until(() => control.status('prices').deployments[0]?.instances.some((one) => one.state === 'Failed'), 'evidence')
    const status = control.status('prices').deployments[0]
    expect(status).toMatchObject({ provisioningState: 'Failed', health: 'Healthy', readyInstances: 1 })
    expect(runtime.running()).toEqual(serving)
    behaviour = () => ({})
    expect(
      (await ended(control.putDeployment('prices', 'blue', deploymentBody({ environmentVariables: { BAD: '1' } }), write()).operationId))
        .status,
    ).toBe('Succeeded')
    expect(control.status('prices').deployments[0]?.problem).toBeUndefined()
  })

  it('tries three times for exits that may pass, then fails', async () => {
    await ended(control.putEndpoint('prices', endpointBody, write()).operationId)
    let starts = 0
    behaviour = () => {
      starts += 1
      return { readyAfterMs: 10_000, exit: { afterMs: 5, code: 137 } }
    }
    const view = await ended(control.putDeployment('prices', 'blue', deploymentBody(), write()).operationId)
    expect(view.status).toBe('Failed')
    expect(starts).toBe(3)
  })

  it('a model that cannot be found fails in Validate', async () => {
    const view = await created('blue', deploymentBody({ model: 'azureml:missing:1' }))
    expect(view).toMatchObject({ status: 'Failed', problem: { code: 'ResourceNotFound' } })
    expect(view.phases[0]?.state).toBe('failed')
    expect(control.getDeployment('prices', 'blue').properties.provisioningState).toBe('Failed')
  })

  it('cancels a create in a build, and an update while it waits', async () => {
    await ended(control.putEndpoint('prices', endpointBody, write()).operationId)
    let aborted = false
    environments = {
      ...environments,
      build: (_resolved, _log, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true
            reject(new Error('aborted'))
          })
        }),
    }
    const create = control.putDeployment('prices', 'blue', deploymentBody(), write())
    await until(() => control.operation(create.operationId).phases[2]?.state === 'running', 'build')
    expect(control.operation(create.operationId).cancellable).toBe(true)
    control.cancelOperation(create.operationId)
    expect((await ended(create.operationId)).status).toBe('Canceled')
    expect(aborted).toBe(true)
    expect(control.getDeployment('prices', 'blue').properties.provisioningState).toBe('Canceled')

    environments = createFakeEnvironments()
    await ended(control.putDeployment('prices', 'blue', deploymentBody(), write()).operationId)
    const serving = runtime.running()
    behaviour = () => ({ readyAfterMs: 60_000 })
    const update = control.putDeployment('prices', 'blue', deploymentBody({ environmentVariables: { B: '2' } }), write())
    await until(() => runtime.running().length === 2, 'new instance')
    control.cancelOperation(update.operationId)
    expect((await ended(update.operationId)).status).toBe('Canceled')
    await until(() => runtime.running().length === 1, 'only the old one')
    expect(runtime.running()).toEqual(serving)
    expect(refusal(() => control.cancelOperation(update.operationId)).status).toBe(409)
  })

  it('restarts a crashed instance with back-off, without it in the table meanwhile', async () => {
    await created()
    const [first] = runtime.running()
    runtime.crash(first ?? '', 1)
    await until(() => router.table()?.endpoints.prices?.deployments.blue?.instances.length === 0, 'out of the table')
    expect(control.status('prices').deployments[0]).toMatchObject({ health: 'Unhealthy', provisioningState: 'Succeeded' })
    await until(() => router.table()?.endpoints.prices?.deployments.blue?.instances.length === 1, 'back')
    const [view] = control.status('prices').deployments[0]?.instances ?? []
    expect(view).toMatchObject({ state: 'Ready', restarts: 1, lastExit: { code: 1 } })
    expect(view?.id).not.toBe(first)
  })

  it('scales up and down by PATCH without touching what runs', async () => {
    await created()
    const [first] = runtime.running()
    const up = control.patchDeployment('prices', 'blue', { sku: { capacity: 3 } }, write())
    expect(up.resource.properties.provisioningState).toBe('Scaling')
    expect((await ended(up.operationId)).status).toBe('Succeeded')
    expect(runtime.running()).toHaveLength(3)
    expect(router.table()?.endpoints.prices?.deployments.blue?.instances).toHaveLength(3)
    await ended(control.patchDeployment('prices', 'blue', { sku: { capacity: 1 } }, write()).operationId)
    await until(() => runtime.running().length === 1, 'one left')
    expect(runtime.running()).toEqual([first])
    expect(refusal(() => control.patchDeployment('prices', 'blue', { properties: { model: 'x' } }, write())).code).toBe('BadArgument')
  })

  it('stops, starts and restarts without deleting', async () => {
    await created()
    const [first] = runtime.running()
    await ended(control.setRunning('prices', 'blue', 'restart', write()).operationId)
    await until(() => runtime.running().length === 1 && runtime.running()[0] !== first, 'fresh instance')
    await ended(control.setRunning('prices', 'blue', 'stop', write()).operationId)
    expect(runtime.running()).toEqual([])
    expect(control.status('prices').deployments[0]).toMatchObject({ stopped: true, health: 'Stopped', provisioningState: 'Succeeded' })
    await ended(control.setRunning('prices', 'blue', 'start', write()).operationId)
    expect(runtime.running()).toHaveLength(1)
    expect(control.status('prices').deployments[0]).toMatchObject({ stopped: false, health: 'Healthy' })
  })

  it('refuses to delete a deployment with traffic, then deletes it with everything of it', async () => {
    await created()
    const body = control.getEndpoint('prices')
    await ended(control.putEndpoint('prices', { ...body, properties: { ...body.properties, traffic: { blue: 100 } } }, write()).operationId)
    expect(refusal(() => control.deleteDeployment('prices', 'blue', write())).message).toMatch(/100 percent/)
    await ended(control.putEndpoint('prices', { ...body, properties: { ...body.properties, traffic: { blue: 0 } } }, write()).operationId)
    const logs = control.logDirectory('prices', 'blue')
    expect(readFileSync(join(logs, 'events.log'), 'utf8')).toContain('Ready: prices.blue.1.0')
    const deleted = control.deleteDeployment('prices', 'blue', write())
    expect((await ended(deleted?.operationId ?? '')).status).toBe('Succeeded')
    expect(runtime.running()).toEqual([])
    expect(existsSync(logs)).toBe(false)
    expect(refusal(() => control.getDeployment('prices', 'blue'))).toMatchObject({ code: 'ResourceNotFound', status: 404 })
    expect(control.deleteDeployment('prices', 'blue', write())).toBeUndefined()
    expect(control.getEndpoint('prices').properties.traffic).toEqual({})
  })

  it('deletes while creating, and an endpoint with all its deployments', async () => {
    await created()
    behaviour = () => ({ readyAfterMs: 60_000 })
    const slow = control.putDeployment('prices', 'green', deploymentBody(), write())
    await until(() => runtime.running().length === 2, 'green starts')
    const deleted = control.deleteEndpoint('prices', write())
    expect((await ended(deleted?.operationId ?? '')).status).toBe('Succeeded')
    expect(control.operation(slow.operationId).status).toBe('Canceled')
    expect(runtime.running()).toEqual([])
    expect(control.listEndpoints()).toEqual([])
    expect(router.table()?.endpoints).toEqual({})
    expect(control.deleteEndpoint('prices', write())).toBeUndefined()
    behaviour = () => ({})
    const view = await created()
    expect(view.status).toBe('Succeeded')
    expect(runtime.running()).toEqual(['prices.blue.2.0'])
  })
})

describe('a new agent over the same journal', () => {
  it('adopts what runs, removes orphans and takes no instance out of the table', async () => {
    await created()
    const running = runtime.running()
    const keys = control.listKeys('prices')
    await control.close()
    const orphan = { id: 'prices.old.9.0', endpoint: 'prices', deployment: 'old', generation: 9, index: 0 }
    await runtime.start({
      ...orphan,
      instanceDir: '',
      appRoot: '',
      entryScript: '',
      python: '',
      environmentVariables: {},
      requestTimeoutMs: 5000,
      logFile: '',
    })
    control = build()
    expect(await control.start()).toEqual({ adopted: 1, orphans: 1 })
    expect(runtime.running()).toEqual(running)
    await until(() => router.table()?.endpoints.prices?.deployments.blue?.instances.length === 1, 'table')
    expect(control.listKeys('prices')).toEqual(keys)
  })

  it('resumes an unfinished create, and brings back what died meanwhile', async () => {
    await created()
    behaviour = (spec) => ({ readyAfterMs: spec.index === 0 ? 400 : 0 })
    const slow = control.putDeployment('prices', 'green', deploymentBody(), write())
    await until(() => control.operation(slow.operationId).phases[5]?.state === 'running', 'waiting')
    await control.close()
    runtime = createFakeRuntime(homeLayout(home), { behaviour: (spec) => behaviour(spec) })
    control = build()
    await control.start()
    expect((await ended(slow.operationId)).status).toBe('Succeeded')
    await until(() => control.status('prices').deployments.every((one) => one.health === 'Healthy'), 'both healthy')
    expect(control.status('prices').deployments).toHaveLength(2)
  })

  it('starts nothing any more once it was stopped, also not what was about to be started', async () => {
    let letGo: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const { observe } = runtime
    let looks = 0
    runtime.observe = async (id) => {
      looks += 1
      await held
      return observe(id)
    }
    await ended(control.putEndpoint('Prices', endpointBody, write()).operationId)
    control.putDeployment('prices', 'blue', deploymentBody(), write())
    await until(() => looks > 0, 'the start is under way')
    await control.shutdown(100)
    letGo()
    await delay(20)
    expect(runtime.running()).toEqual([])
    runtime.observe = observe
    control = build()
    await control.start()
    await until(() => runtime.running().length === 1, 'the next agent goes on with it')
  })

  it('brings everything back after a full stop', async () => {
    await created('blue', deploymentBody({}, 2))
    await control.shutdown(100)
    expect(runtime.running()).toEqual([])
    control = build()
    await control.start()
    await until(() => control.status('prices').deployments[0]?.health === 'Healthy', 'healthy again')
    expect(runtime.running()).toHaveLength(2)
  })
})

describe('events and traffic', () => {
  it('numbers events without gaps in time and serves them after a number', async () => {
    const seen: number[] = []
    const stop = control.onEvent((event) => seen.push(event.seq))
    await created()
    stop()
    const all = control.eventsAfter(0, 1000)
    expect(seen).toEqual(all.map((event) => event.seq))
    expect(all.map((event) => event.name)).toContain('WaitReadyStarted')
    const middle = all[3]?.seq ?? 0
    expect(control.eventsAfter(middle, 2).map((event) => event.seq)).toEqual(all.slice(4, 6).map((event) => event.seq))
  })

  it('shows what the router counted, also to the next agent, each request once', async () => {
    await created()
    const uid = router.table()?.endpoints.prices?.uid ?? ''
    const counters = (requests: number) => ({
      endpoints: {
        [uid]: {
          deployments: {
            blue: {
              requests,
              byCode: { '200': requests - 1, '424': 1 },
              inFlight: 0,
              queued: 0,
              latencyMs: { bounds: [1, 10, 100], counts: [0, requests, 0, 0] },
            },
          },
          unrouted: { '401': 2 },
        },
      },
    })
    router.send(counters(5))
    router.send(counters(9))
    router.send(counters(9))
    const observed = control.status('prices').observed
    expect(observed).toMatchObject({ total: 9, unrouted: { '401': 2 } })
    expect(observed.perDeployment.blue).toMatchObject({ requests: 9, errors: 1, byCode: { '200': 8, '424': 1 }, p50Ms: 10, p95Ms: 10 })
    await control.close()
    control = build()
    await control.start()
    router.send(counters(12))
    expect(control.status('prices').observed.total).toBe(12)
    router.send(counters(3)) // a router that lost its state: nothing is counted twice
    expect(control.status('prices').observed.total).toBe(12)
    router.send(counters(4))
    expect(control.status('prices').observed.total).toBe(13)
  })
})
