/** One ready worker: as many upstream connections as it may run requests, each opened only when a request needs it. */
import type { Socket } from 'node:net'
import type { Client } from 'undici'
import buildConnector from 'undici/lib/core/connect.js'
import UndiciClient from 'undici/lib/dispatcher/client.js'
import { listenerOf } from '@/agent/listener-identity'
import type { RoutedInstance } from '@/agent/router/table'

/**
 * The official server closes each connection after its answer. Where a worker keeps connections alive without saying for how long,
 * 1 s is below gunicorn's 2 s, so that no request meets a closing socket.
 */
const keepAliveMs = 1000
const connectTimeoutMs = 2000
/** Silence in the middle of a streamed answer after which it counts as lost. */
const idleMs = 60_000
/** Long enough to spare most requests a try that fails, short enough that a worker back on its socket is found at once. */
const asideMs = 1000

export interface LiveInstance {
  readonly id: string
  readonly address: RoutedInstance
  /** Requests the worker is busy with, also those whose client was told 408 or left. */
  inFlight: number
  /** Requests it has answered whole, with whatever status. */
  completed: number
  /** Clients without a request. */
  readonly free: Client[]
  /** performance.now() until which other instances are preferred, see setAside. */
  asideUntil: number
  /** Left the table; closes when the last request ended. */
  retired: boolean
  onIdle?: () => void
}

export function createInstance(address: RoutedInstance): LiveInstance {
  return { id: address.id, address, inFlight: 0, completed: 0, free: [], asideUntil: 0, retired: false }
}

export function sameAddress(a: RoutedInstance, b: RoutedInstance): boolean {
  return a.socketPath === b.socketPath && a.host === b.host && a.port === b.port && a.listener === b.listener
}

/** A worker that could not be connected to gets no request for a while, as long as there is another one. */
export function setAside(instance: LiveInstance): void {
  instance.asideUntil = performance.now() + asideMs
}

export function isSetAside(instance: LiveInstance): boolean {
  return instance.asideUntil !== 0 && performance.now() < instance.asideUntil
}

/** Takes a slot; the caller has checked that one is left. */
export function takeClient(instance: LiveInstance): Client {
  instance.inFlight++
  return instance.free.pop() ?? openClient(instance.address)
}

/** Gives the slot back once the worker is really free; `client` only when it can run another request. */
export function returnClient(instance: LiveInstance, client: Client | undefined): void {
  instance.inFlight--
  if (!instance.retired) {
    if (client !== undefined) instance.free.push(client)
    return
  }
  if (client !== undefined) closeClient(client)
  if (instance.inFlight === 0) instance.onIdle?.()
}

/** Out of rotation: idle connections close now, busy ones after their request. */
export function retire(instance: LiveInstance, onIdle: () => void): void {
  instance.retired = true
  instance.onIdle = onIdle
  for (const client of instance.free.splice(0)) closeClient(client)
  if (instance.inFlight === 0) onIdle()
}

/** Up to this size copying is cheaper than a gathered write. */
const joinedBytes = 16_384

/** Sends head and body of a small request in one plain write; undici hands them over as two pieces in one turn. */
function joinSmallWrites(socket: Socket): void {
  const gathered = socket._writev?.bind(socket)
  if (!gathered) return
  socket._writev = (pieces, done) => {
    const chunks = pieces.map(({ chunk, encoding }) => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string, encoding)))
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    if (bytes > joinedBytes) gathered(pieces, done)
    else socket._write(Buffer.concat(chunks, bytes), 'buffer' as BufferEncoding, done)
  }
}

function openClient({ socketPath, host, port, listener }: RoutedInstance): Client {
  const connector = buildConnector(socketPath === undefined ? { timeout: connectTimeoutMs } : { socketPath, timeout: connectTimeoutMs })
  return new UndiciClient(socketPath === undefined ? `http://${host ?? '127.0.0.1'}:${port ?? 80}` : 'http://localhost', {
    connect(target, callback) {
      connector(target, (...outcome) => {
        if (outcome[0] !== null) return callback(...outcome)
        const [, socket] = outcome
        // Asked after connecting: the same listener as was verified has taken this very connection. No byte was sent yet.
        if (listener !== undefined && listenerOf(port ?? 0) !== listener) {
          socket.destroy()
          callback(new Error(`port ${port} is listened on by somebody else now`), null)
          return
        }
        joinSmallWrites(socket)
        callback(null, socket)
      })
    },
    pipelining: 1,
    // The router keeps its own clock per request, counted from dispatch.
    headersTimeout: 0,
    bodyTimeout: idleMs,
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: 32_768,
  })
}

/** Closes the connection of a client without a running request. */
export function closeClient(client: Client): void {
  // Nothing runs on it; a failure to close an already broken socket changes nothing for anybody.
  client.destroy().catch(() => undefined)
}
