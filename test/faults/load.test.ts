/** Scoring while agent and router die: the agent must not cost one request, the router only those it was working on. */
import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRig, killTable, type Rig } from './rig'
import { bodyWith, createEndpoint, type DeploymentBody, deploy, expectedEndpoint, prepareBody, setTraffic } from './scenario'
import { markedProcesses } from './survey'

/** `npm run test:load` is the long form. */
const isLong = process.env.SCOREPOINT_LOAD === 'long'
const connections = isLong ? 64 : 8
const agentKills = isLong ? 50 : 20
const splits = isLong ? 100 : 12
const updates = isLong ? 10 : 2
const routerKills = 5
const routerBackMs = 500
/** A machine on which an empty Node takes longer than a tenth of a second to start is slow or busy; there it is so many such starts. */
const routerBackStarts = 5

let rig: Rig
let wide: DeploymentBody

beforeAll(async () => {
  rig = await createRig()
  const body = await prepareBody(rig)
  wide = {
    ...body,
    properties: {
      ...body.properties,
      requestSettings: { requestTimeout: 'PT30S', maxConcurrentRequestsPerInstance: 32, maxQueueWait: 'PT10S' },
    },
  }
  await createEndpoint(rig)
  await deploy(rig, 'blue', bodyWith(wide, { MARK: 'blue' }))
  await deploy(rig, 'green', bodyWith(wide, { MARK: 'green' }))
  await setTraffic(rig, { blue: 50, green: 50 })
}, 240_000)
afterAll(async () => {
  console.log(`\n${killTable(rig.rows)}\n`)
  await rig.agent.close()
  const left = markedProcesses(rig.agent.home)
  expect([...left.workers.keys(), ...left.routers, ...left.portHolders]).toEqual([])
})

interface Load {
  answered: number
  /** Answers other than 200, broken and refused connections, with the performance.now() of their begin. */
  failures: { code: string; begunAt: number }[]
  /** Begin and end (performance.now()) of the request with the latest begin that was answered with 200. */
  newest: { begunAt: number; endedAt: number }
  stop(): Promise<void>
}

function startLoad(): Load {
  const dispatcher = new Agent({ connections, pipelining: 1 })
  const { scoringUri, keys } = expectedEndpoint(rig)
  const load: Load = { answered: 0, failures: [], newest: { begunAt: 0, endedAt: 0 }, stop: async () => undefined }
  let stopped = false
  async function client(): Promise<void> {
    while (!stopped) {
      const begunAt = performance.now()
      try {
        const headers = { authorization: `Bearer ${keys.primaryKey}`, 'content-type': 'application/json' }
        const answer = await request(scoringUri, { dispatcher, method: 'POST', headers, body: '{"ask":1}' })
        await answer.body.text()
        if (answer.statusCode === 200) {
          load.answered += 1
          if (begunAt > load.newest.begunAt) load.newest = { begunAt, endedAt: performance.now() }
        } else load.failures.push({ code: String(answer.statusCode), begunAt })
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
        load.failures.push({ code, begunAt })
        await delay(5)
      }
    }
  }
  const clients = Array.from({ length: connections }, client)
  load.stop = async () => {
    stopped = true
    await Promise.all(clients)
    await dispatcher.close()
  }
  return load
}

test(`${agentKills} agent kills cost no request`, async () => {
  const load = startLoad()
  for (let kill = 0; kill < agentKills; kill++) {
    await rig.strike('agent', `kill ${kill + 1}`, 'load', [rig.agent.pid()])
    await rig.revive()
  }
  await load.stop()
  console.log(`${load.answered} requests answered during ${agentKills} agent kills, ${load.failures.length} failed`)
  expect(load.failures).toEqual([])
  expect(load.answered).toBeGreaterThan(100)
  await rig.converge()
})

test(`${splits} changes of the traffic and ${updates} updates of a deployment cost no request`, async () => {
  const load = startLoad()
  for (let change = 1; change <= splits; change++) {
    await setTraffic(rig, { blue: 20 + (change % 60), green: 80 - (change % 60) })
    if (change % (splits / updates) === 0) await deploy(rig, 'green', bodyWith(wide, { MARK: `update-${change}` }))
  }
  await load.stop()
  console.log(`${load.answered} requests answered during ${splits} splits and ${updates} updates, ${load.failures.length} failed`)
  expect(load.failures).toEqual([])
  expect(load.answered).toBeGreaterThan(100)
  await setTraffic(rig, { blue: 50, green: 50 })
  await rig.converge()
})

function emptyStartMs(): number {
  const from = performance.now()
  spawnSync(process.execPath, ['-e', '0'])
  return performance.now() - from
}

test('a router kill costs the requests in flight, and the router is back within 500 ms', async () => {
  for (let kill = 0; kill < routerKills; kill++) {
    const emptyMs = emptyStartMs()
    const load = startLoad()
    await delay(300)
    const pid = markedProcesses(rig.agent.home).routers[0]
    if (pid === undefined) throw new Error('no router runs')
    const struckAt = performance.now()
    const row = await rig.strike('router', `kill ${kill + 1}`, 'load', [pid])
    const deadAt = performance.now()
    while (load.newest.begunAt < deadAt && performance.now() - deadAt < 10_000) await delay(1)
    row.backMs = load.newest.endedAt - struckAt
    await delay(200)
    await load.stop()
    console.log(
      `router kill ${kill + 1}: ${load.failures.length} failed, back after ${Math.round(row.backMs)} ms (an empty Node starts in ${Math.round(emptyMs)} ms)`,
    )
    // Each connection has at most one request on its way when the router dies; whoever connects later waits in the kernel's queue.
    expect(load.failures.length).toBeLessThanOrEqual(connections)
    // Until it is dead (a busy kernel takes its time for that) its connections are there to be used; their end is noticed a moment later.
    expect(load.failures.filter((one) => one.begunAt > deadAt + 50)).toEqual([])
    expect(row.backMs).toBeGreaterThan(0)
    expect(row.backMs).toBeLessThanOrEqual(Math.max(routerBackMs, routerBackStarts * emptyMs))
    await rig.converge()
  }
})

/** The observed total once the router has reported everything that was answered before (it does at least once a second). */
async function settledTotal(): Promise<number> {
  let total = -1
  let since = performance.now()
  while (performance.now() - since < 1500) {
    const now = (await rig.agent.status('prices')).observed.total
    if (now !== total) since = performance.now()
    total = now
    await delay(50)
  }
  return total
}

test('what the agent observed is what the clients sent', async () => {
  const before = await settledTotal()
  const load = startLoad()
  await delay(500)
  await rig.strike('agent', '500 ms', 'counting', [rig.agent.pid()])
  await delay(300)
  await load.stop()
  await rig.revive()
  const end = performance.now() + 5000
  let total = 0
  while (performance.now() < end) {
    total = (await rig.agent.status('prices')).observed.total - before
    if (total === load.answered) break
    await delay(50)
  }
  expect(total).toBe(load.answered)
})
