/** JMESPath over a result, with faults explained at their place. The engine is loaded when it is first needed. */
import type { AzResult } from '@/lib/domain/az-output/az-output'

export interface QueryFault {
  /** Of the engine, in English. */
  message: string
  /** Index of the character where the expression stops making sense; its length when something is missing at the end. */
  position: number
  kind: 'unclosed' | 'unfinished' | 'unexpected' | 'evaluation'
}
export type QueryOutcome =
  | { ok: true; result: AzResult /** Parts that `az` itself does not know. */; beyondAz: string[] }
  | { ok: false; fault: QueryFault }

/** Every object of the data, so that those an expression makes can be told apart. */
function objectsOf(data: unknown): WeakSet<object> {
  const known = new WeakSet<object>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || known.has(value)) return
    known.add(value)
    for (const inner of Object.values(value)) visit(inner)
  }
  visit(data)
  return known
}

/** The opening bracket or quote that is never closed. */
export function unclosedAt(expression: string): number | undefined {
  const open: { closer: string; at: number }[] = []
  const closers: Record<string, string> = { '(': ')', '[': ']', '{': '}' }
  for (let at = 0; at < expression.length; at += 1) {
    const character = expression[at] ?? ''
    if (character === "'" || character === '"' || character === '`') {
      let end = at + 1
      while (end < expression.length && expression[end] !== character) end += expression[end] === '\\' ? 2 : 1
      if (end >= expression.length) return at
      at = end
    } else if (closers[character]) open.push({ closer: closers[character], at })
    else if (open.at(-1)?.closer === character) open.pop()
  }
  return open.at(-1)?.at
}

/** Where and of what kind a syntax error of the engine is; it names tokens but no places. */
export function locateFault(expression: string, message: string): QueryFault {
  const unclosed = unclosedAt(expression)
  if (unclosed !== undefined) return { message, position: unclosed, kind: 'unclosed' }
  if (/EOF|end of/i.test(message)) return { message, position: expression.length, kind: 'unfinished' }
  if (!/syntax|token|character/i.test(message)) {
    const called = /\b([a-z_]+)\(\)/.exec(message)?.[1]
    return { message, position: called ? Math.max(0, expression.indexOf(called)) : 0, kind: 'evaluation' }
  }
  const named = /value: (.+)$|"(.+)"$|character: (.)/.exec(message)
  const token = named?.[1] ?? named?.[2] ?? named?.[3]
  const at = token === undefined ? -1 : expression.lastIndexOf(token)
  return { message, position: at < 0 ? 0 : at, kind: 'unexpected' }
}

/** Doc: https://jmespath.org/specification.html (functions of the edition `az` carries). */
const azFunctions: ReadonlySet<string> = new Set(
  'abs avg ceil contains ends_with floor join keys length map max max_by merge min min_by not_null reverse sort sort_by starts_with sum to_array to_number to_string type values'.split(
    ' ',
  ),
)
const laterNodes: Record<string, string> = {
  Arithmetic: 'arithmetic',
  Unary: 'arithmetic',
  Let: 'let',
  LetExpression: 'let',
  Variable: '$name',
  Root: '$',
  Ternary: '? :',
}

function beyondAz(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const each of node) beyondAz(each, found)
  else if (typeof node === 'object' && node !== null) {
    const { type, name, ...rest } = node as { type?: unknown; name?: unknown }
    if (typeof type === 'string' && laterNodes[type]) found.add(laterNodes[type])
    if (type === 'Function' && typeof name === 'string' && !azFunctions.has(name)) found.add(`${name}()`)
    for (const inner of Object.values(rest)) beyondAz(inner, found)
  }
  return found
}

/** `az` takes a backtick literal that is no JSON for a text: [?auth_mode==`key`], as older examples are written. */
const options = { enable_legacy_literals: true }

/** Evaluates an expression; an empty one gives the data as it is. */
export async function runQuery(data: unknown, expression: string): Promise<QueryOutcome> {
  const known = objectsOf(data)
  const isData = (value: object) => known.has(value)
  if (expression.trim() === '') return { ok: true, result: { value: data, isData, hasQuery: false }, beyondAz: [] }
  const unclosed = unclosedAt(expression)
  // The engine takes an open quote for closed.
  if (unclosed !== undefined) return { ok: false, fault: { message: 'never closed', position: unclosed, kind: 'unclosed' } }
  const { compile, search } = await import('@jmespath-community/jmespath')
  try {
    const tree = compile(expression, options)
    // JSON in, JSON out: the engine's own type says the same.
    const value: unknown = search(data as Parameters<typeof search>[0], expression, options)
    return { ok: true, result: { value, isData, hasQuery: true }, beyondAz: [...beyondAz(tree)] }
  } catch (error) {
    return { ok: false, fault: locateFault(expression, error instanceof Error ? error.message : String(error)) }
  }
}
