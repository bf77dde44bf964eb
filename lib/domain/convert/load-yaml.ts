import { type Document, isMap, isScalar, isSeq, LineCounter, type Node } from 'yaml'
import type { z } from 'zod'
import type { Finding } from '@/lib/contract/finding'
import { type DocumentKind, yamlSchemas } from '@/lib/contract/yaml/kinds'
import { detectKind, otherKind } from '@/lib/domain/convert/detect-kind'
import { schemaFindings } from '@/lib/domain/convert/schema-findings'
import { isRecord, type YamlNotes, yamlToData } from '@/lib/domain/convert/yaml-data'
import { lineAround, yamlSyntaxWords } from '@/lib/domain/convert/yaml-faults'
import { isTooLarge, maxYamlBytes, maxYamlDepth, misplacedTab, parseShallow } from '@/lib/domain/convert/yaml-nesting'

export interface YamlPosition {
  /** 1-based. */
  line: number
  column: number
  /** Exclusive; of keys and scalar values. */
  endLine?: number
  endColumn?: number
}

export interface LoadedYaml {
  /** Undefined when the text was refused before parsing. */
  document?: Document
  /** Plain data; undefined when it could not be read. */
  data: unknown
  notes?: YamlNotes
  /** What stands in the way of reading (`load`), and what readers disagree about (`rules`). */
  findings: Finding[]
  /** Where a path (or its deepest existing part) stands; of the key with `part: 'key'`, else of a scalar value. */
  locate(path: readonly (string | number)[], part?: 'key' | 'value'): YamlPosition | undefined
}

/** Control characters, lone halves of pairs and the like: YAML has no place for them, not even in quotes. */
const unreadable = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Syntax errors beyond this many are left out: one slip often causes many. */
export const maxSyntaxFindings = 20

/**
 * Reads untrusted YAML: at most 256 KiB, 64 levels, 100 aliases, no custom tags; words mean what they mean to `az ml`
 * (lib/domain/convert/plain-scalar). Never throws. Findings have positions; with one of stage `load` there is no data to trust.
 */
export function loadYaml(text: string): LoadedYaml {
  const refuse = (rule: string, message: string, fix: string): LoadedYaml => ({
    data: undefined,
    findings: [{ path: [], severity: 'error', rule, message, fix, stage: 'load', line: 1, column: 1 }],
    locate: () => undefined,
  })
  if (isTooLarge(text))
    return refuse('yaml-size', `The text is larger than ${maxYamlBytes / 1024} KiB.`, 'Split it, or keep data out of the file.')

  const lines = new LineCounter()
  const document = parseShallow(text, lines)
  if (!document) return refuse('yaml-depth', `The document nests deeper than ${maxYamlDepth} levels.`, 'Flatten it.')
  const at = (offset: number): YamlPosition => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const locate = (path: readonly (string | number)[], part: 'key' | 'value' = 'value') => locateNode(document, path, part, at)
  const strange = strangeCharacter(text)
  if (strange) {
    const { offset, ...finding } = strange
    return { document, data: undefined, findings: [{ ...finding, ...at(offset) }], locate }
  }
  const findings: Finding[] = [...document.errors, ...document.warnings].slice(0, maxSyntaxFindings).map((error) => ({
    path: [],
    severity: 'error',
    ...yamlSyntaxWords(error.code, error.message, lineAround(text, error.pos[0])),
    stage: 'load',
    ...at(error.pos[0]),
  }))
  if (findings.length > 0) return { document, data: undefined, findings, locate }
  const read = yamlToData(document)
  for (const { offset, ...finding } of read.findings)
    findings.push({ ...finding, ...(offset === undefined ? locate(finding.path, 'key') : at(offset)) })
  return { document, data: read.data, notes: read.notes, findings, locate }
}

/** The first character that no reader of YAML 1.1 takes. */
function strangeCharacter(text: string): (Finding & { offset: number }) | undefined {
  const rest: Pick<Finding, 'path' | 'severity' | 'stage'> = { path: [], severity: 'error', stage: 'load' }
  const unreadableAt = unreadable.exec(text)
  if (unreadableAt) {
    const code = (unreadableAt[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    const message = `The character U+${code} is not allowed in YAML.`
    const fix = 'Delete it; in double quotes it can be written as an escape.'
    return { ...rest, rule: 'yaml-character', message, fix, values: { code: `U+${code}` }, offset: unreadableAt.index }
  }
  const tab = misplacedTab(text)
  if (tab === undefined) return undefined
  const message = 'A tab stands here; YAML is indented and separated by spaces.'
  return { ...rest, rule: 'yaml-tab', message, fix: 'Write spaces instead.', offset: tab }
}

function locateNode(
  document: Document,
  path: readonly (string | number)[],
  part: 'key' | 'value',
  at: (offset: number) => YamlPosition,
): YamlPosition | undefined {
  let node: unknown = document.contents
  let marked: unknown = node
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      if (!pair) break
      const value = isScalar(pair.value) && pair.value.value !== null ? pair.value : undefined
      if (last && part === 'value' && value) marked = value
      else if (isRanged(pair.key)) marked = pair.key
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step]
      if (!isRanged(node)) break
      marked = node
    } else break
  }
  if (!isRanged(marked) || !marked.range) return undefined
  const [begin, end] = marked.range
  // A mapping or list is marked where it begins: underlining all of it would hide what is inside.
  if (!isScalar(marked) || end <= begin) return at(begin)
  const { line: endLine, column: endColumn } = at(end)
  return { ...at(begin), endLine, endColumn }
}

function isRanged(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node
}

export type YamlValue<K extends DocumentKind> = z.infer<(typeof yamlSchemas)[K]>

export interface ParsedYaml<K extends DocumentKind = DocumentKind> extends LoadedYaml {
  /** As given, else detected. */
  kind?: K
  /** Present when the document fits its schema; unknown keys included. */
  value?: YamlValue<K>
}

/** Whether the data is no base for further rules. */
export function hasLoadErrors(loaded: LoadedYaml): boolean {
  return loaded.data === undefined || loaded.findings.some(({ stage }) => stage === 'load')
}

/** Text → typed document of a known kind. Findings of stages `load` and `rules` (schema only), with positions. */
export function parseYamlDocument<K extends DocumentKind>(text: string, kind: K): ParsedYaml<K> {
  const loaded = loadYaml(text)
  if (hasLoadErrors(loaded)) return { ...loaded, kind }
  if (!isRecord(loaded.data)) {
    const finding: Finding = {
      path: [],
      severity: 'error',
      rule: 'not-a-mapping',
      message: `An ${kind} file is a mapping of keys and values.`.replace(/^An (?=[^aeiou])/, 'A '),
      fix: 'Begin with name: …',
      stage: 'load',
      line: 1,
      column: 1,
    }
    return { ...loaded, kind, findings: [finding] }
  }
  const parsed = yamlSchemas[kind].safeParse(loaded.data)
  // The schema is chosen by the same key as the type; TypeScript cannot follow the lookup.
  if (parsed.success) return { ...loaded, kind, value: parsed.data as YamlValue<K> }
  return {
    ...loaded,
    kind,
    findings: [...loaded.findings, ...placeFindings(schemaFindings(kind, parsed.error.issues, loaded.data), loaded)],
  }
}

/** Kind of a text: by `$schema` or keys; a finding says why there is none. */
export function kindOfYaml(loaded: LoadedYaml): { kind?: DocumentKind; finding?: Finding } {
  if (loaded.data === undefined) return {}
  const kind = detectKind(loaded.data)
  if (kind) return { kind }
  const other = otherKind(loaded.data)
  return {
    finding: {
      path: [],
      severity: 'error',
      rule: 'unknown-kind',
      message: other ? `This is ${other}, not an endpoint, deployment, model or environment.` : 'The file does not say what it describes.',
      fix: 'Add the $schema line of an endpoint, deployment, model or environment, or name the kind.',
      stage: 'load',
      line: 1,
      column: 1,
    },
  }
}

/** Rules about a key point at the key, all others at its value. */
const keyRules = new Set([
  'unknown-key',
  'wrong-file',
  'required',
  'no-value',
  'yaml-duplicate-key',
  'conda-inline',
  'kubernetes-only',
  'managed-only',
])

/** Adds line and column to findings that have none. */
export function placeFindings(findings: readonly Finding[], loaded: LoadedYaml): Finding[] {
  return findings.map((finding) =>
    finding.line === undefined ? { ...finding, ...loaded.locate(finding.path, keyRules.has(finding.rule) ? 'key' : 'value') } : finding,
  )
}
