/** Deployments of several instances: rolling rounds, what happens when one fails, scaling. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createControlPlane, type RunningControlPlane } from '@/agent/control/control-plane'
import { assets, createStandInRouter, deploymentBody, endpointBody, silent } from '@/agent/control/testing/stand-ins'
import { createFakeEnvironments, fakeStageArtifacts } from '@/agent/runtimes/fake/fake-environments'
import { createFakeRuntime, type FakeBehaviour, type FakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import { homeLayout } from '@/lib/domain/home-layout'

let home: string
let db: AgentDatabase
let runtime: FakeRuntime
let router: ReturnType<typeof createStandInRouter>
let control: RunningControlPlane
let behaviour: (spec: { generation: number; index: number }) => FakeBehaviour
/** Routed generations, oldest first, after each new table; consecutive equals once. */
let tables: string[]

function build(): RunningControlPlane {
  return createControlPlane({
    db,
    layout: homeLayout(home),
    runtimes: { fake: runtime },
    environments: createFakeEnvironments(),
    stageArtifacts: fakeStageArtifacts,
    assets,
    router: {
      ...router,
      async setTable(table) {
        await router.setTable(table)
        const text = routed().join('')
        if (text !== tables.at(-1)) tables.push(text)
      },
    },
    scoringPort: 7080,
    log: silent,
  })
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-rounds-'))
  db = openDatabase(':memory:')
  behaviour = () => ({})
  runtime = createFakeRuntime(homeLayout(home), { behaviour: (spec) => behaviour(spec) })
  router = createStandInRouter()
  tables = []
  control = build()
  await control.start()
})
afterEach(async () => {
  await control.shutdown(100)
  db.close()
  rmSync(home, { recursive: true, force: true })
})

/** Generations that get requests, one digit per instance, sorted. */
function routed(): number[] {
  const instances = router.table()?.endpoints.prices?.deployments.blue?.instances ?? []
  return instances.map(({ id }) => Number(id.split('.')[2])).toSorted((a, b) => a - b)
}

async function until(what: string, done: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!done()) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}; tables ${tables.join(' ')}`)
    await delay(2)
  }
}
async function ended(operationId: string) {
  await until('the operation ends', () => control.operation(operationId).status !== 'InProgress')
  return control.operation(operationId)
}
function put(variables: Record<string, string>, capacity: number): string {
  const body = deploymentBody({ environmentVariables: variables }, capacity)
  return control.putDeployment('prices', 'blue', body, { requestId: '1' }).operationId
}
async function deployed(capacity: number): Promise<void> {
  await ended(control.putEndpoint('prices', endpointBody, { requestId: '1' }).operationId)
  expect((await ended(put({}, capacity))).status).toBe('Succeeded')
  tables = []
}
const status = () => control.status('prices').deployments[0]

it('replaces five instances one by one, four old ones or more serving beside at every moment', async () => {
  await deployed(5)
  let most = 0
  behaviour = () => {
    most = Math.max(most, runtime.running().length)
    // Long enough for each round to be seen from outside, also where this thread is held up.
    return { readyAfterMs: 100 }
  }
  const id = put({ A: '1' }, 5)
  const messages = new Set<string>()
  await until('the operation ends', () => {
    const view = control.operation(id)
    const message = view.phases.find((phase) => phase.name === 'WaitReady')?.message
    if (message) messages.add(message)
    return view.status !== 'InProgress'
  })
  expect(control.operation(id).status).toBe('Succeeded')
  expect(tables).toEqual(['11112', '11122', '11222', '12222', '22222'])
  expect(most).toBeLessThanOrEqual(6)
  expect([...messages]).toEqual([
    'round 1 of 5',
    'round 2 of 5 · 1 of 5 replaced',
    'round 3 of 5 · 2 of 5 replaced',
    'round 4 of 5 · 3 of 5 replaced',
    'round 5 of 5 · 4 of 5 replaced',
    '5 of 5 ready',
  ])
  await until('the last old one is gone', () => runtime.running().length === 5)
  expect(status()).toMatchObject({ health: 'Healthy', readyInstances: 5, instanceCount: 5 })
})

it('changes the count first when count and definition change together', async () => {
  await deployed(2)
  expect((await ended(put({ A: '1' }, 4))).status).toBe('Succeeded')
  expect(tables.find((table) => table.includes('2'))).toBe('1112')
  expect(tables.at(-1)).toBe('2222')
  tables = []
  expect((await ended(put({ A: '2' }, 2))).status).toBe('Succeeded')
  expect(tables).toEqual(['22', '23', '33'])
})

it('gets past a serving generation that cannot run when the count is raised with the fix', async () => {
  await deployed(1)
  behaviour = ({ generation }) => (generation === 1 ? { readyAfterMs: 60_000, exit: { afterMs: 5, code: 3 } } : {})
  runtime.crash(runtime.running()[0] ?? '', 3)
  await until('it is down', () => status()?.readyInstances === 0)
  expect((await ended(put({ FIXED: '1' }, 3))).status).toBe('Succeeded')
  expect(routed()).toEqual([2, 2, 2])
})

it('goes back to the old generation when a round fails, without ever having fewer instances', async () => {
  await deployed(5)
  behaviour = ({ generation, index }) =>
    generation === 2 && index >= 2 ? { readyAfterMs: 60_000, exit: { afterMs: 10, code: 3 } } : { readyAfterMs: 10 }
  const view = await ended(put({ A: '1' }, 5))
  expect(view).toMatchObject({ status: 'Failed', problem: { code: 'UserScriptInitFailed' } })
  await until('the old generation is whole again', () => routed().join('') === '11111')
  expect(tables).toEqual(['11112', '11122', '111122', '11112', '111112', '11111'])
  await until('only five run', () => runtime.running().length === 5)
  expect(status()).toMatchObject({ provisioningState: 'Failed', health: 'Healthy', readyInstances: 5 })
  expect(
    status()
      ?.instances.filter((one) => one.state === 'Failed')
      .map((one) => one.id),
  ).toEqual(['prices.blue.2.2'])
  behaviour = () => ({})
  expect((await ended(put({ A: '2' }, 5))).status).toBe('Succeeded')
  expect(routed().join('')).toBe('33333')
})

it('a new update may begin while the old generation comes back', async () => {
  await deployed(3)
  behaviour = ({ generation, index }) =>
    generation === 2 && index >= 2 ? { readyAfterMs: 60_000, exit: { afterMs: 10, code: 3 } } : { readyAfterMs: generation === 1 ? 300 : 5 }
  expect((await ended(put({ A: '1' }, 3))).status).toBe('Failed')
  expect((await ended(put({ A: '2' }, 3))).status).toBe('Succeeded')
  expect(tables.every((table) => table.length >= 3)).toBe(true)
  await until('only three run', () => runtime.running().length === 3)
  expect(routed().join('')).toBe('333')
})

it('goes back when it is canceled in the middle', async () => {
  await deployed(3)
  behaviour = ({ index }) => ({ readyAfterMs: index === 1 ? 60_000 : 5 })
  const id = put({ A: '1' }, 3)
  await until('the second round waits', () => tables.at(-1) === '112')
  behaviour = () => ({})
  control.cancelOperation(id)
  expect((await ended(id)).status).toBe('Canceled')
  await until('the old generation is whole again', () => routed().join('') === '111')
  expect(tables.every((table) => table.length >= 3)).toBe(true)
})

it('goes on in the middle of the rounds after a restart of the agent', async () => {
  await deployed(3)
  behaviour = ({ index }) => ({ readyAfterMs: index === 1 ? 400 : 5 })
  const id = put({ A: '1' }, 3)
  await until('the second round waits', () => tables.at(-1) === '112')
  await control.close()
  control = build()
  await control.start()
  expect((await ended(id)).status).toBe('Succeeded')
  expect(tables.filter((table, index) => table !== tables[index - 1])).toEqual(['112', '122', '222'])
})

it('replaces a new instance that dies in a later round, in its slot', async () => {
  await deployed(3)
  behaviour = ({ index }) => ({ readyAfterMs: index === 1 ? 600 : 5 })
  const id = put({ A: '1' }, 3)
  await until('the second round waits', () => tables.at(-1) === '112')
  behaviour = () => ({})
  runtime.crash('prices.blue.2.0', 137)
  expect((await ended(id)).status).toBe('Succeeded')
  expect(routed().join('')).toBe('222')
  expect(control.status('prices').deployments[0]?.instances.map((one) => one.restarts)).toContain(1)
})

it('scales by adding and removing alone, also after a scaling that failed', async () => {
  await deployed(2)
  const first = runtime.running()
  behaviour = () => ({ readyAfterMs: 60_000, exit: { afterMs: 5, code: 3 } })
  const patch = (capacity: number) => control.patchDeployment('prices', 'blue', { sku: { capacity } }, { requestId: '1' }).operationId
  expect((await ended(patch(4))).status).toBe('Failed')
  behaviour = () => ({})
  expect((await ended(put({}, 5))).status).toBe('Succeeded')
  expect(status()).toMatchObject({ provisioningState: 'Succeeded', readyInstances: 5 })
  expect(runtime.running()).toEqual(expect.arrayContaining(first))
  expect((await ended(patch(2))).status).toBe('Succeeded')
  await until('two are left', () => runtime.running().length === 2)
  expect(runtime.running().toSorted()).toEqual(first.toSorted())
})

it.each([
  ['ended before it was looked at', undefined],
  ['could not be made', 'no room for it'],
])('does not charge a scaling with what the one that failed before it had begun: an instance that %s', async (_what, refusal) => {
  await deployed(1)
  const { start } = runtime
  let letGo: () => void = () => undefined
  const accepted = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const slow = 'prices.blue.1.2'
  behaviour = ({ index }) => ({ readyAfterMs: 60_000, ...(index === 1 ? { exit: { afterMs: 50, code: 3 } } : {}) })
  let asked = false
  runtime.start = async (spec) => {
    if (spec.id !== slow) return start(spec)
    asked = true
    const address = refusal === undefined ? await start(spec) : {}
    await accepted
    if (refusal !== undefined) throw new Error(refusal)
    runtime.crash(spec.id, 3)
    return address
  }
  const next = new Promise<string>((resolve) => {
    const stop = control.onEvent(({ name, type }) => {
      if (type !== 'operation' || name !== 'Failed') return
      stop()
      behaviour = () => ({})
      // In the same moment: nothing of the failed one has been taken away yet.
      queueMicrotask(() => {
        resolve(put({}, 3))
        letGo()
      })
    })
  })
  const first = put({}, 3)
  await until('both are started', () => asked)
  expect((await ended(first)).status).toBe('Failed')
  const second = await ended(await next)
  expect([second.status, second.problem]).toEqual(['Succeeded', undefined])
  expect(status()).toMatchObject({ provisioningState: 'Succeeded', readyInstances: 3 })
})
