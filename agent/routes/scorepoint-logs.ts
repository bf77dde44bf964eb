/** Numbered, searchable logs of a deployment. Everything is read by the log thread; here are parameters and streams. */
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { refusal } from '@/agent/errors'
import { levels, logSources } from '@/agent/logs/line-format'
import type { LogQuery } from '@/agent/logs/log-search'
import type { KnownView } from '@/agent/logs/log-service'
import type { LogFilter } from '@/agent/logs/log-view'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import { wholeNumber } from '@/agent/routes/scorepoint'
import type { LogView } from '@/lib/contract/scorepoint'

const heartbeatMs = 15_000
const mostNumbers = 500
const longestQuery = 500

/** One of a list, or a refusal that names all. */
function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text)
  if (found !== undefined) return found
  throw refusal('badArgument', `There is no ${name} "${text.slice(0, 50)}"; there are ${known.join(', ')}.`, { target: name })
}

function moment(c: AgentContext, name: string): number | undefined {
  const text = c.req.query(name)
  if (!text) return undefined
  const timeMs = Date.parse(text)
  if (Number.isNaN(timeMs)) throw refusal('badArgument', `${name} is a moment such as 2026-01-31T14:02:05Z.`, { target: name })
  return timeMs
}

const isOn = (c: AgentContext, name: string) => c.req.query(name) === 'true'

function filterOf(c: AgentContext): LogFilter {
  const sources = c.req.query('sources')
  const level = c.req.query('level')
  const known = levels.filter((one) => one !== undefined)
  return {
    sources: sources === undefined ? logSources : sources.split(',').map((name) => oneOf('sources', name.trim(), logSources)),
    ...(c.req.query('instance') ? { instance: c.req.query('instance') } : {}),
    ...(level ? { level: oneOf('level', level, known) } : {}),
    sinceMs: moment(c, 'since'),
    untilMs: moment(c, 'until'),
    folded: isOn(c, 'folded'),
  }
}

function queryOf(c: AgentContext): LogQuery | undefined {
  const text = c.req.query('q')
  if (!text) return undefined
  if (text.length > longestQuery) throw refusal('badArgument', `A search has at most ${longestQuery} characters.`, { target: 'q' })
  return { text, regex: isOn(c, 'regex'), matchCase: isOn(c, 'case'), inverse: isOn(c, 'inverse') }
}

function numbersOf(c: AgentContext): number[] | undefined {
  const text = c.req.query('numbers')
  if (text === undefined) return undefined
  const numbers = text.split(',').map(Number)
  if (numbers.length <= mostNumbers && numbers.every((number) => Number.isSafeInteger(number) && number >= 0)) return numbers
  throw refusal('badArgument', `numbers are at most ${mostNumbers} line numbers, separated by commas.`, { target: 'numbers' })
}

/** `<epoch>_<revision>_<start>_<end>`: what a follower knows; also the id of each of its events, so that it resumes without gap or repetition. */
const encodeKnown = ({ epoch, revision, start, end }: KnownView) => `${epoch}_${revision}_${start}_${end}`
function decodeKnown(text: string): KnownView {
  const match = /^([\w-]{1,60})_(\d{1,9})_(\d{1,15})_(\d{1,15})$/.exec(text)
  if (!match) throw refusal('badArgument', 'after must be the id of an event received before.', { target: 'after' })
  return { epoch: match[1] ?? '', revision: Number(match[2]), start: Number(match[3]), end: Number(match[4]) }
}

/** Handlers below `/_scorepoint/endpoints/{e}/deployments/{d}/logs`. */
export function scorepointLogRoutes(deps: AgentDeps) {
  const { logs } = deps
  const directoryOf = (c: AgentContext) => {
    deps.control.getDeployment(param(c, 'endpoint'), param(c, 'deployment'))
    return deps.control.logDirectory(param(c, 'endpoint'), param(c, 'deployment'))
  }
  const asJson = (c: AgentContext, text: string | undefined) => c.body(text ?? 'null', 200, { 'content-type': 'application/json' })

  const view: Handler = async (c) => {
    const want = { anchor: c.req.query('anchor'), atMs: moment(c, 'at'), rows: wholeNumber(c, 'rows', 100, 0, 1000), query: queryOf(c) }
    return asJson(c, await logs.ask({ call: 'view', directory: directoryOf(c), filter: filterOf(c), want }))
  }

  const lines: Handler = async (c) => {
    const from = wholeNumber(c, 'from', 0, 0, Number.MAX_SAFE_INTEGER)
    const want = { from, count: wholeNumber(c, 'count', 100, 1, 1000), numbers: numbersOf(c), query: queryOf(c) }
    return asJson(c, await logs.ask({ call: 'rows', directory: directoryOf(c), filter: filterOf(c), want }))
  }

  const line: Handler = async (c) => {
    const row = await logs.ask({ call: 'line', directory: directoryOf(c), id: c.req.query('id') ?? '' })
    if (row === undefined) throw refusal('notFound', 'The line was dropped to bound the disk.', { target: 'id' })
    return asJson(c, row)
  }

  const entry: Handler = async (c) => asJson(c, await logs.ask({ call: 'entry', directory: directoryOf(c), id: c.req.query('id') ?? '' }))

  const follow: Handler = (c) => {
    const directory = directoryOf(c)
    const filter = filterOf(c)
    const query = queryOf(c)
    const after = c.req.header('last-event-id') || c.req.query('after')
    let known: KnownView = after ? decodeKnown(after) : { epoch: '', revision: 0, start: 0, end: 0 }
    return streamSSE(c, async (out) => {
      const signal = hungUp(out)
      await out.write(': connected\n\n')
      while (!signal.aborted) {
        const changed = await logs.ask({ call: 'changes', directory, filter, known, query, waitMs: heartbeatMs }, signal)
        if (changed === undefined) {
          await out.write(': still here\n\n')
          continue
        }
        known = JSON.parse(changed) as LogView
        await out.writeSSE({ id: encodeKnown(known), data: changed })
      }
    })
  }

  const search: Handler = async (c) => {
    const query = queryOf(c)
    if (!query) throw refusal('badArgument', 'q is what to search for.', { target: 'q' })
    const before = c.req.query('before') === undefined ? undefined : wholeNumber(c, 'before', 0, 0, Number.MAX_SAFE_INTEGER)
    const opened = await logs.ask({ call: 'search', directory: directoryOf(c), filter: filterOf(c), query, before })
    const id = Number(opened)
    return streamSSE(c, async (out) => {
      const signal = hungUp(out)
      try {
        for (let isDone = false; !isDone && !signal.aborted; ) {
          const part = await logs.ask({ call: 'searchNext', search: id })
          isDone = part === undefined || part.endsWith('"done":true}')
          if (part !== undefined) await out.writeSSE({ data: part })
        }
      } catch (error) {
        await out.writeSSE({ event: 'problem', data: JSON.stringify({ message: error instanceof Error ? error.message : String(error) }) })
      } finally {
        await logs.ask({ call: 'searchEnd', search: id })
      }
    })
  }

  const download: Handler = async (c) => {
    const call = { call: 'text', directory: directoryOf(c), filter: filterOf(c) } as const
    const query = queryOf(c)
    const numbers = query ? await matchesOf(call.directory, call.filter, query) : undefined
    let from: number | undefined = 0
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (from === undefined) return controller.close()
        const answer = await logs.ask({ ...call, from, ...(numbers ? { numbers } : {}) })
        const { text, next } = JSON.parse(answer ?? '{"text":""}') as { text: string; next?: number }
        from = next
        if (text !== '') controller.enqueue(encoder.encode(text))
        else if (next === undefined) controller.close()
      },
    })
    return c.body(body, 200, { 'content-type': 'text/plain; charset=utf-8' })
  }

  async function matchesOf(directory: string, filter: LogFilter, query: LogQuery): Promise<number[]> {
    const search = Number(await logs.ask({ call: 'search', directory, filter, query }))
    const found: number[] = []
    for (;;) {
      const answer = await logs.ask({ call: 'searchNext', search })
      const part = JSON.parse(answer ?? '{"numbers":[],"done":true}') as { numbers: number[]; done: boolean }
      for (const number of part.numbers) found.push(number)
      if (part.done) return found.sort((a, b) => a - b)
    }
  }

  const request: Handler = async (c) => {
    const requestId = c.req.query('requestId')
    if (requestId !== undefined && !/^[\w-]{1,100}$/.test(requestId))
      throw refusal('badArgument', 'requestId is the value of the header x-request-id of an answer.', { target: 'requestId' })
    const search = { requestId, instance: c.req.query('instance') || undefined, fromMs: moment(c, 'from'), toMs: moment(c, 'to') }
    return asJson(c, await logs.ask({ call: 'request', directory: directoryOf(c), search }))
  }

  return { view, lines, line, entry, follow, search, download, request }
}

function hungUp(out: SSEStreamingApi): AbortSignal {
  const abort = new AbortController()
  out.onAbort(() => abort.abort())
  return abort.signal
}
