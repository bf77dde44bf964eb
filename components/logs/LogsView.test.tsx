// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LogsView } from '@/components/logs/LogsView'
import { aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import type { LogRow, LogSource, LogView } from '@/lib/contract/scorepoint'

const detail = anEndpoint({ deployments: [aDeployment()] })
let streams: FakeSource[] = []
let log: LogRow[] = []
let asked: string[] = []

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
  addEventListener() {}
  close() {
    this.readyState = FakeSource.CLOSED
  }
}
const followStream = () => streams.findLast((stream) => stream.url.includes('/follow'))

function row(number: number, text = `line ${number}`, source: LogSource = 'inference-server'): LogRow {
  return { number, id: `x/i@${number}`, source, time: new Date(Date.UTC(2026, 10, 21, 14, 0, number % 60)).toISOString(), text }
}
function view(rows: LogRow[], given: Partial<LogView> = {}): LogView {
  const counts = { build: 0, 'storage-initializer': 0, 'inference-server': log.length, events: 0 }
  return { epoch: 'e', revision: 0, start: 0, end: log.length, counts, instances: ['x'], notes: {}, rows, ...given }
}
function answer(path: string): unknown {
  asked.push(path)
  const query = new URL(path, 'http://x').searchParams
  const from = Number(query.get('from') ?? 0)
  if (path.includes('/logs/lines')) return { epoch: 'e', rows: log.slice(from, from + Number(query.get('count'))) }
  if (path.includes('/logs?')) return view(log.slice(-100))
  return detail
}
function open(rows: LogRow[]) {
  log = rows
  renderOnEndpoint(<LogsView />, detail)
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string) => Response.json(answer(path))),
  )
}
function arrive(rows: LogRow[]) {
  log = [...log, ...rows]
  act(() => followStream()?.onmessage?.({ data: JSON.stringify(view(rows)), lastEventId: `e_0_0_${log.length}` }))
}
const many = (count: number) => Array.from({ length: count }, (_, number) => row(number))

/** What stands above the lines follows them when there is time. */
const patiently = { timeout: 10_000 }

beforeEach(() => {
  streams = []
  asked = []
  vi.stubGlobal('EventSource', FakeSource)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  )
  window.history.replaceState(null, '', '/')
  localStorage.clear()
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('shows the end of the log, follows it, and draws a bounded number of rows', async () => {
  open(many(200_000))
  await waitFor(() => expect(screen.getByRole('log').textContent).toContain('line 199999'))
  expect(screen.getByRole('log').querySelectorAll('[data-number]').length).toBeLessThan(60)
  await waitFor(() => expect(screen.getByRole('button', { name: /Inference server/ }).textContent).toContain('200,000'), patiently)
  arrive([row(200_000, 'fresh')])
  await waitFor(() => expect(screen.getByRole('log').textContent).toContain('fresh'))
})

test('a stream that was refused is opened again behind the last line', async () => {
  open(many(5))
  await waitFor(() => expect(followStream()?.url).toContain('after=e_0_0_5'))
  arrive([row(5)])
  act(() => {
    followStream()?.close()
    followStream()?.onerror?.()
  })
  await waitFor(() => expect(streams.filter((stream) => stream.url.includes('/follow'))).toHaveLength(2), { timeout: 3000 })
  act(() => followStream()?.onopen?.())
  expect(followStream()?.url).toContain('after=e_0_0_6')
  await waitFor(() => expect(screen.getByRole('log').textContent).toContain('nothing is missing'))
})

test('pausing keeps new lines waiting and counts them', async () => {
  open(many(5))
  await waitFor(() => expect(screen.getByRole('log').textContent).toContain('line 4'))
  fireEvent.click(screen.getByRole('button', { name: 'Pause' }))
  arrive([row(5), row(6)])
  const resume = await screen.findByRole('button', { name: /2 wait/ }, patiently)
  expect(screen.getByRole('log').textContent).not.toContain('line 6')
  fireEvent.click(resume)
  await waitFor(() => expect(screen.getByRole('log').textContent).toContain('line 6'))
})

test('a source switched off is asked for no more, and stands in the address', async () => {
  open(many(5))
  await waitFor(() => expect(screen.getByRole('log')).toBeTruthy())
  fireEvent.click(screen.getByRole('button', { name: /Build/ }))
  await waitFor(() =>
    expect(new URLSearchParams(window.location.search).get('sources')).toBe('inference-server,storage-initializer,events'),
  )
})

test('text of the log never becomes markup', async () => {
  open([row(0, '\u001b[31m<b>ERROR</b>\u001b[0m')])
  const text = await screen.findByText('<b>ERROR</b>')
  expect(text.className).toContain('text-failure')
})

test('an empty log says why, per source', async () => {
  log = []
  renderOnEndpoint(<LogsView />, detail)
  vi.stubGlobal(
    'fetch',
    vi.fn(async () =>
      Response.json(
        view([], {
          notes: { 'storage-initializer': 'x' },
          counts: { build: 0, 'storage-initializer': 0, 'inference-server': 0, events: 0 },
        }),
      ),
    ),
  )
  expect(await screen.findByText(/Runs before the server; not started yet/)).toBeTruthy()
})
