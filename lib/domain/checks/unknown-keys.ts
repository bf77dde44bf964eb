import type { Finding } from '@/lib/contract/finding'
import { knownKeys } from '@/lib/contract/yaml/describe'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { readOnlyYamlKeys } from '@/lib/contract/yaml/read-only'
import { askAlways } from '@/lib/domain/answer-memory'
import { type DocumentCheck, errorAt, infoAt, warningAt } from '@/lib/domain/checks/check'
import { pathText } from '@/lib/domain/convert/schema-findings'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { editDistance } from '@/lib/domain/spelling/nearest'

/** Keys that belong to another file; az ml refuses them and their meaning would be lost. */
const endpointKeys = ['traffic', 'mirror_traffic', 'auth_mode', 'identity', 'public_network_access', 'compute']
const deploymentKeys = [
  'model',
  'code_configuration',
  'environment',
  'environment_variables',
  'instance_type',
  'instance_count',
  'scale_settings',
  'request_settings',
  'liveness_probe',
  'readiness_probe',
  'data_collector',
  'endpoint_name',
  'resources',
]
type Path = (string | number)[]

/** More than these are no slips any more. */
const maxUnknownKeys = 100

const environmentKeys = ['image', 'conda_file', 'build', 'inference_config']

const placeWords = {
  endpoint: 'the endpoint file',
  deployment: 'the deployment file',
  environment: 'the mapping environment: of this file',
} as const

function home(kind: DocumentKind, key: string): keyof typeof placeWords | undefined {
  if (kind !== 'endpoint' && endpointKeys.includes(key)) return 'endpoint'
  if (kind !== 'deployment' && deploymentKeys.includes(key)) return 'deployment'
  if (kind === 'deployment' && environmentKeys.includes(key)) return 'environment'
  return undefined
}

/**
 * Keys the contract does not know. They are kept and sent as written, since Azure may know newer ones, but reported: az ml
 * refuses them, and most are slips.
 */
export const checkUnknownKeys: DocumentCheck = (document, { kind }, ask = askAlways) => {
  const known = knownKeys(kind, [])
  const findings: Finding[] = []
  for (const [key, value] of Object.entries(document)) {
    if (findings.length >= maxUnknownKeys) break
    findings.push(...ask.ofKey(checkUnknownKeys, key, value, () => entryFindings(kind, key, value, [], known)))
  }
  return findings.slice(0, maxUnknownKeys)
}

function entryFindings(kind: DocumentKind, key: string, value: unknown, base: Path, known: readonly string[] | undefined): Finding[] {
  const path = [...base, key]
  if (known === undefined || known.includes(key)) return valueFindings(kind, value, path)
  if (base.length === 0 && readOnlyYamlKeys.includes(key))
    return [infoAt(path, 'read-only-key', `${key} is set by the service; it is ignored here.`, 'Remove the line.')]
  return [remark(kind, key, path, known)]
}

function valueFindings(kind: DocumentKind, value: unknown, path: Path): Finding[] {
  const findings: Finding[] = []
  const known = isRecord(value) ? knownKeys(kind, path) : undefined
  const entries: Iterable<[string | number, unknown]> = Array.isArray(value)
    ? value.entries()
    : isRecord(value)
      ? Object.entries(value)
      : []
  for (const [step, item] of entries) {
    if (findings.length >= maxUnknownKeys) break
    findings.push(...(typeof step === 'number' ? valueFindings(kind, item, [...path, step]) : entryFindings(kind, step, item, path, known)))
  }
  return findings
}

function remark(kind: DocumentKind, key: string, path: (string | number)[], known: readonly string[]): Finding {
  // Conda contents inside an environment have their own rule with a better message.
  const place = path.length === 1 ? home(kind, key) : undefined
  if (place)
    return {
      ...errorAt(path, 'wrong-file', `${key} does not belong into a file of kind ${kind}.`, `Move it to ${placeWords[place]}.`),
      values: { place },
    }
  const near = nearest(key, known)
  return {
    ...warningAt(
      path,
      'unknown-key',
      `${pathText(path)} is not a known key of ${path.length === 1 ? `a ${kind} file`.replace('a e', 'an e') : pathText(path.slice(0, -1))}; az ml refuses the file.`,
      near ? `Did you mean ${near}?` : 'Remove it if it is a slip.',
    ),
    values: { nearest: near ?? '', refused: 'yes' },
  }
}

/** The known key within two edits, or the snake_case form of a camelCase key. */
export function nearest(key: string, known: readonly string[]): string | undefined {
  const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_')
  if (known.includes(snake)) return snake
  const ranked = known.map((candidate) => ({ candidate, edits: editDistance(snake, candidate) })).sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best && best.edits <= Math.min(2, Math.floor(key.length / 3)) ? best.candidate : undefined
}
