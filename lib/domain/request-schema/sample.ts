/** A request that fits a signature: the author's own example, else one value of each type. */
import type { RequestSignature, ValueSchema } from '@/lib/domain/request-schema/schema'

/** The body as text, two-space indented, short arrays of plain values on one line. */
export function sampleBody(signature: RequestSignature): string {
  return formatBody(signature.example ?? sampleValue(signature.input))
}

/** One value of the schema's type; arrays get one element. */
export function sampleValue(schema: ValueSchema): unknown {
  if (schema.enum?.length) return schema.enum[0]
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, sampleValue(each)]))
    case 'array':
      return schema.items ? [sampleValue(schema.items)] : []
    case 'string':
      return schema.format === 'date-time' ? '2026-01-31T12:00:00Z' : schema.format === 'date' ? '2026-01-31' : 'text'
    case 'number':
      return 0.5
    case 'integer':
      return 1
    case 'boolean':
      return true
    default:
      return null
  }
}

const lineLength = 80

/** JSON for people: as JSON.stringify with two spaces, but arrays that fit on one line stay on it (rows of a table). */
export function formatBody(value: unknown): string {
  return format(value, '')
}

function format(value: unknown, indent: string): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    if (value.every((each) => typeof each !== 'object' || each === null)) {
      const line = `[${value.map((each) => JSON.stringify(each)).join(', ')}]`
      if (line.length + indent.length <= lineLength) return line
    }
    return `[\n${value.map((each) => inner + format(each, inner)).join(',\n')}\n${indent}]`
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    if (entries.length === 0) return '{}'
    return `{\n${entries.map(([name, each]) => `${inner}${JSON.stringify(name)}: ${format(each, inner)}`).join(',\n')}\n${indent}}`
  }
  return JSON.stringify(value) ?? 'null'
}
