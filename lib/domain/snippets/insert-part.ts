import { isMap, isScalar, type YAMLMap } from 'yaml'
import type { DocumentChange } from '@/lib/contract/finding'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { predecessorOf } from '@/lib/domain/yaml-edit/key-order'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { dataAt, sameData } from '@/lib/domain/yaml-edit/plain-data'
import { columnOf, type Entry, entriesOf, eolOf, extentEnd, isFlow, lineStart } from '@/lib/domain/yaml-edit/source-map'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'

interface Named {
  key: string
  entry: Entry
}

function rootOf(text: string): { map: YAMLMap; entries: Named[]; data: unknown } | undefined {
  const document = parseEditable(text)
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined
  const map = document.contents
  const entries = entriesOf(text, map).flatMap((entry) =>
    isScalar(entry.key) && typeof entry.key.value === 'string' ? [{ key: entry.key.value, entry }] : [],
  )
  return { map, entries, data: document.toJS() }
}

/** Every value of the data that is no mapping, with its path. */
function leavesOf(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  return isRecord(value) ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key])) : [{ path, value }]
}

/** Where the file says something else than the part, by dotted path: adding the part replaces these values and no others. */
export function replacedValues(text: string, part: string): string[] {
  const before = rootOf(text)?.data
  return leavesOf(rootOf(part)?.data)
    .filter(({ path, value }) => {
      const known = dataAt(before, path)
      return known !== undefined && known !== null && !sameData(known, value)
    })
    .map(({ path }) => path.join('.'))
}

/**
 * The file with the part in it. A key that is new is written as it is in the part, comments included, behind the key the cursor is in
 * (`line`, from 1), without a cursor where the documented order has it; of a key that is there already only the values the part names are
 * changed, each as the smallest edit. A text that does not parse is answered unchanged.
 */
export function insertPart(text: string, part: string, line?: number): string {
  if (parseEditable(text).errors.length > 0) return text
  const given = rootOf(part)
  if (!given) return text
  let after: string | undefined
  return given.entries.reduce((current, { key, entry }, index) => {
    const known = rootOf(current)
    const isKnown = known?.entries.some((one) => one.key === key) ?? false
    const changes = (): DocumentChange[] =>
      leavesOf(dataAt(given.data, [key]), [key]).map(({ path, value }) => ({ op: 'set', path, value }))
    if (isKnown || (known && isFlow(known.map))) return editYaml(current, changes()).text
    const next = given.entries[index + 1]
    const source = part.slice(lineStart(part, entry.start), next ? lineStart(part, next.entry.start) : part.length)
    const lines = source.replace(/\n$/, '').replaceAll('\n', eolOf(current))
    const place = known && placeFor(current, known.entries, key, after, line)
    after = key
    if (!place) return writtenBehind(current, lines) ?? editYaml(current, changes()).text
    const inserted = current.slice(0, place) + eolOf(current) + lines + current.slice(place)
    return rootOf(inserted)?.entries.some((one) => one.key === key) ? inserted : editYaml(current, changes()).text
  }, text)
}

/** Right behind an entry of the root: the one written before, the one with the cursor, or the one the documented order names. */
function placeFor(text: string, entries: readonly Named[], key: string, after: string | undefined, line: number | undefined) {
  if (entries.some(({ entry }) => columnOf(text, entry.start) !== 0)) return undefined
  const atCursor = line === undefined ? undefined : entries.findLast(({ entry }) => lineOf(text, entry.start) <= line)
  const predecessor = predecessorOf(
    undefined,
    entries.map((one) => one.key),
    key,
  )
  const chosen = entries.find((one) => one.key === after) ?? atCursor ?? entries.find((one) => one.key === predecessor) ?? entries.at(-1)
  return chosen && extentEnd(text, chosen.entry)
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length

/** A file without keys so far. */
function writtenBehind(text: string, lines: string): string | undefined {
  const eol = eolOf(text)
  const whole = `${text === '' || text.endsWith('\n') ? text : text + eol}${lines}${eol}`
  return rootOf(whole) ? whole : undefined
}
