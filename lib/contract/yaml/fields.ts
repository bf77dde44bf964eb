import { z } from 'zod'

/**
 * Building blocks of the YAML schemas. Three rules hold everywhere:
 * objects are loose (unknown keys survive and are reported by a check), enums are read without regard to case as
 * the SDK does, and defaults live in `.meta({ default })`, so parsing never writes what the person did not.
 */

/** A value to insert at a key, ready to be changed. */
export interface FieldSnippet {
  label: string
  description?: string
  body: unknown
}

/** Meaning of a field: hover, form help and docs are made from it. German: messages/de/fields.json. */
export interface FieldMeta {
  title: string
  description: string
  examples?: unknown[]
  /** What Azure takes when the key is left out. */
  default?: unknown
  /** Range, length or form in words, e.g. `1–180 000 ms (managed), 300 000 ms (Kubernetes)`. */
  limit?: string
  /** Page of Microsoft's documentation, see `sourceUrl`. */
  source?: string
  /** Meaning of each word of an enum. */
  values?: Record<string, string>
  /** Absent = both kinds of endpoints. */
  appliesTo?: 'managed' | 'kubernetes'
  snippets?: FieldSnippet[]
}

/** Address of a page of Microsoft's documentation named in `FieldMeta.source`; other addresses stay as they are. */
export function sourceUrl(source: string): string {
  return source.startsWith('https://') ? source : `https://learn.microsoft.com/azure/machine-learning/${source}`
}

export const sources = {
  endpoint: 'reference-yaml-endpoint-online',
  deployment: 'reference-yaml-deployment-managed-online',
  kubernetesDeployment: 'reference-yaml-deployment-kubernetes-online',
  model: 'reference-yaml-model',
  environment: 'reference-yaml-environment',
  customContainer: 'how-to-deploy-custom-container',
  dataCollector: 'how-to-collect-production-data',
  quota: 'how-to-manage-quotas',
  rollout: 'how-to-safely-rollout-online-endpoints',
  authentication: 'concept-endpoints-online-auth',
  network: 'how-to-secure-online-endpoint',
  conda: 'https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html',
} as const

/** An optional field with its meaning. */
export function field<T extends z.ZodType>(schema: T, meta: FieldMeta) {
  return schema.optional().meta({ ...meta })
}

/** A mandatory field with its meaning. */
export function requiredField<T extends z.ZodType>(schema: T, meta: FieldMeta) {
  return schema.meta({ ...meta })
}

/** Enum read without regard to case (`Key`, `KEY` → `key`), also in the spelling of the wire (`AMLToken` → `aml_token`), as the SDK does. */
export function word<const T extends readonly [string, ...string[]]>(values: T) {
  return z.preprocess((input) => {
    if (typeof input !== 'string') return input
    const lower = input.trim().toLowerCase()
    return values.find((value) => value === lower || value.replaceAll('_', '') === lower) ?? input
  }, z.enum(values))
}

/** Maps of tags: YAML numbers and booleans are taken as text, as the wire carries strings only. */
const scalarText = z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value))
export const textMapSchema = z.record(z.string(), scalarText)

/** `version: 1` and `version: "1"` mean the same (the SDK's VersionField). */
export const versionSchema = z.union([z.string().min(1), z.number()]).transform((value) => String(value))

export const nonEmptyText = z.string().trim().min(1)

/** Keys that every resource file carries. */
export const commonFields = {
  $schema: field(z.string(), {
    title: 'Schema',
    description: 'Address of the published JSON Schema; tells editors and tools which kind of file this is.',
    examples: ['https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json'],
    source: 'reference-yaml-overview',
  }),
  description: field(z.string(), { title: 'Description', description: 'Free text shown beside the name.', source: sources.endpoint }),
  tags: field(textMapSchema, {
    title: 'Tags',
    description: 'Names and values to find and group resources by.',
    examples: [{ team: 'pricing', stage: 'test' }],
    limit: 'At most 50 tags; names up to 512, values up to 256 characters.',
    source: 'https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources',
  }),
  properties: field(textMapSchema, {
    title: 'Properties',
    description: 'Names and values kept with the resource. In Azure they can be added, never changed or removed.',
    source: 'https://learn.microsoft.com/rest/api/azureml/online-endpoints/create-or-update',
  }),
}
