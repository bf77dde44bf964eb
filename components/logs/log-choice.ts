import type { LogLevel, LogSource } from '@/lib/contract/scorepoint'

/** In the order of the chips: what is asked for most comes first. */
export const logSources: readonly LogSource[] = ['inference-server', 'storage-initializer', 'build', 'events']
export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warning', 'error']
export const lastCounts = [100, 500, 2000] as const

/** What is shown of a log; all of it is in the address, so that a link shows the same to somebody else (N2). */
export interface LogChoice {
  sources: readonly LogSource[]
  instance?: string
  /** This level and above. */
  level?: LogLevel
  query: string
  regex: boolean
  matchCase: boolean
  inverse: boolean
  matchesOnly: boolean
  /** Tracebacks as their first line. */
  folded: boolean
  /** ISO 8601. */
  since?: string
  until?: string
  /** Only the newest lines, counted when the page was opened. */
  last?: number
  /** Id of the line that the link is about. */
  line?: string
}

const oneOf = <T extends string>(known: readonly T[], text: string | null): T | undefined => known.find((one) => one === text)
const moment = (text: string | null) => (text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined)

/** Reads the address; what it does not say, or says wrongly, is the default. */
export function readChoice(params: URLSearchParams): LogChoice {
  const sources = params.get('sources')?.split(',')
  const level = oneOf(logLevels, params.get('level'))
  const since = moment(params.get('since'))
  const until = moment(params.get('until'))
  const last = lastCounts.find((count) => String(count) === params.get('last'))
  const flags = new Set(params.get('find')?.split(',') ?? [])
  return {
    sources: sources ? logSources.filter((source) => sources.includes(source)) : logSources,
    ...(params.get('instance') ? { instance: params.get('instance') ?? '' } : {}),
    ...(level && level !== 'debug' ? { level } : {}),
    query: params.get('q') ?? '',
    regex: flags.has('regex'),
    matchCase: flags.has('case'),
    inverse: flags.has('inverse'),
    matchesOnly: params.get('only') === 'matches',
    folded: params.get('fold') === 'on',
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...(last ? { last } : {}),
    ...(params.get('line') ? { line: params.get('line') ?? '' } : {}),
  }
}

/** The parameter `find` with one of its words switched. */
export function findWords(choice: LogChoice, change: Partial<Pick<LogChoice, 'regex' | 'matchCase' | 'inverse'>>): string | undefined {
  const next = { ...choice, ...change }
  const words = [next.regex && 'regex', next.matchCase && 'case', next.inverse && 'inverse'].filter((word) => word !== false)
  return words.join(',') || undefined
}

/** What the log routes are asked: which lines there are. */
export function filterQuery(choice: LogChoice): string {
  const query = new URLSearchParams()
  if (choice.sources.length < logSources.length) query.set('sources', choice.sources.join(','))
  if (choice.instance) query.set('instance', choice.instance)
  if (choice.level) query.set('level', choice.level)
  if (choice.since) query.set('since', choice.since)
  if (choice.until) query.set('until', choice.until)
  if (choice.folded) query.set('folded', 'true')
  return query.toString()
}

/** What the search route is asked beside the filter; empty without a search. */
export function searchQuery(choice: LogChoice): string {
  if (choice.query === '') return ''
  const query = new URLSearchParams({ q: choice.query })
  if (choice.regex) query.set('regex', 'true')
  if (choice.matchCase) query.set('case', 'true')
  if (choice.inverse) query.set('inverse', 'true')
  return query.toString()
}

/** Removes everything but the place: the line in its context. */
export const clearedForContext = {
  sources: undefined,
  instance: undefined,
  level: undefined,
  q: undefined,
  find: undefined,
  only: undefined,
  fold: undefined,
  since: undefined,
  until: undefined,
  last: undefined,
} as const
