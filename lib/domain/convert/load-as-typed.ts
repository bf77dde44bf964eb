import type { Finding } from '@/lib/contract/finding'
import { hasLoadErrors, type LoadedYaml, loadYaml, maxSyntaxFindings } from '@/lib/domain/convert/load-yaml'
import { readPlainPiece, withShortHalfKey } from '@/lib/domain/convert/plain-piece'
import { isRecord, type YamlNotes } from '@/lib/domain/convert/yaml-data'
import type { YamlFault } from '@/lib/domain/convert/yaml-faults'
import { isTooLarge } from '@/lib/domain/convert/yaml-nesting'
import { type Piece, piecesOf } from '@/lib/domain/convert/yaml-pieces'

/** A piece read by itself; without an entry where a quote is left open in it. */
interface ReadPiece {
  loaded: LoadedYaml
  entry?: { key: string; value: unknown }
  open?: Quote
}

type Quote = '"' | "'"

interface KnownPiece {
  text: string
  /** Undefined: it cannot be read by itself. */
  read: ReadPiece | undefined
}

/** What was read of the text before. */
interface Memory {
  read: Map<string, KnownPiece>
  /** Kept apart: nothing follows it. */
  last?: KnownPiece
  /** A piece with a half-typed key, shortened. */
  half?: { text: string; isLast: boolean; read: ReadPiece }
}

interface PlacedPiece {
  piece: Piece
  read: ReadPiece
}

interface Data {
  data: Record<string, unknown>
  notes: YamlNotes
}

/** The lexer gets over an open quote at the next key when another quote follows somewhere; else it swallows the rest of the text. */
const quoteBelow = { '"': /[^\\]"/, "'": /[^']'(?!')/ }
const lineWithQuote = { '"': 'z: "0"\n', "'": "z: '0'\n" }
/** A key without its colon, as it is typed: below the margin it ends with the mapping it is in. */
const halfKeys = new Set<unknown>(['keyLines', 'colon'] satisfies YamlFault[])
/** Any key at the margin ends what stands above it. */
const anotherKey = 'z: 0\n'
/** Anchors, aliases, tags and merge keys reach beyond a piece; marks and directives part documents. */
const reaching = /(?:^|[\s,[{:-])[&*!]|^<<|^(?:---|\.\.\.|%)/m

/** The quote whose end is missing, if that is all. */
function openIn({ findings: [only, ...others] }: LoadedYaml): Quote | undefined {
  const quote = others.length === 0 && only?.values?.fault === ('quote' satisfies YamlFault) ? only.values.found : undefined
  return quote === '"' || quote === "'" ? quote : undefined
}

/** A word is where a half-typed key is found; a block, quotes or brackets there can hide what is wrong below them. */
function isWordAt(text: string, { line = 1, column = 1 }: Finding): boolean {
  return /^[\w$./-]/.test((text.split('\n')[line - 1] ?? '').slice(column - 1))
}

/** Undefined: what stands there depends on the rest of the text. Another key follows all pieces but the last. */
function readPiece(piece: Piece, isLast: boolean, memory: Memory): ReadPiece | undefined {
  const plain = readPlainPiece(piece.text)
  if (plain) return { loaded: plain, entry: plain.entry }
  const short = withShortHalfKey(piece.text)
  if (short === undefined) return parsePiece(piece, isLast)
  const { half } = memory
  const read = half?.text === short && half.isLast === isLast ? half.read : parsePiece({ ...piece, text: short }, isLast)
  // Without an error the word was no half key but belongs to a text.
  if (!read || read.entry) return parsePiece(piece, isLast)
  memory.half = { text: short, isLast, read }
  return read
}

function parsePiece({ text, headerLine }: Piece, isLast: boolean): ReadPiece | undefined {
  if (reaching.test(text)) return undefined
  const loaded = loadYaml(isLast ? text : text + anotherKey)
  if (hasLoadErrors(loaded)) {
    if (headerLine === undefined && loaded.findings.every((finding) => halfKeys.has(finding.values?.fault) && isWordAt(text, finding)))
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
function readPieces(text: string, memory: Memory): PlacedPiece[] | undefined {
  const pieces = piecesOf(text) ?? []
  const read: Memory['read'] = new Map()
  const placed: PlacedPiece[] = []
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1
    const known = isLast ? memory.last : (read.get(piece.text) ?? memory.read.get(piece.text))
    const own = known?.text === piece.text ? known : { text: piece.text, read: readPiece(piece, isLast, memory) }
    if (isLast) memory.last = own
    else read.set(piece.text, own)
    if (own.read) placed.push({ piece, read: own.read })
  }
  memory.read = read
  return placed.length === pieces.length && pieces.length > 0 ? placed : undefined
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
  for (const [index, placed] of pieces.entries()) {
    const { piece, read } = placed
    const { loaded, entry, open } = read
    if (open && !pieces.slice(index + 1).some((below) => quoteBelow[open].test(below.piece.text))) return undefined
    for (const finding of loaded.findings) findings.push(moved(piece, finding))
    if (!entry) continue
    for (const date of loaded.notes?.dates ?? []) notes.dates.add(date)
    for (const key of loaded.notes?.otherKeys ?? []) notes.otherKeys.add(key)
    const sharing = owners.get(entry.key)
    const isPart = piece.headerLine !== undefined
    if (sharing && (!isPart || sharing[0]?.piece.headerLine !== piece.headerLine)) return undefined
    if (!isPart) data[entry.key] = entry.value
    else if (!addPart(data, entry.key, entry.value)) return undefined
    if (sharing) sharing.push(placed)
    else owners.set(entry.key, [placed])
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
      const placed = holder ?? pieces[0]
      const position = placed?.read.loaded.locate(holder ? path : [], part)
      return placed && position && moved(placed.piece, position)
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

/** The data with the parts that are as before being the same objects as before; with all of them it is the same object itself. */
function shared(before: Record<string, unknown>, data: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(data)
  let isUnchanged = keys.length === Object.keys(before).length
  const beforeKeys = Object.keys(before)
  for (const [index, key] of keys.entries()) {
    if (isSame(before[key], data[key])) data[key] = before[key]
    else isUnchanged = false
    if (beforeKeys[index] !== key) isUnchanged = false
  }
  return isUnchanged ? before : data
}

/**
 * `loadYaml` for a text while it is edited: what of it is as at the last call is not read again. Answers what `loadYaml` answers, without
 * `document`; where the parts of a text depend on each other it is read as a whole. Data that is the same as at the last call is the same
 * object, and so are its values and its notes.
 */
export function yamlLoader(): (text: string) => LoadedYaml {
  const memory: Memory = { read: new Map() }
  let before: Data | undefined
  return (text) => {
    if (isTooLarge(text)) return loadYaml(text)
    const pieces = readPieces(text, memory)
    const loaded = pieces && together(pieces)
    if (!loaded) return loadYaml(text)
    const { data, notes } = loaded
    if (!isRecord(data)) return loaded
    const areNotesSame = before && isSameSet(before.notes.dates, notes.dates) && isSameSet(before.notes.otherKeys, notes.otherKeys)
    before = before ? { data: shared(before.data, data), notes: areNotesSame ? before.notes : notes } : { data, notes }
    return { ...loaded, ...before }
  }
}
