import type { Answer } from '@/components/test/read-events'
import type { Assertion } from '@/lib/contract/example'
import { parseAnswer, parseJsonPath } from '@/lib/domain/json-path/json-path'
import { newClientRequestId } from '@/lib/queries/client-request-id'

/** An assertion while it is written: every part is text, as typed. */
export interface AssertionRow {
  id: string
  kind: Assertion['kind']
  path: string
  /** Status, JSON value, text or milliseconds, by kind. */
  value: string
  tolerance: string
}

export type RowFault = 'status' | 'path' | 'json' | 'tolerance' | 'text' | 'ms'

export function newRow(kind: Assertion['kind'], given: Partial<AssertionRow> = {}): AssertionRow {
  const value = kind === 'status' ? '200' : kind === 'latency' ? '1000' : ''
  return { id: newClientRequestId(), kind, path: '$', value, tolerance: '0.001', ...given }
}

/** Saved assertions as rows to edit. */
export function rowsOf(assertions: readonly Assertion[]): AssertionRow[] {
  return assertions.map((assertion) => {
    switch (assertion.kind) {
      case 'status':
        return newRow('status', { value: String(assertion.equals) })
      case 'latency':
        return newRow('latency', { value: String(assertion.maxMs) })
      case 'contains':
        return newRow('contains', { value: assertion.text })
      case 'equals':
        return newRow('equals', { path: assertion.path, value: JSON.stringify(assertion.value) })
      case 'within':
        return newRow('within', { path: assertion.path, value: JSON.stringify(assertion.value), tolerance: String(assertion.tolerance) })
      default:
        return assertion satisfies never
    }
  })
}

/** The row as an assertion, or which part of it is wrong. */
export function assertionOf(row: AssertionRow): { assertion: Assertion } | { fault: RowFault } {
  const number = Number(row.value)
  switch (row.kind) {
    case 'status':
      return Number.isInteger(number) && number >= 100 && number <= 599
        ? { assertion: { kind: 'status', equals: number } }
        : { fault: 'status' }
    case 'latency':
      return number >= 1 && number <= 3_600_000 ? { assertion: { kind: 'latency', maxMs: number } } : { fault: 'ms' }
    case 'contains':
      return row.value === '' ? { fault: 'text' } : { assertion: { kind: 'contains', text: row.value } }
    case 'equals':
    case 'within': {
      if (!parseJsonPath(row.path.trim()).ok) return { fault: 'path' }
      const value = jsonOf(row.value)
      if (!value) return { fault: 'json' }
      const path = row.path.trim()
      if (row.kind === 'equals') return { assertion: { kind: 'equals', path, value: value.json } }
      const tolerance = Number(row.tolerance)
      return row.tolerance.trim() !== '' && tolerance >= 0
        ? { assertion: { kind: 'within', path, value: value.json, tolerance } }
        : { fault: 'tolerance' }
    }
    default:
      return row.kind satisfies never
  }
}

type Json = Extract<Assertion, { kind: 'equals' }>['value']

function jsonOf(text: string): { json: Json } | undefined {
  try {
    // What JSON.parse gives is JSON.
    return { json: JSON.parse(text) as Json }
  } catch {
    return undefined // said as a fault of the row
  }
}

/** Longer values make no good assertion. */
const suggestedLength = 2000

/** What an answer suggests: its status, and its value within a small tolerance where it has numbers. */
export function suggestedRows(answer: Answer | undefined): AssertionRow[] {
  if (!answer) return [newRow('status')]
  const status = newRow('status', { value: String(answer.status) })
  const document = answer.status < 300 && !answer.truncated && !answer.binary ? parseAnswer(answer.text) : undefined
  const text = document && JSON.stringify(document.value)
  if (text === undefined || text.length > suggestedLength) return [status]
  return [status, newRow(/\d/.test(text) ? 'within' : 'equals', { value: text })]
}
