// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the stops of snippets are written like that

import type { DocumentKind, EditorKind } from '@/lib/contract/yaml/kinds'
import { baseImage, snippetLines, templates } from '@/lib/domain/snippets/templates'
import type { Compute } from '@/lib/domain/yaml-language/compute-keys'
import { defaultSchemas } from '@/lib/domain/yaml-language/schema-addresses'

/** A block written as a whole: lines of a snippet (`${1:…}` are stops), in the column of its first key. */
export interface Block {
  /** Id of its words, and what is typed to find it. */
  id: string
  /** The key it begins with: not proposed where that key is there already. */
  key: string
  lines: string[]
  on?: Compute
}

const block = (id: string, key: string, template: string, on?: Compute): Block => ({
  id,
  key,
  lines: snippetLines(template),
  ...(on ? { on } : {}),
})

const deployment: Block[] = [
  block('model-inline', 'model', templates.model),
  block('code', 'code_configuration', templates.code),
  block('environment-conda', 'environment', templates.environment),
  block('environment-container', 'environment', templates.container),
  block('environment-build', 'environment', templates.build),
  block('request-settings', 'request_settings', templates.requests),
  block('liveness_probe', 'liveness_probe', templates.liveness),
  block('readiness_probe', 'readiness_probe', templates.readiness),
  block('variables', 'environment_variables', templates.variables),
  block('resources', 'resources', templates.resources, 'kubernetes'),
  block('autoscale', 'scale_settings', templates.autoscale, 'kubernetes'),
  block('data-collector', 'data_collector', templates.collector, 'managed'),
]

const endpoint: Block[] = [
  block('traffic', 'traffic', templates.traffic),
  block('mirror', 'mirror_traffic', templates.mirror, 'managed'),
  block('identity', 'identity', templates.identity),
]

const head = (kind: DocumentKind, ...keys: string[]) => [`$schema: ${defaultSchemas[kind]}`, ...keys, ''].join('\n')

const whole: Record<EditorKind, string[]> = {
  endpoint: snippetLines(head('endpoint', 'name: ${1:my-endpoint}', 'auth_mode: ${2:key}')),
  deployment: snippetLines(
    head('deployment', 'name: ${1:blue}', 'endpoint_name: ${2:my-endpoint}'),
    templates.model,
    templates.code,
    templates.environment,
    templates.size,
  ),
  model: snippetLines(head('model', 'name: ${1:my-model}', 'path: ${2:./model}', 'type: ${3:custom_model}')),
  environment: snippetLines(head('environment', 'name: ${1:my-env}', `image: \${2:${baseImage}}`, 'conda_file: ${3:conda.yaml}')),
  conda: snippetLines('name: ${1:model-env}\nchannels:\n  - conda-forge\n', templates.condaDependencies),
}

const conda: Block[] = [block('conda-dependencies', 'dependencies', templates.condaDependencies)]

const inlineEnvironment = deployment.filter((block) => block.key === 'environment' && block.id !== 'environment-conda')

/** Blocks that may be written as keys of the mapping at a path. */
export function blocksAt(kind: EditorKind, path: readonly (string | number)[], isEmpty: boolean): Block[] {
  if (path.length === 0) {
    const own = kind === 'deployment' ? deployment : kind === 'endpoint' ? endpoint : kind === 'conda' ? conda : []
    return isEmpty ? [{ id: 'whole', key: '', lines: whole[kind] }, ...own] : own
  }
  const isEnvironment = kind === 'deployment' && path.length === 1 && path[0] === 'environment'
  if (!isEnvironment) return []
  // The same blocks below the key that is there already.
  return inlineEnvironment.map((block) => {
    const lines = block.lines.slice(1).map((line) => line.slice(2))
    return { ...block, lines, key: lines[0]?.split(':')[0] ?? '' }
  })
}
