// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LogsView } from '@/components/logs/LogsView'
import { aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import type { LogLine, LogPage, LogSource } from '@/lib/contract/scorepoint'

const detail = anEndpoint({ deployments: [aDeployment()] })
let streams: FakeSource[] = []

/** The browser's EventSource as far as the log uses it. */
class FakeSource {
  static readonly CLOSED = 2
  readyState = 1
  onopen: (() => void) | null = null
  onmessage: ((message: { data: string; lastEventId: string }) => void) | null = null
  onerror: (() => void) | null = null
  constructor(readonly url: string) {
    streams.push(this)
  }
  close() {
    this.readyState = FakeSource.CLOSED
  }
  say(line: LogLine) {
    this.onmessage?.({ data: JSON.stringify(line), lastEventId: line.cursor })
  }
}

function line(number: number, source: LogSource = 'inference-server', text = `line ${number}`): LogLine {
  return { source, time: new Date(Date.UTC(2026, 10, 21, 14, 0, number)).toISOString(), text, cursor: String(number) }
}
function open(page: Partial<LogPage>) {
  renderOnEndpoint(<LogsView />, detail)
  const lines = page.lines ?? []
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string) => Response.json(path.includes('/logs') ? { lines, cursor: lines.at(-1)?.cursor ?? '0', ...page } : detail)),
  )
}

beforeEach(() => {
  streams = []
  vi.stubGlobal('EventSource', FakeSource)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  )
  window.history.replaceState(null, '', '/')
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('lines of all sources stand in one list; a repeated line of a resumed stream does not double', async () => {
  open({ lines: [line(1, 'build'), line(2), line(3, 'events')] })
  await waitFor(() => expect(screen.getByRole('log').textContent).toContain('line 1'))
  expect(screen.getByRole('button', { name: /Inference server/ }).textContent).toContain('1')
  const stream = streams[0]
  expect(stream?.url).toContain('after=3')
  act(() => {
    stream?.say(line(3, 'events'))
    stream?.say(line(4))
  })
  await waitFor(() => expect(screen.getByRole('log').textContent).toContain('line 4'))
  expect(screen.getAllByText('line 3')).toHaveLength(1)
})

test('a stream the server refused is opened again behind the last line', async () => {
  open({ lines: [line(1)] })
  await waitFor(() => expect(streams).toHaveLength(1))
  const first = streams[0]
  act(() => {
    first?.say(line(2))
    first?.close()
    first?.onerror?.()
  })
  await waitFor(() => expect(streams).toHaveLength(2), { timeout: 3000 })
  expect(streams[1]?.url).toContain('after=2')
})

test('a source can be switched off', async () => {
  open({ lines: [line(1, 'build'), line(2)] })
  await waitFor(() => expect(screen.getByText('line 1')).toBeTruthy())
  fireEvent.click(screen.getByRole('button', { name: /Build/ }))
  await waitFor(() =>
    expect(new URLSearchParams(window.location.search).get('sources')).toBe('inference-server,storage-initializer,events'),
  )
})

test('colours of the log never become markup', async () => {
  open({ lines: [line(1, 'inference-server', '\u001b[31m<b>ERROR</b>\u001b[0m')] })
  const text = await screen.findByText('<b>ERROR</b>')
  expect(text.className).toContain('text-failure')
})

test('an empty log says why, per source', async () => {
  open({ lines: [], empty: { 'storage-initializer': 'Runs before the server; not started yet.' } })
  expect(await screen.findByText('Runs before the server; not started yet.')).toBeTruthy()
})

test('thousands of lines leave a bounded number of rows in the page', async () => {
  open({ lines: Array.from({ length: 3000 }, (_, index) => line(index)) })
  await waitFor(() => expect(screen.getByRole('log').querySelectorAll('time').length).toBeGreaterThan(5))
  expect(screen.getByRole('log').querySelectorAll('time').length).toBeLessThan(100)
})

test('typing a search brings the match into view and stops following; a step to the same match brings it back', async () => {
  open({ lines: Array.from({ length: 3000 }, (_, index) => line(index)) })
  const log = await screen.findByRole('log')
  await waitFor(() => expect(log.querySelectorAll('time').length).toBeGreaterThan(5))
  // As a browser does: the end is followed, and says so.
  fireEvent.scroll(log)
  const search = screen.getByRole('searchbox')
  fireEvent.change(search, { target: { value: 'line 1500' } })
  await waitFor(() => expect(log.querySelector('mark')?.textContent).toBe('line 1500'))
  expect(screen.getByRole('button', { name: /end/i })).toBeTruthy()
  log.scrollTop = 0
  fireEvent.scroll(log)
  await waitFor(() => expect(log.querySelector('mark')).toBeNull())
  fireEvent.keyDown(search, { key: 'Enter' })
  await waitFor(() => expect(log.querySelector('mark')?.textContent).toBe('line 1500'))
})
