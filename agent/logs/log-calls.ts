/** What the log thread is asked and answers: one call, one answer, so that nothing piles up on either side. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { asProblemError } from '@/agent/errors'
import { nextLook } from '@/agent/logs/follow'
import { rotateLog, smallRotation } from '@/agent/logs/log-pieces'
import type { LogQuery } from '@/agent/logs/log-search'
import { createLogService, type KnownView, type Want, type Window } from '@/agent/logs/log-service'
import type { LogFilter } from '@/agent/logs/log-view'
import type { RequestSearch } from '@/agent/logs/request-lines'
import type { LogSearchPart, LogSource } from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'

export type LogCall =
  | { call: 'view'; directory: string; filter: LogFilter; want: Want }
  | { call: 'rows'; directory: string; filter: LogFilter; want: Window }
  | { call: 'line'; directory: string; id: string }
  | { call: 'entry'; directory: string; id: string }
  | { call: 'changes'; directory: string; filter: LogFilter; known: KnownView; query?: LogQuery; waitMs: number }
  | { call: 'search'; directory: string; filter: LogFilter; query: LogQuery; before?: number }
  | { call: 'searchNext'; search: number }
  | { call: 'searchEnd'; search: number }
  | { call: 'text'; directory: string; filter: LogFilter; from: number; numbers?: number[] }
  | { call: 'tail'; directory: string; source: LogSource; instance?: string; count: number }
  | { call: 'request'; directory: string; search: RequestSearch }
  | { call: 'rotate'; path: string }
  | { call: 'sweep'; root: string }

/** `json` is the answer as text, ready to be sent on; absent for "nothing". */
export type LogAnswer = { json?: string } | { problem: Problem; status: number }

/** Between two looks of one follower: many lines in a burst are one message. */
const settleMs = 40
/** Numbers one search gives; beyond them it only counts. */
const mostNumbers = 200_000

interface RunningSearch {
  epoch: string
  before: number
  steps: ReturnType<ReturnType<typeof createLogService>['search']>['steps']
  found: number
  given: number
  searched: number
}

/** Answers calls one after the other; `changes` waits without keeping others waiting. */
export function createLogCalls() {
  const service = createLogService()
  const searches = new Map<number, RunningSearch>()
  let searchNumber = 0

  async function changes(call: Extract<LogCall, { call: 'changes' }>, signal: AbortSignal): Promise<unknown> {
    const deadline = Date.now() + call.waitMs
    for (;;) {
      const view = service.changes(call.directory, call.filter, call.known, call.query)
      if (view !== undefined || signal.aborted || Date.now() >= deadline) return view
      await nextLook(call.directory, signal, settleMs)
    }
  }

  function searchNext(id: number): LogSearchPart | undefined {
    const search = searches.get(id)
    if (!search) return undefined
    const step = search.steps.next()
    const { epoch, found } = search
    if (step.done) {
      searches.delete(id)
      return { epoch, numbers: [], searched: search.searched, found, done: true }
    }
    const matching = step.value.numbers.filter((number) => number < search.before)
    const numbers = matching.slice(-Math.max(1, mostNumbers - search.given)).slice(0, Math.max(0, mostNumbers - search.given))
    search.found += matching.length
    search.given += numbers.length
    search.searched = step.value.searched
    return {
      epoch,
      numbers,
      searched: search.searched,
      backTo: new Date(step.value.backToMs).toISOString(),
      found: search.found,
      done: false,
    }
  }

  function perform(call: LogCall, signal: AbortSignal): unknown {
    switch (call.call) {
      case 'view':
        return service.view(call.directory, call.filter, call.want)
      case 'rows':
        return service.rows(call.directory, call.filter, call.want)
      case 'line':
        return service.line(call.directory, call.id)
      case 'entry':
        return service.entry(call.directory, call.id)
      case 'changes':
        return changes(call, signal)
      case 'search': {
        const { epoch, steps, end } = service.search(call.directory, call.filter, call.query)
        searches.set(++searchNumber, { epoch, steps, before: Math.min(call.before ?? end, end), found: 0, given: 0, searched: 0 })
        return searchNumber
      }
      case 'searchNext':
        return searchNext(call.search)
      case 'searchEnd':
        searches.delete(call.search)
        return undefined
      case 'text':
        return service.text(call.directory, call.filter, call.from, call.numbers)
      case 'tail':
        return service.tail(call.directory, call.source, call.instance, call.count)
      case 'request':
        return service.request(call.directory, call.search)
      case 'rotate':
        return tellError(rotateLog(call.path))
      case 'sweep':
        return sweep(call.root)
      default:
        return call satisfies never
    }
  }

  return {
    async answer(call: LogCall, signal: AbortSignal): Promise<LogAnswer> {
      try {
        const value = await perform(call, signal)
        return value === undefined ? {} : { json: JSON.stringify(value) }
      } catch (error) {
        const { problem, status } = asProblemError(error)
        return {
          problem: problem.code === 'InternalServerError' ? { ...problem, message: `${problem.message} ${String(error)}` } : problem,
          status,
        }
      }
    },
    close: service.close,
  }
}

export type LogCalls = ReturnType<typeof createLogCalls>

/** The next look may succeed where this one did not; whoever asked only notes it. */
const tellError = (error: unknown): string | undefined => (error === undefined ? undefined : String(error))

/** The logs no runtime looks after, below `logs/endpoints/<endpoint>/<deployment>/`. */
function sweep(root: string): undefined {
  for (const endpoint of foldersOf(root)) {
    for (const deployment of foldersOf(join(root, endpoint))) {
      for (const name of ['build.log', 'events.log']) rotateLog(join(root, endpoint, deployment, name), smallRotation)
    }
  }
}

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  } catch {
    return [] // deleted meanwhile
  }
}
