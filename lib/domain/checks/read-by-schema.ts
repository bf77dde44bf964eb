import type { z } from 'zod'
import { type DocumentKind, yamlSchemas } from '@/lib/contract/yaml/kinds'
import type { Asking } from '@/lib/domain/answer-memory'
import { valueAt } from '@/lib/domain/convert/schema-findings'
import { isRecord } from '@/lib/domain/convert/yaml-data'

type Issue = z.core.$ZodIssue

/** One key of a document, read by its schema. */
interface ReadField {
  issues: readonly Issue[]
  /** What the schema makes of the value, without the parts that break it; undefined when nothing is left. */
  sound: unknown
}

export interface ReadDocument {
  issues: readonly Issue[]
  /** The document as its schema reads it, without the parts that break it. */
  sound: Record<string, unknown>
}

/** Beyond this many slips a whole key goes at once, as each removal copies its mapping. */
const mostRemovals = 200
/** Taking a part out may show another slip behind it; after so many the key goes. */
const mostRounds = 20

/**
 * A document read key by key, as its schema reads it as a whole: a key that is as before is not read again. A missing mandatory key takes
 * its mapping with it.
 */
export function readBySchema(kind: DocumentKind, data: Readonly<Record<string, unknown>>, ask: Asking): ReadDocument {
  const fields: Readonly<Record<string, z.ZodType>> = yamlSchemas[kind].shape
  const issues: Issue[] = []
  const sound: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(fields)) {
    const value = data[key]
    const read = ask.ofKey(readField, key, value, () => readField(key, field, value))
    issues.push(...read.issues)
    if (read.sound !== undefined) sound[key] = read.sound
  }
  // Unknown keys are kept as written.
  for (const [key, value] of Object.entries(data)) if (!Object.hasOwn(fields, key)) sound[key] = value
  return { issues, sound }
}

function readField(key: string, field: z.ZodType, value: unknown): ReadField {
  const parsed = field.safeParse(value)
  if (parsed.success) return { issues: [], sound: parsed.data }
  const found = parsed.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }))
  return { issues: found, sound: value === undefined ? undefined : soundPart(field, value, parsed.error.issues) }
}

function soundPart(field: z.ZodType, value: unknown, found: readonly Issue[]): unknown {
  let part = value
  let issues = found
  for (let round = 0; round < mostRounds; round += 1) {
    if (issues.length > mostRemovals) return undefined
    for (const issue of issues) part = without(part, issuePath(issue, part))
    if (part === undefined) return undefined
    const parsed = field.safeParse(part)
    if (parsed.success) return parsed.data
    issues = parsed.error.issues
  }
  return undefined
}

function issuePath(issue: Issue, value: unknown): (string | number)[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  return valueAt(value, path) === undefined ? path.slice(0, -1) : path
}

/** Nothing when the path leads through something else than mappings to the value. */
function without(value: unknown, path: readonly (string | number)[]): unknown {
  const [first, ...rest] = path
  if (first === undefined || !isRecord(value)) return undefined
  const key = String(first)
  const inner = rest.length > 0 && isRecord(value[key]) ? without(value[key], rest) : undefined
  if (inner !== undefined) return { ...value, [key]: inner }
  const { [key]: _removed, ...kept } = value
  return kept
}
