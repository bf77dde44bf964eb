import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml'
import type { Repair } from '@/lib/contract/finding'
import { requirementName } from '@/lib/domain/conda/conda'
import { parseMatchSpec, toPipSpecifier } from '@/lib/domain/conda/match-spec'
import { classifyCondaName } from '@/lib/domain/conda/package-map'
import { type VersionRange, versionRange } from '@/lib/domain/environment-lint/version-range'

export interface CondaPlace {
  offset: number
  length: number
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** One line of `dependencies` or `pip`. */
export interface CondaItem {
  /** As written, without quotes. */
  text: string
  from: 'conda' | 'pip'
  /** Canonical PyPI name (`python` for the interpreter); undefined for options, addresses and conda's own packages. */
  name?: string
  range: VersionRange
  /** A version of any kind is given. */
  hasVersion: boolean
  place: CondaPlace
  /** Below the conda contents: `['dependencies', 2, 'pip', 0]`. */
  path: (string | number)[]
}

export interface CondaSource {
  items: CondaItem[]
  /** Whole text, for a file; undefined for contents written into another document. */
  text?: string
  /** `pip:` list, when there is one. */
  pipPath?: (string | number)[]
  channels: string[]
}

/** The lines of a conda file with their places; `[]` when it cannot be read (other rules say so). */
export function readCondaText(text: string): CondaSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, logLevel: 'error' })
  if (document.errors.length > 0) return { items: [], text, channels: [] }
  const placeOf = (node: Node): CondaPlace => {
    const [begin, end] = node.range ?? [0, 0]
    const from = lines.linePos(begin)
    const to = lines.linePos(end)
    return { offset: begin, length: end - begin, line: from.line, column: from.col, endLine: to.line, endColumn: to.col }
  }
  return { ...collect(document.contents, placeOf), text }
}

/** The same of contents written below `conda_file:`; their places are found by path. */
export function readCondaData(data: unknown): CondaSource {
  const document = parseDocument(JSON.stringify(data))
  const nowhere: CondaPlace = { offset: 0, length: 0, line: 0, column: 0, endLine: 0, endColumn: 0 }
  return collect(document.contents, () => nowhere)
}

function collect(root: unknown, placeOf: (node: Node) => CondaPlace): Omit<CondaSource, 'text'> {
  const items: CondaItem[] = []
  let pipPath: (string | number)[] | undefined
  const dependencies = isMap(root) ? root.get('dependencies', true) : undefined
  const channels = isMap(root) ? root.get('channels', true) : undefined
  if (isSeq(dependencies))
    dependencies.items.forEach((item, index) => {
      if (isText(item)) items.push(condaItem(item, placeOf(item), ['dependencies', index]))
      const list = isMap(item) ? item.get('pip', true) : undefined
      if (!isSeq(list)) return
      pipPath = ['dependencies', index, 'pip']
      list.items.forEach((one, position) => {
        if (isText(one)) items.push(pipItem(one, placeOf(one), ['dependencies', index, 'pip', position]))
      })
    })
  return {
    items,
    channels: isSeq(channels) ? channels.items.filter(isText).map(({ value }) => value) : [],
    ...(pipPath ? { pipPath } : {}),
  }
}

const isText = (node: unknown): node is Scalar<string> => isScalar(node) && typeof node.value === 'string'

function condaItem(node: Scalar<string>, place: CondaPlace, path: (string | number)[]): CondaItem {
  const spec = parseMatchSpec(node.value)
  const version = spec ? toPipSpecifier(spec.version) : { specifier: '' }
  const known = spec && spec.name !== 'python' ? classifyCondaName(spec.name) : undefined
  const name = spec?.name === 'python' ? 'python' : known?.kind === 'pypi' ? canonical(known.name) : undefined
  const specifier = 'specifier' in version ? version.specifier : ''
  return {
    text: node.value,
    from: 'conda',
    ...(name ? { name } : {}),
    range: versionRange(specifier),
    hasVersion: spec?.version !== undefined,
    place,
    path,
  }
}

function pipItem(node: Scalar<string>, place: CondaPlace, path: (string | number)[]): CondaItem {
  const text = node.value.trim()
  const name = requirementName(text)
  const specifier = /^[^=<>!~;@\s[]+\s*(?:\[[^\]]*\])?\s*([^;@#]*)/.exec(text)?.[1]?.replace(/[()\s]/g, '') ?? ''
  const isAddress = /\s@\s|^[a-z+]+:\/\//.test(text)
  return {
    text,
    from: 'pip',
    ...(name ? { name } : {}),
    range: versionRange(specifier),
    hasVersion: specifier !== '' || isAddress,
    place,
    path,
  }
}

const canonical = (name: string) => name.toLowerCase().replace(/[._-]+/g, '-')

/** One click that writes a line anew. `base` = where the contents stand in the document, when they are no file. */
export function replaceItem(item: CondaItem, written: string, base: (string | number)[] | undefined): Pick<Repair, 'changes' | 'edits'> {
  if (base) return { changes: [{ op: 'set', path: [...base, ...item.path], value: written }] }
  const quoted = /^[&*!|>%@`{["'#,?-]|: | #/.test(written) ? JSON.stringify(written) : written
  return { edits: [{ offset: item.place.offset, length: item.place.length, text: quoted }] }
}

/** One click that adds a line to the `pip:` list (or begins one). Undefined where that is no single edit. */
export function addPipItem(
  source: CondaSource,
  written: string,
  base: (string | number)[] | undefined,
): Pick<Repair, 'changes' | 'edits'> | undefined {
  const last = source.items.filter(({ from }) => from === 'pip').at(-1)
  if (base) {
    const path = last ? [...last.path.slice(0, -1), Number(last.path.at(-1)) + 1] : undefined
    return path && { changes: [{ op: 'set', path: [...base, ...path], value: written }] }
  }
  const { text } = source
  if (text === undefined) return undefined
  const anchor = last ?? source.items.at(-1)
  if (!anchor) return undefined
  const lineStart = text.lastIndexOf('\n', anchor.place.offset - 1) + 1
  const lineEnd = text.indexOf('\n', anchor.place.offset + anchor.place.length)
  const dash = /^[ \t]*(?=-[ \t])/.exec(text.slice(lineStart))?.[0]
  // Written in one line with others (`[a, b]`): not for one click.
  if (dash === undefined || source.text?.slice(lineStart, anchor.place.offset).trim() !== '-') return undefined
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const at = lineEnd === -1 ? text.length : lineEnd + 1
  const lines = last ? [`${dash}- ${written}`] : [`${dash}- pip`, `${dash}- pip:`, `${dash}    - ${written}`]
  return {
    edits: [{ offset: at, length: 0, text: `${lineEnd === -1 ? newline : ''}${lines.join(newline)}${lineEnd === -1 ? '' : newline}` }],
  }
}
