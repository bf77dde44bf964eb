/** Values of template expressions, the limits they keep, and what is said when a template breaks a rule. */
import { ProblemError } from '@/lib/problems/problem'

export type TemplateValue = string | number | boolean | null | TemplateValue[] | { [key: string]: TemplateValue }

/** Doc: https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices (template limits); depth and sizes of values are this computer's. */
export const templateLimits = {
  parameters: 256,
  variables: 256,
  resources: 800,
  outputs: 64,
  expressionLength: 24_576,
  expressionDepth: 64,
  textLength: 1024 * 1024,
  listLength: 10_000,
  valueDepth: 80,
  /** Characters and items of one value, parts that occur twice counted twice. */
  valueWeight: 4 * 1024 * 1024,
  /** Functions called for one deployment. */
  calls: 500_000,
} as const

/** Says what is wrong with an expression; whoever evaluates it adds where it stands. */
export class ExpressionError extends Error {}

const help = 'Please see https://aka.ms/arm-functions for usage details.'

/** Wording of Azure Resource Manager for a function that was called wrongly. */
export function callError(name: string, why: string): ExpressionError {
  return new ExpressionError(`Unable to evaluate the template language function '${name}'. ${why} ${help}`)
}

/** Azure's `InvalidTemplate` (400). */
export function invalidTemplate(message: string, target?: string): ProblemError {
  return new ProblemError(
    { code: 'InvalidTemplate', message, origin: 'input', retryable: false, ...(target === undefined ? {} : { target }) },
    400,
  )
}

export function isMap(value: unknown): value is Record<string, TemplateValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names that reach an object's prototype when data is merged carelessly; refused in bodies, and in what expressions make. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** A mapping of own keys. @throws ExpressionError for a key that data may not have. */
export function mapOf(entries: Iterable<readonly [string, TemplateValue]>): Record<string, TemplateValue> {
  const list = [...entries]
  for (const [key] of list) if (forbiddenKeys.has(key)) throw new ExpressionError(`The key '${key}' is refused in an object.`)
  return Object.fromEntries(list)
}

/** Data of JSON as a value of expressions; keys were checked when the body was read, or are checked here. @throws ExpressionError when it is too deep */
export function asValue(data: unknown, depth = 1): TemplateValue {
  if (depth > templateLimits.valueDepth) throw new ExpressionError(`A value is nested deeper than ${templateLimits.valueDepth} levels.`)
  if (data === null || data === undefined) return null
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return data
  if (Array.isArray(data)) return data.map((each) => asValue(each, depth + 1))
  if (typeof data === 'object') return mapOf(Object.entries(data).map(([key, value]) => [key, asValue(value, depth + 1)] as const))
  throw new ExpressionError(`A value of type ${typeof data} is no JSON.`)
}

const weights = new WeakMap<object, { weight: number; depth: number }>()

/** Characters and items of a value, and how deep it is. Parts are shared, not copied, so a few expressions can make a value too large to write down. */
function measure(value: TemplateValue): { weight: number; depth: number } {
  if (typeof value === 'string') return { weight: 1 + value.length, depth: 1 }
  if (typeof value !== 'object' || value === null) return { weight: 1, depth: 1 }
  const known = weights.get(value)
  if (known) return known
  const parts = Object.values(value).map(measure)
  const keys = Array.isArray(value) ? 0 : Object.keys(value).join('').length
  const measured = {
    weight: parts.reduce((sum, part) => sum + part.weight, 1 + keys),
    depth: 1 + parts.reduce((deepest, part) => Math.max(deepest, part.depth), 0),
  }
  weights.set(value, measured)
  return measured
}

/** The value itself. @throws ExpressionError when it is larger or deeper than values may be */
export function bounded(value: TemplateValue): TemplateValue {
  if (typeof value === 'string' && value.length > templateLimits.textLength) throw new ExpressionError('A text grew beyond 1 MiB.')
  if (Array.isArray(value) && value.length > templateLimits.listLength)
    throw new ExpressionError(`A list grew beyond ${templateLimits.listLength} items.`)
  const { weight, depth } = measure(value)
  if (weight > templateLimits.valueWeight) throw new ExpressionError('A value grew beyond 4 MiB.')
  if (depth > templateLimits.valueDepth) throw new ExpressionError(`A value is nested deeper than ${templateLimits.valueDepth} levels.`)
  return value
}

/** The key as the mapping spells it: names in templates are compared without case. */
export function keyIn(map: Record<string, unknown>, key: string): string | undefined {
  if (Object.hasOwn(map, key)) return key
  const folded = key.toLowerCase()
  return Object.keys(map).find((each) => each.toLowerCase() === folded)
}

/** Equal as JSON, whatever the order of keys. */
export function sameValue(a: TemplateValue, b: TemplateValue): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, index) => sameValue(each, b[index] ?? null))
  if (isMap(a)) {
    if (!isMap(b)) return false
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] ?? null, b[key] ?? null))
  }
  return a === b
}
