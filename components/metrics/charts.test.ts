import { expect, test } from 'vitest'
import { chartCsv, chartData, isAlone } from '@/components/metrics/charts'
import { readMetricsAddress, zoomTo } from '@/components/metrics/metrics-address'
import type { EndpointMetrics } from '@/lib/contract/metrics'

const metrics: EndpointMetrics = {
  from: 600,
  to: 640,
  stepSeconds: 10,
  series: [
    {
      deployment: 'blue',
      points: [
        { at: 600, requests: 5, byCode: { 200: 4, 424: 1 }, p50Ms: 1, p95Ms: 2, p99Ms: 3, inFlight: 1, queued: 0, memoryBytes: 2 ** 20 },
        { at: 620, requests: 0, byCode: {}, inFlight: 0, queued: 0 },
      ],
    },
    { deployment: 'green', points: [] },
  ],
  unrouted: [{ at: 630, byCode: { 401: 2 } }],
  markers: [],
}
const values = (name: Parameters<typeof chartData>[0], hidden: string[] = []) =>
  chartData(name, metrics, 'p99', new Set(hidden)).rows.map((row) => row.values)

test('a gap stays a gap and a counted zero a zero', () => {
  expect(values('requests')).toEqual([{ blue: 30 }, {}, { blue: 0 }, {}])
  expect(values('latency')).toEqual([{ blue: 3 }, {}, {}, {}])
  expect(values('memory')).toEqual([{ blue: 1 }, {}, {}, {}])
  expect(values('cpu')).toEqual([{}, {}, {}, {}])
})

test('a value between two gaps is known as one, so that it can be drawn as a dot', () => {
  const { rows } = chartData('requests', metrics, 'p99', new Set())
  expect(rows.map((_, index) => isAlone(rows, index, 'blue'))).toEqual([true, false, true, false])
  const errors = chartData('errors', { ...metrics, unrouted: [{ at: 610, byCode: { 401: 2 } }] }, 'p99', new Set()).rows
  expect(errors.map((_, index) => isAlone(errors, index, '401'))).toEqual([false, false, false, false])
})

test('errors are lines per status, those that reached no deployment included', () => {
  const chart = chartData('errors', metrics, 'p95', new Set())
  expect(chart.lines.map(({ key }) => key)).toEqual(['401', '424'])
  expect(chart.rows.map((row) => row.values)).toEqual([{ 401: 0, 424: 6 }, {}, {}, { 401: 12, 424: 0 }])
})

test('a hidden deployment is in no chart, and a range without anything is empty', () => {
  expect(chartData('requests', metrics, 'p95', new Set(['blue']))).toMatchObject({ isEmpty: true, lines: [{ key: 'green' }] })
})

test('the CSV has a line per step with an empty cell for a gap', () => {
  const lines = chartCsv(chartData('requests', metrics, 'p95', new Set()))
    .trim()
    .split('\n')
  expect(lines[0]).toBe('time,blue,green,requests')
  expect(lines.slice(1)).toEqual([
    '1970-01-01T00:10:00.000Z,30,,5',
    '1970-01-01T00:10:10.000Z,,,0',
    '1970-01-01T00:10:20.000Z,0,,0',
    '1970-01-01T00:10:30.000Z,,,0',
  ])
})

test('the address tells range, percentile and hidden deployments; nonsense is the default', () => {
  const read = (query: string) => readMetricsAddress(new URLSearchParams(query))
  expect(read('range=6h&percentile=p99&hide=blue,green')).toMatchObject({ isLive: true, range: { lastSeconds: 21_600 }, percentile: 'p99' })
  expect(read('from=600&to=900')).toMatchObject({ isLive: false, range: { from: 600, to: 900 } })
  expect(read('range=9y&from=900&to=600')).toMatchObject({ isLive: true, range: { lastSeconds: 3600 }, percentile: 'p95' })
  expect(zoomTo(700, 690)).toEqual({ from: '680', to: '710' })
})
