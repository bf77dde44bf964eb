import type { ProjectDocument } from '@/lib/contract/project'
import { detectKind, kindOfText, otherKind } from '@/lib/domain/convert/detect-kind'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { isRecord } from '@/lib/domain/convert/yaml-data'

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** What a YAML file of a project is; undefined for files of other tools. A text that does not parse counts by its `$schema` line. */
export function recogniseDocument(path: string, text: string): ProjectDocument | undefined {
  const { data } = loadYaml(text)
  if (!isRecord(data)) {
    const kind = kindOfText(text)
    return kind && { path, kind }
  }
  const name = textOf(data.name)
  if (otherKind(data) === 'a conda file') return { path, kind: 'conda', ...(name ? { name } : {}) }
  const kind = detectKind(data)
  // A model or environment is told from foreign YAML by its schema, its name, or a key that nothing else has.
  if (!kind || (kind === 'model' && !data.$schema && !name)) return undefined
  const endpoint = kind === 'deployment' ? textOf(data.endpoint_name) : undefined
  return { path, kind, ...(name ? { name } : {}), ...(endpoint ? { endpoint } : {}) }
}
