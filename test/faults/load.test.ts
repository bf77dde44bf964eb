/** Scoring while agent and router die: the agent must not cost one request, the router only those it was working on. */

import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRig, killTable, type Rig } from './rig'
import { bodyWith, createEndpoint, deploy, expectedEndpoint, prepareBody, setTraffic } from './scenario'
import { markedProcesses } from './survey'

const connections = 8
const agentKills = 20
const routerKills = 5
/** What is promised for an idle machine. */
const routerBackMs = 500

let rig: Rig

beforeAll(async () => {
  rig = await createRig()
  const body = await prepareBody(rig)
  const wide = {
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
  expect([...left.workers.keys(), ...left.routers]).toEqual([])
})

interface Load {
  answered: number
  /** Answers other than 200 and connections that broke after they were made, with the performance.now() of their begin. */
  failures: { code: string; begunAt: number }[]
  /** Attempts while nobody listened; the client tries again. */
  refused: number
  /** performance.now() at the start of the newest request that was answered with 200. */
  lastBegunAt: number
  stop(): Promise<void>
}

function startLoad(): Load {
  const dispatcher = new Agent({ connections, pipelining: 1 })
  const { scoringUri, keys } = expectedEndpoint(rig)
  const load: Load = { answered: 0, failures: [], refused: 0, lastBegunAt: 0, stop: async () => undefined }
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
          load.lastBegunAt = Math.max(load.lastBegunAt, begunAt)
        } else load.failures.push({ code: String(answer.statusCode), begunAt })
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
        if (code === 'ECONNREFUSED') load.refused += 1
        else load.failures.push({ code, begunAt })
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

/** The median start of an empty Node: how busy the machine is just now. About 50 ms when it is idle. */
function emptyStartMs(): number {
  const times = Array.from({ length: 3 }, () => {
    const from = performance.now()
    spawnSync(process.execPath, ['-e', '0'])
    return performance.now() - from
  })
  return times.toSorted((a, b) => a - b)[1] ?? 0
}

test(`${agentKills} agent kills cost no request`, async () => {
  const load = startLoad()
  for (let kill = 0; kill < agentKills; kill++) {
    await rig.strike('agent', `kill ${kill + 1}`, 'load', [rig.agent.pid()])
    await rig.revive()
  }
  await load.stop()
  console.log(
    `${load.answered} requests answered during ${agentKills} agent kills, ${load.failures.length} failed, ${load.refused} refused`,
  )
  expect(load.failures).toEqual([])
  expect(load.refused).toBe(0)
  expect(load.answered).toBeGreaterThan(100)
  await rig.converge()
})

test('a router kill costs the requests in flight, and the router is back within 500 ms', async () => {
  for (let kill = 0; kill < routerKills; kill++) {
    const load = startLoad()
    await delay(300)
    const [pid = -1] = markedProcesses(rig.agent.home).routers
    const before = emptyStartMs()
    const struckAt = performance.now()
    const row = await rig.strike('router', `kill ${kill + 1}`, 'load', [pid])
    const deadAt = performance.now()
    while (load.lastBegunAt < deadAt && performance.now() - deadAt < 10_000) await delay(1)
    const backAt = load.lastBegunAt
    row.backMs = backAt - struckAt
    await delay(200)
    await load.stop()
    // More than promised only where starting an empty Node takes long: router and clients then wait for the processor, too.
    const limitMs = Math.max(routerBackMs, 8 * Math.max(before, emptyStartMs()))
    console.log(
      `router kill ${kill + 1}: ${load.failures.length} failed in flight, ${load.refused} refused meanwhile, back after ${Math.round(row.backMs)} ms (limit ${Math.round(limitMs)})`,
    )
    expect(load.failures.filter((one) => one.begunAt < struckAt).length).toBeLessThanOrEqual(connections)
    // Dying takes a moment in which connections are still taken, and clients learn late of broken ones: once more for each of them.
    expect(load.failures.length).toBeLessThanOrEqual(2 * connections)
    expect(load.failures.filter((one) => one.begunAt > backAt)).toEqual([])
    expect(row.backMs).toBeGreaterThan(0)
    expect(row.backMs).toBeLessThanOrEqual(limitMs)
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
