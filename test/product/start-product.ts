/** One whole built product (dist/launcher.mjs) on free ports with its own data folder, for tests that look from outside. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { request as requestTls, Agent as TlsAgent } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, fetch as undiciFetch } from 'undici'
import { homeLayout } from '@/lib/domain/home-layout'
import { testHome } from '../agent-process'

/** Where tests and benches are started; a bundled bench lies elsewhere. */
const root = process.cwd()
export const launcherScript = join(root, 'dist', 'launcher.mjs')

export interface Product {
  home: string
  /** http://127.0.0.1:port of the studio. */
  url: string
  agentUrl: string
  scoringUrl: string
  /** SCOREPOINT_TOKEN of this instance. */
  token: string
  launcherPid: number
  output(): string
  /** A session cookie `name=value`, by POST /api/session. */
  signIn(): Promise<string>
  /** A request to the agent with its certificate and token. */
  agent(
    path: string,
    init?: { method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; text: string }>
  /** SIGTERM to the launcher; resolves with its exit code and the milliseconds it took. Removes the data folder unless told to keep it. */
  stop(keep?: 'keep'): Promise<{ code: number | null; ms: number }>
}

export interface ProductOptions {
  env?: Record<string, string>
  /** An earlier instance's data folder. */
  home?: string
  ports?: [number, number, number]
  readyWithinMs?: number
}

/** `count` ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address()
      await new Promise((resolve) => server.close(resolve))
      if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
      return address.port
    }),
  )
}

/** Starts the product and waits until studio, agent and router answer. Fails with the launcher's output. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  if (!existsSync(launcherScript)) throw new Error('dist/launcher.mjs is missing: run npm run build first')
  const home = options.home ?? testHome()
  const [port = 0, agentPort = 0, scoringPort = 0] = options.ports ?? (await freePorts(3))
  const token = options.env?.SCOREPOINT_TOKEN ?? 'token-of-this-test'
  const launcher = spawn(process.execPath, [launcherScript], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SCOREPOINT_HOME: home,
      SCOREPOINT_PORT: String(port),
      SCOREPOINT_AGENT_PORT: String(agentPort),
      SCOREPOINT_SCORING_PORT: String(scoringPort),
      SCOREPOINT_TOKEN: token,
      ...options.env,
    },
  })
  let text = ''
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => launcher.once('close', resolve))

  const deadline = performance.now() + (options.readyWithinMs ?? 60_000)
  while (!text.includes('/signin#code=')) {
    if (launcher.exitCode !== null || performance.now() > deadline) {
      launcher.kill('SIGTERM')
      await ended
      throw new Error(`the product did not start:\n${text}\n${logsOf(home)}`)
    }
    await pause(20)
  }

  const layout = homeLayout(home)
  const url = `http://127.0.0.1:${port}`
  const agentUrl = `https://127.0.0.1:${agentPort}`
  return {
    home,
    url,
    agentUrl,
    scoringUrl: `http://127.0.0.1:${scoringPort}`,
    token,
    launcherPid: launcher.pid ?? 0,
    output: () => text,
    async signIn() {
      const response = await send(
        url,
        'POST',
        '/api/session',
        { origin: url, 'content-type': 'application/json' },
        JSON.stringify({ token }),
      )
      const cookie = String(response.headers['set-cookie']?.[0] ?? '').split(';')[0]
      if (response.status !== 204 || !cookie) throw new Error(`sign-in answered ${response.status}: ${response.text}`)
      return cookie
    },
    async agent(path, init = {}) {
      const dispatcher = new Agent({ connect: { ca: readFileSync(layout.caPem, 'utf8') } })
      try {
        const response = await undiciFetch(agentUrl + path, {
          dispatcher,
          method: init.method ?? 'GET',
          headers: {
            authorization: `Bearer ${readFileSync(layout.agentToken, 'utf8').trim()}`,
            'content-type': 'application/json',
            ...init.headers,
          },
          ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
        })
        return { status: response.status, text: await response.text() }
      } finally {
        await dispatcher.close()
      }
    },
    async stop(keep) {
      const startedAt = performance.now()
      if (launcher.exitCode === null) launcher.kill('SIGTERM')
      const code = await ended
      const ms = performance.now() - startedAt
      if (!keep) rmSync(home, { recursive: true, force: true, maxRetries: 5 })
      return { code, ms }
    },
  }
}

/** Thousands of handshakes would take longer than the requests. */
const tlsConnections = new TlsAgent({ keepAlive: true, maxSockets: 4 })

export interface RawAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/**
 * One request with exactly these headers (Host and Origin included, which fetch would refuse to set), at most `limitMs` long.
 * The certificate is not looked at: what answers is judged by what it says.
 */
export function send(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
  limitMs = 15_000,
): Promise<RawAnswer> {
  const { hostname, port, protocol } = new URL(base)
  return new Promise((resolve, reject) => {
    // Node frames a DELETE's body only when told its length.
    const framed = body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) }
    const options = {
      hostname,
      port,
      method,
      path,
      headers: framed,
      agent: protocol === 'https:' ? tlsConnections : (false as const),
      timeout: limitMs,
      rejectUnauthorized: false,
    }
    const outgoing = (protocol === 'https:' ? requestTls : request)(options, (response) => {
      let text = ''
      const done = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      // Event streams never end: what came within the limit is what counts.
      const timer = setTimeout(
        () => {
          done()
          response.destroy()
        },
        Math.min(limitMs, 3000),
      )
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.once('close', () => {
        clearTimeout(timer)
        done()
      })
    })
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${path} within ${limitMs} ms`)))
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

function logsOf(home: string): string {
  return ['agent', 'studio', 'router']
    .map((name) => join(home, 'logs', `${name}.log`))
    .filter((file) => existsSync(file))
    .map((file) => `${file}:\n${readFileSync(file, 'utf8').split('\n').slice(-15).join('\n')}`)
    .join('\n')
}
