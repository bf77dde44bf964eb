import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMap, isNode, isPair, parseDocument, visit } from 'yaml'
import type { DocumentChange, TextEdit } from '@/lib/contract/finding'
import { nastyDocuments } from './nasty-documents'
import { changedData } from './plain-data'
import { editYaml } from './yaml-edit'

const fixtures = join(process.cwd(), '../shared/fixtures')
const isThere = existsSync(fixtures)
if (!isThere) process.stdout.write('yaml-edit: ../shared/fixtures is absent; only the own documents are edited.\n')

const parse = (text: string) => parseDocument(text, { merge: true, logLevel: 'error' })
const files = isThere
  ? readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ya?ml$/.test(file))
      .map((file): [string, string] => [relative('.', file), readFileSync(join(fixtures, file), 'utf8')])
      .filter(([, text]) => parse(text).errors.length === 0)
  : []
const documents: [string, string][] = [...Object.entries(nastyDocuments), ...files].flatMap(([name, text]) => {
  const unix = text.replaceAll('\r\n', '\n')
  return [[name, unix] as [string, string], [`${name}, CRLF`, unix.replaceAll('\n', '\r\n')] as [string, string]]
})

/** Every path of plain data, leaves and collections. */
function pathsOf(data: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof data !== 'object' || data === null) return path.length === 0 ? [] : [path]
  const inner = Array.isArray(data)
    ? data.flatMap((item: unknown, index) => pathsOf(item, [...path, index]))
    : Object.entries(data).flatMap(([key, value]) => pathsOf(value, [...path, key]))
  return path.length === 0 ? inner : [path, ...inner]
}

const formPaths: (string | number)[][] = [
  ['name'],
  ['instance_count'],
  ['request_settings', 'request_timeout_ms'],
  ['liveness_probe', 'period'],
  ['environment_variables', 'WORKER_COUNT'],
  ['model'],
  ['model', 'path'],
  ['environment', 'build', 'path'],
  ['tags', 'a: b'],
]

const scalar = fc.oneof(
  fc.integer({ min: -5, max: 20_000 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    'blue',
    'yes',
    '1',
    '',
    ' x',
    'a: b',
    'x # y',
    "it's",
    'two\nlines',
    'three\n\nlines\n',
    '2024-01-01',
    '~',
    '[x',
    'ä “ü”',
    '\ttab',
    '12:30',
    '*a',
    'azureml:m:1',
  ),
  fc.string({ maxLength: 12 }),
)
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'path', 'x y'), scalar, { maxKeys: 3, noNullPrototype: true }) },
)

/** A change that makes sense for the data: of a path that is there, or one the form writes. */
function changeFor(data: unknown, pick: number, op: 'set' | 'remove' | 'rename', to: unknown): DocumentChange | undefined {
  const there = pathsOf(data)
  const all = op === 'set' ? [...there, ...formPaths] : there
  const path = all[pick % all.length]
  if (!path) return undefined
  if (op === 'rename') return typeof path.at(-1) === 'number' ? undefined : { op, path, key: `renamed_${pick % 7}` }
  return op === 'set' ? { op, path, value: to } : { op, path }
}

/** The text outside of the edits, each part on its own. */
function untouched(text: string, edits: readonly TextEdit[]): string[] {
  const parts: string[] = []
  let position = 0
  for (const { offset, length } of edits) {
    expect(offset).toBeGreaterThanOrEqual(position)
    parts.push(text.slice(position, offset))
    position = offset + length
  }
  return [...parts, text.slice(position)]
}

/** First and last line (0-based) of the entry at a path, and of every collection around it its first line; from the library's own ranges. */
function linesOf(text: string, path: readonly (string | number)[]): [number, number] | undefined {
  const document = parse(text)
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length - 1
  let found: [number, number] | undefined
  visit(document, {
    Node(key, node, ancestors) {
      const steps = [...ancestors, node].flatMap((ancestor, index, all): (string | number)[] => {
        if (isPair(ancestor)) return [String(isNode(ancestor.key) ? ancestor.key.toJSON() : ancestor.key)]
        const parent = all[index - 1]
        return parent && 'items' in parent && !isMap(parent) && !isPair(parent) ? [parent.items.indexOf(ancestor as never)] : []
      })
      if (key === 'key' || JSON.stringify(steps) !== JSON.stringify(path)) return
      const pair = ancestors.findLast(isPair)
      const start = key === 'value' && pair && isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : (node.range?.[0] ?? 0)
      found = [lineAt(start), lineAt(Math.max(start, (node.range?.[2] ?? 1) - 1))]
    },
  })
  return found
}

/** More for the documents that were written to be hard. */
const runsOf = (name: string) => ({ numRuns: name.includes('/') ? 6 : 40, seed: 5 })

describe.each(documents)('%s', (name, text) => {
  it('keeps every byte outside of the edits, and reads back as changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.constantFrom('set' as const, 'set' as const, 'remove' as const, 'rename' as const), value), {
          minLength: 1,
          maxLength: 5,
        }),
        (wishes) => {
          let data: unknown = parse(text).toJS()
          const changes = wishes.flatMap(([pick, op, to]) => {
            const change = changeFor(data, pick, op, to)
            if (!change) return []
            data = changedData(data, change) ?? null
            return [change]
          })
          const edited = editYaml(text, changes)
          if (edited.refused.length > 0) return
          const kept = untouched(text, edited.edits)
          const rebuilt = edited.edits.reduce((whole, edit, index) => whole + edit.text + (kept[index + 1] ?? ''), kept[0] ?? '')
          expect(rebuilt).toBe(edited.text)
          const read: unknown = parse(edited.text).toJS() ?? null
          expect(normal(read)).toEqual(normal(data))
          if (text.includes('\r\n')) expect(edited.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
        },
      ),
      runsOf(name),
    )
  })

  it('touches only the lines of the changed path', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('set' as const, 'remove' as const, 'rename' as const), scalar, (pick, op, to) => {
        if (/[&*]\w/.test(text)) return
        const data: unknown = parse(text).toJS()
        const change = changeFor(data, pick, op, to)
        if (!change) return
        let place = linesOf(text, change.path)
        // A parent that becomes empty goes along.
        for (let path = change.path.slice(0, -1); change.op === 'remove' && path.length > 0; path = path.slice(0, -1))
          if (Object.keys(Object(path.reduce<unknown>((inner, key) => Object(inner)[key], data))).length === 1)
            place = linesOf(text, path) ?? place
          else break
        for (const { offset, length, text: inserted } of editYaml(text, [change]).edits) {
          if (length === 0 && !place) continue
          const line = text.slice(0, offset).split('\n').length - 1
          const last =
            text
              .slice(0, offset + length)
              .trimEnd()
              .split('\n').length - 1
          // A scalar in the way of a deeper key, or an empty mapping, gives way.
          const around = place ?? linesOf(text, change.path.slice(0, 1)) ?? [0, 0]
          expect({ change, inserted, line: line >= around[0] - 1, last: last <= around[1] }).toEqual({
            change,
            inserted,
            line: true,
            last: true,
          })
        }
      }),
      runsOf(name),
    )
  })
})

/** An empty mapping at the root and nothing are the same document. */
const normal = (data: unknown) => (data !== null && typeof data === 'object' && Object.keys(data).length === 0 ? null : data)
