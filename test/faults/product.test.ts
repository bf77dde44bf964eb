/** kill -9 of the studio, and of the whole product at once in the middle of a deployment, under the real launcher. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { afterAll, expect, test } from 'vitest'
import { processVariable, readProcesses } from '@/agent/runtimes/process/process-table'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import type { EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, eventually } from '../agent-process'
import { createEndpoint, deployLocal, putLocalDeployment, setSplit } from '../deploy-folder'
import { freePorts, type Product, send, startProduct } from '../product/start-product'
import { type KillRow, killTable } from './rig'
import { tinyConda, writeTinyCode } from './scenario'
import { markedProcesses } from './survey'

const built = existsSync(join(import.meta.dirname, '..', '..', '.next', 'BUILD_ID'))
const rows: KillRow[] = []
let product: Product | undefined

afterAll(async () => {
  if (rows.length > 0) console.log(`\n${killTable(rows)}\n`)
  await product?.stop()
  if (product) {
    const left = markedProcesses(product.home)
    expect([...left.workers.keys(), ...left.routers]).toEqual([])
  }
})

/** Every process of this installation: launcher, studio and agent by their data folder, router and workers by their marks. */
function everyProcess(home: string): number[] {
  const { workers, routers } = markedProcesses(home)
  const own = readProcesses().filter(
    (row) => !row.zombie && row.pid !== process.pid && processVariable(row.pid, 'SCOREPOINT_HOME') === home,
  )
  return [...new Set([...own.map((row) => row.pid), ...routers, ...[...workers.values()].flat()])]
}

async function studioIsUp(running: Product): Promise<boolean> {
  const answer = await send(running.url, 'GET', '/api/health', {}, undefined, 1000).catch(() => undefined)
  return answer?.status === 200
}

function pidOf(home: string, script: string): number | undefined {
  return readProcesses().find(
    (row) => !row.zombie && processVariable(row.pid, 'SCOREPOINT_HOME') === home && commandOf(row.pid).includes(script),
  )?.pid
}
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // ended meanwhile
  }
}

test.skipIf(!built)('a killed studio comes back and costs nothing else', async () => {
  product = await startProduct({ ports: (await freePorts(3)) as [number, number, number] })
  const running = product
  const agentPid = pidOf(running.home, 'agent.mjs')
  const studioPid = pidOf(running.home, 'studio.mjs')
  expect(studioPid).toBeDefined()
  process.kill(studioPid ?? 0, 'SIGKILL')
  const from = performance.now()
  await eventually('the studio answers again', () => pidOf(running.home, 'studio.mjs') !== studioPid && studioIsUp(running))
  rows.push({ target: 'studio', at: 'idle', during: 'nothing', backMs: performance.now() - from })
  expect(pidOf(running.home, 'agent.mjs')).toBe(agentPid)
})

/** The product's agent as the deployment helpers want it. Only what they use is offered; the launcher owns the process. */
function agentOf(running: Product): AgentProcess {
  const dispatcher = new Agent({ connect: { ca: readFileSync(homeLayout(running.home).caPem, 'utf8') } })
  const notHere = () => {
    throw new Error('the launcher owns this agent')
  }
  const self: AgentProcess = {
    home: running.home,
    agentPort: Number(new URL(running.agentUrl).port),
    scoringPort: Number(new URL(running.scoringUrl).port),
    token: running.token,
    pid: () => pidOf(running.home, 'agent.mjs') ?? -1,
    async call(method, where, body, headers = {}) {
      const url = running.agentUrl + (where.startsWith('/') ? where : `${localWorkspaceId}/${where}`)
      const answer = await request(url, {
        dispatcher,
        method: method as 'GET',
        headers: { authorization: `Bearer ${running.token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const flat = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
      const text = await answer.body.text()
      return { status: answer.statusCode, headers: flat, body: text === '' ? undefined : JSON.parse(text) }
    },
    status: async (endpoint) => (await self.call('GET', `/_scorepoint/endpoints/${endpoint}`)).body as EndpointStatus,
    ended: (id, deadlineMs = 60_000) =>
      eventually(
        `operation ${id} ends`,
        async () => {
          const view = (await self.call('GET', `/_scorepoint/operations/${id}`)).body as OperationView
          return view.status !== 'InProgress' && view
        },
        deadlineMs,
      ),
    key: async (endpoint) => ((await self.call('POST', `onlineEndpoints/${endpoint}/listKeys`)).body as { primaryKey: string }).primaryKey,
    async score(endpoint, body) {
      const authorization = `Bearer ${await self.key(endpoint)}`
      const where = `${running.scoringUrl}/api/v1/endpoint/${endpoint}/score`
      const answer = await request(where, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await answer.body.text()
      return { status: answer.statusCode, headers: {}, text, json: () => JSON.parse(text) as unknown }
    },
    kill: notHere,
    restart: notHere,
    close: notHere,
  }
  return self
}

test.skipIf(!built)('everything dies at once during a deployment; the next start finishes it', async () => {
  if (!product) throw new Error('the product did not start')
  const before = product
  const agent = agentOf(before)
  await createEndpoint(agent, 'prices')
  const local = { endpoint: 'prices', code: writeTinyCode(), condaText: tinyConda }
  const blue = await deployLocal(agent, { ...local, name: 'blue' })
  expect(blue.status).toBe('Succeeded')
  await setSplit(agent, 'prices', { blue: 100 })
  const status = await agent.status('prices')
  const keys = (await agent.call('POST', 'onlineEndpoints/prices/listKeys')).body
  const history = (await agent.call('GET', '/_scorepoint/operations')).body as OperationView[]
  const green = await putLocalDeployment(agent, { ...local, name: 'green' })

  const from = performance.now()
  for (const pid of everyProcess(before.home)) process.kill(pid, 'SIGKILL')
  await eventually('all are dead', () => everyProcess(before.home).length === 0)
  const ports = [before.url, before.agentUrl, before.scoringUrl].map((url) => Number(new URL(url).port)) as [number, number, number]
  product = await startProduct({ home: before.home, ports })
  const backMs = performance.now() - from
  const next = agentOf(product)
  expect((await next.ended(green)).status).toBe('Succeeded')
  await eventually('blue scores again', async () => (await next.score('prices', { ask: 1 })).status === 200)
  const convergedMs = performance.now() - from
  rows.push({ target: 'launcher + studio + agent + router + workers', at: 'after PUT', during: 'create deployment', backMs, convergedMs })
  const now = await next.status('prices')
  expect({ uri: now.scoringUri, traffic: now.traffic }).toEqual({ uri: status.scoringUri, traffic: status.traffic })
  expect((await next.call('POST', 'onlineEndpoints/prices/listKeys')).body).toEqual(keys)
  const kept = new Set(((await next.call('GET', '/_scorepoint/operations')).body as OperationView[]).map((one) => one.id))
  expect(history.filter((one) => !kept.has(one.id))).toEqual([])
  expect(await studioIsUp(product)).toBe(true)
  const { workers, routers } = markedProcesses(product.home)
  expect(routers).toHaveLength(1)
  expect([...workers.keys()].toSorted()).toEqual(now.deployments.flatMap((one) => one.instances.map((instance) => instance.id)).toSorted())
  expect(convergedMs).toBeLessThan(30_000)
})
