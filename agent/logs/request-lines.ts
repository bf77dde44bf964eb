/**
 * What the inference server wrote while it worked on one request. Its last line of a request is gunicorn's access line, to which the
 * launcher adds the request's id and duration; a worker process does one request after the other, so the lines of its pid between the
 * access line before and this one are the request's, whatever other workers write meanwhile.
 */
import { mark } from '@/agent/logs/line-format'
import { endLine, firstLine, lineAtTime, markOf, timeOf } from '@/agent/logs/line-index'
import { lineText, rowOf } from '@/agent/logs/line-text'
import { searchView } from '@/agent/logs/log-search'
import type { IndexedLog, LogSet } from '@/agent/logs/log-set'
import { type LogView, lineAt } from '@/agent/logs/log-view'
import type { RequestLog } from '@/lib/contract/scorepoint'

export interface RequestSearch {
  requestId?: string
  instance?: string
  /** Milliseconds since 1970 between which the caller waited. */
  fromMs?: number
  toMs?: number
}

const accessLine = /^\S+ \S+ \w \[(\d+)\] gunicorn\.access - .* (\d+)us ([\w-]+)$/
const anyAccessLine = /^\S+ \S+ \w \[(\d+)\] gunicorn\.access - /
const stampedPid = /^\S+ \S+ \w \[(\d+)\] /
const mostLines = 5000
/** Clocks of caller and worker are the same; what is written first and last takes its time. */
const slackMs = 60

interface Found {
  file: number
  log: IndexedLog
  lines: number[]
}

/** Line of the access entry of a request and the lines before it that belong to it. */
function linesOfRequest(view: LogView, requestId: string): Found | undefined {
  for (const { numbers } of searchView(view, { text: requestId, matchCase: true })) {
    for (const number of numbers.toReversed()) {
      const at = lineAt(view, number)
      const log = at && view.set.files[at.file]
      if (!at || !log) continue
      const match = accessLine.exec(lineText(log, at.line))
      if (match?.[3] !== requestId) continue
      const startMs = timeOf(log.index, at.line) - Math.ceil(Number(match[2]) / 1000) - slackMs
      return { file: at.file, log, lines: [...linesBefore(log, at.line, match[1] ?? '', startMs), at.line] }
    }
  }
  return undefined
}

/** Entries of one worker before a line, back to the end of its request before. */
function linesBefore(log: IndexedLog, line: number, pid: string, startMs: number): number[] {
  const found: number[] = []
  let continued: number[] = []
  const least = Math.max(firstLine(log.index), line - mostLines)
  for (let at = line - 1; at >= least && timeOf(log.index, at) >= startMs; at--) {
    const byte = markOf(log.index, at)
    if (byte & mark.continues || !(byte & mark.stamped)) {
      continued.unshift(at)
      continue
    }
    const text = lineText(log, at, 400)
    if (stampedPid.exec(text)?.[1] === pid) {
      if (anyAccessLine.test(text)) break
      found.unshift(at, ...continued)
    }
    continued = []
  }
  return found
}

/** Lines of an instance between two moments: what is known of a request whose worker never finished it. */
function linesBetween(set: LogSet, search: RequestSearch): Found | undefined {
  const { fromMs, toMs, instance } = search
  if (fromMs === undefined || toMs === undefined || instance === undefined) return undefined
  const file = set.files.findIndex((log) => log.source === 'inference-server' && log.instance === instance)
  const log = set.files[file]
  if (!log) return undefined
  const first = lineAtTime(log.index, fromMs - slackMs)
  const last = Math.min(lineAtTime(log.index, toMs + slackMs), first + mostLines, endLine(log.index))
  return { file, log, lines: Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset) }
}

/** The last traceback among the lines, as Python printed it. */
function tracebackOf({ log, lines }: Found): string | undefined {
  const begin = lines.findLast(
    (line) => !(markOf(log.index, line) & mark.continues) && /Traceback \(most recent call last\):/.test(lineText(log, line)),
  )
  if (begin === undefined) return undefined
  const rest = lines.slice(lines.indexOf(begin) + 1)
  const end = rest.findIndex((line) => !(markOf(log.index, line) & mark.continues))
  const first = lineText(log, begin)
  const texts = (end === -1 ? rest : rest.slice(0, end)).map((line) => lineText(log, line))
  return [first.slice(first.indexOf('Traceback (most')), ...texts].join('\n').trimEnd()
}

/** The request's lines. `view` holds the inference server's lines of the deployment, all instances or one. */
export function requestLog(view: LogView, search: RequestSearch): RequestLog {
  const byId = search.requestId === undefined ? undefined : linesOfRequest(view, search.requestId)
  const found = byId ?? linesBetween(view.set, search)
  if (!found || found.lines.length === 0) {
    return { by: 'none', rows: [], reason: 'The inference server has written nothing about this request, or its lines were dropped since.' }
  }
  const rows = found.lines.map((line, index) => rowOf(view.set, found.file, line, index))
  const traceback = tracebackOf(found)
  return {
    by: byId ? 'request-id' : 'time',
    ...(found.log.instance === undefined ? {} : { instance: found.log.instance }),
    rows,
    ...(traceback === undefined ? {} : { traceback }),
  }
}
