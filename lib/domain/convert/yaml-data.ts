import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from 'yaml'
import type { Finding } from '@/lib/contract/finding'
import { plainValue } from '@/lib/domain/convert/plain-scalar'
import { sayYamlFault } from '@/lib/domain/convert/yaml-faults'
import { maxYamlAliases, maxYamlDepth, maxYamlNodes } from '@/lib/domain/convert/yaml-nesting'

type Path = (string | number)[]

/** Keys that would reach an object's prototype; refused, so data can be plain objects. */
export const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** What plain data cannot say; paths are JSON texts of the arrays. */
export interface YamlNotes {
  /** Values that are dates to `az ml`; the data holds their text. */
  dates: ReadonlySet<string>
  /** Keys that are no text to `az ml` (1, true, ~); the data holds their text. */
  otherKeys: ReadonlySet<string>
}

export interface YamlData {
  data: unknown
  notes: YamlNotes
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
  const dates = new Set<string>()
  const otherKeys = new Set<string>()
  const notes = { dates, otherKeys }
  const anchors = new Set<string>()
  const seenAnchors = new Set<unknown>()
  let aliases = 0
  let nodes = 0
  const open = new Set<unknown>()

  const refuse = (path: Path, rule: string, message: string, fix: string, offset?: number, values?: Finding['values']): void => {
    if (findings.length < 50)
      findings.push({ path, severity: 'error', rule, message, fix, stage: 'load', offset, ...(values && { values }) })
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
      if (open.has(target)) {
        const message = `The alias *${node.source} contains itself; no value that is sent to Azure can.`
        // The SDK loads such a file and ends in a RecursionError when it sends it.
        findings.push({ path, severity: 'error', rule: 'yaml-cycle', message, fix: 'Write the value out.', stage: 'rules', offset })
        throw new LimitReached(message)
      }
      return read(target, path, depth)
    }
    const anchor = (isScalar(node) || isMap(node) || isSeq(node)) && node.anchor
    if (anchor && !open.has(node)) {
      if (anchors.has(anchor) && !seenAnchors.has(node))
        refuse(path, 'yaml-alias', `The anchor &${anchor} is defined twice.`, 'Give the second one another name.', offset)
      anchors.add(anchor)
      seenAnchors.add(node)
    }
    if (isScalar(node)) return readScalar(node, path, offset)
    if (isMap(node) || isSeq(node)) {
      open.add(node)
      const value = isMap(node) ? readMap(node, path, depth) : node.items.map((item, index) => read(item, [...path, index], depth + 1))
      open.delete(node)
      return value
    }
    return null
  }

  const readScalar = (node: Scalar, path: Path, offset: number | undefined): unknown => {
    if (node.type !== Scalar.PLAIN || node.tag !== undefined || node.source === undefined) return node.value
    const { value, note } = plainValue(node.source)
    if (note === 'date') dates.add(JSON.stringify(path))
    if (note === 'impossible-date')
      refuse(
        path,
        'yaml-date',
        `${node.source} has the form of a date, but no such day or time exists.`,
        'Correct it, or put it in quotes.',
        offset,
      )
    if (note === 'sign') {
      const { rule, message, fix, values } = sayYamlFault({ fault: 'sign', found: node.source }, node.source)
      refuse(path, rule, message, fix, offset, values)
    }
    return value
  }

  const readMap = (map: YAMLMap, path: Path, depth: number): Record<string, unknown> => {
    const result: Record<string, unknown> = {}
    const merged: Record<string, unknown>[] = []
    const seen = new Set<string>()
    for (const pair of map.items) {
      const key = keyOf(pair, path)
      if (key === undefined) continue
      const offset = (pair.key as Node | null)?.range?.[0]
      if (key === '<<' && isScalar(pair.key) && pair.key.type === Scalar.PLAIN) {
        const value = read(pair.value, [...path, key], depth + 1)
        const merging = Array.isArray(value) ? value : [value]
        for (const source of merging)
          if (isRecord(source)) merged.push(source)
          else
            refuse(
              [...path, key],
              'yaml-merge',
              'The key << takes in another mapping, or a list of them.',
              'Write <<: *name of an anchor above.',
              offset,
            )
        continue
      }
      if (forbiddenKeys.has(key)) {
        refuse([...path, key], 'yaml-key', `The key ${key} is not allowed.`, 'Rename it.', offset)
        continue
      }
      if (seen.has(key)) {
        findings.push({
          path: [...path, key],
          severity: 'error',
          rule: 'yaml-duplicate-key',
          message: `The key ${key} is written twice in the same mapping; az ml would take the last one without a word.`,
          fix: 'Keep one of them.',
          // The SDK's reader lets it pass, YAML 1.2 (section 3.2.1.1) does not.
          stage: 'rules',
          offset,
        })
      }
      seen.add(key)
      result[key] = read(pair.value, [...path, key], depth + 1)
    }
    for (const source of merged) for (const [key, value] of Object.entries(source)) if (!seen.has(key)) result[key] ??= value
    return result
  }

  const keyOf = (pair: Pair, path: Path): string | undefined => {
    const key = isAlias(pair.key) ? pair.key.resolve(document) : pair.key
    if (isScalar(key)) {
      const value =
        key.type === Scalar.PLAIN && key.tag === undefined && key.source !== undefined ? plainValue(key.source).value : key.value
      const text = key.type === Scalar.PLAIN && key.source !== undefined ? key.source : String(key.value)
      if (typeof value !== 'string') otherKeys.add(JSON.stringify([...path, text]))
      return text
    }
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
    return { data: read(document.contents, [], 0), notes, findings }
  } catch (error) {
    if (error instanceof LimitReached) return { data: undefined, notes, findings }
    throw error
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
