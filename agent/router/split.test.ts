import { Agent } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningRouter, startRouter } from './router'
import type { RouterReport, RoutingTable } from './table'
import { aDeployment, aTable, control, countBy, score, startWorker, temporaryHome, type Worker } from './testing/stand-in'

let home: ReturnType<typeof temporaryHome>
let router: RunningRouter
let agent: Agent
/** Deployments in the order in which their workers saw the requests. */
let order: string[]
const workers: Worker[] = []

beforeEach(async () => {
  home = temporaryHome()
  order = []
  agent = new Agent({ keepAlive: true, maxSockets: 64 })
  router = await startRouter({ layout: home.layout, port: 0, maxBodyBytes: 1_000_000, log: () => undefined })
})

afterEach(async () => {
  agent.destroy()
  await router.close(0)
  for (const worker of workers.splice(0)) await worker.close()
  home.remove()
})

async function deploy(name: string) {
  const reply: Parameters<typeof startWorker>[1] = (_request, response) => {
    order.push(name)
    response.end(name)
  }
  workers.push(await startWorker(home.socket(name), reply, true))
  return aDeployment(name, [home.socket(name)], { maxConcurrentRequestsPerInstance: 64 })
}

async function setTable(table: RoutingTable): Promise<void> {
  expect((await control(home.layout.routerControlSocket, 'PUT', '/table', table)).status).toBe(200)
}

/** Sends `count` requests over 8 connections; resolves to the names that answered. */
async function drive(count: number): Promise<string[]> {
  const names: string[] = []
  let left = count
  const connection = async () => {
    while (left-- > 0) {
      const answer = await score({ port: router.port, agent })
      expect(answer.status).toBe(200)
      expect(answer.headers['azureml-model-deployment']).toBe(answer.body)
      names.push(answer.body)
    }
  }
  await Promise.all(Array.from({ length: 8 }, connection))
  return names
}

function largestDistance(names: readonly string[], traffic: Record<string, number>): number {
  const seen: Record<string, number> = {}
  let largest = 0
  for (const [index, name] of names.entries()) {
    seen[name] = (seen[name] ?? 0) + 1
    for (const [deployment, percent] of Object.entries(traffic)) {
      largest = Math.max(largest, Math.abs((seen[deployment] ?? 0) - ((index + 1) * percent) / 100))
    }
  }
  return largest
}

const weightSets: Record<string, number>[] = [
  { blue: 90, green: 10 },
  { blue: 50, green: 50 },
  { blue: 34, green: 33, red: 33 },
  { blue: 99, green: 1 },
]

/** Opens the upstream connections first: a request that must connect could be overtaken by one that need not. */
async function warmUp(names: string[]): Promise<void> {
  for (const name of names) {
    await Promise.all(Array.from({ length: 8 }, () => score({ port: router.port, agent, headers: { 'azureml-model-deployment': name } })))
  }
  order = []
}

test.each(weightSets)('%j: every prefix of what the workers saw over 8 connections stays within one', async (traffic) => {
  const deployments = await Promise.all(Object.keys(traffic).map(deploy))
  await setTable(aTable(deployments, traffic))
  await warmUp(Object.keys(traffic))
  const names = await drive(400)
  expect(largestDistance(order, traffic)).toBeLessThan(1)
  expect(countBy(names, (name) => name)).toEqual(Object.fromEntries(Object.entries(traffic).map(([name, percent]) => [name, percent * 4])))
  const report: RouterReport = JSON.parse((await control(home.layout.routerControlSocket, 'GET', '/report')).body)
  for (const [name, percent] of Object.entries(traffic)) {
    expect(report.endpoints['uid-1']?.deployments[name]).toMatchObject({ requests: percent * 4 + 8, byCode: { '200': percent * 4 + 8 } })
  }
})

test('a table that changes something else does not disturb the split; pinned requests take no turn', async () => {
  const deployments = [await deploy('blue'), await deploy('green')]
  const traffic = { blue: 90, green: 10 }
  for (let round = 1; round <= 20; round++) {
    await setTable({ ...aTable(deployments, traffic), version: round })
    await drive(9)
    await score({ port: router.port, agent, headers: { 'azureml-model-deployment': 'green' } })
    expect(order.pop()).toBe('green')
  }
  expect(largestDistance(order, traffic)).toBeLessThan(1)
})

test('100 table changes under load: no failed request, and each new split is live on the next one', async () => {
  const deployments = [await deploy('blue'), await deploy('green')]
  await setTable(aTable(deployments, { blue: 100 }))
  let running = true
  let done = 0
  const load = Array.from({ length: 8 }, async () => {
    while (running) {
      expect((await score({ port: router.port, agent })).status).toBe(200)
      done++
    }
  })
  for (let round = 1; round <= 100; round++) {
    const name = round % 2 === 0 ? 'blue' : 'green'
    const other = name === 'blue' ? 'green' : 'blue'
    await setTable({ ...aTable(deployments, { [name]: 100, [other]: 0 }), version: round })
    expect((await score({ port: router.port, agent })).body).toBe(name)
  }
  running = false
  await Promise.all(load)
  expect(done).toBeGreaterThan(100)
})

test('instances replaced under load: the old ones finish what they run, nothing fails', async () => {
  const blue = await deploy('blue')
  workers.push(await startWorker(home.socket('blue2'), (_request, response) => setTimeout(() => response.end('blue'), 3)))
  const second = [{ id: 'e.blue.2.0', socketPath: home.socket('blue2') }]
  await setTable(aTable([blue], { blue: 100 }))
  let running = true
  const load = Array.from({ length: 8 }, async () => {
    while (running) expect((await score({ port: router.port, agent })).status).toBe(200)
  })
  for (let round = 1; round <= 40; round++) {
    await setTable(aTable([round % 2 === 0 ? blue : { ...blue, instances: second }], { blue: 100 }))
    await drive(3)
  }
  running = false
  await Promise.all(load)
  expect(workers[1]?.requests.length).toBeGreaterThan(50)
})
