import { afterEach, beforeEach, expect, it } from 'vitest'
import { type FakeEngine, startFakeEngine } from '@/test/engine/fake-engine'
import { type Harness, startHarness } from '@/test/engine/harness'
import { until } from '@/test/until'

let engine: FakeEngine
let harness: Harness
/** When a container's program begins: the engine of these tests has none. */
let begins: () => number | undefined
beforeEach(async () => {
  begins = () => Number.MAX_SAFE_INTEGER
  engine = await startFakeEngine()
  harness = await startHarness(engine, { programTicks: () => begins() })
})
const loads: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of loads.splice(0)) await end()
  await harness.close()
  await engine.close()
})

const health = (endpoint: string) => harness.control().status(endpoint).deployments[0]

/** Requests to every endpoint without a pause, until told to end; who answered is compared with who was asked. */
function load(endpoints: string[], clients = 4) {
  const seen = { answered: 0, refused: 0, misrouted: [] as string[] }
  let going = true
  const done = Promise.all(
    endpoints.flatMap((endpoint) =>
      Array.from({ length: clients }, async () => {
        while (going) {
          const answer = await harness.score(endpoint).catch(() => ({ status: 0, endpoint: undefined }))
          // Refused at once: what is to change needs its turn, too.
          if (answer.status !== 200) await new Promise((resolve) => setTimeout(resolve, 1))
          if (answer.status !== 200) seen.refused += 1
          else if (answer.endpoint === endpoint) seen.answered += 1
          else seen.misrouted.push(`${endpoint} was answered by ${answer.endpoint}`)
        }
      }),
    ),
  )
  const end = async () => {
    going = false
    await done
    return seen
  }
  loads.push(end)
  return { seen, end }
}

it('runs a deployment in a container, and says why there', async () => {
  const operation = await harness.deploy('one')
  expect(operation).toMatchObject({ status: 'Succeeded' })
  expect(operation.phases[0]?.notes).toContainEqual({ code: 'runtime', runtime: 'docker', reason: 'image' })
  expect(health('one')).toMatchObject({ runtime: 'docker', runtimeReason: 'image', health: 'Healthy' })
  expect(await harness.score('one')).toMatchObject({ status: 200, endpoint: 'one' })
  const server = engine.serverOf(harness.instance('one')?.id ?? '')
  expect(harness.instance('one')?.container).toMatchObject({ id: server?.id, hostPort: server?.ports.get('5001/tcp') })
  await harness.ended(harness.control().deleteEndpoint('one', harness.write())?.operationId ?? '')
  expect([engine.containers.size, engine.volumes.size]).toEqual([0, 0])
})

it('never sends a request to another container when the engine was restarted and the ports were swapped', async () => {
  await harness.deploy('one')
  await harness.deploy('two')
  const portOf = (endpoint: string) => engine.serverOf(harness.instance(endpoint)?.id ?? '')?.ports.get('5001/tcp')
  const ports = { one: portOf('one'), two: portOf('two') }
  const traffic = load(['one', 'two'])
  await until(() => traffic.seen.answered > 50, 'some answers')
  await engine.down()
  engine.choosePorts((container) => (container.body.Labels['scorepoint.endpoint'] === 'one' ? ports.two : ports.one))
  await engine.back()
  await until(() => health('one')?.health === 'Healthy' && health('two')?.health === 'Healthy', 'both are back')
  const before = traffic.seen.answered
  await until(() => traffic.seen.answered > before + 50, 'answers again')
  const seen = await traffic.end()
  expect([portOf('one'), portOf('two')]).toEqual([ports.two, ports.one])
  expect(seen.misrouted).toEqual([])
})

it('believes no port of before when the engine kept the containers alive and somebody else swapped them', async () => {
  await harness.deploy('one')
  await harness.deploy('two')
  const servers = ['one', 'two'].map((endpoint) => engine.serverOf(harness.instance(endpoint)?.id ?? ''))
  const ports = servers.map((server) => server?.ports.get('5001/tcp'))
  const traffic = load(['one', 'two'])
  await until(() => traffic.seen.answered > 50, 'some answers')
  await engine.down()
  // Started again by somebody else, in another order, before the agent has looked.
  for (const [index, server] of servers.entries()) {
    engine.choosePorts(() => ports[1 - index])
    if (server) await engine.start(server.id)
  }
  await engine.back()
  await until(() => harness.instance('one')?.container?.hostPort === ports[1], 'the port is read anew')
  await until(() => health('one')?.health === 'Healthy' && health('two')?.health === 'Healthy', 'both are back')
  const before = traffic.seen.answered
  await until(() => traffic.seen.answered > before + 20, 'answers again')
  expect((await traffic.end()).misrouted).toEqual([])
})

it('takes containers out of rotation at once when the engine is gone, leaves processes alone, and converges when it is back', async () => {
  await harness.deploy('one')
  await harness.deploy('proc', { environmentId: 'azureml:env:1' })
  await engine.down({ liveRestore: true })
  await until(() => harness.instance('one')?.state === 'Unready', 'the instance is out of rotation')
  expect(health('one')?.problem).toMatchObject({ code: 'RuntimeUnavailable' })
  expect(health('proc')).toMatchObject({ health: 'Healthy', problem: undefined, runtime: 'process', runtimeReason: 'conda' })
  expect((await harness.score('one')).status).toBe(503)
  expect((await harness.score('proc')).status).toBe(200)
  const refused = await harness.deploy('late')
  expect(refused).toMatchObject({ status: 'Failed', problem: { code: 'RuntimeUnavailable' } })
  await engine.back({ liveRestore: true })
  await until(async () => (await harness.score('one')).status === 200, 'the container gets requests again')
  expect(health('one')).toMatchObject({ health: 'Healthy', problem: undefined })
  // The same container, not another one: nothing was deleted or started over because the engine was away.
  expect(harness.instance('one')).toMatchObject({ restarts: 0 })
})

it('keeps serving while the engine hangs, gives every call a deadline, and goes on afterwards', async () => {
  await harness.deploy('one')
  engine.setFault((call) => (call === 'GET events' ? undefined : 'hang'))
  await until(() => harness.docker().problem?.(), 'the hang is noticed')
  expect(await harness.score('one')).toMatchObject({ status: 200, endpoint: 'one' })
  const began = performance.now()
  expect(await harness.deploy('late')).toMatchObject({ status: 'Failed', problem: { code: 'RuntimeUnavailable' } })
  expect(performance.now() - began).toBeLessThan(5000)
  engine.setFault(undefined)
  await until(() => harness.docker().problem?.() === undefined, 'the engine answers again')
  expect(await harness.deploy('after')).toMatchObject({ status: 'Succeeded' })
})

const servers = () => [...engine.containers.values()].filter((one) => one.body.Labels['scorepoint.role'] === 'inference-server')

it('starts the server while the volumes are read back, and gives it no request before they agree', async () => {
  let isHeld = true
  let lastWait = ''
  engine.setFault((call) => {
    if (!/^POST containers\/.*\/wait$/.test(call)) return undefined
    lastWait = call
    return isHeld ? { delayMs: 400 } : undefined
  })
  const deployed = harness.deploy('one')
  await until(() => lastWait !== '' && servers()[0]?.state === 'running', 'the server runs while the initializer is waited for')
  expect(harness.instance('one')).toMatchObject({ state: 'Pending' })
  expect((await harness.score('one')).status).toBeGreaterThanOrEqual(400)
  isHeld = false
  const operation = await deployed
  expect(operation).toMatchObject({ status: 'Succeeded' })
  expect(servers()).toHaveLength(1)
  expect(engine.calls.filter((call) => call === `POST containers/${servers()[0]?.id}/start`)).toHaveLength(1)
  expect(await harness.score('one')).toMatchObject({ status: 200, endpoint: 'one' })
})

it.each([
  { why: 'began too early', ticks: 0, startsOfNext: 3 },
  // The next server waits for its files.
  { why: 'cannot be seen', ticks: undefined, startsOfNext: 2 },
])('starts a server again that $why', async ({ ticks, startsOfNext }) => {
  begins = () => ticks
  const starts = () => engine.calls.filter((call) => /^POST containers\/.*\/start$/.test(call)).length
  expect(await harness.deploy('one')).toMatchObject({ status: 'Succeeded' })
  // The server, the initializer, and the server that took the first one's place: the only one that was ever asked.
  expect([starts(), servers().length]).toEqual([3, 1])
  expect(servers()[0]?.lines.filter((line) => line.text.includes('started'))).toHaveLength(1)
  expect(await harness.score('one')).toMatchObject({ status: 200, endpoint: 'one' })
  expect(await harness.deploy('two')).toMatchObject({ status: 'Succeeded' })
  expect(starts()).toBe(3 + startsOfNext)
})

it('ends and removes the server when the volumes are not what was sent, and says so in the phase of the initializer', async () => {
  engine.endInitializers(1)
  const operation = await harness.deploy('one')
  expect(operation).toMatchObject({ status: 'Failed', problem: { code: 'StorageInitializerFailed' } })
  expect(operation.phases.find((phase) => phase.state === 'failed')?.name).toBe('StageArtifacts')
  expect(servers()).toEqual([])
  await until(() => engine.containers.size === 0 && engine.volumes.size === 0, 'nothing is left')
  engine.endInitializers(0)
  expect(await harness.deploy('two')).toMatchObject({ status: 'Succeeded' })
})

it('leaves nothing running when a deployment is cancelled while its volumes are read back', async () => {
  engine.setFault((call) => (/^POST containers\/.*\/wait$/.test(call) ? 'hang' : undefined))
  const deployed = harness.deploy('one')
  await until(() => servers()[0]?.state === 'running', 'the server runs')
  const { operation } = health('one') ?? {}
  harness.control().cancelOperation(operation?.id ?? '')
  expect(await deployed).toMatchObject({ status: 'Canceled' })
  await until(() => engine.containers.size === 0 && engine.volumes.size === 0, 'nothing is left')
})

it('finds what it started when the reply was lost', async () => {
  let lost = 0
  engine.setFault((call) => {
    if (!/^POST containers\/(create|.*\/start)$/.test(call) || lost >= 4) return undefined
    lost += 1
    return { thenCut: true }
  })
  expect(await harness.deploy('one')).toMatchObject({ status: 'Succeeded' })
  expect([...engine.containers.values()].filter((one) => one.body.Labels['scorepoint.role'] === 'inference-server')).toHaveLength(1)
  expect(lost).toBe(4)
})

it('says what the engine said when a container cannot be started', async () => {
  engine.setFault((call) =>
    /containers\/.*\/start$/.test(call) &&
    [...engine.containers.values()].some((one) => one.body.Labels['scorepoint.role'] === 'inference-server' && call.includes(one.id))
      ? { status: 500, message: 'driver failed programming external connectivity: port is already allocated' }
      : undefined,
  )
  const operation = await harness.deploy('one')
  expect(operation).toMatchObject({
    status: 'Failed',
    problem: { code: 'ContainerStartFailed', message: expect.stringContaining('already allocated') },
  })
})

it('does not touch a container of somebody else that holds its name', async () => {
  engine.setFault((call) =>
    call === 'POST containers/create' && [...engine.containers.values()].length === 1 ? { status: 409, message: 'Conflict' } : undefined,
  )
  const operation = await harness.deploy('one')
  expect(operation).toMatchObject({
    status: 'Failed',
    problem: { code: 'ContainerStartFailed', message: expect.stringContaining('somebody else') },
  })
})

it('notices an end whose event was lost, and an event stream that was cut', async () => {
  await harness.deploy('one')
  const first = harness.instance('one')?.id ?? ''
  engine.loseEvents(true)
  await engine.exit(engine.serverOf(first)?.id ?? '', 137)
  engine.loseEvents(false)
  const second = await until(() => {
    const now = harness.instance('one')
    return now?.state === 'Ready' && now.id !== first && now.id
  }, 'another container took its place')
  engine.cutEvents()
  await until(() => engine.calls.filter((call) => call === 'GET events').length >= 2, 'subscribed again')
  await until(async () => (await harness.score('one')).instance === second, 'the same container serves')
})

it('names a container that ran out of memory', async () => {
  await harness.deploy('one')
  const id = harness.instance('one')?.id ?? ''
  engine.oom(engine.serverOf(id)?.id ?? '')
  const replaced = await until(() => {
    const now = harness.instance('one')
    return now?.state === 'Ready' && now.id !== id && now
  }, 'another container took its place')
  expect(replaced).toMatchObject({ restarts: 1, lastExit: { reason: 'OOMKilled' } })
})

it('adopts after the agent was killed', async () => {
  await harness.deploy('one')
  const id = harness.instance('one')?.id
  const traffic = load(['one'], 1)
  await until(() => traffic.seen.answered > 10, 'some answers')
  await harness.killAgent()
  await harness.startAgent()
  const before = traffic.seen.answered
  await until(() => traffic.seen.answered > before + 10, 'answers again')
  expect(await traffic.end()).toMatchObject({ refused: 0 })
  expect(harness.instance('one')?.id).toBe(id)
})

it('the router alone sends nothing to a container that has taken another one’s port', async () => {
  await harness.deploy('one')
  await harness.deploy('two')
  const ids = ['one', 'two'].map((endpoint) => harness.instance(endpoint)?.id ?? '')
  const servers = ids.map((id) => engine.serverOf(id))
  const ports = servers.map((server) => server?.ports.get('5001/tcp'))
  const traffic = load(['one', 'two'])
  await until(() => traffic.seen.answered > 50, 'some answers')
  await harness.killAgent()
  await engine.down()
  for (const [index, server] of servers.entries()) {
    engine.choosePorts(() => ports[1 - index])
    if (server) await engine.start(server.id)
  }
  await engine.back()
  const [answered, refused] = [traffic.seen.answered, traffic.seen.refused]
  await until(() => traffic.seen.refused > refused + 50, 'requests that nobody may have')
  expect(traffic.seen.answered - answered).toBeLessThan(9)
  await harness.startAgent()
  await until(() => health('one')?.health === 'Healthy' && health('two')?.health === 'Healthy', 'both serve')
  expect(['one', 'two'].map((endpoint) => harness.instance(endpoint)?.id)).toEqual(ids)
  const before = traffic.seen.answered
  await until(() => traffic.seen.answered > before + 20, 'answers again')
  expect((await traffic.end()).misrouted).toEqual([])
})

it('the same deployment goes from process to container and back, as any other update', async () => {
  await harness.deploy('one', { environmentId: 'azureml:env:1' })
  expect(health('one')).toMatchObject({ runtime: 'process', runtimeReason: 'conda' })
  for (const runtime of ['docker', 'process'] as const) {
    const stored = harness.control().getDeployment('one', 'blue')
    const body = { ...stored, properties: { ...stored.properties, properties: { 'scorepoint.runtime': runtime } } }
    const traffic = load(['one'], 1)
    expect(await harness.ended(harness.control().putDeployment('one', 'blue', body, harness.write()).operationId)).toMatchObject({
      status: 'Succeeded',
    })
    expect(await traffic.end()).toMatchObject({ refused: 0 })
    expect(health('one')).toMatchObject({ runtime, runtimeReason: 'property', health: 'Healthy' })
  }
  await until(() => engine.containers.size === 0, 'the containers are gone')
})

it('refuses a process for what needs a container, and a word that is no runtime', async () => {
  const environmentId = 'azureml:image:1'
  expect(await harness.deploy('one', { environmentId, properties: { 'scorepoint.runtime': 'process' } })).toMatchObject({
    status: 'Failed',
    problem: { code: 'BadArgument', target: 'properties.properties.scorepoint.runtime', message: expect.stringContaining('image:1') },
  })
  await expect(harness.deploy('two', { environmentId, properties: { 'scorepoint.runtime': 'podman' } })).rejects.toThrow(
    /process or docker/,
  )
})
