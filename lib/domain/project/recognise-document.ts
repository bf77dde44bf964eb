import type { ProjectDocument } from '@/lib/contract/project'
import { recognise } from '@/lib/domain/convert/recognise'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'

/** What a YAML file of a project is; undefined for files of other tools. A text that does not parse counts by its `$schema` line. */
export function recogniseDocument(path: string, text: string): ProjectDocument | undefined {
  const { kind, name, form } = recognise(text, path.slice(path.lastIndexOf('/') + 1))
  if (kind === 'other' || form === 'arm') return undefined
  // Many tools write files with a `path`: a model says its name or its schema.
  if (kind === 'model' && !name && !/^\$schema:/m.test(text)) return undefined
  const endpoint = kind === 'deployment' ? endpointOf(text) : undefined
  return { path, kind, ...(name ? { name } : {}), ...(endpoint ? { endpoint } : {}) }
}

function endpointOf(text: string): string | undefined {
  const document = parseEditable(text)
  const data: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 })
  const name = isRecord(data) ? data.endpoint_name : undefined
  return typeof name === 'string' && name !== '' ? name : undefined
}
