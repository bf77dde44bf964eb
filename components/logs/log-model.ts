import type { LogRow, LogView } from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'

/** Lines asked for at once, and how many are held: what is far from the place shown is forgotten and read again. */
const windowLines = 100
const heldLines = 1000
/** While the list moves, lines are read this often and no more: what is scrolled past meanwhile costs nothing. */
const readEveryMs = 60
/** A read that takes longer is given up when the list has moved on from what it brings. */
const slowReadMs = 250
const retryMs = { first: 400, most: 8000 }

export type LogPhase = 'loading' | 'live' | 'reconnecting' | 'failed'
export type LogFacts = Omit<LogView, 'rows' | 'renumberedFrom' | 'anchor'>
/** The connection was away; lines before `number` came before it. */
export interface LogBreak {
  number: number
  lostAt: number
  backAt: number
}
export interface LogState {
  phase: LogPhase
  facts?: LogFacts
  problem?: Problem
  /** Lines that came while paused. */
  waiting: number
  isPaused: boolean
  breaks: readonly LogBreak[]
  /** Changes with every filter and whenever numbers begin anew. */
  generation: number
  /** Where the generation begins: this line in the middle; undefined at the end. */
  anchor?: number
  /** The line that was asked for by its id; `anchor` is where it stands. */
  anchorId?: string
  /** Changes whenever a line may read otherwise. */
  version: number
}

export interface LogModel {
  subscribe(listener: () => void): () => void
  get(): LogState
  /** Starts reading; returns the end of it. */
  open(): () => void
  /** Other lines: `filter` as the routes take it, `marks` a search whose matches the server marks. `anchor` is the id of the line to keep. */
  setFilter(filter: string, marks: string, anchor: string | undefined): void
  /** The line when it is here. */
  row(number: number): LogRow | undefined
  /** Says which lines are on the screen or near it; missing ones are read. */
  want(numbers: readonly number[]): void
  /** The line to keep in place when numbers begin anew; undefined while following. */
  keep(id: string | undefined): void
  setPaused(isPaused: boolean): void
}

/** Numbers of generations are used once in a page: what a component remembers of one belongs to one log. */
let generations = 0

/**
 * The log of one deployment as the page holds it: how many lines there are, a few windows of them, and what changes. Whatever the length
 * of the log, the page holds a thousand lines.
 */
export function createLogModel(root: string): LogModel {
  const listeners = new Set<() => void>()
  const rows = new Map<number, LogRow>()
  let state: LogState = { phase: 'loading', waiting: 0, isPaused: false, breaks: [], generation: 0, version: 0 }
  let filter = ''
  let marks = ''
  let kept: string | undefined
  /** The line the address named last: another one is gone to, the same one was left by scrolling. */
  let named: string | undefined
  let held: LogView | undefined
  let source: EventSource | undefined
  let loading: AbortController | undefined
  let reading: { abort: AbortController; numbers: Set<number> } | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let readLater: ReturnType<typeof setTimeout> | undefined
  let wanted: readonly number[] = []
  let retry: ReturnType<typeof setTimeout> | undefined
  let frame = 0
  let failures = 0
  let lostAt: number | undefined
  let lastId = ''
  let isOpen = false

  function publish(change: Partial<LogState>): void {
    state = { ...state, ...change, version: state.version + 1 }
    // One rendering a frame, however fast lines come.
    frame ||= requestAnimationFrame(tell)
  }
  function tell(): void {
    cancelAnimationFrame(frame)
    frame = 0
    for (const listener of listeners) listener()
  }
  const queryOf = (extra: Record<string, string>) => {
    const query = new URLSearchParams(filter)
    for (const [name, value] of new URLSearchParams(marks)) query.set(name, value)
    for (const [name, value] of Object.entries(extra)) query.set(name, value)
    return query.toString()
  }
  const later = (action: () => void) => {
    clearTimeout(retry)
    retry = setTimeout(action, Math.min(retryMs.first * 2 ** failures++, retryMs.most))
  }
  const idOf = ({ epoch, revision, start, end }: LogFacts) => `${epoch}_${revision}_${start}_${end}`

  function take(view: LogView, isNew: boolean, anchorId?: string): void {
    const { rows: fresh, renumberedFrom, anchor, ...facts } = view
    if (isNew) rows.clear()
    else if (renumberedFrom !== undefined) for (const number of rows.keys()) if (number >= renumberedFrom) rows.delete(number)
    for (const row of fresh) rows.set(row.number, row)
    forget()
    const begins = isNew ? { generation: ++generations, breaks: [], anchor, anchorId } : {}
    publish({ phase: 'live', facts, problem: undefined, waiting: 0, ...begins })
    // The first lines are what somebody waits for: they take the next frame, not the one after it.
    if (isNew) tell()
    else want(wanted)
  }

  async function load(anchor: string | undefined): Promise<void> {
    loading?.abort()
    source?.close()
    clearTimeout(retry)
    const abort = new AbortController()
    loading = abort
    try {
      const response = await fetch(`${root}?${queryOf({ rows: String(windowLines), ...(anchor ? { anchor } : {}) })}`, {
        signal: abort.signal,
      })
      if (!response.ok) {
        const { error } = (await response.json()) as { error: Problem }
        // A link to a line that was never there still shows the log.
        if (response.status === 400 && anchor) return await load(undefined)
        publish({ phase: 'failed', problem: error })
        if (error.retryable) later(() => load(anchor))
        return
      }
      const view = (await response.json()) as LogView
      if (abort.signal.aborted) return
      failures = 0
      held = undefined
      take(view, true, anchor)
      lastId = idOf(view)
      follow()
    } catch {
      // Aborted by leaving or by another filter, or the studio is restarting: only the latter is tried again.
      if (abort.signal.aborted) return
      publish({ phase: 'reconnecting' })
      later(() => load(anchor))
    }
  }

  function follow(): void {
    source?.close()
    const stream = new EventSource(`${root}/follow?${queryOf({ after: lastId })}`)
    source = stream
    stream.onopen = () => {
      failures = 0
      const facts = state.facts
      if (lostAt !== undefined && facts)
        publish({ breaks: [...state.breaks.slice(-20), { number: facts.end, lostAt, backAt: Date.now() }] })
      lostAt = undefined
      publish({ phase: 'live' })
    }
    stream.onmessage = (message: MessageEvent<string>) => {
      lastId = message.lastEventId || lastId
      arrived(JSON.parse(message.data) as LogView)
    }
    stream.onerror = () => {
      lostAt ??= Date.now()
      publish({ phase: 'reconnecting' })
      // A refused stream is never retried by the browser itself.
      if (stream.readyState === EventSource.CLOSED) later(follow)
    }
  }

  function arrived(view: LogView): void {
    // Numbers begin anew (the agent was restarted): read again around the line that is looked at.
    if (view.epoch !== state.facts?.epoch) {
      void load(kept)
      return
    }
    if (!state.isPaused) {
      take(view, false)
      return
    }
    const renumberedFrom = Math.min(held?.renumberedFrom ?? Number.POSITIVE_INFINITY, view.renumberedFrom ?? Number.POSITIVE_INFINITY)
    held = { ...view, ...(Number.isFinite(renumberedFrom) ? { renumberedFrom } : {}) }
    publish({ waiting: Math.max(0, view.end - state.facts.end) })
  }

  function forget(): void {
    if (rows.size <= heldLines) return
    const middle = wanted[wanted.length >> 1] ?? state.facts?.end ?? 0
    const far = [...rows.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle))
    for (const number of far.slice(0, rows.size - heldLines)) rows.delete(number)
  }

  /** The window to read for what is missing: whole windows where numbers follow each other, else the single numbers. */
  function requestFor(missing: readonly number[]): { query: Record<string, string>; numbers: number[] } {
    const first = missing[0] ?? 0
    const last = missing[missing.length - 1] ?? first
    if (last - first > 3 * windowLines) {
      const numbers = missing.slice(0, 2 * windowLines)
      return { query: { numbers: numbers.join(',') }, numbers }
    }
    const from = Math.floor(first / windowLines) * windowLines
    const count = Math.ceil((last + 1 - from) / windowLines) * windowLines
    return { query: { from: String(from), count: String(count) }, numbers: Array.from({ length: count }, (_, index) => from + index) }
  }

  async function read(missing: readonly number[]): Promise<void> {
    const { query, numbers } = requestFor(missing)
    const abort = new AbortController()
    const generation = state.generation
    reading = { abort, numbers: new Set(numbers) }
    readAt = performance.now()
    try {
      const response = await fetch(`${root}/lines?${queryOf(query)}`, { signal: abort.signal })
      if (!response.ok) throw new Error(String(response.status))
      const page = (await response.json()) as { epoch: string; rows: LogRow[] }
      if (generation !== state.generation || page.epoch !== state.facts?.epoch) return
      for (const row of page.rows) rows.set(row.number, row)
      forget()
      publish({})
    } catch {
      // Scrolled on, or the connection is lost: the stream says so, and what is then on the screen is asked for again.
      if (!abort.signal.aborted) await new Promise((resolve) => setTimeout(resolve, retryMs.first))
    } finally {
      if (reading?.abort === abort) reading = undefined
    }
    if (!abort.signal.aborted && isOpen) want(wanted)
  }

  function want(numbers: readonly number[]): void {
    wanted = numbers
    const facts = state.facts
    if (!facts) return
    const missing = numbers.filter((number) => number >= facts.start && number < facts.end && !rows.has(number))
    if (missing.length === 0) return
    // What is under way is of use, or was scrolled past; in any case the end of a read looks here again.
    const isOfUse = reading !== undefined && missing.some((number) => reading?.numbers.has(number))
    if (isOfUse) return
    const wait = readAt + (reading ? slowReadMs : readEveryMs) - performance.now()
    clearTimeout(readLater)
    if (wait > 0) {
      readLater = setTimeout(() => want(wanted), wait)
      return
    }
    reading?.abort.abort()
    void read(missing)
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get: () => state,
    open() {
      isOpen = true
      void load(kept)
      return () => {
        isOpen = false
        loading?.abort()
        reading?.abort.abort()
        source?.close()
        clearTimeout(retry)
        clearTimeout(readLater)
        cancelAnimationFrame(frame)
        frame = 0
      }
    },
    setFilter(nextFilter, nextMarks, anchor) {
      const isNewPlace = anchor !== undefined && anchor !== named
      if (nextFilter === filter && nextMarks === marks && !isNewPlace) return
      filter = nextFilter
      marks = nextMarks
      named = anchor
      if (isNewPlace) kept = anchor
      if (isOpen) void load(kept)
    },
    row: (number) => rows.get(number),
    want,
    keep(id) {
      kept = id
    },
    setPaused(isPaused) {
      const view = held
      held = undefined
      publish({ isPaused, ...(isPaused ? {} : { waiting: 0 }) })
      if (!isPaused && view) take(view, false)
    },
  }
}
