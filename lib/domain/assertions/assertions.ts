/** Checks what a saved example says about its answer. Pure, so that the studio's server and a test judge alike. */
import type { Assertion, AssertionResult } from '@/lib/contract/example'
import { formatPath, parseAnswer, parseJsonPath, valueAt } from '@/lib/domain/json-path/json-path'
import { compareJson } from '@/lib/domain/response-diff/response-diff'

/** What is known of an answer; without one, everything but the body may still be said. */
export interface JudgedAnswer {
  status?: number
  /** Undefined: no answer, a binary one, or one too long to be read here. */
  text?: string
  totalMs: number
}

/** One result per assertion, in their order. Nothing throws: what cannot be checked has not passed. */
export function checkAssertions(assertions: readonly Assertion[], answer: JudgedAnswer): AssertionResult[] {
  return assertions.map((assertion) => ({ assertion, ...check(assertion, answer) }))
}

function check(assertion: Assertion, answer: JudgedAnswer): { passed: boolean; actual: string } {
  switch (assertion.kind) {
    case 'status':
      return { passed: answer.status === assertion.equals, actual: String(answer.status ?? 'no answer') }
    case 'latency':
      return {
        passed: answer.status !== undefined && answer.totalMs <= assertion.maxMs,
        actual: `${Math.round(answer.totalMs * 10) / 10} ms`,
      }
    case 'contains': {
      if (answer.text === undefined) return { passed: false, actual: 'no text' }
      return { passed: answer.text.includes(assertion.text), actual: short(answer.text) }
    }
    case 'equals':
    case 'within':
      return checkValue(assertion, answer.text)
    default:
      return assertion satisfies never
  }
}

function checkValue(assertion: Extract<Assertion, { path: string }>, text: string | undefined): { passed: boolean; actual: string } {
  const path = parseJsonPath(assertion.path)
  if (!path.ok) return { passed: false, actual: `${assertion.path} is no JSON path` }
  const document = text === undefined ? undefined : parseAnswer(text)
  if (!document) return { passed: false, actual: 'the answer is not JSON' }
  const found = valueAt(document.value, path.steps)
  if (!found.found) return { passed: false, actual: `nothing at ${formatPath(path.steps)}` }
  const tolerance = assertion.kind === 'within' ? assertion.tolerance : 0
  const { differences } = compareJson(assertion.value, found.value, tolerance)
  const first = differences[0]
  if (!first) return { passed: true, actual: short(JSON.stringify(found.value)) }
  const where = first.path.length > 0 ? ` (differs first at ${formatPath([...path.steps, ...first.path])})` : ''
  return { passed: false, actual: `${short(JSON.stringify(found.value))}${where}` }
}

const shortLength = 200

function short(text: string): string {
  return text.length > shortLength ? `${text.slice(0, shortLength)}…` : text
}
