/** Starts the built agent (dist/agent.mjs) on free ports in its own data folder, and talks ARM to it: for tests on real parts. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Agent as HttpAgent, request } from 'undici'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import type { EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'

const root = join(import.meta.dirname, '..')

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** Polls until `look` answers something truthy; fails with what was awaited. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 30_000,
): Promise<T> {
  const end = Date.now() + deadlineMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`)
    await delay(50)
  }
}

export interface AgentProcess {
  home: string
  agentPort: number
  scoringPort: number
  token: string
  pid(): number
  /** One ARM or /_scorepoint/ call; paths below the workspace begin without a slash. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Record<string, string>; body: unknown }>
  status(endpoint: string): Promise<EndpointStatus>
  /** Waits for the operation a write started. */
  ended(operationId: string, deadlineMs?: number): Promise<OperationView>
  /** POST to the scoring address with the primary key unless another credential is given. */
  score(
    endpoint: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Record<string, string>; text: string; json: () => unknown }>
  key(endpoint: string): Promise<string>
  kill(signal: NodeJS.Signals): void
  /** Starts the agent again over the same data folder. */
  restart(): Promise<void>
  /** Drains and stops agent, router and workers; removes the data folder. */
  close(): Promise<void>
}

/** Environments are built once for all tests of a machine: env/ and cache/ of every test home lead to one folder. */
export const testCache = process.env.SCOREPOINT_TEST_CACHE ?? join(tmpdir(), 'scorepoint-test-cache')

/** `below` is a path inside the new folder, for data folders that lie deep. */
export function testHome(below = ''): string {
  const home = join(mkdtempSync(join(tmpdir(), 'sp-')), below)
  mkdirSync(home, { recursive: true })
  for (const name of ['env', 'cache']) {
    mkdirSync(join(testCache, name), { recursive: true })
    symlinkSync(join(testCache, name), join(home, name))
  }
  return home
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export async function startAgent(options: { env?: Record<string, string>; home?: string } = {}): Promise<AgentProcess> {
  const script = join(root, 'dist', 'agent.mjs')
  if (!existsSync(script)) throw new Error('dist/agent.mjs is missing: run npm run bundle')
  const home = options.home ?? testHome()
  const layout = homeLayout(home)
  const [agentPort, scoringPort] = [await freePort(), await freePort()]
  const token = `test-${randomUUID()}`
  let child: ChildProcess
  let dispatcher: HttpAgent | undefined
  const log: string[] = []

  async function start() {
    child = spawn(process.execPath, [script], {
      env: {
        ...process.env,
        SCOREPOINT_HOME: home,
        SCOREPOINT_AGENT_PORT: String(agentPort),
        SCOREPOINT_SCORING_PORT: String(scoringPort),
        SCOREPOINT_TOKEN: token,
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    child.stdout?.on('data', (text) => log.push(String(text)))
    child.stderr?.on('data', (text) => log.push(String(text)))
    await eventually(`agent health\n${log.slice(-20).join('')}`, async () => {
      if (child.exitCode !== null) throw new Error(`agent ended with ${child.exitCode}\n${log.slice(-40).join('')}`)
      if (!existsSync(layout.caPem)) return false
      await dispatcher?.close()
      dispatcher = new HttpAgent({ connect: { ca: readFileSync(layout.caPem, 'utf8') }, headersTimeout: 60_000 })
      const answer = await request(`https://127.0.0.1:${agentPort}/health`, { dispatcher }).catch(() => undefined)
      await answer?.body.dump()
      return answer?.statusCode === 200
    })
  }

  const self: AgentProcess = {
    home,
    agentPort,
    scoringPort,
    token,
    pid() {
      // Never a stand-in number: a signal to -1 goes to every process of this user.
      if (child.pid === undefined) throw new Error('the agent has no process')
      return child.pid
    },
    async call(method, path, body, headers = {}) {
      const url = `https://127.0.0.1:${agentPort}${path.startsWith('/') ? path : `${localWorkspaceId}/${path}`}`
      const answer = await request(url, {
        method: method as 'GET',
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(dispatcher ? { dispatcher } : {}),
      })
      return { status: answer.statusCode, headers: flat(answer.headers), body: parsed(await answer.body.text()) }
    },
    async status(endpoint) {
      return (await self.call('GET', `/_scorepoint/endpoints/${endpoint}`)).body as EndpointStatus
    },
    async ended(operationId, deadlineMs = 120_000) {
      return eventually(
        `operation ${operationId} ends`,
        async () => {
          const view = (await self.call('GET', `/_scorepoint/operations/${operationId}`)).body as OperationView
          return view.status === 'InProgress' ? false : view
        },
        deadlineMs,
      )
    },
    async key(endpoint) {
      return ((await self.call('POST', `onlineEndpoints/${endpoint}/listKeys`)).body as { primaryKey: string }).primaryKey
    },
    async score(endpoint, body, headers = {}) {
      const authorization = headers.authorization ?? `Bearer ${await self.key(endpoint)}`
      const answer = await request(`http://127.0.0.1:${scoringPort}/api/v1/endpoint/${endpoint}/score`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers, authorization },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headersTimeout: 60_000,
      })
      const text = await answer.body.text()
      return { status: answer.statusCode, headers: flat(answer.headers), text, json: () => JSON.parse(text) as unknown }
    },
    kill: (signal) => {
      if (child.pid) process.kill(child.pid, signal)
    },
    restart: start,
    async close() {
      const answer = await self.call('POST', '/_scorepoint/shutdown').catch(() => undefined)
      if (!answer) {
        const stopper = spawn(process.execPath, [script, '--stop-all'], { env: { ...process.env, SCOREPOINT_HOME: home }, stdio: 'ignore' })
        await new Promise((resolve) => stopper.once('exit', resolve))
      } else await eventually('agent ends', () => child.exitCode !== null || child.signalCode !== null, 20_000)
      await dispatcher?.close()
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  await start()
  return self
}

/** The operation id of a write's answer. */
export function operationOf(answer: { headers: Record<string, string> }): string {
  const address = answer.headers['azure-asyncoperation'] ?? answer.headers.location ?? ''
  return new URL(address).pathname.split('/').at(-1) ?? ''
}
