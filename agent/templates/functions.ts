/** Functions of templates that need nothing but their arguments. Those that need the deployment are in evaluate.ts. */
import { count, type TemplateFunction, textArg, textFunctions, textOf, wholeArg } from '@/agent/templates/text-functions'
import { bounded, callError, isMap, keyIn, mapOf, sameValue, type TemplateValue, templateLimits } from '@/agent/templates/values'

function listArg(args: TemplateValue[], index: number, name: string): TemplateValue[] {
  const value = args[index]
  if (Array.isArray(value)) return value
  throw callError(name, `Its argument ${index + 1} must be an array.`)
}

function concat(args: TemplateValue[], name: string): TemplateValue {
  count(args, name, 1, Number.POSITIVE_INFINITY)
  const lists = args.filter((each): each is TemplateValue[] => Array.isArray(each))
  if (lists.length === args.length) return lists.flat()
  if (lists.length > 0) throw callError(name, 'It takes either strings or arrays, not both.')
  if (args.some(isMap)) throw callError(name, 'An object cannot be part of a string.')
  return args.map(textOf).join('')
}

/** `take` and `skip` of a text or a list. */
const part =
  (cut: (length: number) => [number, number | undefined]): TemplateFunction =>
  (args, name) => {
    count(args, name, 2)
    const [from, to] = cut(Math.max(0, wholeArg(args, 1, name)))
    const value = args[0]
    return Array.isArray(value) ? value.slice(from, to) : textArg(args, 0, name).slice(from, to)
  }

const edge =
  (which: 0 | -1): TemplateFunction =>
  (args, name) => {
    count(args, name, 1)
    const value = args[0]
    if (Array.isArray(value)) return value.at(which) ?? null
    return textArg(args, 0, name).at(which) ?? ''
  }

function contains(args: TemplateValue[], name: string): boolean {
  count(args, name, 2)
  const [where = null, what = null] = args
  if (Array.isArray(where)) return where.some((each) => sameValue(each, what))
  if (isMap(where)) return keyIn(where, textOf(what)) !== undefined
  return textArg(args, 0, name).includes(textOf(what))
}

function union(args: TemplateValue[], name: string): TemplateValue {
  count(args, name, 2, Number.POSITIVE_INFINITY)
  if (args.every((each) => Array.isArray(each))) {
    const all = args.flat()
    if (all.length > templateLimits.listLength) throw callError(name, 'The list has become too long.')
    return all.filter((each, index) => all.findIndex((other) => sameValue(each, other)) === index)
  }
  if (!args.every(isMap)) throw callError(name, 'It takes either arrays or objects, not both.')
  return args.reduce<TemplateValue>((all, next) => mergeDeep(all, next), {})
}

function mergeDeep(a: TemplateValue, b: TemplateValue): TemplateValue {
  if (!isMap(a) || !isMap(b)) return b
  const merged = new Map<string, TemplateValue>(Object.entries(a))
  for (const [key, value] of Object.entries(b)) {
    const before = merged.get(key)
    merged.set(key, before === undefined ? value : mergeDeep(before, value))
  }
  return mapOf(merged)
}

function intersection(args: TemplateValue[], name: string): TemplateValue {
  count(args, name, 2, Number.POSITIVE_INFINITY)
  const [first, ...rest] = args
  if (Array.isArray(first))
    return first.filter((each) => rest.every((list) => Array.isArray(list) && list.some((other) => sameValue(each, other))))
  if (!isMap(first)) throw callError(name, 'It takes arrays or objects.')
  const kept = Object.entries(first).filter(([key, value]) =>
    rest.every((other) => isMap(other) && Object.hasOwn(other, key) && sameValue(other[key] ?? null, value)),
  )
  return mapOf(kept)
}

function range(args: TemplateValue[], name: string): TemplateValue {
  count(args, name, 2)
  const [start, length] = [wholeArg(args, 0, name), wholeArg(args, 1, name)]
  if (length < 0 || length > templateLimits.listLength) throw callError(name, `It makes 0 to ${templateLimits.listLength} numbers.`)
  return Array.from({ length }, (_, index) => start + index)
}

const extreme =
  (pick: (...numbers: number[]) => number): TemplateFunction =>
  (args, name) => {
    const list = args.length === 1 && Array.isArray(args[0]) ? args[0] : args
    return list.map((_each, index) => wholeArg(list, index, name)).reduce((a, b) => pick(a, b))
  }

const arithmetic =
  (work: (a: number, b: number) => number): TemplateFunction =>
  (args, name) => {
    count(args, name, 2)
    const [a, b] = [wholeArg(args, 0, name), wholeArg(args, 1, name)]
    if (b === 0 && (name === 'div' || name === 'mod')) throw callError(name, 'The second operand must not be zero.')
    return work(a, b)
  }

const ordered =
  (holds: (order: number) => boolean): TemplateFunction =>
  (args, name) => {
    count(args, name, 2)
    const [a, b] = args
    if (typeof a === 'number' && typeof b === 'number') return holds(a - b)
    if (typeof a === 'string' && typeof b === 'string') return holds(a < b ? -1 : a > b ? 1 : 0)
    throw callError(name, 'It compares two integers or two strings.')
  }

function bool(args: TemplateValue[], name: string): boolean {
  count(args, name, 1)
  const value = args[0]
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string' && /^(true|false|1|0)$/i.test(value)) return /^(true|1)$/i.test(value)
  throw callError(name, 'Its argument is neither true nor false.')
}

function int(args: TemplateValue[], name: string): number {
  count(args, name, 1)
  const value = args[0]
  if (typeof value === 'number') return Math.trunc(value)
  if (typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value.trim())) return Number(value)
  throw callError(name, 'Its argument is no integer.')
}

function createObject(args: TemplateValue[], name: string): TemplateValue {
  if (args.length % 2 !== 0) throw callError(name, 'It takes keys and values in turn.')
  return mapOf(args.flatMap((_each, index) => (index % 2 === 0 ? [[textArg(args, index, name), args[index + 1] ?? null] as const] : [])))
}

const constant =
  (value: TemplateValue): TemplateFunction =>
  (args, name) => {
    count(args, name, 0)
    return value
  }

const rows: readonly (readonly [string, TemplateFunction])[] = [
  ...textFunctions,
  ['concat', concat],
  ['contains', contains],
  ['take', part((length) => [0, length])],
  ['skip', part((length) => [length, undefined])],
  ['first', edge(0)],
  ['last', edge(-1)],
  [
    'length',
    (args, name) => {
      count(args, name, 1)
      const value = args[0]
      return Array.isArray(value) ? value.length : isMap(value) ? Object.keys(value).length : textArg(args, 0, name).length
    },
  ],
  [
    'array',
    (args, name) => {
      count(args, name, 1)
      return Array.isArray(args[0]) ? args[0] : [args[0] ?? null]
    },
  ],
  ['createArray', (args) => args],
  ['createObject', createObject],
  [
    'items',
    (args, name) => {
      count(args, name, 1)
      if (!isMap(args[0])) throw callError(name, 'Its argument must be an object.')
      return Object.entries(args[0])
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, value }))
    },
  ],
  [
    'objectKeys',
    (args, name) => {
      count(args, name, 1)
      if (!isMap(args[0])) throw callError(name, 'Its argument must be an object.')
      return Object.keys(args[0]).sort()
    },
  ],
  [
    'shallowMerge',
    (args, name) => {
      const maps = listArg(args, 0, name)
      if (!maps.every(isMap)) throw callError(name, 'It merges objects.')
      return mapOf(maps.flatMap((each) => Object.entries(each)))
    },
  ],
  ['union', union],
  ['intersection', intersection],
  ['range', range],
  ['min', extreme(Math.min)],
  ['max', extreme(Math.max)],
  ['add', arithmetic((a, b) => a + b)],
  ['sub', arithmetic((a, b) => a - b)],
  ['mul', arithmetic((a, b) => a * b)],
  ['div', arithmetic((a, b) => Math.trunc(a / b))],
  ['mod', arithmetic((a, b) => a % b)],
  ['int', int],
  [
    'float',
    (args, name) => {
      count(args, name, 1)
      const value = typeof args[0] === 'string' ? Number(args[0]) : args[0]
      if (typeof value !== 'number' || !Number.isFinite(value)) throw callError(name, 'Its argument is no number.')
      return value
    },
  ],
  ['bool', bool],
  ['true', constant(true)],
  ['false', constant(false)],
  ['null', constant(null)],
  ['not', (args, name) => !bool(args, name)],
  [
    'equals',
    (args, name) => {
      count(args, name, 2)
      return sameValue(args[0] ?? null, args[1] ?? null)
    },
  ],
  ['less', ordered((order) => order < 0)],
  ['lessOrEquals', ordered((order) => order <= 0)],
  ['greater', ordered((order) => order > 0)],
  ['greaterOrEquals', ordered((order) => order >= 0)],
]

/** By name in lower case: names of functions are compared without case. */
const byName = new Map(rows.map(([name, work]) => [name.toLowerCase(), { name, work }]))

/** Calls a function of this table; undefined when it has none of the name. @throws ExpressionError */
export function callFunction(name: string, args: TemplateValue[]): TemplateValue | undefined {
  const found = byName.get(name.toLowerCase())
  if (!found) return undefined
  return bounded(found.work(args, found.name))
}
