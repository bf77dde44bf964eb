/** kill -9 of the studio, and of the whole product at once in the middle of a deployment, under the real launcher. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { OperationView } from '@/lib/contract/scorepoint'
import { eventually } from '../agent-process'
import { createEndpoint, deployLocal, putLocalDeployment, setSplit } from '../deploy-folder'
import { agentOf, everyProcess, pidOf } from '../product/product-agent'
import { freePorts, type Product, send, startProduct } from '../product/start-product'
import { type KillRow, killTable } from './rig'
import { tinyConda, writeTinyCode } from './scenario'
import { markedProcesses } from './survey'

const built = existsSync(join(import.meta.dirname, '..', '..', '.next', 'BUILD_ID'))
const notBuilt = 'the studio is not built (no .next/BUILD_ID); npm run build makes it'
const rows: KillRow[] = []
let product: Product | undefined

afterAll(async () => {
  if (rows.length > 0) console.log(`\n${killTable(rows)}\n`)
  await product?.stop()
  if (product) {
    const left = markedProcesses(product.home)
    expect([...left.workers.keys(), ...left.routers, ...left.portHolders]).toEqual([])
  }
})

async function studioIsUp(running: Product): Promise<boolean> {
  const answer = await send(running.url, 'GET', '/api/health', {}, undefined, 1000).catch(() => undefined)
  return answer?.status === 200
}

test('a killed studio comes back and costs nothing else', async (context) => {
  context.skip(!built, notBuilt)
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

test('everything dies at once during a deployment; the next start finishes it', async (context) => {
  context.skip(!built, notBuilt)
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
