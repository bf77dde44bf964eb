/** kill -9 of the studio, and of the whole product at once in the middle of a deployment, under the real launcher. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { processVariable, readProcesses } from '@/agent/runtimes/process/process-table'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import type { EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import { eventually } from '../agent-process'
import { freePorts, type Product, send, startProduct } from '../product/start-product'
import { type KillRow, killTable } from './rig'
import { markedProcesses } from './survey'

const built = existsSync(join(import.meta.dirname, '..', '..', '.next', 'BUILD_ID'))
const rows: KillRow[] = []
const path = (name: string) => `${localWorkspaceId}/onlineEndpoints/${name}`
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

async function json<T>(running: Product, where: string, init?: { method?: string; body?: unknown }): Promise<T> {
  const answer = await running.agent(where, init)
  if (answer.status >= 300) throw new Error(`${init?.method ?? 'GET'} ${where}: ${answer.status} ${answer.text}`)
  return JSON.parse(answer.text) as T
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

test.skipIf(!built)('everything dies at once during a change; the next start has it all', async () => {
  if (!product) throw new Error('the product did not start')
  const before = product
  for (const name of ['first', 'second']) {
    await json(before, path(name), { method: 'PUT', body: { location: 'local', properties: { authMode: 'Key' } } })
  }
  const keys = await json<object>(before, `${path('first')}/listKeys`, { method: 'POST' })
  const from = performance.now()
  for (const pid of everyProcess(before.home)) process.kill(pid, 'SIGKILL')
  await eventually('all are dead', () => everyProcess(before.home).length === 0)
  const ports = [before.url, before.agentUrl, before.scoringUrl].map((url) => Number(new URL(url).port)) as [number, number, number]
  product = await startProduct({ home: before.home, ports })
  const after = product
  const backMs = performance.now() - from
  await eventually('both endpoints are there and settled', async () => {
    const statuses = await json<EndpointStatus[]>(after, '/_scorepoint/endpoints')
    return statuses.length === 2 && statuses.every((one) => one.provisioningState === 'Succeeded')
  })
  const operations = await json<OperationView[]>(after, '/_scorepoint/operations')
  expect(operations.map((one) => one.status)).toEqual(['Succeeded', 'Succeeded'])
  expect(await json(after, `${path('first')}/listKeys`, { method: 'POST' })).toEqual(keys)
  expect(await studioIsUp(after)).toBe(true)
  expect(markedProcesses(after.home).routers).toHaveLength(1)
  const convergedMs = performance.now() - from
  rows.push({ target: 'launcher + studio + agent + router', at: 'after PUT', during: 'create endpoint', backMs, convergedMs })
  expect(convergedMs).toBeLessThan(30_000)
})
