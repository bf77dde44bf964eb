import { expect, test } from 'vitest'
import type { InvokeEvent } from '@/lib/contract/invoke'
import { applyEvent, type Outcome, prettyJson, readLines, timeParts } from './read-events'

const events: InvokeEvent[] = [
  { kind: 'head', status: 200, headers: { 'x-ms-run-fn-exec-ms': '1.250' }, firstByteMs: 3, binary: false },
  { kind: 'text', text: '[1105' },
  { kind: 'text', text: '5.97]' },
  { kind: 'end', totalMs: 4, bytes: 10, truncated: false, invocationId: 'i' },
]

test('an answer grows with its events', () => {
  const outcome = events.reduce<Outcome>(applyEvent, { done: false })
  expect(outcome).toMatchObject({ done: true, totalMs: 4, answer: { status: 200, text: '[11055.97]', bytes: 10 } })
  expect(timeParts(outcome.answer?.headers ?? {}, 3)).toEqual({ run: 1.25 })
})

test('the time of an answer falls into queue, gateway and model, and a model cannot speak for the router', () => {
  const headers = { 'server-timing': 'queue;dur=10, worker;dur=25.5, router;dur=0.4, queue;dur=999', 'x-ms-run-fn-exec-ms': '20.125' }
  expect(timeParts(headers, 40)).toEqual({ queue: 10, model: 25.5, gateway: 4.5, run: 20.125 })
  expect(timeParts({ 'server-timing': 'db;dur=5' }, 40)).toEqual({})
})

test('bytes are kept in pieces, and progress says how many came', () => {
  const binary: InvokeEvent[] = [
    { kind: 'head', status: 200, headers: {}, firstByteMs: 1, binary: true },
    { kind: 'bytes', data: 'iVBO' },
    { kind: 'bytes', data: 'Rw==' },
    { kind: 'progress', bytes: 2_000_000 },
  ]
  expect(binary.reduce<Outcome>(applyEvent, { done: false })).toMatchObject({ answer: { pieces: ['iVBO', 'Rw=='], bytes: 2_000_000 } })
})

test('a failure keeps what had arrived', () => {
  const problem = { code: 'Studio.ScoringUnreachable', message: 'gone', origin: 'studio' as const, retryable: true }
  const outcome = [...events.slice(0, 2), { kind: 'failed', problem, totalMs: 9, invocationId: 'i' } satisfies InvokeEvent].reduce<Outcome>(
    applyEvent,
    { done: false },
  )
  expect(outcome).toMatchObject({ done: true, problem, answer: { text: '[1105' } })
})

test('lines survive any cut of the bytes', async () => {
  const bytes = new TextEncoder().encode('{"a":"ü😀"}\n\n{"b":1}')
  for (let cut = 0; cut <= bytes.length; cut++) {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, cut))
        controller.enqueue(bytes.slice(cut))
        controller.close()
      },
    })
    const lines: string[] = []
    for await (const line of readLines(stream)) lines.push(line)
    expect(lines).toEqual(['{"a":"ü😀"}', '{"b":1}'])
  }
})

test('pretty JSON opens a string that holds JSON, and leaves other text', () => {
  expect(prettyJson('"[1.0, 2]"')).toBe('[1.0, 2]')
  expect(prettyJson('{"a":1.0}')).toBe('{\n  "a": 1.0\n}')
  expect(prettyJson('"[draft"')).toBe('"[draft"')
  expect(prettyJson('<html>')).toBeUndefined()
})
