import { z } from 'zod'

/**
 * Building blocks of the YAML schemas. Three rules hold everywhere:
 * objects are loose (unknown keys survive and are reported by a check), enums are read without regard to case as
 * the SDK does, and defaults live in `.meta({ default })`, so parsing never writes what the person did not.
 */

/** Meaning of a field: hover, form help and docs are made from it. */
export interface FieldMeta {
  title: string
  description: string
  examples?: unknown[]
  default?: unknown
}

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
  }),
  description: field(z.string(), { title: 'Description', description: 'Free text shown beside the name.' }),
  tags: field(textMapSchema, {
    title: 'Tags',
    description: 'Names and values to find and group resources by.',
    examples: [{ team: 'pricing', stage: 'test' }],
  }),
  properties: field(textMapSchema, {
    title: 'Properties',
    description: 'Names and values kept with the resource. In Azure they can be added, never changed or removed.',
  }),
}
