/** Test parts of the router: workers on Unix sockets, a table around them, a client that shows everything of an answer. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import {
  type Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RoutedDeployment, RoutedEndpoint, RoutedInstance, RoutingTable } from '@/agent/router/table'
import { homeLayout } from '@/lib/domain/home-layout'

export const key = 'primary-key-of-the-test'
export const secondKey = 'secondary-key-of-the-test'

export interface Worker {
  socketPath: string
  /** Connections open now and at most. */
  connections: number
  mostConnections: number
  mostRunning: number
  /** Whole requests seen. */
  requests: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[]
  close(): Promise<void>
}

export type Reply = (request: IncomingMessage, response: ServerResponse, body: string) => void

/** A worker that reads the whole body, then replies; closes each connection like the official server unless told otherwise. */
export async function startWorker(socketPath: string, reply: Reply, keepAlive = false): Promise<Worker> {
  let running = 0
  const worker: Worker = { socketPath, connections: 0, mostConnections: 0, mostRunning: 0, requests: [], close }
  const server = createServer((request, response) => {
    running++
    worker.mostRunning = Math.max(worker.mostRunning, running)
    response.on('close', () => running--)
    if (!keepAlive) response.shouldKeepAlive = false
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      worker.requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      reply(request, response, body)
    })
  })
  server.on('connection', (socket) => {
    worker.connections++
    worker.mostConnections = Math.max(worker.mostConnections, worker.connections)
    socket.on('close', () => worker.connections--)
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  function close(): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
  return worker
}

/** An empty data folder; `remove()` deletes it. */
export function temporaryHome() {
  const home = mkdtempSync(join(tmpdir(), 'sp-router-'))
  return {
    layout: homeLayout(home),
    socket: (name: string) => join(home, `${name}.sock`),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

export function aDeployment(name: string, sockets: string[], overrides: Partial<RoutedDeployment> = {}): RoutedDeployment {
  const instances: RoutedInstance[] = sockets.map((socketPath, index) => ({ id: `e.${name}.1.${index}`, socketPath }))
  const limits = { requestTimeoutMs: 5000, maxConcurrentRequestsPerInstance: 1, maxQueueWaitMs: 500 }
  return { name, ...limits, scoringPath: '/score', instances, ...overrides }
}

export function aTable(
  deployments: RoutedDeployment[],
  traffic: Record<string, number>,
  overrides: Partial<RoutedEndpoint> = {},
): RoutingTable {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
  const endpoint: RoutedEndpoint = {
    name: 'Boston',
    uid: 'uid-1',
    authMode: 'Key',
    keyHashes: [hashOf(key), hashOf(secondKey)],
    traffic,
    deployments: Object.fromEntries(deployments.map((deployment) => [deployment.name.toLowerCase(), deployment])),
    ...overrides,
  }
  return { version: 1, endpoints: { [endpoint.name.toLowerCase()]: endpoint } }
}

export interface Answer {
  status: number
  reason: string
  headers: IncomingHttpHeaders
  body: string
  ms: number
}

export interface Call {
  port: number
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string | Buffer
  agent?: Agent
}

/** One scoring call with the key; resolves to the whole answer, rejects when the connection breaks. */
export function score({
  port,
  method = 'POST',
  path = '/api/v1/endpoint/boston/score',
  headers = {},
  body = '{}',
  agent,
}: Call): Promise<Answer> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: agent ?? false,
      headers: { authorization: `Bearer ${key}`, ...headers },
    }
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const ms = performance.now() - began
        resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? '', headers: response.headers, body: text, ms })
      })
    })
    request.on('error', reject)
    request.end(method === 'GET' || method === 'OPTIONS' ? undefined : body)
  })
}

/** One call of the control API. */
export function control(socketPath: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, method, path, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    request.on('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** Polls until the condition holds; fails after the deadline. */
export async function until(condition: () => boolean | Promise<boolean>, deadlineMs = 15_000): Promise<void> {
  const end = performance.now() + deadlineMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('the condition did not hold in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export function countBy<T>(items: readonly T[], name: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1
  return counts
}
