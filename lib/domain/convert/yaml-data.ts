import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml'
import type { Finding } from '@/lib/contract/finding'
import { maxYamlAliases, maxYamlDepth, maxYamlNodes } from '@/lib/domain/convert/yaml-nesting'

type Path = (string | number)[]

/** Keys that would reach an object's prototype; refused, so data can be plain objects. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

export interface YamlData {
  data: unknown
  /** Findings carry `offset`-free paths; positions are added by the loader. */
  findings: (Finding & { offset?: number })[]
}

class LimitReached extends Error {}

/**
 * Plain data of a parsed document, with duplicate keys found by a Set (the parser's own check is quadratic),
 * aliases counted and expanded, merge keys (`<<`) applied and depth limited.
 */
export function yamlToData(document: Document): YamlData {
  const findings: YamlData['findings'] = []
  let aliases = 0
  let nodes = 0
  const open = new Set<unknown>()

  const refuse = (path: Path, rule: string, message: string, fix: string, offset?: number): void => {
    if (findings.length < 50) findings.push({ path, severity: 'error', rule, message, fix, stage: 'load', offset })
  }
  const stop = (path: Path, rule: string, message: string, fix: string, offset?: number): never => {
    refuse(path, rule, message, fix, offset)
    throw new LimitReached(message)
  }

  const read = (node: unknown, path: Path, depth: number): unknown => {
    const offset = (node as Node | null)?.range?.[0]
    nodes += 1
    if (depth > maxYamlDepth) stop(path, 'yaml-depth', `The document nests deeper than ${maxYamlDepth} levels.`, 'Flatten it.', offset)
    if (nodes > maxYamlNodes)
      stop(path, 'yaml-size', `The document has more than ${maxYamlNodes} values after expanding aliases.`, 'Write fewer aliases.', offset)
    if (isAlias(node)) {
      aliases += 1
      if (aliases > maxYamlAliases)
        stop(path, 'yaml-aliases', `The document uses more than ${maxYamlAliases} aliases.`, 'Write the values out.', offset)
      const target = node.resolve(document)
      if (target === undefined) {
        refuse(path, 'yaml-alias', `The alias *${node.source} names no anchor above it.`, `Define &${node.source} first.`, offset)
        return null
      }
      if (open.has(target)) stop(path, 'yaml-alias', `The alias *${node.source} contains itself.`, 'Write the value out.', offset)
      return read(target, path, depth)
    }
    if (isScalar(node)) return node.value
    if (isMap(node) || isSeq(node)) {
      open.add(node)
      const value = isMap(node) ? readMap(node, path, depth) : node.items.map((item, index) => read(item, [...path, index], depth + 1))
      open.delete(node)
      return value
    }
    return null
  }

  const readMap = (map: YAMLMap, path: Path, depth: number): Record<string, unknown> => {
    const result: Record<string, unknown> = {}
    const merged: Record<string, unknown>[] = []
    const seen = new Set<string>()
    for (const pair of map.items) {
      const key = keyOf(pair, path)
      if (key === undefined) continue
      const offset = (pair.key as Node | null)?.range?.[0]
      if (key === '<<') {
        const value = read(pair.value, [...path, key], depth + 1)
        for (const source of Array.isArray(value) ? value : [value]) if (isRecord(source)) merged.push(source)
        continue
      }
      if (forbiddenKeys.has(key)) {
        refuse([...path, key], 'yaml-key', `The key ${key} is not allowed.`, 'Rename it.', offset)
        continue
      }
      if (seen.has(key)) {
        refuse([...path, key], 'yaml-duplicate-key', `The key ${key} is written twice in the same mapping.`, 'Keep one of them.', offset)
        continue
      }
      seen.add(key)
      result[key] = read(pair.value, [...path, key], depth + 1)
    }
    for (const source of merged) for (const [key, value] of Object.entries(source)) if (!seen.has(key)) result[key] ??= value
    return result
  }

  const keyOf = (pair: Pair, path: Path): string | undefined => {
    const key = isAlias(pair.key) ? pair.key.resolve(document) : pair.key
    if (isScalar(key)) return String(key.value)
    const offset = (pair.key as Node | null)?.range?.[0]
    if (isPair(pair) && (isMap(key) || isSeq(key)))
      refuse(
        path,
        'placeholder',
        'A bracket stands where a name or value is expected; {{…}} is a template placeholder and no YAML.',
        'Replace the placeholder by a value, or put it in quotes.',
        offset,
      )
    return undefined
  }

  try {
    return { data: read(document.contents, [], 0), findings }
  } catch (error) {
    if (error instanceof LimitReached) return { data: undefined, findings }
    throw error
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
