import type { Place } from '@/lib/contract/place'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { armWhat, findArm } from '@/lib/domain/convert/arm-json'
import { computeKind, detectKind, isCondaData, kindOfText } from '@/lib/domain/convert/detect-kind'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { findOtherKind } from '@/lib/domain/convert/other-kinds'
import { findPlainFile } from '@/lib/domain/convert/plain-files'
import { schemaName } from '@/lib/domain/convert/schema-name'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { maxYamlBytes } from '@/lib/domain/convert/yaml-nesting'

export interface Recognised {
  kind: DocumentKind | 'conda' | 'other'
  /** Finer than `kind` and stable: `pipeline`, `data`, `scoring-script`, … Key of the texts in messages/de/kinds.json. */
  what: string
  /** With article, fits behind "This is …". */
  label: string
  /** What the product does with it, or where it belongs; one sentence. */
  sentence: string
  place: Place
  /** The name written in it. */
  name?: string
  /** Endpoints and deployments. */
  compute?: 'managed' | 'kubernetes'
  /** `arm`: a resource as the REST interface answers it; lib/domain/convert makes YAML of it. */
  form?: 'yaml' | 'arm'
  /** 1-based line of the dropped text where this document begins, and its own text. */
  line: number
  text: string
  /** Present when the text holds several documents (`---`), then with `kind: 'other'`; in order. */
  documents?: Recognised[]
}

const ours: Record<DocumentKind | 'conda', { label: string; sentence: string; place: Place }> = {
  endpoint: { label: 'an online endpoint', sentence: 'It creates or updates an endpoint.', place: 'endpoint-wizard' },
  deployment: { label: 'an online deployment', sentence: 'It creates or updates a deployment of an endpoint.', place: 'deployment-wizard' },
  model: { label: 'a model', sentence: 'It registers a version of a model.', place: 'models' },
  environment: { label: 'an environment', sentence: 'It registers a version of an environment.', place: 'environments' },
  conda: { label: 'a conda file', sentence: 'It belongs to an environment, under conda_file.', place: 'environments' },
}

const notServed = 'Online endpoints do not use it; nothing is done with it here.'
/** Template placeholders are no names. */
function nameOf(data: Record<string, unknown>): string | undefined {
  const name = typeof data.name === 'string' ? data.name.trim() : ''
  return name === '' || name.includes('{{') ? undefined : name
}

const bare = (text: string, line: number) => ({ text, line })

function ofKind(kind: DocumentKind | 'conda', data: Record<string, unknown>, form: 'yaml' | 'arm', text: string, line: number): Recognised {
  const name = nameOf(data)
  const compute = kind === 'endpoint' || kind === 'deployment' ? computeKind(data) : undefined
  return { kind, what: kind, ...ours[kind], ...(name && { name }), ...(compute && { compute }), form, ...bare(text, line) }
}

function ofData(data: Record<string, unknown>, text: string, line: number): Recognised {
  const arm = findArm(data)
  if (arm?.kind) return ofKind(arm.kind, arm.data, 'arm', text, line)
  if (arm) return { kind: 'other', what: arm.what, ...armWhat[arm.what], place: 'none', ...bare(text, line) }
  const kind = detectKind(data)
  if (kind) return ofKind(kind, data, 'yaml', text, line)
  const other = findOtherKind(data)
  const name = nameOf(data)
  if (other) {
    const { what, label, sentence = notServed, place = 'none' } = other
    return { kind: 'other', what, label, sentence, place, ...(name && { name }), ...bare(text, line) }
  }
  if (isCondaData(data)) return ofKind('conda', data, 'yaml', text, line)
  const schema = schemaName(data)
  if (schema)
    return {
      kind: 'other',
      what: 'schema',
      label: `a file of the schema ${schema}`,
      sentence: notServed,
      place: 'none',
      ...bare(text, line),
    }
  return unknown(text, line)
}

function unknown(text: string, line: number): Recognised {
  return {
    kind: 'other',
    what: 'unknown',
    label: 'a text of no known kind',
    sentence: 'Begin with the $schema line of an endpoint, deployment, model or environment, or choose the kind.',
    place: 'none',
    ...bare(text, line),
  }
}

/** Lines that look like top-level keys, for texts that are no valid YAML or JSON; values as written, mappings empty. */
function scanKeys(text: string): Record<string, unknown> {
  const found: [string, unknown][] = []
  for (const line of text.slice(0, maxYamlBytes).split(/\r?\n/)) {
    const match = /^(?:\s{0,4}")?([A-Za-z_$][\w.$-]*)"?\s*:(?:\s+(.*))?$/.exec(line)
    // In JSON the keys of the first level are indented; in YAML they are not.
    if (!match?.[1] || (/^\s/.test(line) && !line.trimStart().startsWith('"'))) continue
    const value = (match[2] ?? '')
      .replace(/\s#.*$/, '')
      .trim()
      .replace(/,$/, '')
    found.push([match[1], value === '' || /^[|>{[]/.test(value) ? {} : value.replace(/^(["'])(.*)\1$/, '$2')])
  }
  return Object.fromEntries(found.reverse())
}

/** One document each; `---` at the start of a line separates them everywhere in YAML, in block texts too. */
function splitDocuments(text: string): { text: string; line: number }[] {
  const parts: { text: string[]; line: number }[] = [{ text: [], line: 1 }]
  for (const [index, line] of text.split('\n').entries())
    if (/^---(?:\s|$)/.test(line)) {
      parts.push({ text: [line.replace(/^---\s*/, '')], line: index + 1 })
    } else parts.at(-1)?.text.push(line)
  return parts
    .map(({ text: lines, line }) => ({ text: lines.join('\n'), line }))
    .filter(({ text: part }) => part.split('\n').some((line) => !/^\s*(?:#|%|\.\.\.|$)/.test(line)))
}

function recogniseOne(text: string, fileName: string | undefined, line: number): Recognised {
  const plain = findPlainFile(text, fileName)
  if (plain?.sure)
    return { kind: 'other', what: plain.what, label: plain.label, sentence: plain.sentence, place: plain.place, ...bare(text, line) }
  const loaded = loadYaml(text)
  let best: Recognised | undefined
  if (isRecord(loaded.data)) best = ofData(loaded.data, text, line)
  else if (Array.isArray(loaded.data) && isRecord(loaded.data[0]) && !plain) best = ofData(loaded.data[0], text, line)
  else if (loaded.findings.length > 0) {
    const scanned = scanKeys(text)
    const kind = kindOfText(text)
    best = kind ? ofKind(kind, scanned, 'yaml', text, line) : ofData(scanned, text, line)
  }
  if (best && best.what !== 'unknown') return best
  if (plain)
    return { kind: 'other', what: plain.what, label: plain.label, sentence: plain.sentence, place: plain.place, ...bare(text, line) }
  return unknown(text, line)
}

/**
 * Says what a dropped or pasted text is and where it belongs: any YAML of `az ml`, several documents in one file, JSON of the
 * REST interface, conda files, scripts and the like. Works on texts that do not parse (by their `$schema` line and keys).
 * `fileName` helps where the text alone is open. Never throws.
 */
export function recognise(text: string, fileName?: string): Recognised {
  const parts = splitDocuments(text)
  const [first] = parts
  if (parts.length <= 1 || findPlainFile(text, fileName)?.sure) return recogniseOne(text, fileName, first?.line ?? 1)
  return {
    kind: 'other',
    what: 'several',
    label: `${parts.length} documents in one file`,
    sentence: 'One file describes one resource; choose one of them, or open each by itself.',
    place: 'none',
    ...bare(text, 1),
    documents: parts.map((part) => recogniseOne(part.text, fileName, part.line)),
  }
}
