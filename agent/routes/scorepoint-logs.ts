/** Merged logs of a deployment: a page, and a stream that resumes after any line. */
import { streamSSE } from 'hono/streaming'
import { refusal } from '@/agent/errors'
import { followLogs } from '@/agent/logs/follow'
import { createLogReader, emptyReasons, type LogFilter, logSources } from '@/agent/logs/log-reader'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import { wholeNumber } from '@/agent/routes/scorepoint'
import type { LogPage, LogSource } from '@/lib/contract/scorepoint'

const defaultTail = 500
const maxTail = 5000
const heartbeatMs = 15_000

function toSource(name: string): LogSource {
  const source = logSources.find((known) => known === name)
  if (source) return source
  throw refusal('badArgument', `There is no log source "${name.slice(0, 50)}"; there are ${logSources.join(', ')}.`, { target: 'sources' })
}

function filterOf(c: AgentContext): LogFilter {
  const sources = c.req.query('sources')
  const instance = c.req.query('instance')
  return {
    ...(sources ? { sources: sources.split(',').map((name) => toSource(name.trim())) } : {}),
    ...(instance ? { instance } : {}),
  }
}

/** Handlers for `/_scorepoint/endpoints/{e}/deployments/{d}/logs`. */
export function scorepointLogRoutes(deps: AgentDeps) {
  const directoryOf = (c: AgentContext) => {
    deps.control.getDeployment(param(c, 'endpoint'), param(c, 'deployment'))
    return deps.control.logDirectory(param(c, 'endpoint'), param(c, 'deployment'))
  }

  const logs: Handler = (c) => {
    const directory = directoryOf(c)
    const filter = filterOf(c)
    const after = c.req.query('after')
    const count = wholeNumber(c, 'tail', defaultTail, 0, maxTail)
    const reader = createLogReader(directory, filter, after)
    const lines = after === undefined ? reader.tail(count) : reader.next(count)
    const empty = emptyReasons(directory, filter)
    const body: LogPage = { lines, cursor: reader.cursor(), ...(Object.keys(empty).length > 0 ? { empty } : {}) }
    return c.json(body)
  }

  const stream: Handler = (c) => {
    const directory = directoryOf(c)
    const after = c.req.header('last-event-id') || c.req.query('after')
    const reader = createLogReader(directory, filterOf(c), after)
    const first = after === undefined ? reader.tail(wholeNumber(c, 'tail', 0, 0, maxTail)) : []
    return streamSSE(c, async (out) => {
      const abort = new AbortController()
      out.onAbort(() => abort.abort())
      await out.write(': connected\n\n')
      for (const line of first) await out.writeSSE({ id: line.cursor, data: JSON.stringify(line) })
      for await (const lines of followLogs(reader, directory, abort.signal, heartbeatMs)) {
        for (const line of lines) await out.writeSSE({ id: line.cursor, data: JSON.stringify(line) })
        if (lines.length === 0) await out.write(': still here\n\n')
      }
    })
  }

  return { logs, stream }
}
