import { z } from 'zod'
import type { Finding, Repair } from '@/lib/contract/finding'
import { describeField, schemaAt } from '@/lib/contract/yaml/describe'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { repairType, repairWord, writeRepair } from '@/lib/domain/convert/schema-repairs'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { maxNameLength, minNameLength } from '@/lib/domain/names/names'

type Path = (string | number)[]
type Issue = z.core.$ZodIssue

/** `scale_settings.type`, `inputs[0].path`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}

export function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let current = data
  for (const step of path) {
    if (Array.isArray(current) && typeof step === 'number') current = current[step]
    else if (isRecord(current)) current = Object.hasOwn(current, String(step)) ? current[String(step)] : undefined
    else return undefined
  }
  return current
}

/** Zod issues of a YAML document as findings that name field, rule and fix. */
export function schemaFindings(kind: DocumentKind, issues: readonly Issue[], data: unknown): Finding[] {
  // A value of the wrong type has no length to complain about as well.
  const mistyped = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => JSON.stringify(path)))
  return issues
    .filter((issue) => issue.code !== 'too_small' || !mistyped.has(JSON.stringify(issue.path)))
    .flatMap((issue) => fromIssue(kind, issue, [], data))
}

/** The name of an endpoint or deployment that is there and empty: as a new file begins. */
function missingName(kind: DocumentKind, path: Path, input: unknown, example: unknown): Finding[] | undefined {
  if ((kind !== 'endpoint' && kind !== 'deployment') || path.length !== 1 || path[0] !== 'name' || (input !== null && input !== ''))
    return undefined
  const usual = String(example ?? '')
  return [
    {
      path,
      severity: 'error',
      rule: 'name-missing',
      message: 'name is missing.',
      fix: `Give it ${minNameLength} to ${maxNameLength} letters, digits and dashes, first a letter, for example ${usual}.`,
      stage: 'rules',
      values: { least: minNameLength, most: maxNameLength, example: usual },
      repairs: [writeRepair(path, usual)],
    },
  ]
}

function fromIssue(kind: DocumentKind, issue: Issue, base: Path, data: unknown): Finding[] {
  const path: Path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))]
  const input = valueAt(data, path)
  if (issue.code === 'invalid_union') {
    const nested = bestBranch(issue.errors, input)
    if (nested) return nested.flatMap((inner) => fromIssue(kind, inner, path, data))
  }
  const name = path.length > 0 ? pathText(path) : `The ${kind}`
  const help = describeField(kind, path)
  const unnamed = missingName(kind, path, input, help?.examples?.[0])
  if (unnamed) return unnamed
  const isNeeded = !(schemaAt(kind, path) instanceof z.ZodOptional)
  const { rule, message } = input === null ? withoutValue(name, isNeeded) : sentence(issue, name, input)
  const repairs = repairsFor(issue, path, input, help?.examples?.[0] ?? help?.default)
  return [
    {
      path,
      severity: 'error',
      rule,
      message,
      fix: fixFor(issue, help?.examples, help?.default, input === null && !isNeeded),
      stage: 'rules',
      values: valuesFor(issue, input),
      ...(repairs.length > 0 ? { repairs } : {}),
    },
  ]
}

/** Of the alternatives the one the author meant: the mapping when a mapping was written, else none. */
function bestBranch(branches: readonly (readonly Issue[])[], input: unknown): readonly Issue[] | undefined {
  if (!isRecord(input))
    return branches.find((issues) => issues.length > 0 && issues.every((issue) => issue.code !== 'invalid_type' || issue.path.length > 0))
  return branches.find((issues) => issues.length > 0 && issues.every((issue) => issue.path.length > 0))
}

const typeWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys and values',
  record: 'a mapping of keys and values',
  array: 'a list',
}

function shown(input: unknown): string {
  if (isRecord(input)) return 'a mapping'
  if (Array.isArray(input)) return 'a list'
  if (input === null) return 'empty'
  const text = JSON.stringify(input) ?? String(input)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** A key with nothing behind it: what is needed is missing, anything else may go. */
function withoutValue(name: string, isNeeded: boolean): { rule: string; message: string } {
  return isNeeded ? { rule: 'required', message: `${name} is missing.` } : { rule: 'no-value', message: `${name} has no value.` }
}

function sentence(issue: Issue, name: string, input: unknown): { rule: string; message: string } {
  switch (issue.code) {
    case 'invalid_type':
      if (input === undefined) return { rule: 'required', message: `${name} is required.` }
      return { rule: 'type', message: `${name} must be ${typeWords[issue.expected] ?? issue.expected}; it is ${shown(input)}.` }
    case 'invalid_value': {
      if (input === undefined) return { rule: 'required', message: `${name} is required.` }
      return { rule: 'allowed-values', message: `${name} must be one of ${issue.values.map(String).join(', ')}; it is ${shown(input)}.` }
    }
    case 'too_small':
      if (issue.origin === 'string') return { rule: 'required', message: `${name} must not be empty.` }
      return { rule: 'minimum', message: `${name} must be at least ${issue.minimum}; it is ${shown(input)}.` }
    case 'too_big':
      return { rule: 'maximum', message: `${name} must be at most ${issue.maximum}; it is ${shown(input)}.` }
    case 'invalid_union':
      if (input === undefined) return { rule: 'required', message: `${name} is required.` }
      return { rule: 'type', message: `${name} has a form that is not allowed here; it is ${shown(input)}.` }
    default:
      return { rule: 'format', message: `${name}: ${issue.message}.` }
  }
}

/** What the sentence of another language names. */
function valuesFor(issue: Issue, input: unknown): Record<string, string | number> {
  const value = shown(input)
  if (issue.code === 'invalid_value') return { value, allowed: issue.values.map(String).join(', ') }
  if (issue.code === 'too_big') return { value, limit: Number(issue.maximum) }
  if (issue.code === 'too_small') return { value, limit: Number(issue.minimum) }
  return { value }
}

function repairsFor(issue: Issue, path: Path, input: unknown, example: unknown): Repair[] {
  if (path.length === 0) return []
  const isScalar = typeof example === 'string' || typeof example === 'number' || typeof example === 'boolean'
  if (input === undefined || input === null || (issue.code === 'too_small' && issue.origin === 'string'))
    return isScalar && issue.code !== 'custom' ? [writeRepair(path, example)] : []
  switch (issue.code) {
    case 'invalid_value':
      return repairWord(path, input, issue.values.map(String))
    case 'invalid_type':
      return repairType(path, input, issue.expected)
    case 'too_big':
      return typeof input === 'number' ? [writeRepair(path, Number(issue.maximum))] : []
    case 'too_small':
      return typeof input === 'number' ? [writeRepair(path, Number(issue.minimum))] : []
    default:
      return []
  }
}

function fixFor(issue: Issue, examples: readonly unknown[] | undefined, fallback: unknown, mayGo: boolean): string | undefined {
  if (issue.code === 'too_big') return `Write ${issue.maximum} or less.`
  if (issue.code === 'too_small' && issue.origin !== 'string') return `Write ${issue.minimum} or more.`
  if (issue.code === 'invalid_value' && !mayGo) return `Write ${issue.values.map(String).join(' or ')}.`
  const example = examples?.[0] ?? fallback
  const written = example === undefined ? undefined : typeof example === 'string' ? example : JSON.stringify(example)
  if (mayGo) return written === undefined ? 'Write one, or remove the line.' : `Write one, for example ${written}, or remove the line.`
  return written === undefined ? undefined : `For example ${written}.`
}
