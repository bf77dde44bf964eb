import { type ModelVersion, modelVersionSchema } from '@/lib/contract/arm/asset'
import { type InlineModelYaml, type ModelYaml, modelYamlSchema } from '@/lib/contract/yaml/model'
import { asBody, asFile, compact, type FieldPair, mapFromArm, mapToArm } from '@/lib/domain/convert/field-map'

export interface ModelTarget {
  /** Where the files were uploaded to; replaces `path` of the file. */
  modelUri?: string
  /** Registered under a generated name by a deployment. */
  isAnonymous?: boolean
}

/** Assets keep tags and string properties inside `properties`. */
const properties: readonly FieldPair[] = [
  { yaml: 'description', arm: 'description' },
  { yaml: 'tags', arm: 'tags' },
  { yaml: 'properties', arm: 'properties' },
  { yaml: 'path', arm: 'modelUri' },
  { yaml: 'type', arm: 'modelType' },
  { yaml: 'flavors', arm: 'flavors' },
  { yaml: 'stage', arm: 'stage' },
]
const readOnlyProperties = ['provisioningState', 'isAnonymous', 'isArchived', 'jobName']
/** Says where to upload; the address in `modelUri` holds it afterwards. */
const uploadOnly = ['datastore']

/** Model file → body of `PUT models/{name}/versions/{version}`; both are path segments, given back by modelSegments. */
export function modelToArm(yaml: ModelYaml | InlineModelYaml, target: ModelTarget = {}): ModelVersion {
  const { $schema: _schema, name: _name, version: _version, ...rest } = yaml
  const mapped = mapToArm({ type: 'custom_model', ...compact(rest) }, properties, uploadOnly)
  if (target.modelUri !== undefined) mapped.modelUri = target.modelUri
  if (target.isAnonymous !== undefined) mapped.isAnonymous = target.isAnonymous
  return asBody(modelVersionSchema, { properties: mapped })
}

/** GET body → model file; name and version come from the id. */
export function modelFromArm(arm: ModelVersion, { name, version } = assetSegments(arm, 'models')): ModelYaml {
  return asFile(modelYamlSchema, compact({ name, version, ...dropEmpty(mapFromArm(arm.properties, properties, readOnlyProperties)) }))
}

/** Name and version of an asset version: from its id, else `name` holds the version (as ARM does) and the name is unknown. */
export function assetSegments(
  arm: { id?: string; name?: string },
  kind: 'models' | 'environments' | 'codes',
): { name?: string; version?: string } {
  const match = arm.id && new RegExp(`/${kind}/([^/]+)/versions/([^/]+)$`, 'i').exec(arm.id)
  if (match) return { name: decodeURIComponent(match[1] ?? ''), version: decodeURIComponent(match[2] ?? '') }
  return { version: arm.name }
}

/** Azure answers `{}` for maps nobody wrote. */
export function dropEmpty(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).filter(
      ([key, value]) =>
        !(
          ['tags', 'properties', 'flavors'].includes(key) &&
          typeof value === 'object' &&
          value !== null &&
          Object.keys(value).length === 0
        ),
    ),
  )
}
