'use client'

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ChangeEvent } from '@/lib/contract/scorepoint'
import { createChangeBatcher } from '@/lib/queries/change-batch'
import { endpointsQuery, patchEndpoints, readEndpoints } from '@/lib/queries/endpoints'

const batchMs = 100
const reconnectMs = { first: 500, longest: 5_000 }

function refreshStale(client: QueryClient, batch: { all: boolean; endpoints: ReadonlySet<string> }): Promise<unknown> {
  if (batch.all)
    return Promise.all(['endpoints', 'endpoint', 'activity', 'quota'].map((root) => client.invalidateQueries({ queryKey: [root] })))
  return Promise.all([
    refreshRows(client, batch.endpoints),
    client.invalidateQueries({ queryKey: ['activity'] }),
    client.invalidateQueries({ queryKey: ['quota'] }),
    ...[...batch.endpoints].map((endpoint) => client.invalidateQueries({ queryKey: ['endpoint', endpoint] })),
  ])
}

/** More names than this are no shorter to read than the whole list. */
const mostNames = 40

/** Reads the changed endpoints alone and puts them into the list on screen. */
async function refreshRows(client: QueryClient, names: ReadonlySet<string>): Promise<void> {
  const query = endpointsQuery()
  // A read of the whole list that began before the change would put the old rows back: it ends first.
  await client.refetchQueries({ queryKey: query.queryKey, exact: true, fetchStatus: 'fetching' }, { cancelRefetch: false })
  const before = client.getQueryData(query.queryKey)
  if (names.size > mostNames || before === undefined || before.total !== undefined)
    return client.invalidateQueries({ queryKey: ['endpoints'] })
  try {
    const read = await readEndpoints(names)
    client.setQueryData(query.queryKey, (list) => list && patchEndpoints(list, names, read))
  } catch {
    // The whole read finds out why and tells it.
    await client.invalidateQueries({ queryKey: ['endpoints'] })
  }
}

/**
 * One EventSource per visible tab on /api/events; each change makes the queries of its endpoint be read again, at most every 100 ms.
 * A hidden tab holds no connection (browsers allow six per host) and reads everything again when it is shown.
 */
export function useLiveEvents(): void {
  const client = useQueryClient()
  useEffect(() => {
    const batcher = createChangeBatcher((batch) => refreshStale(client, batch), batchMs)
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let delayMs = reconnectMs.first
    let wasOpen = false

    const close = () => {
      clearTimeout(timer)
      timer = undefined
      source?.close()
      source = undefined
    }
    const open = () => {
      if (source || document.hidden) return
      const opened = new EventSource('/api/events')
      let didOpen = false
      source = opened
      opened.onopen = () => {
        didOpen = true
        delayMs = reconnectMs.first
        // Whatever happened in the gap, also that between the page's first read and now, is unknown: read everything once.
        batcher.add(undefined)
        if (wasOpen) void client.invalidateQueries({ queryKey: ['doctor'] })
        wasOpen = true
      }
      opened.addEventListener('change', (event) => {
        const change = JSON.parse(event.data) as ChangeEvent
        batcher.add(change.endpoint)
      })
      opened.onerror = () => {
        // An HTTP error (agent down: 503) ends an EventSource for good; a lost connection it would retry itself, but both are handled alike.
        if (source !== opened) return
        close()
        wasOpen = true
        // Refused: a read finds out who is away, and the state bar tells. A stream that merely ended is reopened first.
        if (!didOpen) {
          batcher.add(undefined)
          void client.invalidateQueries({ queryKey: ['doctor'] })
        }
        timer = setTimeout(open, delayMs)
        delayMs = Math.min(delayMs * 2, reconnectMs.longest)
      }
    }
    const onVisibility = () => (document.hidden ? close() : open())
    document.addEventListener('visibilitychange', onVisibility)
    open()
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      close()
      batcher.stop()
    }
  }, [client])
}
