/** kill -9 of agent, router and workers, alone and together, at moments chosen by a seed, during every kind of change. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRig, killTable, type Rig } from './rig'
import {
  bodyWith,
  createEndpoint,
  type DeploymentBody,
  deploy,
  deploymentPath,
  endpoint,
  expectedEndpoint,
  prepareBody,
  readKeys,
} from './scenario'
import { createChance, faultSeed } from './seed'
import { markedProcesses } from './survey'

type Target = 'agent' | 'router' | 'worker' | 'agent + router' | 'agent + worker' | 'all'
const cycle: { target: Target; change: 'create' | 'update' | 'delete' | 'traffic' | 'keys'; withinMs: number }[] = [
  { target: 'all', change: 'create', withinMs: 1500 },
  { target: 'router', change: 'traffic', withinMs: 60 },
  { target: 'worker', change: 'update', withinMs: 1500 },
  { target: 'agent + router', change: 'keys', withinMs: 40 },
  { target: 'agent', change: 'update', withinMs: 1500 },
  { target: 'all', change: 'update', withinMs: 1500 },
  { target: 'agent + worker', change: 'delete', withinMs: 600 },
  { target: 'router', change: 'create', withinMs: 1500 },
  { target: 'agent + router', change: 'update', withinMs: 1500 },
  { target: 'all', change: 'traffic', withinMs: 60 },
  { target: 'all', change: 'delete', withinMs: 600 },
]

/** The cycle leaves the endpoint as it found it, so it can be gone through as often as wanted: SCOREPOINT_FAULT_KILLS=300 is the long form. */
const wantedKills = Number(process.env.SCOREPOINT_FAULT_KILLS ?? 2 * cycle.length)
const rounds = Array.from({ length: Math.ceil(wantedKills / cycle.length) }, () => cycle).flat()

let rig: Rig
let body: DeploymentBody
let marks = 0
const chance = createChance(faultSeed)

beforeAll(async () => {
  rig = await createRig()
  body = await prepareBody(rig)
  await createEndpoint(rig)
  await deploy(rig, 'blue', bodyWith(body, { MARK: 'start' }))
}, 240_000)
afterAll(async () => {
  console.log(`\nseed ${faultSeed}\n${killTable(rig.rows)}\n`)
  await rig.agent.close()
  const left = markedProcesses(rig.agent.home)
  expect([...left.workers.keys(), ...left.routers, ...left.portHolders]).toEqual([])
})

function victims(target: Target): number[] {
  const { workers, routers, portHolders } = markedProcesses(rig.agent.home)
  const pids = { agent: [rig.agent.pid()], router: routers, worker: [...workers.values()].flat() }
  if (target === 'all') return [...pids.agent, ...pids.router, ...pids.worker, ...portHolders]
  return target.split(' + ').flatMap((name) => pids[name as 'agent' | 'router' | 'worker'])
}

/** Starts the change, says what it will have made of the endpoint, does not wait for it. */
async function begin(change: (typeof cycle)[number]['change']): Promise<string> {
  marks += 1
  const expected = expectedEndpoint(rig)
  const variables = { MARK: `round-${marks}` }
  if (change === 'create') {
    expected.deployments.green = 1
    return rig.write('PUT', deploymentPath('green'), bodyWith(body, variables))
  }
  if (change === 'update') return rig.write('PUT', deploymentPath('blue'), bodyWith(body, variables))
  if (change === 'delete') {
    delete expected.deployments.green
    expected.traffic = { blue: 100 }
    await rig.ended(await putTraffic(expected.traffic))
    return rig.write('DELETE', deploymentPath('green'))
  }
  if (change === 'keys') return rig.write('POST', `onlineEndpoints/${endpoint}/regenerateKeys`, { keyType: 'Primary' })
  expected.traffic = expected.deployments.green ? { blue: 30 + (marks % 40), green: 70 - (marks % 40) } : { blue: 100 }
  return putTraffic(expected.traffic)
}

async function putTraffic(traffic: Record<string, number>): Promise<string> {
  const current = (await rig.call('GET', `onlineEndpoints/${endpoint}`)).body as { properties: object }
  return rig.write('PUT', `onlineEndpoints/${endpoint}`, { ...current, properties: { ...current.properties, traffic } })
}

test.each(rounds)('$target dies during $change', async ({ target, change, withinMs }) => {
  const operation = await begin(change)
  if (change === 'keys') expectedEndpoint(rig).keys = await readKeys(rig)
  const waitMs = Math.round(chance() * withinMs)
  await delay(waitMs)
  const row = await rig.strike(target, `${waitMs} ms`, change, victims(target))
  const from = performance.now()
  await rig.revive()
  const view = operation === '' ? undefined : await rig.ended(operation)
  expect(view?.status ?? 'Succeeded').toBe('Succeeded')
  await rig.converge()
  row.convergedMs = performance.now() - from
  expect(row.convergedMs).toBeLessThan(30_000)
})
