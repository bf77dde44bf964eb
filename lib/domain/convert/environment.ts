import { type EnvironmentVersion, environmentVersionSchema } from '@/lib/contract/arm/asset'
import { type EnvironmentYaml, environmentYamlSchema, type InlineEnvironmentYaml } from '@/lib/contract/yaml/environment'
import { asBody, asFile, compact, type FieldPair, isData, mapFromArm, mapToArm, nested, words } from '@/lib/domain/convert/field-map'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { assetSegments, dropEmpty } from '@/lib/domain/convert/model'
import { yamlText } from '@/lib/domain/convert/yaml-text'
import { ProblemError } from '@/lib/problems/problem'

export interface EnvironmentTarget {
  /** Text of the file that `conda_file` names; not needed when it is inline. */
  condaText?: string
  /** Where the build context was uploaded to; replaces `build.path`. */
  contextUri?: string
  isAnonymous?: boolean
}

const route = nested([
  { yaml: 'port', arm: 'port' },
  { yaml: 'path', arm: 'path' },
])
const properties: readonly FieldPair[] = [
  { yaml: 'description', arm: 'description' },
  { yaml: 'tags', arm: 'tags' },
  { yaml: 'properties', arm: 'properties' },
  { yaml: 'image', arm: 'image' },
  { yaml: 'conda_file', arm: 'condaFile' },
  {
    yaml: 'build',
    arm: 'build',
    ...nested([
      { yaml: 'path', arm: 'contextUri' },
      { yaml: 'dockerfile_path', arm: 'dockerfilePath' },
    ]),
  },
  {
    yaml: 'inference_config',
    arm: 'inferenceConfig',
    ...nested([
      { yaml: 'liveness_route', arm: 'livenessRoute', ...route },
      { yaml: 'readiness_route', arm: 'readinessRoute', ...route },
      { yaml: 'scoring_route', arm: 'scoringRoute', ...route },
    ]),
  },
  { yaml: 'os_type', arm: 'osType', ...words({ linux: 'Linux', windows: 'Windows' }) },
]
const readOnlyProperties = ['provisioningState', 'isAnonymous', 'isArchived', 'environmentType']
const uploadOnly = ['datastore']

/**
 * Environment file → body of `PUT environments/{name}/versions/{version}`. The wire carries the conda file as one text: an
 * inline mapping is written as YAML, a path needs `condaText` (else ProblemError BadArgument).
 */
export function environmentToArm(yaml: EnvironmentYaml | InlineEnvironmentYaml, target: EnvironmentTarget = {}): EnvironmentVersion {
  const { $schema: _schema, name: _name, version: _version, ...rest } = yaml
  const mapped = mapToArm({ os_type: 'linux', ...compact(rest) }, properties, uploadOnly)
  if (yaml.conda_file !== undefined) mapped.condaFile = target.condaText ?? condaText(yaml.conda_file)
  if (target.contextUri !== undefined && isData(mapped.build)) mapped.build = { ...mapped.build, contextUri: target.contextUri }
  if (target.isAnonymous !== undefined) mapped.isAnonymous = target.isAnonymous
  return asBody(environmentVersionSchema, { properties: mapped })
}

function condaText(conda: string | Record<string, unknown>): string {
  if (typeof conda !== 'string') return yamlText(conda)
  throw new ProblemError({
    code: 'BadArgument',
    message: `conda_file names the file ${conda}, whose text was not given.`,
    target: 'conda_file',
    origin: 'studio',
    retryable: false,
  })
}

/** GET body → environment file, the conda file inline. Text that is no YAML mapping is kept as text. */
export function environmentFromArm(arm: EnvironmentVersion, { name, version } = assetSegments(arm, 'environments')): EnvironmentYaml {
  const mapped = dropEmpty(mapFromArm(arm.properties, properties, readOnlyProperties))
  if (typeof mapped.conda_file === 'string') {
    const loaded = loadYaml(mapped.conda_file)
    if (loaded.findings.length === 0 && isData(loaded.data)) mapped.conda_file = loaded.data
  }
  if (mapped.conda_file === '') delete mapped.conda_file
  return asFile(environmentYamlSchema, compact({ name, version, ...mapped }))
}
