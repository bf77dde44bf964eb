/** kill -9 of the studio, and of the whole product at once in the middle of a deployment, under the real launcher; `npm run down` and `up`. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../agent-process'
import { createEndpoint, deployLocal, putLocalDeployment, setSplit } from '../deploy-folder'
import { agentOf, everyProcess, killEverything, pidOf } from '../product/product-agent'
import { freePorts, type Product, send, startProduct } from '../product/start-product'
import { studioSession } from '../product/studio-session'
import { lostOf, makeKeptState, readKeptState } from './kept-state'
import { type KillRow, killTable } from './rig'
import { tinyConda, writeTinyCode } from './scenario'
import { markedProcesses } from './survey'

const root = join(import.meta.dirname, '..', '..')
const built = existsSync(join(root, '.next', 'BUILD_ID'))
const notBuilt = 'the studio is not built (no .next/BUILD_ID); npm run build makes it'
const rows: KillRow[] = []
let product: Product | undefined
/** The sign-in and the draft of the second test, for the third. */
let cookie = ''
let draftId = ''

afterAll(async () => {
  if (rows.length > 0) console.log(`\n${killTable(rows)}\n`)
  // What `npm run up` started is no child of this test; nothing of it is left unless the test failed.
  if (product) await killEverything(product.home)
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
  const session = await studioSession(before)
  cookie = session.cookie
  draftId = await makeKeptState(session, 'prices')
  const kept = await readKeptState(before, cookie, 'prices', draftId)
  const green = await putLocalDeployment(agent, { ...local, name: 'green' })

  const from = performance.now()
  await killEverything(before.home)
  const ports = [before.url, before.agentUrl, before.scoringUrl].map((url) => Number(new URL(url).port)) as [number, number, number]
  product = await startProduct({ home: before.home, ports })
  const backMs = performance.now() - from
  const next = agentOf(product)
  expect((await next.ended(green)).status).toBe('Succeeded')
  await eventually('blue scores again', async () => (await next.score('prices', { ask: 1 })).status === 200)
  const convergedMs = performance.now() - from
  rows.push({ target: 'launcher + studio + agent + router + workers', at: 'after PUT', during: 'create deployment', backMs, convergedMs })
  const now = await next.status('prices')
  expect(lostOf(kept, await readKeptState(product, cookie, 'prices', draftId))).toEqual([])
  expect(await studioIsUp(product)).toBe(true)
  const { workers, routers } = markedProcesses(product.home)
  expect(routers).toHaveLength(1)
  expect([...workers.keys()].toSorted()).toEqual(now.deployments.flatMap((one) => one.instances.map((instance) => instance.id)).toSorted())
  expect(convergedMs).toBeLessThan(30_000)
})

/** `npm run <command>` with the settings of the product. */
async function command(name: 'up' | 'down', running: Product): Promise<{ code: number | null; text: string }> {
  const [port, agentPort, scoringPort] = [running.url, running.agentUrl, running.scoringUrl].map((url) => new URL(url).port)
  const env = {
    ...process.env,
    SCOREPOINT_HOME: running.home,
    SCOREPOINT_PORT: port,
    SCOREPOINT_AGENT_PORT: agentPort,
    SCOREPOINT_SCORING_PORT: scoringPort,
    SCOREPOINT_TOKEN: running.token,
  }
  const child = spawn(process.execPath, [join(root, 'scripts', `${name}.mjs`)], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  // `close`: what goes on in the background holds nothing of the command open.
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, text }
}

test('npm run down, a kill of all, npm run up: everything a person made is there', async (context) => {
  context.skip(!built, notBuilt)
  if (!product) throw new Error('the product did not start')
  const running = product
  const kept = await readKeptState(running, cookie, 'prices', draftId)
  const down = async () => {
    expect(await command('down', running)).toMatchObject({ code: 0 })
    expect(everyProcess(running.home)).toEqual([])
  }
  await down()
  for (const stop of [() => killEverything(running.home), down]) {
    expect(await command('up', running)).toMatchObject({ code: 0, text: expect.stringContaining('/signin#code=') })
    await eventually('blue scores', async () => (await agentOf(running).score('prices', { ask: 1 })).status === 200)
    expect(lostOf(kept, await readKeptState(running, cookie, 'prices', draftId))).toEqual([])
    await stop()
  }
})
