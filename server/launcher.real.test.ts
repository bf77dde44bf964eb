/** The launcher of the built product, seen from outside: start, restart of children, second start, kill and return, stop. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { homeLayout } from '@/lib/domain/home-layout'
import { eventually } from '../test/agent-process'
import { freePorts, launcherScript, type Product, send, startProduct } from '../test/product/start-product'
import { findPortHolder, isPortFree } from './port-holder'
import { identify } from './process-identity'

const env = { SCOREPOINT_RUNTIME: 'fake' }
let product: Product | undefined
afterEach(async () => {
  await product?.stop()
  product = undefined
})

/** One command of the launcher against the running instance. */
function command(name: string, of: Product) {
  const ports = {
    SCOREPOINT_PORT: new URL(of.url).port,
    SCOREPOINT_AGENT_PORT: new URL(of.agentUrl).port,
    SCOREPOINT_SCORING_PORT: new URL(of.scoringUrl).port,
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcherScript, name], {
    encoding: 'utf8',
    env: { ...process.env, ...env, ...ports, SCOREPOINT_HOME: of.home },
  })
  return { status, text: stdout + stderr }
}

async function studioAnswers(of: Product): Promise<boolean> {
  return send(of.url, 'GET', '/api/health').then(
    ({ status }) => status === 200,
    () => false,
  )
}

function holderOf(url: string): number {
  const holder = findPortHolder(Number(new URL(url).port))
  if (!holder) throw new Error(`nobody listens at ${url}`)
  return holder.pid
}

/** The router by its own record: its port is held by another process, too. */
function routerOf(home: string): number {
  return (JSON.parse(readFileSync(homeLayout(home).routerInfo, 'utf8')) as { pid: number }).pid
}

it('stops within ten seconds of SIGTERM and leaves no process, port or record', async () => {
  product = await startProduct({ env })
  const { url, agentUrl, scoringUrl, home } = product
  const pids = [...[url, agentUrl, scoringUrl].map(holderOf), routerOf(home)]
  expect(command('status', product)).toMatchObject({ status: 0 })
  // What stands in the record is for everybody who may read the folder's backups: addresses, never the token.
  const record = JSON.parse(readFileSync(homeLayout(home).launcherInfo, 'utf8')) as Record<string, unknown>
  expect(Object.keys(record).sort()).toEqual(['agentPort', 'bootId', 'pid', 'port', 'ready', 'scoringPort', 'startTime', 'url'])
  const { code, ms } = await product.stop('keep')
  expect(code).toBe(0)
  expect(ms).toBeLessThan(10_000)
  expect(pids.map(identify)).toEqual([undefined, undefined, undefined, undefined])
  for (const address of [url, agentUrl, scoringUrl]) expect(await isPortFree(Number(new URL(address).port))).toBe(true)
  expect(() => readFileSync(homeLayout(home).launcherInfo)).toThrow('ENOENT')
  expect(command('status', product).status).toBe(1)
})

it('starts a killed studio and a killed agent again', async () => {
  const running = await startProduct({ env })
  product = running
  const router = routerOf(running.home)
  process.kill(holderOf(running.url), 'SIGKILL')
  process.kill(holderOf(running.agentUrl), 'SIGKILL')
  await eventually(
    'the studio is back',
    async () => (await studioAnswers(running)) && running.output().includes('The studio ended (SIGKILL)'),
  )
  await eventually('the agent is back', async () => (await running.agent('/health').catch(() => undefined))?.status === 200)
  expect(routerOf(running.home)).toBe(router)
})

it('says who runs when it is started twice, and lets the first one live', async () => {
  product = await startProduct({ env })
  const second = command('start', product)
  expect(second.status).toBe(1)
  expect(second.text).toContain(`already runs at ${product.url} (process ${product.launcherPid} holds port ${new URL(product.url).port})`)
  expect(await studioAnswers(product)).toBe(true)
})

it('takes over from a launcher that was killed', async () => {
  const first = await startProduct({ env })
  const router = routerOf(first.home)
  process.kill(first.launcherPid, 'SIGKILL')
  const ports: [number, number, number] = [
    Number(new URL(first.url).port),
    Number(new URL(first.agentUrl).port),
    Number(new URL(first.scoringUrl).port),
  ]
  product = await startProduct({ env, home: first.home, ports })
  expect(routerOf(product.home)).toBe(router)
  expect(await studioAnswers(product)).toBe(true)
})

it('names the holder of a taken port and starts nothing', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const [port = 0, scoringPort = 0] = await freePorts(2)
  try {
    await expect(startProduct({ env, ports: [port, address.port, scoringPort] })).rejects.toThrow(
      new RegExp(
        `Port ${address.port} is taken by .*\\(process ${process.pid}\\)\\. Stop it, or choose another port with SCOREPOINT_AGENT_PORT`,
      ),
    )
  } finally {
    taken.close()
  }
})

it('prints a sign-in code that opens a session', async () => {
  product = await startProduct({ env })
  const code = /#code=(\S+)/.exec(command('signin', product).text)?.[1]
  const headers = { origin: product.url, 'content-type': 'application/json' }
  const signIn = (value: unknown) => send(product?.url ?? '', 'POST', '/api/session', headers, JSON.stringify({ code: value }))
  expect((await signIn(code)).status).toBe(204)
  expect((await signIn(code)).status).toBe(401)
  const statuses: number[] = []
  for (let attempt = 0; attempt < 6; attempt += 1) statuses.push((await signIn(`wrong-${attempt}`)).status)
  expect(statuses.at(-1)).toBe(429)
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5)
})
