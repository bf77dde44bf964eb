import type { LoadedYaml, YamlPosition } from '@/lib/domain/convert/load-yaml'
import { plainValue } from '@/lib/domain/convert/plain-scalar'
import { forbiddenKeys } from '@/lib/domain/convert/yaml-data'

type Step = string | number

/** A key with the value behind it, and where both stand. */
interface Entry {
  key: string
  keyAt: YamlPosition
  /** Null where nothing stands behind the colon. */
  value: unknown
  valueAt?: YamlPosition
}

/** What is certain without a grammar: printable ASCII, one word, text or quoted text without escapes behind a plain key. */
const line =
  /^( *)([A-Za-z_$][\w.$-]*):(?: +(?:"([^"\\]*)"|'([^']*)'|([\w./](?:[\w./@,()+=-]| +(?=[\w./@,()+=-])|:(?=[\w./@,()+=-]))*)))?(?: *| +#.*)$/
const blankOrComment = /^ *(?:#.*)?$/
const printable = /^[ -~\n]*$/
/** Implicit keys end before the 1,024th character; long lines are left to the parser. */
const longestLine = 1000

function entryOf(match: RegExpExecArray, lineNumber: number): Entry | undefined {
  const [, indent = '', key = '', double, single, plain] = match
  const quoted = double ?? single
  const ofKey = plainValue(key)
  if (forbiddenKeys.has(key) || typeof ofKey.value !== 'string' || ofKey.note) return undefined
  const between = (from: number, to: number): YamlPosition => ({
    line: lineNumber,
    column: from + 1,
    endLine: lineNumber,
    endColumn: to + 1,
  })
  const keyEnd = indent.length + key.length
  const entry = { key, keyAt: between(indent.length, keyEnd), value: null }
  const written = quoted ?? plain
  if (written === undefined) return entry
  let from = keyEnd + 1
  while (match[0][from] === ' ') from += 1
  const valueAt = between(from, from + written.length + (quoted === undefined ? 0 : 2))
  if (quoted !== undefined) return { ...entry, value: quoted, valueAt }
  const { value, note } = plainValue(written)
  if (note || value === null) return undefined
  return { ...entry, value, valueAt }
}

/** A key while it is typed: no colon yet. */
const halfKey = /^( *[A-Za-z_$])[\w.$-]+$/

/**
 * A piece with one half-typed key, its word cut to two letters: what a parser finds wrong there, and where, does not depend on the
 * letters that follow. Undefined when another line is no plain key or no word is longer.
 */
export function withShortHalfKey(text: string): string | undefined {
  if (!printable.test(text)) return undefined
  const lines = text.split('\n')
  const half = lines.findIndex((one) => halfKey.test(one))
  const start = halfKey.exec(lines[half] ?? '')?.[1]
  const isRestPlain = lines.every(
    (one, index) => index === half || blankOrComment.test(one) || (one.length <= longestLine && line.test(one)),
  )
  return start === undefined || !isRestPlain ? undefined : lines.with(half, `${start}x`).join('\n')
}

/**
 * What `loadYaml` answers, without `document`, for the commonest piece of a file: a key with a scalar behind it, or a key with a mapping
 * of such keys below it, in lines. Undefined for everything else, which a parser has to read.
 */
export function readPlainPiece(text: string): (LoadedYaml & { entry: { key: string; value: unknown } }) | undefined {
  if (!printable.test(text)) return undefined
  const lines = text.split('\n')
  let head: Entry | undefined
  const below = new Map<string, Entry>()
  let indent = 0
  for (const [index, one] of lines.entries()) {
    if (blankOrComment.test(one)) continue
    const match = one.length > longestLine ? null : line.exec(one)
    const entry = match ? entryOf(match, index + 1) : undefined
    if (!match || !entry) return undefined
    const depth = match[1]?.length ?? 0
    if (!head) {
      if (depth > 0) return undefined
      head = entry
    } else {
      if (head.value !== null || depth === 0 || (below.size > 0 && depth !== indent) || below.has(entry.key)) return undefined
      indent = depth
      below.set(entry.key, entry)
    }
  }
  if (!head) return undefined
  const { key, keyAt, valueAt } = head
  const value = below.size > 0 ? Object.fromEntries([...below.values()].map((entry) => [entry.key, entry.value])) : head.value
  const locate = ([first, second, ...deeper]: readonly Step[], part: 'key' | 'value' = 'value'): YamlPosition => {
    if (first === undefined || String(first) !== key) return { line: keyAt.line, column: keyAt.column }
    if (second === undefined) return part === 'value' && valueAt ? valueAt : keyAt
    const inner = below.get(String(second))
    return inner ? (deeper.length === 0 && part === 'value' && inner.valueAt ? inner.valueAt : inner.keyAt) : keyAt
  }
  return { data: { [key]: value }, notes: { dates: new Set(), otherKeys: new Set() }, findings: [], locate, entry: { key, value } }
}
