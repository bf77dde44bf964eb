/**
 * A copy of a live request on its way to the mirror's target: fire and forget. It waits for nothing the live one needs, its answer is read and
 * dropped, and it is given up as soon as the target or the bytes held for copies are full. Azure's rules: how-to-safely-rollout-online-endpoints,
 * "Test the new deployment with mirrored traffic".
 */
import type { IncomingMessage } from 'node:http'
import type { Client, Dispatcher } from 'undici'
import { countCode, countLatency, countMirrorDrop, countMirrored, type MirrorDropReason } from '@/agent/router/counters'
import { admitMirrored, type DeploymentRoute, startWaiting, type Waiter } from '@/agent/router/deployment-route'
import { headersForMirrored, type RequestIds } from '@/agent/router/headers'
import { closeClient, type LiveInstance, returnClient, setAside, takeClient } from '@/agent/router/instance'
import type { BodyCopy } from '@/agent/router/request-body'
import type { EndpointState } from '@/agent/router/state-file'

/** Larger bodies are not mirrored: copying them would cost the live request memory and time. */
export const mirroredBodyBytes = 1024 * 1024
/** Bytes of all copies that wait or run; what does not fit is dropped. */
export const mirrorBufferBytes = 16 * 1024 * 1024

/** The bytes held for copies, of all endpoints together. */
export interface MirrorBuffer {
  bytes: number
}

export interface MirroredStart {
  request: IncomingMessage
  state: EndpointState
  target: DeploymentRoute
  ids: RequestIds
  /** With its question mark, or empty. */
  query: string
  buffer: MirrorBuffer
}

export class MirroredRequest implements Waiter, BodyCopy, Dispatcher.DispatchHandler {
  waitTimer: NodeJS.Timeout | undefined
  private chunks: Buffer[] = []
  private held = 0
  /** Sent, or given up: nothing more is taken in. */
  private closed = false
  private startedAt = 0
  private status = 0
  private counted = false
  private instance: LiveInstance | undefined
  private client: Client | undefined
  private clock: NodeJS.Timeout | undefined
  private abortUpstream: ((error?: Error) => void) | undefined

  constructor(private readonly facts: MirroredStart) {}

  chunk(chunk: Buffer): void {
    if (this.closed) return
    const { buffer } = this.facts
    if (this.held + chunk.length > mirroredBodyBytes) this.drop('bodyTooLarge')
    else if (buffer.bytes + chunk.length > mirrorBufferBytes) this.drop('bufferFull')
    else {
      buffer.bytes += chunk.length
      this.held += chunk.length
      this.chunks.push(chunk)
    }
  }

  /** The body is complete. The copy goes out in a later turn, behind what the live requests have to do now. */
  end(): void {
    if (this.closed) return
    this.closed = true
    setImmediate(() => this.send())
  }

  /** The caller is gone; a body that is not complete by now never will be. */
  abandon(): void {
    if (!this.closed) this.drop('incomplete')
  }

  private send(): void {
    const outcome = admitMirrored(this.facts.target, this)
    if (outcome !== 'admitted') this.drop(outcome)
  }

  waitedTooLong(): void {
    this.drop('busy')
  }

  noReadyInstance(): void {
    this.drop('unreachable')
  }

  start(instance: LiveInstance): void {
    const { request, target, ids, query } = this.facts
    this.instance = instance
    this.client = takeClient(instance)
    target.mirrored.running++
    this.startedAt = performance.now()
    if (target.mirrored.counters) countMirrored(target.mirrored.counters)
    this.clock = setTimeout(() => this.count(408), target.config.requestTimeoutMs)
    const method: Dispatcher.HttpMethod = request.method === 'GET' || request.method === 'OPTIONS' ? request.method : 'POST'
    const headers = headersForMirrored(request.rawHeaders, request.headers.connection, ids)
    const [first, ...more] = this.chunks
    const body = first === undefined || more.length === 0 ? first : Buffer.concat(this.chunks)
    this.chunks = []
    this.client.dispatch({ method, path: target.config.scoringPath + query, headers, body: body ?? Buffer.alloc(0) }, this)
  }

  onConnect(abort: (error?: Error) => void): void {
    this.abortUpstream = abort
  }

  onHeaders(status: number): boolean {
    if (status < 200) return true
    this.status = status
    // An answer nobody reads may be endless: it gets one more request timeout.
    clearTimeout(this.clock)
    this.clock = setTimeout(() => this.abortUpstream?.(), this.facts.target.config.requestTimeoutMs)
    return true
  }

  onData(): boolean {
    return true
  }

  onComplete(): void {
    if (this.instance !== undefined) this.instance.completed++
    this.count(codeOf(this.status))
    this.release('answered')
  }

  onError(error: Error): void {
    // undici calls this in the middle of its own clean-up: whatever is dispatched from here meets a half-cleaned client.
    setImmediate(() => {
      const wasSent = this.abortUpstream !== undefined
      const isOurs = error.name === 'InvalidArgumentError'
      if (this.instance !== undefined && !wasSent && !isOurs) setAside(this.instance)
      this.count(this.status === 0 ? (isOurs ? 400 : wasSent ? 502 : 503) : codeOf(this.status))
      this.release('broken')
      startWaiting(this.facts.target)
    })
  }

  /** What a caller would have seen; the slot stays taken until the worker is really free. */
  private count(code: number): void {
    if (this.counted) return
    this.counted = true
    const { state, target } = this.facts
    const { counters } = target.mirrored
    if (counters === undefined) return
    countCode(counters, code)
    countLatency(counters, performance.now() - this.startedAt)
    state.save(counters)
  }

  private drop(reason: MirrorDropReason): void {
    this.closed = true
    this.letGo()
    const { state, target } = this.facts
    const { counters } = target.mirrored
    if (counters === undefined) return
    countMirrorDrop(counters, reason)
    state.save(counters)
  }

  private letGo(): void {
    this.facts.buffer.bytes -= this.held
    this.held = 0
    this.chunks = []
  }

  private release(end: 'answered' | 'broken'): void {
    const { instance, client } = this
    if (instance === undefined || client === undefined) return
    clearTimeout(this.clock)
    this.letGo()
    this.instance = undefined
    this.client = undefined
    this.facts.target.mirrored.running--
    returnClient(instance, end === 'answered' ? client : undefined)
    if (end === 'broken') closeClient(client)
    else startWaiting(this.facts.target)
  }
}

const codeOf = (status: number): number => (status >= 200 && status < 300 ? status : 424)
