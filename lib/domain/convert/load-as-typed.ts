import type { Finding } from '@/lib/contract/finding'
import { hasLoadErrors, type LoadedYaml, loadYaml, maxSyntaxFindings } from '@/lib/domain/convert/load-yaml'
import { readPlainPiece } from '@/lib/domain/convert/plain-piece'
import { isRecord, type YamlNotes } from '@/lib/domain/convert/yaml-data'
import { isTooLarge } from '@/lib/domain/convert/yaml-nesting'
import { type Piece, piecesOf } from '@/lib/domain/convert/yaml-pieces'

/** A piece read by itself; without an entry where a quote is left open in it. */
interface ReadPiece {
  loaded: LoadedYaml
  entry?: { key: string; value: unknown }
  open?: Quote
}

type Quote = '"' | "'"

interface PlacedPiece extends Piece {
  read: ReadPiece
}

interface Data {
  data: Record<string, unknown>
  notes: YamlNotes
}

/** The lexer gets over an open quote at the next key when another quote follows somewhere; else it swallows the rest of the text. */
const openQuote = /^This is no valid YAML: Missing closing (["'])quote/
const quoteBelow = { '"': /[^\\]"/, "'": /[^']'(?!')/ }
const lineWithQuote = { '"': 'z: "0"\n', "'": "z: '0'\n" }
/** A key without its colon, as it is typed: below the margin it ends with the mapping it is in. */
const halfKey = /^This is no valid YAML: Implicit (?:keys need to be on a single line|map key needs to be followed by map values)/
/** Any key at the margin ends what stands above it. */
const anotherKey = 'z: 0\n'
/** Anchors, aliases, tags and merge keys reach beyond a piece; marks and directives part documents. */
const reaching = /(?:^|[\s,[{:-])[&*!]|^<<|^(?:---|\.\.\.|%)/m

/** The quote whose end is missing, if that is all. */
function openIn({ findings: [only, ...others] }: LoadedYaml): Quote | undefined {
  const quote = only && others.length === 0 ? openQuote.exec(only.message)?.[1] : undefined
  return quote === '"' || quote === "'" ? quote : undefined
}

/** Undefined: what stands there depends on the rest of the text. Another key follows all pieces but the last. */
function readPiece({ text, headerLine }: Piece, isLast: boolean): ReadPiece | undefined {
  const plain = readPlainPiece(text)
  if (plain) return { loaded: plain, entry: plain.entry }
  if (reaching.test(text)) return undefined
  const loaded = loadYaml(isLast ? text : text + anotherKey)
  if (hasLoadErrors(loaded)) {
    if (headerLine === undefined && loaded.findings.every(({ message }) => halfKey.test(message)) && !/\n[^\s#]/.test(text))
      return { loaded }
    const open = openIn(loaded)
    const continued = open && text.endsWith('\n') ? loadYaml(text + lineWithQuote[open]) : undefined
    return open && continued && openIn(continued) === open ? { loaded: continued, open } : undefined
  }
  if (loaded.findings.length > 0 || !isRecord(loaded.data)) return undefined
  const [only, ...others] = Object.entries(loaded.data)
  return only && others.length === (isLast ? 0 : 1) ? { loaded, entry: { key: only[0], value: only[1] } } : undefined
}

/** The pieces of a text, each read once; undefined when one of them cannot be read by itself. */
function readPieces(text: string, known: ReadonlyMap<string, ReadPiece | undefined>) {
  const read = new Map<string, ReadPiece | undefined>()
  const placed: PlacedPiece[] = []
  const pieces = piecesOf(text) ?? []
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1
    const name = `${isLast}${piece.text}`
    const own = read.get(name) ?? (known.has(name) ? known.get(name) : readPiece(piece, isLast))
    read.set(name, own)
    if (own) placed.push({ ...piece, read: own })
  }
  return { read, placed: placed.length === pieces.length && pieces.length > 0 ? placed : undefined }
}

/** A line of a piece in the whole text. */
const lineOf = ({ firstLine, headerLine }: Piece, line: number) =>
  headerLine === undefined ? firstLine + line - 1 : line === 1 ? headerLine : firstLine + line - 2

function moved<T extends { line?: number; endLine?: number }>(piece: Piece, place: T): T {
  const { line, endLine } = place
  return {
    ...place,
    ...(line === undefined ? {} : { line: lineOf(piece, line) }),
    ...(endLine === undefined ? {} : { endLine: lineOf(piece, endLine) }),
  }
}

/** The pieces as one text; undefined when they say something about each other. */
function together(pieces: readonly PlacedPiece[]): (LoadedYaml & { notes: YamlNotes }) | undefined {
  const data: Record<string, unknown> = {}
  const notes = { dates: new Set<string>(), otherKeys: new Set<string>() }
  const findings: Finding[] = []
  const owners = new Map<string, PlacedPiece[]>()
  for (const [index, piece] of pieces.entries()) {
    const { loaded, entry, open } = piece.read
    if (open && !pieces.slice(index + 1).some(({ text }) => quoteBelow[open].test(text))) return undefined
    for (const finding of loaded.findings) findings.push(moved(piece, finding))
    if (!entry) continue
    for (const date of loaded.notes?.dates ?? []) notes.dates.add(date)
    for (const key of loaded.notes?.otherKeys ?? []) notes.otherKeys.add(key)
    const sharing = owners.get(entry.key)
    const isPart = piece.headerLine !== undefined
    if (sharing && (!isPart || sharing[0]?.headerLine !== piece.headerLine)) return undefined
    if (!isPart) data[entry.key] = entry.value
    else if (!addPart(data, entry.key, entry.value)) return undefined
    owners.set(entry.key, [...(sharing ?? []), piece])
  }
  if (findings.length > maxSyntaxFindings) return undefined
  return {
    data: findings.length > 0 ? undefined : data,
    notes,
    findings,
    locate: (path, part) => {
      const [first, second] = path
      const own = first === undefined ? undefined : owners.get(String(first))
      const has = ({ read }: PlacedPiece) => second !== undefined && isRecord(read.entry?.value) && Object.hasOwn(read.entry.value, second)
      const holder = own?.find(has) ?? own?.[0]
      const piece = holder ?? pieces[0]
      const position = piece?.read.loaded.locate(holder ? path : [], part)
      return piece && position && moved(piece, position)
    },
  }
}

/** Adds a part of a long mapping; false when it is no mapping or has a key of another part. */
function addPart(data: Record<string, unknown>, key: string, value: unknown): boolean {
  if (!Object.hasOwn(data, key)) data[key] = {}
  const mapping = data[key]
  if (!isRecord(value) || !isRecord(mapping)) return false
  for (const [name, inner] of Object.entries(value)) {
    if (Object.hasOwn(mapping, name)) return false
    mapping[name] = inner
  }
  return true
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return false
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  return keys.length === others.length && keys.every((key, index) => key === others[index] && isSame(a[key], b[key]))
}

const isSameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>) => a.size === b.size && [...a].every((one) => b.has(one))

/**
 * `loadYaml` for a text while it is edited: what of it is as at the last call is not read again. Answers what `loadYaml` answers, without
 * `document`; where the parts of a text depend on each other it is read as a whole. Data that is the same as at the last call is the same
 * object, and so are its notes.
 */
export function yamlLoader(): (text: string) => LoadedYaml {
  let known: ReadonlyMap<string, ReadPiece | undefined> = new Map()
  let before: Data | undefined
  return (text) => {
    if (isTooLarge(text)) return loadYaml(text)
    const { read, placed } = readPieces(text, known)
    known = read
    const loaded = placed && together(placed)
    if (!loaded) return loadYaml(text)
    const { data, notes } = loaded
    if (!isRecord(data)) return loaded
    const isUnchanged =
      before &&
      isSame(before.data, data) &&
      isSameSet(before.notes.dates, notes.dates) &&
      isSameSet(before.notes.otherKeys, notes.otherKeys)
    before = before && isUnchanged ? before : { data, notes }
    return { ...loaded, ...before }
  }
}
