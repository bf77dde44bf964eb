/** JSON bodies from outside: bounded, plain, checked against the contract before anything reads them. */
import type { z } from 'zod'
import { badFields, fieldProblem, refusal } from '@/agent/errors'
import type { AgentContext } from '@/agent/routes/context'
import type { Problem } from '@/lib/problems/problem'

export const maxJsonBytes = 1024 * 1024
const maxDepth = 64
/** Names that reach an object's prototype when a body is merged carelessly. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

async function readText(c: AgentContext, maxBytes: number): Promise<string> {
  const declared = Number(c.req.header('content-length') ?? 0)
  if (declared > maxBytes) throw refusal('tooLarge', `The body has ${declared} bytes; at most ${maxBytes} are read.`)
  const body = c.req.raw.body
  if (!body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > maxBytes) throw refusal('tooLarge', `The body is larger than ${maxBytes} bytes.`)
    chunks.push(part.value)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

/** Walks without recursion: a deep body must not exhaust the stack. */
function checkShape(value: unknown): void {
  const rest: { value: unknown; depth: number }[] = [{ value, depth: 1 }]
  for (let next = rest.pop(); next; next = rest.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    if (next.depth > maxDepth) throw refusal('invalidBody', `The body is nested deeper than ${maxDepth} levels.`)
    for (const [key, child] of Object.entries(next.value)) {
      if (forbiddenKeys.has(key)) throw refusal('invalidBody', `The key "${key}" is refused in a body.`, { target: key })
      rest.push({ value: child, depth: next.depth + 1 })
    }
  }
}

/** The JSON body as plain data; undefined when it is empty. @throws ProblemError 400, 413, 415. */
export async function readJson(c: AgentContext): Promise<unknown> {
  const text = await readText(c, maxJsonBytes)
  if (text.trim() === '') return undefined
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw refusal('mediaType', `The body must be application/json, not "${type || 'without a type'}".`, { target: 'Content-Type' })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw refusal('invalidBody', `The body is not valid JSON: ${reason}`)
  }
  checkShape(value)
  return value
}

/** Text of a small body that is not JSON (the XML of a block list). */
export function readSmallText(c: AgentContext): Promise<string> {
  return readText(c, 8 * maxJsonBytes)
}

const expectations: Record<string, string> = {
  string: 'Write a text.',
  number: 'Write a number without quotes.',
  int: 'Write a whole number.',
  boolean: 'Write true or false.',
  object: 'Write an object: { … }.',
  record: 'Write an object: { … }.',
  array: 'Write a list: [ … ].',
}

function toProblem(issue: z.core.$ZodIssue): Problem {
  const field = issue.path.map(String).join('.') || 'body'
  if (issue.code === 'invalid_type') {
    const missing = issue.input === undefined && !/received (?!undefined)/.test(issue.message)
    return fieldProblem(
      field,
      missing ? `${field} is required (${issue.expected}).` : `${field} must be of type ${issue.expected}.`,
      expectations[issue.expected],
    )
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String).join(', ')
    return fieldProblem(field, `${field} must be one of ${values}.`, 'Use one of these words.')
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`
    return fieldProblem(field, `${field} is out of range: ${bound}.`, `Choose a value of ${bound}.`)
  }
  return fieldProblem(field, `${field}: ${issue.message}.`)
}

/** The value as `schema` reads it. @throws ProblemError BadArgument with one detail per field: field, rule, fix. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [first, ...rest] = parsed.error.issues.map(toProblem)
  throw first ? badFields([first, ...rest]) : refusal('badArgument', 'The body does not fit.')
}

/** readJson and parseWith in one; an absent body is read as `{}` when `optional`. */
export async function readBody<T extends z.ZodType>(c: AgentContext, schema: T, optional = false): Promise<z.infer<T>> {
  const value = await readJson(c)
  if (value === undefined && !optional) throw refusal('invalidBody', 'A JSON body is required.')
  return parseWith(schema, value ?? {})
}
