import type { EditorKind } from '@/lib/contract/yaml/kinds'
import { blocksAt } from '@/lib/domain/yaml-language/blocks'
import { type Compute, computeOf, existsOn } from '@/lib/domain/yaml-language/compute-keys'
import type { LanguageFacts } from '@/lib/domain/yaml-language/facts'
import { outlineOf } from '@/lib/domain/yaml-language/outline'
import { type Place, placeAt, rootScalars } from '@/lib/domain/yaml-language/place'
import { fieldAt, keysAt, type Path, type SchemaKey, schemasAt } from '@/lib/domain/yaml-language/schema'
import { folderOfWord, namesAsKeys, type ValueChoice, valuesAt } from '@/lib/domain/yaml-language/values'

/** One proposal. What it means is said by whoever shows it, from `path`, `block` or `choice`. */
export interface Completion {
  label: string
  type: 'key' | 'block' | ValueChoice['type']
  /** Text to insert; with stops (`${1:…}`) when `isSnippet`. Lines after the first hold their whole indentation. */
  insert: string
  isSnippet: boolean
  /** Replaces `[start, end)`; what stands between `start` and the cursor is what the label is compared with. */
  start: number
  end: number
  /** The field it would write. */
  path: Path
  isRequired?: boolean
  /** Proposing goes on behind it: the value of the key. */
  goesOn?: boolean
  block?: string
  choice?: ValueChoice
}

export interface CompletionRequest {
  text: string
  /** UTF-16 units. */
  offset: number
  kind: EditorKind
  facts?: LanguageFacts
}

/** The folder whose entries `facts.paths` must hold before completing here; undefined where no path is meant. */
export function folderToList({ text, offset, kind }: CompletionRequest): string | undefined {
  const place = placeAt(outlineOf(text), offset)
  return place && place.at !== 'key' ? folderOfWord(kind, place.path, place.word) : undefined
}

/** What may be written at an offset of a text, best first; the text need not parse. */
export function completeYaml({ text, offset, kind, facts = {} }: CompletionRequest): Completion[] {
  const outline = outlineOf(text)
  const place = placeAt(outline, offset)
  if (!place) return []
  const compute = computeOf(outline)
  const isEmpty = outline.entries.length === 0
  // An endpoint that does not say what it is becomes one for Kubernetes by its compute.
  const mayBeEither = kind === 'endpoint' && place.path.length === 0 && !('$schema' in rootScalars(outline))
  const keys = place.at === 'value' ? [] : keyCompletions(place, { kind, compute, facts, isEmpty, mayBeEither })
  // Once a mapping has keys, a bare word in it is no value.
  const values = place.at === 'key' || place.keys.length > 0 ? [] : valueCompletions(place, kind, compute, facts)
  const items = place.at === 'open' && place.isFirstOnLine && place.keys.length === 0 ? itemCompletions(place, kind) : []
  return [...keys, ...values, ...items]
}

const escaped = (text: string) => text.replace(/[\\$}]/g, (char) => `\\${char}`)

interface Around {
  kind: EditorKind
  compute: Compute
  facts: LanguageFacts
  /** Nothing is written yet. */
  isEmpty: boolean
  mayBeEither: boolean
}

function keyCompletions(place: Place, { kind, compute, facts, isEmpty, mayBeEither }: Around): Completion[] {
  const { start, end, path, keys: used } = place
  const span = { start, end }
  const free = (name: string) => !used.includes(name)
  const fields = keysAt(kind, path).filter(
    ({ name }) => free(name) && (existsOn(compute, kind, [...path, name]) || (mayBeEither && name === 'compute')),
  )
  const required = fields.filter((field) => field.isRequired)
  const optional = fields.filter((field) => !field.isRequired)
  const keys = [...required, ...optional].map((field): Completion => {
    const { insert, goesOn } = place.hasColon || place.quote ? { insert: escaped(field.name), goesOn: false } : keyText(field, place, kind)
    return {
      ...span,
      label: field.name,
      type: 'key',
      insert,
      isSnippet: true,
      path: [...path, field.name],
      isRequired: field.isRequired,
      goesOn,
    }
  })
  const named = namesAsKeys(kind, path, facts)
    .filter(free)
    .map((name): Completion => {
      const insert = place.hasColon ? escaped(name) : `${escaped(name)}: `
      return { ...span, label: name, type: 'name', insert, isSnippet: true, path: [...path, name], goesOn: !place.hasColon }
    })
  if (place.hasColon || place.isFlow || place.quote) return [...named, ...keys]
  const blocks = blocksAt(kind, path, isEmpty)
    .filter((block) => (block.key === '' || free(block.key)) && (block.on ?? compute) === compute)
    .map((block): Completion => {
      const insert = block.lines.join(`\n${' '.repeat(place.column)}`)
      return {
        ...span,
        label: block.id,
        type: 'block',
        insert,
        isSnippet: true,
        path: block.key ? [...path, block.key] : path,
        block: block.id,
      }
    })
  return [...named, ...keys, ...blocks]
}

const isMapping = (types: readonly string[]) => types.length > 0 && types.every((type) => type === 'object')

/** A key with what is written behind it: the default or an example to type over, mandatory keys of a mapping, a dash of a list. */
function keyText({ name, node }: SchemaKey, place: Place, kind: EditorKind): { insert: string; goesOn: boolean } {
  const path = [...place.path, name]
  const key = `${/^[\w$.-][\w$./-]*$/.test(name) ? escaped(name) : JSON.stringify(name)}:`
  const field = fieldAt(kind, path)
  const types = field?.types ?? []
  const inner = `\n${' '.repeat(place.column + 2)}`
  if (isMapping(types)) {
    if (place.isFlow) return { insert: `${key} { $1 }`, goesOn: true }
    const lines = requiredLines(kind, path, { count: 0 })
    return lines.length === 0 ? { insert: `${key}${inner}`, goesOn: true } : { insert: `${key}${inner}${lines.join(inner)}`, goesOn: false }
  }
  if (types.length === 1 && types[0] === 'array') return { insert: place.isFlow ? `${key} [$1]` : `${key}${inner}- `, goesOn: true }
  const isNumber = types.length > 0 && types.every((type) => type === 'number' || type === 'integer')
  const example = field?.default ?? node.default ?? field?.examples[0]
  if (isNumber) return { insert: `${key} ${stop(1, example)}`, goesOn: false }
  return { insert: `${key} `, goesOn: true }
}

/** The mandatory keys of a mapping and of the mappings in it, each with an example to type over. */
function requiredLines(kind: EditorKind, path: Path, stops: { count: number }): string[] {
  return keysAt(kind, path)
    .filter((child) => child.isRequired)
    .flatMap(({ name, node }) => {
      if (isMapping(fieldAt(kind, [...path, name])?.types ?? []))
        return [`${escaped(name)}:`, ...requiredLines(kind, [...path, name], stops).map((line) => `  ${line}`)]
      stops.count += 1
      return [`${escaped(name)}: ${stop(stops.count, node.default ?? node.examples?.[0])}`]
    })
}

function stop(index: number, example: unknown): string {
  return typeof example === 'string' || typeof example === 'number' ? `\${${index}:${escaped(String(example))}}` : `$${index}`
}

function valueCompletions(place: Place, kind: EditorKind, compute: Compute, facts: LanguageFacts): Completion[] {
  return valuesAt(kind, place.path, compute, facts).map((choice): Completion => {
    const { start, end, path } = place
    return {
      start,
      end,
      path,
      label: choice.value,
      type: choice.type,
      insert: written(choice.value, place, kind),
      isSnippet: false,
      choice,
    }
  })
}

/** A value as it must be written here to be read as what it is. */
function written(value: string, place: Place, kind: EditorKind): string {
  if (place.quote) return value
  const isText = (fieldAt(kind, place.path)?.types ?? []).every((type) => type === 'string')
  const readsAsOther = isText && /^(?:true|false|null|~|[-+]?[\d.]+)$/i.test(value)
  const breaksFlow = place.isFlow && /[,[\]{}]/.test(value)
  return readsAsOther || breaksFlow || /^[&*!|>%@`[{#"']|: | #/.test(value) ? JSON.stringify(value) : value
}

/** On the line below a key that holds a list: a dash. */
function itemCompletions(place: Place, kind: EditorKind): Completion[] {
  const lists = schemasAt(kind, place.path).filter((node) => node.type === 'array')
  if (lists.length === 0) return []
  const { start, end, path } = place
  return [{ start, end, path, label: '- ', type: 'word', insert: '- ', isSnippet: false, goesOn: true }]
}
