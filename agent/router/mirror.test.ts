import { Agent } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mirroredBodyBytes } from './mirrored-request'
import { type RunningRouter, startRouter } from './router'
import type { MirroredCounters, RouterReport } from './table'
import { aDeployment, aTable, control, key, score, startWorker, temporaryHome, until, type Worker } from './testing/stand-in'

let home: ReturnType<typeof temporaryHome>
let router: RunningRouter
let agent: Agent
let workers: Worker[]

beforeEach(async () => {
  home = temporaryHome()
  workers = []
  agent = new Agent({ keepAlive: true, maxSockets: 64 })
  router = await start()
})

afterEach(async () => {
  agent.destroy()
  await router.close(0)
  for (const worker of workers) await worker.close()
  home.remove()
})

const start = () => startRouter({ layout: home.layout, port: 0, maxBodyBytes: 8_000_000, log: () => undefined })

async function deploy(name: string, reply: Parameters<typeof startWorker>[1], concurrent = 16) {
  const worker = await startWorker(home.socket(name), reply, true)
  workers.push(worker)
  return { worker, deployment: aDeployment(name, [home.socket(name)], { maxConcurrentRequestsPerInstance: concurrent }) }
}

const answer =
  (text: string): Parameters<typeof startWorker>[1] =>
  (_request, response) =>
    response.end(text)

async function mirrorTo(deployments: ReturnType<typeof aDeployment>[], percent: number, version = 1): Promise<void> {
  const mirror = percent === 0 ? {} : { mirror: { deployment: 'green', percent } }
  const table = { ...aTable(deployments, { blue: 100 }, mirror), version }
  expect((await control(home.layout.routerControlSocket, 'PUT', '/table', table)).status).toBe(200)
}

async function report() {
  const said: RouterReport = JSON.parse((await control(home.layout.routerControlSocket, 'GET', '/report')).body)
  return said.endpoints['uid-1']?.deployments ?? {}
}

/** What was mirrored to green once nothing runs any more. */
async function mirrored(): Promise<MirroredCounters> {
  let counters: MirroredCounters | undefined
  await until(async () => {
    counters = (await report()).green?.mirrored
    return counters !== undefined && counters.inFlight === 0
  })
  if (counters === undefined) throw new Error('nothing is said of mirrored requests')
  return counters
}

const total = (counters: MirroredCounters): number => counters.sent + Object.values(counters.dropped).reduce((sum, count) => sum + count, 0)

const send = (overrides: Partial<Parameters<typeof score>[0]> = {}) => score({ port: router.port, agent, ...overrides })

async function drive(count: number, connections = 8): Promise<number[]> {
  const times: number[] = []
  let left = count
  const connection = async () => {
    while (left-- > 0) {
      const got = await send()
      expect([got.status, got.body]).toEqual([200, 'blue'])
      times.push(got.ms)
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
  return times.sort((a, b) => a - b)
}

test.each([1, 10, 33, 50])('%i percent: after every request the copies differ from the share by less than one', async (percent) => {
  const blue = await deploy('blue', answer('blue'))
  const green = await deploy('green', answer('green'))
  await mirrorTo([blue.deployment, green.deployment], percent)
  for (let sent = 1; sent <= 100; sent++) {
    expect((await send()).body).toBe('blue')
    // A copy that is under way counts as well.
    await until(async () => Math.abs(green.worker.requests.length - (sent * percent) / 100) < 1)
  }
  expect(await mirrored()).toMatchObject({ sent: percent, byCode: { '200': percent } })
  expect(green.worker.requests).toHaveLength(percent)
  const { blue: live, green: target } = await report()
  expect(live).toMatchObject({ requests: 100, byCode: { '200': 100 } })
  // Live counters of the target know nothing of copies.
  expect(target).toMatchObject({ requests: 0, byCode: {}, inFlight: 0 })
  expect(target?.latencyMs.counts.every((count) => count === 0)).toBe(true)
})

test('a copy has the body, the mark and an id of its own, and no credential; its answer reaches nobody', async () => {
  const blue = await deploy('blue', answer('blue'))
  const green = await deploy('green', (_request, response) => {
    response.statusCode = 500
    response.end('secret of green')
  })
  await mirrorTo([blue.deployment, green.deployment], 50)
  const headers = { cookie: 'session=1', 'x-tenant': 'a', 'x-scorepoint-mirrored': 'forged', 'x-ms-client-request-id': 'trace-1' }
  const answers = [await send({ body: '{"data":[1]}', headers, path: '/api/v1/endpoint/boston/score?verbose=1' }), await send({ headers })]
  expect(answers.map(({ status, body }) => [status, body])).toEqual([
    [200, 'blue'],
    [200, 'blue'],
  ])
  const counters = await mirrored()
  expect(counters).toMatchObject({ sent: 1, byCode: { '424': 1 } })
  const [copy] = green.worker.requests
  const [original] = blue.worker.requests.filter(
    ({ headers: { 'x-request-id': id } }) => copy?.headers['x-request-id'] === `${id}-mirrored`,
  )
  expect(copy).toMatchObject({ method: 'POST', url: original?.url, body: original?.body })
  expect(copy?.headers).toMatchObject({ 'x-scorepoint-mirrored': 'true', 'x-tenant': 'a', 'x-ms-client-request-id': 'trace-1' })
  expect(copy?.headers.authorization).toBeUndefined()
  expect(copy?.headers.cookie).toBeUndefined()
  expect(JSON.stringify(copy)).not.toContain(key)
  // A caller cannot mark its own request.
  expect(blue.worker.requests.every((one) => one.headers['x-scorepoint-mirrored'] === undefined)).toBe(true)
})

test('a request that names its deployment, and swagger, are never mirrored', async () => {
  const blue = await deploy('blue', answer('blue'))
  const green = await deploy('green', answer('green'))
  await mirrorTo([blue.deployment, green.deployment], 50)
  for (let index = 0; index < 10; index++) {
    await send({ headers: { 'azureml-model-deployment': 'blue' } })
    await send({ path: '/api/v1/endpoint/boston/swagger.json', method: 'GET' })
  }
  await drive(2)
  expect(total(await mirrored())).toBe(1)
  expect(green.worker.requests).toHaveLength(1)
})

test('a streamed body arrives whole in the copy; one above the limit is not mirrored', async () => {
  const blue = await deploy('blue', answer('blue'))
  const green = await deploy('green', answer('green'))
  await mirrorTo([blue.deployment, green.deployment], 50)
  const large = 'x'.repeat(300_000)
  const tooLarge = 'y'.repeat(mirroredBodyBytes + 1)
  for (const body of [large, large, tooLarge, tooLarge]) expect((await send({ body })).status).toBe(200)
  expect(await mirrored()).toMatchObject({ sent: 1, dropped: { bodyTooLarge: 1 } })
  expect(green.worker.requests.map(({ body }) => body === large)).toEqual([true])
})

test('a slow target: what it cannot take is dropped, its own live requests go before waiting copies, callers notice nothing', async () => {
  const blue = await deploy('blue', answer('blue'))
  const held: (() => void)[] = []
  const green = await deploy('green', (_request, response) => held.push(() => response.end('green')), 1)
  await mirrorTo([blue.deployment, green.deployment], 50)
  await drive(40)
  await until(() => held.length === 1)
  // One runs, one waits; the rest is dropped at once, the waiting one after max_queue_wait.
  const pinned = send({ headers: { 'azureml-model-deployment': 'green' } })
  await until(async () => (await report()).green?.queued === 1)
  held.shift()?.()
  await until(() => held.length === 1)
  expect(green.worker.requests.at(-1)?.headers['x-scorepoint-mirrored']).toBeUndefined()
  held.shift()?.()
  expect((await pinned).body).toBe('green')
  await until(async () => total((await report()).green?.mirrored ?? (await mirrored())) === 20)
  while (held.length > 0) held.shift()?.()
  const counters = await mirrored()
  expect(counters.sent).toBeLessThanOrEqual(2)
  expect(counters.dropped.busy).toBeGreaterThanOrEqual(18)
})

test('a dead target, one without instances and one that hangs make the live requests no slower', async () => {
  const blue = await deploy('blue', (_request, response) => setTimeout(() => response.end('blue'), 4))
  const green = await deploy('green', () => undefined, 1)
  const dead = { ...green.deployment, instances: [{ id: 'e.green.9.0', socketPath: home.socket('nobody') }] }
  const none = { ...green.deployment, instances: [] }
  const p99 = (times: number[]) => times[Math.floor(times.length * 0.99) - 1] ?? 0
  await mirrorTo([blue.deployment, none], 0)
  await drive(100)
  const alone: number[] = []
  const beside: number[] = []
  for (let round = 0; round < 3; round++) {
    await mirrorTo([blue.deployment, none], 0, 10 * round + 2)
    alone.push(p99(await drive(200)))
    for (const [index, target] of [dead, none, green.deployment].entries()) {
      await mirrorTo([blue.deployment, target], 50, 10 * round + 3 + index)
      beside.push(p99(await drive(200)))
    }
  }
  // The best round of each: what a busy machine adds to some rounds says nothing.
  expect(Math.min(...beside)).toBeLessThan(1.5 * Math.min(...alone) + 5)
  const counters = (await report()).green?.mirrored
  expect(counters?.dropped.unreachable).toBeGreaterThan(200)
  expect(counters?.dropped.busy).toBeGreaterThan(50)
})

test('another share, no share and a new target take effect at once; what was counted outlives the router', async () => {
  const blue = await deploy('blue', answer('blue'))
  const green = await deploy('green', answer('green'))
  const both = [blue.deployment, green.deployment]
  await mirrorTo(both, 50)
  await drive(10)
  await mirrorTo(both, 0, 2)
  await drive(10)
  expect(await mirrored()).toMatchObject({ sent: 5 })
  await mirrorTo(both, 10, 3)
  await drive(20)
  expect(await mirrored()).toMatchObject({ sent: 7, byCode: { '200': 7 } })
  await router.close(0)
  router = await start()
  expect(await mirrored()).toMatchObject({ sent: 7, byCode: { '200': 7 } })
  const wrong = aTable(both, { blue: 100 }, { mirror: { deployment: 'red', percent: 10 } })
  expect(await control(home.layout.routerControlSocket, 'PUT', '/table', wrong)).toMatchObject({ status: 400 })
})
