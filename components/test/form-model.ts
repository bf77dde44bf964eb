import type { ValueSchema } from '@/lib/domain/request-schema/schema'
import { isSplit } from '@/lib/domain/request-schema/validate'

export type ScalarType = 'string' | 'number' | 'integer' | 'boolean'

/** How one parameter of the request is edited as a form. */
export type FormField =
  | { kind: 'scalar'; name: string; type: ScalarType; options?: unknown[]; value: unknown }
  /** Rows of cells. `names`: the columns' own names, absent where they are only counted. */
  | {
      kind: 'table'
      name: string
      shape: 'matrix' | 'records' | 'split' | 'list'
      names?: string[]
      cellType: ScalarType[]
      rows: unknown[][]
    }
  /** Nested deeper than a form can show; stays in the JSON as it is. */
  | { kind: 'json'; name: string }

const scalars: readonly string[] = ['string', 'number', 'integer', 'boolean'] satisfies ScalarType[]

/** The fields of a body; undefined when the signature has no flat parameters or the body is no JSON object. */
export function formFields(schema: ValueSchema | undefined, body: string): FormField[] | undefined {
  if (schema?.type !== 'object' || !schema.properties) return undefined
  const value = parseObject(body)
  if (!value) return undefined
  const fields = Object.entries(schema.properties).map(([name, each]) => fieldOf(name, each, value[name]))
  return fields.some(({ kind }) => kind !== 'json') ? fields : undefined
}

function fieldOf(name: string, schema: ValueSchema, value: unknown): FormField {
  const type = scalarType(schema)
  if (type) return { kind: 'scalar', name, type, value, ...(schema.enum ? { options: schema.enum } : {}) }
  return tableOf(name, schema, value) ?? { kind: 'json', name }
}

function tableOf(name: string, schema: ValueSchema, value: unknown): FormField | undefined {
  if (isSplit(schema) && isRecord(value) && isTextArray(value.columns) && isMatrix(value.data)) {
    const columns = value.columns
    const rows = value.data
    const cellType = columns.map((_, index): ScalarType => (rows.every((row) => typeof row[index] === 'number') ? 'number' : 'string'))
    return { kind: 'table', name, shape: 'split', names: columns, cellType, rows }
  }
  const { items } = schema
  if (schema.type !== 'array' || !items || (value !== undefined && !Array.isArray(value))) return undefined
  const given = value ?? []
  const inner = items.type === 'array' && items.items ? scalarType(items.items) : undefined
  if (inner && isMatrix(given)) {
    const width = Math.max(1, ...given.map((row) => row.length))
    return { kind: 'table', name, shape: 'matrix', cellType: Array.from({ length: width }, () => inner), rows: given }
  }
  if (items.type === 'object' && items.properties && given.every(isRecord)) {
    const types = Object.entries(items.properties).map(([column, each]) => [column, scalarType(each)] as const)
    if (types.some(([, type]) => type === undefined)) return undefined
    const names = types.map(([column]) => column)
    const cellType = types.map(([, type]) => type ?? 'string')
    return { kind: 'table', name, shape: 'records', names, cellType, rows: given.map((row) => names.map((column) => row[column])) }
  }
  const flat = scalarType(items)
  if (flat && given.every((each) => typeof each !== 'object')) {
    return { kind: 'table', name, shape: 'list', cellType: given.map(() => flat), rows: [given] }
  }
  return undefined
}

/** The body with one parameter replaced; everything the form does not show stays. */
export function withParameter(body: string, name: string, value: unknown): Record<string, unknown> {
  return { ...parseObject(body), [name]: value }
}

/** A table's rows as the value of its parameter. */
export function tableValue(field: Extract<FormField, { kind: 'table' }>, rows: unknown[][], before: unknown): unknown {
  switch (field.shape) {
    case 'matrix':
      return rows
    case 'list':
      return rows[0] ?? []
    case 'records': {
      const earlier = Array.isArray(before) ? before : []
      return rows.map((row, index) => ({
        ...(isRecord(earlier[index]) ? earlier[index] : {}),
        ...Object.fromEntries((field.names ?? []).map((column, at) => [column, row[at]])),
      }))
    }
    case 'split': {
      const table = isRecord(before) ? before : {}
      return { ...table, ...('index' in table ? { index: rows.map((_, index) => index) } : {}), data: rows }
    }
    default:
      return field.shape satisfies never
  }
}

/** What a person typed, as a JSON value of the column's type; text that is none stays text, so that it is seen and remarked on. */
export function cellValue(text: string, type: ScalarType): unknown {
  if (type === 'string') return text
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : text
}

/** A value that a new cell begins with. */
export function emptyCell(type: ScalarType): unknown {
  return type === 'string' ? '' : type === 'boolean' ? false : 0
}

function scalarType(schema: ValueSchema): ScalarType | undefined {
  return schema.type !== undefined && scalars.includes(schema.type) ? (schema.type as ScalarType) : undefined
}

export function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined // the editor says where
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isMatrix(value: unknown): value is unknown[][] {
  return Array.isArray(value) && value.every(Array.isArray)
}

function isTextArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
