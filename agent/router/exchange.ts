/**
 * One scoring request on its way through the router: body in, admission, worker, answer out. It is undici's handler and the
 * listener's request at once, so that the hot path makes one object per request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Client, Dispatcher } from 'undici'
import { onKubernetes, type Refusal, refusals, refuse } from '@/agent/router/answers'
import { countCode, countLatency, setWeightedAnswers, weightedAnswers } from '@/agent/router/counters'
import { admit, admitAgain, type DeploymentRoute, leave, startWaiting, type Waiter } from '@/agent/router/deployment-route'
import {
  containerHeader,
  headersForClient,
  headersForWorker,
  instanceHeader,
  ownHeaders,
  printableReason,
  type RequestIds,
  serverTiming,
} from '@/agent/router/headers'
import { closeClient, isSetAside, type LiveInstance, returnClient, setAside, takeClient } from '@/agent/router/instance'
import { type BodyCopy, BodyTooLarge, requestChunks } from '@/agent/router/request-body'
import type { EndpointRoute, Split } from '@/agent/router/routing'

/** Answers up to this size are sent whole, in one write, and a worker that dies in the middle still becomes a clean 502. */
const wholeAnswerBytes = 65_536

/** Up to this size a body travels as a string behind its head: one plain write instead of a gathered one. */
const oneWriteBytes = 8192

function endWhole(response: ServerResponse, body: Buffer | undefined): void {
  if (body === undefined) response.end()
  else if (body.length <= oneWriteBytes) {
    // end() with a body hands the socket two pieces (the body, then nothing), which makes a gathered write of it.
    response.write(body.toString('latin1'), 'latin1')
    response.socket?.uncork()
    response.end()
  } else response.end(body)
}

/**
 * What the caller gets for a model's answer that is no 2xx: 424 on managed endpoints. Kubernetes answers 502 for an exception in run() (the
 * server's 5xx) and passes on what the script chose itself.
 */
function modelErrorStatus(status: number, codes: 'kubernetes' | undefined): number {
  if (codes !== 'kubernetes') return 424
  return status >= 500 ? 502 : status
}

export interface ExchangeStart {
  request: IncomingMessage
  response: ServerResponse
  endpoint: EndpointRoute
  route: DeploymentRoute
  /** The split that picked the deployment; undefined when the header did, or for swagger. */
  split: Split | undefined
  ids: RequestIds
  /** Path and query on the worker. */
  path: string
  /** Swagger is not scoring and is not counted. */
  counted: boolean
  maxBodyBytes: number
  /** Sees the body of a request that is streamed and mirrored. */
  copy?: BodyCopy | undefined
  log: (message: string) => void
}

export class Exchange implements Waiter, Dispatcher.DispatchHandler {
  waitTimer: NodeJS.Timeout | undefined
  private readonly started = performance.now()
  /** When a slot was asked for, when the worker was asked, when it answered (performance.now(); 0 = not yet). */
  private askedAt = 0
  private dispatchedAt = 0
  private answeredAt = 0
  private body: Buffer | undefined
  private instance: LiveInstance | undefined
  /** The instance it was given to last, also after its slot is free again. */
  private answeredBy: string | undefined
  /** Hostname of its container. */
  private answeredIn: string | undefined
  private client: Client | undefined
  private clock: NodeJS.Timeout | undefined
  private abortUpstream: ((error?: Error) => void) | undefined
  private resumeUpstream: (() => void) | undefined
  private retried = false
  /** The status is decided (and counted); nothing more may change it. */
  private settled = false
  /** The client got its answer, or left; what the worker still says is read and dropped. */
  private detached = false
  private headArrived = false
  private queued = false
  private head: { status: number; reason: string; headers: string[] } | undefined
  private pending: Buffer | undefined

  constructor(private readonly facts: ExchangeStart) {
    facts.response.on('close', () => this.clientClosed())
  }

  /** Asks for a slot. `body` is the whole body when it is small; otherwise it is streamed once the request runs. */
  run(body: Buffer | undefined): void {
    if (this.detached) return
    this.body = body
    this.queued = true
    this.askedAt = performance.now()
    const { route } = this.facts
    if (admit(route, this) === 'full') {
      this.queued = false
      this.answer(refusals.tooManyPending(2 * route.config.maxConcurrentRequestsPerInstance * route.instances.length))
    }
  }

  waitedTooLong(waitMs: number): void {
    this.queued = false
    this.answer(refusals.waitedTooLong(waitMs))
  }

  noReadyInstance(): void {
    this.queued = false
    this.answer(refusals.noReadyInstance(this.facts.route.name))
  }

  start(instance: LiveInstance): void {
    this.queued = false
    const { request, route, ids, path, maxBodyBytes } = this.facts
    this.instance = instance
    this.answeredBy = instance.id
    this.answeredIn = instance.address.container
    this.dispatchedAt = performance.now()
    this.client = takeClient(instance)
    // Counted from dispatch, as Azure does: waiting has its own limit.
    const timeoutMs = route.config.requestTimeoutMs
    clearTimeout(this.clock)
    this.clock = setTimeout(() => this.timedOut(timeoutMs), timeoutMs)
    const method: Dispatcher.HttpMethod = request.method === 'GET' || request.method === 'OPTIONS' ? request.method : 'POST'
    const headers = headersForWorker(request.rawHeaders, request.headers.connection, ids)
    const body = this.body ?? requestChunks(request, maxBodyBytes, this.facts.copy)
    // undici's types leave out async iterables, which its dispatcher takes (docs/docs/api/Dispatcher.md, `body`).
    this.client.dispatch({ method, path, headers, body: body as Dispatcher.DispatchOptions['body'] }, this)
  }

  onConnect(abort: (error?: Error) => void): void {
    this.abortUpstream = abort
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, reason: string): boolean {
    if (status < 200) return true
    this.headArrived = true
    this.answeredAt = performance.now()
    this.resumeUpstream = resume
    if (this.detached) {
      this.limitTail()
      return true
    }
    const { headers, contentLength } = headersForClient(raw)
    this.head = { status, reason: printableReason(reason), headers }
    if (contentLength !== undefined && contentLength <= wholeAnswerBytes) return true
    this.sendHead(this.head)
    this.facts.response.flushHeaders()
    return true
  }

  onData(chunk: Buffer): boolean {
    if (this.detached) return true
    if (!this.settled) {
      this.pending = this.pending === undefined ? chunk : Buffer.concat([this.pending, chunk])
      return true
    }
    if (this.facts.response.write(chunk)) return true
    const resume = this.resumeUpstream
    if (resume !== undefined) this.facts.response.once('drain', resume)
    return false
  }

  onComplete(): void {
    const { response } = this.facts
    if (this.instance !== undefined) this.instance.completed++
    if (!this.detached) {
      if (!this.settled && this.head !== undefined) this.sendHead(this.head)
      this.detached = true
      endWhole(response, this.pending)
    }
    this.release('answered')
  }

  onError(error: Error): void {
    // undici calls this in the middle of its own clean-up: whatever is dispatched from here meets a half-cleaned client.
    setImmediate(() => this.failed(error))
  }

  private failed(error: Error): void {
    const sent = this.abortUpstream !== undefined
    const { instance } = this
    if (instance !== undefined && !sent && error.name !== 'InvalidArgumentError') setAside(instance)
    this.release('broken')
    if (!this.detached) this.answerFailure(error, instance, sent)
    startWaiting(this.facts.route)
  }

  private answerFailure(error: Error, failed: LiveInstance | undefined, sent: boolean): void {
    const { route, response } = this.facts
    if (this.settled) {
      // Part of the answer is out: only a broken connection can tell the client that the rest is missing.
      this.detached = true
      this.facts.log(`${this.where(failed)} broke off an answer: ${error.message}`)
      response.destroy()
    } else if (error instanceof BodyTooLarge) {
      this.answer(refusals.bodyTooLarge(error.limit))
    } else if (error.name === 'InvalidArgumentError') {
      this.answer(refusals.badRequest())
    } else if (sent) {
      this.facts.log(`${this.where(failed)} ended before it answered: ${error.message}`)
      this.answer(refusals.instanceLost(route.name))
    } else {
      this.facts.log(`${this.where(failed)} could not be reached: ${error.message}`)
      this.retry(failed)
    }
  }

  /** Nothing was sent yet: once more, on another instance, waiting for a slot there when all are busy. */
  private retry(failed: LiveInstance | undefined): void {
    const { route } = this.facts
    const others = !this.retried && route.instances.some((instance) => instance !== failed && !isSetAside(instance))
    this.retried = true
    this.queued = others
    if (others) admitAgain(route, this)
    else this.answer(refusals.noReadyInstance(route.name))
  }

  private where(instance: LiveInstance | undefined): string {
    const { endpoint, route, ids } = this.facts
    return `${endpoint.name}/${route.name} instance ${instance?.id ?? '?'} request ${ids.requestId}`
  }

  private timedOut(timeoutMs: number): void {
    if (this.settled) return
    this.facts.log(`${this.where(this.instance)} ran longer than ${timeoutMs} ms; its slot stays taken until it ends`)
    this.answer(refusals.timedOut(timeoutMs))
    if (this.headArrived) this.limitTail()
  }

  private clientClosed(): void {
    if (this.detached) return
    this.detached = true
    this.settle(499)
    this.pending = undefined
    if (this.queued) {
      this.queued = false
      leave(this.facts.route, this)
    }
    if (this.headArrived) this.limitTail()
    // A worker that waits on back-pressure would never end.
    this.resumeUpstream?.()
  }

  /**
   * An answer nobody reads any more may be endless (server-sent events). It gets one more request timeout; then the connection is
   * closed, which ends a streaming worker at its next write.
   */
  private limitTail(): void {
    clearTimeout(this.clock)
    if (this.instance === undefined) return
    this.clock = setTimeout(() => this.abortUpstream?.(), this.facts.route.config.requestTimeoutMs)
  }

  private sendHead(head: { status: number; reason: string; headers: string[] }): void {
    const { response, ids, route } = this.facts
    clearTimeout(this.clock)
    const headers = ownHeaders(ids, route.name)
    this.addTiming(headers)
    for (const value of head.headers) headers.push(value)
    if (head.status >= 200 && head.status < 300) {
      this.settle(head.status)
      response.writeHead(head.status, head.reason, headers)
      return
    }
    headers.push('ms-azureml-model-error-statuscode', String(head.status), 'ms-azureml-model-error-reason', head.reason)
    const status = modelErrorStatus(head.status, route.config.codes)
    this.settle(status)
    response.writeHead(status, headers)
  }

  private answer(managed: Refusal): void {
    const { request, response, ids, route } = this.facts
    const refusal = route.config.codes === 'kubernetes' ? onKubernetes(managed) : managed
    this.settle(refusal.status)
    this.detached = true
    const headers = ownHeaders(ids, route.name)
    this.addTiming(headers)
    refuse(request, response, refusal, headers)
  }

  /** Where the time went and which instance had the request; the studio's test panel draws it. */
  private addTiming(headers: string[]): void {
    const { askedAt, dispatchedAt, answeredAt } = this
    const now = performance.now()
    const queueMs = askedAt === 0 ? 0 : (dispatchedAt || now) - askedAt
    const workerMs = dispatchedAt === 0 ? 0 : (answeredAt || now) - dispatchedAt
    headers.push('server-timing', serverTiming(queueMs, workerMs, now - this.started - queueMs - workerMs))
    if (this.answeredBy !== undefined) headers.push(instanceHeader, this.answeredBy)
    if (this.answeredIn !== undefined) headers.push(containerHeader, this.answeredIn)
  }

  /** Counts the status before the client can see it, so that a killed router has never answered more than it counted. */
  private settle(code: number): void {
    if (this.settled) return
    this.settled = true
    const { counted, route, split, endpoint } = this.facts
    if (!counted) return
    const { counters } = route
    countCode(counters, code)
    countLatency(counters, performance.now() - this.started)
    if (split?.current) setWeightedAnswers(counters, weightedAnswers(counters) + 1)
    endpoint.state.save(counters)
  }

  /** Gives the slot back. A client whose request failed is not used again, and who failed goes before those that wait. */
  private release(end: 'answered' | 'broken'): void {
    const { instance, client } = this
    if (instance === undefined || client === undefined) return
    clearTimeout(this.clock)
    this.instance = undefined
    this.client = undefined
    this.abortUpstream = undefined
    this.resumeUpstream = undefined
    returnClient(instance, end === 'answered' ? client : undefined)
    if (end === 'broken') closeClient(client)
    else startWaiting(this.facts.route)
  }
}
