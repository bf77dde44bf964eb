import { expect, test } from 'vitest'
import type { InvokeEvent } from '@/lib/contract/invoke'
import { applyEvent, modelMs, type Outcome, prettyJson, readLines } from './read-events'

const events: InvokeEvent[] = [
  { kind: 'head', status: 200, headers: { 'x-ms-run-fn-exec-ms': '1.250' }, firstByteMs: 3, binary: false },
  { kind: 'text', text: '[1105' },
  { kind: 'text', text: '5.97]' },
  { kind: 'end', totalMs: 4, bytes: 10, truncated: false, invocationId: 'i' },
]

test('an answer grows with its events', () => {
  const outcome = events.reduce<Outcome>(applyEvent, { done: false })
  expect(outcome).toMatchObject({ done: true, totalMs: 4, answer: { status: 200, text: '[11055.97]', bytes: 10 } })
  expect(modelMs(outcome.answer?.headers ?? {})).toBe(1.25)
  expect(modelMs({})).toBeUndefined()
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
  expect(prettyJson('"[1, 2]"')).toBe('[\n  1,\n  2\n]')
  expect(prettyJson('"[draft"')).toBe('"[draft"')
  expect(prettyJson('<html>')).toBeUndefined()
})
