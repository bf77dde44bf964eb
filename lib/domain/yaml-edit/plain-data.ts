/** Changes carried out on plain data: what an edit of the text must read back as. */
import type { DocumentChange } from '@/lib/contract/finding'
import { isRecord } from '@/lib/domain/convert/yaml-data'

export type YamlPath = readonly (string | number)[]
type Mapping = Record<string, unknown>

const isCollection = (value: unknown): value is Mapping | unknown[] => typeof value === 'object' && value !== null
const sizeOf = (value: Mapping | unknown[]) => Object.keys(value).length

/** An own property, whatever its name: `__proto__` is a key like others. */
function put(target: Mapping, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

function copyWith(data: unknown, key: string | number, value: unknown): unknown {
  if (Array.isArray(data)) {
    const items: unknown[] = [...data]
    const index = Number(key)
    if (value === undefined) items.splice(index, 1)
    else items[Math.min(index, items.length)] = value
    return items
  }
  if (typeof key === 'number' && !isRecord(data)) return value === undefined ? [] : [value]
  const result: Mapping = {}
  const before = isRecord(data) ? data : {}
  for (const [name, inner] of Object.entries(before)) if (name !== String(key) || value !== undefined) put(result, name, inner)
  if (value !== undefined) put(result, String(key), value)
  return result
}

/** The value under one key; undefined when there is none. */
export function childOf(data: unknown, key: string | number): unknown {
  if (Array.isArray(data)) return typeof key === 'number' || /^\d+$/.test(key) ? data[Number(key)] : undefined
  return isRecord(data) && Object.hasOwn(data, String(key)) ? data[String(key)] : undefined
}

export const dataAt = (data: unknown, path: YamlPath): unknown => path.reduce(childOf, data)

function set(data: unknown, path: YamlPath, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  return copyWith(data, key, set(childOf(data, key), rest, value))
}

function remove(data: unknown, path: YamlPath): unknown {
  const [key, ...rest] = path
  if (key === undefined) return undefined
  const child = childOf(data, key)
  if (child === undefined) return data
  const left = remove(child, rest)
  if (left === child) return data
  return copyWith(data, key, left !== undefined && isCollection(left) && sizeOf(left) === 0 ? undefined : left)
}

function rename(data: unknown, path: YamlPath, name: string): unknown {
  const [key, ...rest] = path
  if (key === undefined) return data
  if (rest.length > 0) return childOf(data, key) === undefined ? data : copyWith(data, key, rename(childOf(data, key), rest, name))
  if (!isRecord(data)) return data
  const result: Mapping = {}
  for (const [known, value] of Object.entries(data)) put(result, known === String(key) ? name : known, value)
  return result
}

/** The data after one change; parents that become empty are removed with what was in them. Undefined = nothing is left. */
export function changedData(data: unknown, change: DocumentChange): unknown {
  if (change.op === 'set')
    return change.value === undefined ? remove(data, change.path) : set(data, change.path, withoutUndefined(change.value))
  return change.op === 'remove' ? remove(data, change.path) : rename(data, change.path, change.key)
}

/** A copy as YAML can hold it: keys without a value left out. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutUndefined(item ?? null))
  if (!isRecord(value)) return value
  const result: Mapping = {}
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) put(result, key, withoutUndefined(inner))
  return result
}

/** Same values and types; the order of keys does not count, nothing and an empty document are the same. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameData(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return a === 0 && b === 0
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameData(a[key], b[key]))
}
