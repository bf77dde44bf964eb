/** What Azure has no words for: phases, health, observed traffic, events, stop and start, doctor. Answers follow lib/contract/scorepoint. */
import { streamSSE } from 'hono/streaming'
import type { RunAction } from '@/agent/control-plane'
import { refusal } from '@/agent/errors'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import { writeContext } from '@/agent/routes/endpoints'
import { longestMetricRange } from '@/lib/contract/metrics'
import { type ChangeEvent, operationKinds, operationStatuses } from '@/lib/contract/scorepoint'

const heartbeatMs = 15_000
const defaultWindowSeconds = 300
/** As long as counts are kept (agent/control/observed-traffic.ts). */
const maxWindowSeconds = 900
const eventBatch = 500
const defaultRangeSeconds = 900
/** A page's clock may be this far from ours. */
const clockSlackSeconds = 3600
/** Of one read of some endpoints; who wants more reads all. */
const maxNames = 100

/** A whole number from the query between `min` and `max`, else `fallback`. */
export function wholeNumber(c: AgentContext, name: string, fallback: number, min: number, max: number): number {
  const text = c.req.query(name)
  if (text === undefined) return fallback
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw refusal('badArgument', `${name} must be a whole number from ${min} to ${max}, not "${text.slice(0, 50)}".`, { target: name })
}

/** A comma-separated list from the query, each of it one of `allowed`; undefined when the query has none. */
function someOf<T extends string>(c: AgentContext, name: string, allowed: readonly T[]): T[] | undefined {
  const words = (c.req.query(name) ?? '').split(',').filter(Boolean)
  if (words.length === 0) return undefined
  return words.map((word) => {
    const found = allowed.find((one) => one === word)
    if (found === undefined)
      throw refusal('badArgument', `${name} knows ${allowed.join(', ')}, not "${word.slice(0, 50)}".`, { target: name })
    return found
  })
}

/** Handlers below `/_scorepoint/` except the logs. */
export function scorepointRoutes(deps: AgentDeps) {
  const { control } = deps

  const doctor: Handler = async (c) => c.json(await deps.doctor())
  /** `?summary=1` for lists; `&name=` (repeated) for some of them, `&first=` for the first by name, with their number in `x-total-count`. */
  const endpoints: Handler = (c) => {
    if (c.req.query('summary') !== '1') return c.json(control.statuses())
    const names = c.req.queries('name')
    if (c.req.query('first') !== undefined) {
      const sorted = control.listEndpoints().map((endpoint) => endpoint.name ?? '')
      sorted.sort((a, b) => a.localeCompare(b))
      c.header('x-total-count', String(sorted.length))
      return c.json(control.summaries(sorted.slice(0, wholeNumber(c, 'first', 1, 1, maxNames))))
    }
    return c.json(control.summaries(names?.slice(0, maxNames)))
  }
  const endpoint: Handler = (c) => c.json(control.status(param(c, 'endpoint')))

  const operations: Handler = (c) =>
    c.json(
      control.listOperations({
        endpoint: c.req.query('endpoint'),
        deployment: c.req.query('deployment'),
        statuses: someOf(c, 'status', operationStatuses),
        kinds: someOf(c, 'kind', operationKinds),
        text: c.req.query('text')?.slice(0, 200),
        before: c.req.query('before') === undefined ? undefined : wholeNumber(c, 'before', 0, 0, Number.MAX_SAFE_INTEGER),
        limit: wholeNumber(c, 'limit', 50, 1, 1000),
      }),
    )
  const operation: Handler = (c) => c.json(control.operation(param(c, 'operation')))

  const cancel: Handler = (c) => {
    control.cancelOperation(param(c, 'operation'))
    return c.json({ operationId: param(c, 'operation') }, 202)
  }

  const setRunning =
    (action: RunAction): Handler =>
    (c) =>
      c.json(control.setRunning(param(c, 'endpoint'), param(c, 'deployment'), action, writeContext(c)), 202)

  const traffic: Handler = (c) => {
    const window = wholeNumber(c, 'window', defaultWindowSeconds, 1, maxWindowSeconds)
    return c.json(control.observedTraffic(param(c, 'endpoint'), window))
  }

  /** `?from=&to=` in Unix seconds; without them the last 15 minutes. */
  const metrics: Handler = (c) => {
    const now = Math.ceil(Date.now() / 1000)
    const latest = now + clockSlackSeconds
    const to = wholeNumber(c, 'to', now, 1, latest)
    const from = wholeNumber(c, 'from', to - defaultRangeSeconds, Math.max(0, to - longestMetricRange - clockSlackSeconds), to - 1)
    return c.json(control.metrics(param(c, 'endpoint'), { from, to }))
  }

  const contents: Handler = (c) => c.json(control.contents(param(c, 'endpoint'), param(c, 'deployment')))

  const router: Handler = (c) => {
    const report = control.routerReport()
    if (!report) throw refusal('routerAway', 'The router does not answer. It is started again by itself; try again in a second.')
    return c.json(report)
  }

  const events: Handler = (c) => {
    const last = Number(c.req.header('last-event-id') ?? c.req.query('after') ?? Number.NaN)
    return streamSSE(c, async (stream) => {
      let wake = () => {}
      const unsubscribe = control.onEvent(() => wake())
      stream.onAbort(() => wake())
      try {
        // A client without a past wants what happens from now on; a number from before a reset or restored journal is no past.
        const newest = control.newestEvent()
        let seq = Number.isInteger(last) && last >= 0 ? Math.min(last, newest) : newest
        await stream.write(': connected\n\n')
        while (!stream.aborted) {
          const changed = new Promise<void>((resolve) => {
            wake = resolve
          })
          const batch: ChangeEvent[] = control.eventsAfter(seq, eventBatch)
          for (const event of batch) {
            await stream.writeSSE({ id: String(event.seq), event: 'change', data: JSON.stringify(event) })
            seq = event.seq
          }
          if (batch.length > 0) continue
          const timer = setTimeout(wake, heartbeatMs)
          await changed
          clearTimeout(timer)
          if (!stream.aborted && control.eventsAfter(seq, 1).length === 0) await stream.write(': still here\n\n')
        }
      } finally {
        unsubscribe()
      }
    })
  }

  const shutdown: Handler = (c) => {
    deps.shutdown()
    return c.json({ status: 'stopping' }, 202)
  }

  return { doctor, endpoints, endpoint, operations, operation, cancel, setRunning, contents, traffic, metrics, router, events, shutdown }
}
