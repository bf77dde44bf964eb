'use client'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { LogLine, LogPage, LogSource } from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'
import { createLogBuffer, type LogSnapshot } from './log-buffer'

const flushMs = 250
const retryMs = { first: 500, most: 8000 }

export type StreamState = 'loading' | 'live' | 'reconnecting' | 'failed'
export interface LogStream {
  snapshot: LogSnapshot
  state: StreamState
  /** Why a source has nothing, from the agent. */
  empty: Partial<Record<LogSource, string>>
  problem?: Problem
}

interface Store {
  subscribe(listener: () => void): () => void
  get(): LogStream
  /** Starts reading; returns the end of it. */
  open(): () => void
}

/**
 * The merged log of a deployment: the newest `tail` lines, then live. Rendering sees at most four changes a second; a lost connection
 * resumes behind the last line that arrived. A changed argument starts over.
 */
export function useLogStream(endpoint: string, deployment: string, tail: number): LogStream {
  const store = useMemo(() => createLogStore(endpoint, deployment, tail), [endpoint, deployment, tail])
  useEffect(() => store.open(), [store])
  return useSyncExternalStore(store.subscribe, store.get, store.get)
}

/** Whether the page has been told that live lines stopped for longer than a blink; keeps a short reconnect silent. */
export function useSettled(state: StreamState, afterMs = 1500): StreamState {
  const [settled, setSettled] = useState(state)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(state), state === 'reconnecting' ? afterMs : 0)
    return () => clearTimeout(timer)
  }, [state, afterMs])
  return settled
}

function createLogStore(endpoint: string, deployment: string, tail: number): Store {
  const root = `/api/endpoints/${encodeURIComponent(endpoint)}/deployments/${encodeURIComponent(deployment)}/logs`
  const buffer = createLogBuffer()
  const listeners = new Set<() => void>()
  let current: LogStream = { snapshot: buffer.snapshot(), state: 'loading', empty: {} }
  const publish = (change: Partial<LogStream>) => {
    current = { ...current, ...change, snapshot: buffer.snapshot() }
    for (const listener of listeners) listener()
  }

  function open(): () => void {
    const abort = new AbortController()
    let source: EventSource | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    let flush: ReturnType<typeof setTimeout> | undefined
    let waiting: LogLine[] = []
    let cursor: string | undefined
    let failures = 0

    const later = (action: () => void) => {
      const delay = Math.min(retryMs.first * 2 ** failures++, retryMs.most)
      retry = setTimeout(action, delay)
    }
    const follow = () => {
      source = new EventSource(`${root}/stream${cursor ? `?after=${encodeURIComponent(cursor)}` : ''}`)
      source.onopen = () => {
        failures = 0
        publish({ state: 'live' })
      }
      source.onmessage = (message: MessageEvent<string>) => {
        waiting.push(JSON.parse(message.data) as LogLine)
        cursor = message.lastEventId || cursor
        flush ??= setTimeout(() => {
          flush = undefined
          buffer.add(waiting)
          waiting = []
          publish({})
        }, flushMs)
      }
      source.onerror = () => {
        publish({ state: 'reconnecting' })
        // A refused stream is never retried by the browser itself.
        if (source?.readyState === EventSource.CLOSED) later(follow)
      }
    }
    const load = async () => {
      try {
        const response = await fetch(`${root}?tail=${tail}`, { signal: abort.signal })
        if (!response.ok) {
          const { error } = (await response.json()) as { error: Problem }
          publish({ state: 'failed', problem: error })
          if (error.retryable) later(load)
          return
        }
        const page = (await response.json()) as LogPage
        buffer.add(page.lines)
        cursor = page.cursor
        failures = 0
        publish({ state: 'live', empty: page.empty ?? {}, problem: undefined })
        follow()
      } catch {
        // Aborted by leaving the page, or the studio is restarting: only the latter is tried again.
        if (abort.signal.aborted) return
        publish({ state: 'reconnecting' })
        later(load)
      }
    }
    void load()
    return () => {
      abort.abort()
      source?.close()
      clearTimeout(retry)
      clearTimeout(flush)
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get: () => current,
    open,
  }
}
