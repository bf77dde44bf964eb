import type { z } from 'zod'
import { formatDurationMs, formatDurationSeconds, parseDurationMs, parseDurationSeconds } from '@/lib/domain/durations/iso'
import { ProblemError } from '@/lib/problems/problem'

/**
 * One row per key that YAML and the wire both know: names on both sides and, where the values differ, how to turn one into
 * the other. Keys outside the table are carried over under their own name, so a newer field is never erased.
 */
export interface FieldPair {
  yaml: string
  arm: string
  toArm?: (value: unknown) => unknown
  fromArm?: (value: unknown) => unknown
}

type Data = Record<string, unknown>

/** YAML word ⇄ wire word; unknown words pass as they are. */
export function words(pairs: Readonly<Record<string, string>>): Pick<FieldPair, 'toArm' | 'fromArm'> {
  const entries = Object.entries(pairs)
  return {
    toArm: (value) => entries.find(([yaml]) => typeof value === 'string' && yaml === value.toLowerCase())?.[1] ?? value,
    fromArm: (value) => entries.find(([, arm]) => typeof value === 'string' && arm.toLowerCase() === value.toLowerCase())?.[0] ?? value,
  }
}

/** Milliseconds ⇄ ISO 8601. Text that is no duration passes as it is, so nothing is lost on the way to an error. */
export const milliseconds: Pick<FieldPair, 'toArm' | 'fromArm'> = {
  toArm: (value) => (isDurationNumber(value) ? formatDurationMs(value) : value),
  fromArm: (value) => (typeof value === 'string' ? (parseDurationMs(value) ?? value) : value),
}

/** Seconds ⇄ ISO 8601. */
export const seconds: Pick<FieldPair, 'toArm' | 'fromArm'> = {
  toArm: (value) => (isDurationNumber(value) ? formatDurationSeconds(value) : value),
  fromArm: (value) => (typeof value === 'string' ? (parseDurationSeconds(value) ?? value) : value),
}

function isDurationNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

/** A nested mapping with its own table. */
export function nested(table: readonly FieldPair[]): Pick<FieldPair, 'toArm' | 'fromArm'> {
  return {
    toArm: (value) => (isData(value) ? mapToArm(value, table) : value),
    fromArm: (value) => (isData(value) ? mapFromArm(value, table) : value),
  }
}

/** A map whose values share a table (collections of the data collector). */
export function nestedMap(table: readonly FieldPair[]): Pick<FieldPair, 'toArm' | 'fromArm'> {
  const each = (value: unknown, convert: (inner: Data, table: readonly FieldPair[]) => Data): unknown =>
    isData(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, isData(inner) ? convert(inner, table) : inner]))
      : value
  return { toArm: (value) => each(value, mapToArm), fromArm: (value) => each(value, mapFromArm) }
}

/** YAML mapping → wire mapping. `undefined` values vanish; known keys win over an unknown key of the same wire name. */
export function mapToArm(data: Data, table: readonly FieldPair[], skip: readonly string[] = []): Data {
  return convert(data, table, skip, 'yaml', 'arm', (pair, value) => (pair.toArm ? pair.toArm(value) : value))
}

/** Wire mapping → YAML mapping. `null` means "not set" on the wire and vanishes. */
export function mapFromArm(data: Data, table: readonly FieldPair[], skip: readonly string[] = []): Data {
  const present = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null))
  return convert(present, table, skip, 'arm', 'yaml', (pair, value) => (pair.fromArm ? pair.fromArm(value) : value))
}

function convert(
  data: Data,
  table: readonly FieldPair[],
  skip: readonly string[],
  from: 'yaml' | 'arm',
  to: 'yaml' | 'arm',
  value: (pair: FieldPair, value: unknown) => unknown,
): Data {
  const result: Data = {}
  for (const pair of table) {
    const input = data[pair[from]]
    if (input !== undefined) result[pair[to]] = value(pair, input)
  }
  const known = new Set([...table.map((pair) => pair[from]), ...skip])
  for (const [key, input] of Object.entries(data)) if (!known.has(key) && input !== undefined && !(key in result)) result[key] = input
  return result
}

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Drops keys whose value is undefined, so bodies compare and serialise cleanly. */
export function compact<T extends Data>(data: T): T {
  const entries = Object.entries(data).filter(([, value]) => value !== undefined)
  // Same keys minus optional ones that were undefined.
  return Object.fromEntries(entries) as T
}

/**
 * A file made from the wire. What the service holds may break a limit of the file schema (an older, higher timeout); it is
 * given as it is then, and the checks report it.
 */
export function asFile<S extends z.ZodType>(schema: S, data: Data): z.infer<S> {
  const parsed = schema.safeParse(data)
  return parsed.success ? parsed.data : (data as z.infer<S>)
}

/** A body made from a checked file. A key of an unexpected kind (an unknown key named as one of the wire's) is a BadArgument. */
export function asBody<S extends z.ZodType>(schema: S, data: Data): z.infer<S> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const target = issue?.path.map(String).join('.') ?? ''
  throw new ProblemError({
    code: 'BadArgument',
    message: `${target}: ${issue?.message ?? 'has a form that is not allowed'}.`,
    target,
    origin: 'studio',
    retryable: false,
  })
}
