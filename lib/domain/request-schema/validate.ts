/** Compares a request body with the deployment's signature. The findings are advice: the body is sent as written. */
import type { PathStep } from '@/lib/domain/json-path/json-path'
import type { ValueSchema, ValueType } from '@/lib/domain/request-schema/schema'

export type BodyFinding =
  | { rule: 'type'; path: PathStep[]; expected: ValueType; found: string }
  | { rule: 'missing'; path: PathStep[]; name: string }
  | { rule: 'unknown'; path: PathStep[]; name: string; known: string[] }
  | { rule: 'enum'; path: PathStep[]; allowed: string[] }
  | { rule: 'columns'; path: PathStep[]; expected: number; found: number }

/** A list longer than this says nothing new. */
const listed = 50

/** Findings in document order, at most 50. The top level's parameters all count as expected: a run() argument seldom has a default. */
export function checkBody(value: unknown, schema: ValueSchema): BodyFinding[] {
  const findings: BodyFinding[] = []
  const root =
    schema.type === 'object' && schema.required === undefined ? { ...schema, required: Object.keys(schema.properties ?? {}) } : schema
  check(value, root, [], findings)
  return findings
}

function check(value: unknown, schema: ValueSchema, path: PathStep[], findings: BodyFinding[]): void {
  if (findings.length >= listed) return
  if (value === null && (schema.nullable || schema.type === undefined)) return
  if (schema.type !== undefined && !hasType(value, schema.type)) {
    findings.push({ rule: 'type', path, expected: schema.type, found: typeName(value) })
    return
  }
  if (schema.enum && !schema.enum.some((each) => each === value)) {
    findings.push({ rule: 'enum', path, allowed: schema.enum.map((each) => JSON.stringify(each)) })
  }
  if (Array.isArray(value)) checkItems(value, schema, path, findings)
  else if (isRecord(value)) checkMembers(value, schema, path, findings)
}

function checkItems(values: unknown[], schema: ValueSchema, path: PathStep[], findings: BodyFinding[]): void {
  const { items } = schema
  if (items) for (const [index, each] of values.entries()) check(each, items, [...path, index], findings)
}

function checkMembers(value: Record<string, unknown>, schema: ValueSchema, path: PathStep[], findings: BodyFinding[]): void {
  const { properties } = schema
  if (!properties) return
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) findings.push({ rule: 'missing', path, name })
  }
  for (const [name, each] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!known) findings.push({ rule: 'unknown', path: [...path, name], name, known: Object.keys(properties) })
    // inference-schema writes "numbers" for the cells of every split table, whatever its columns hold.
    else if (!(isSplit(schema) && name === 'data')) check(each, known, [...path, name], findings)
  }
  if (isSplit(schema)) checkTable(value, path, findings)
}

/** `{"columns": […], "data": [[…]]}`: each row has as many cells as there are columns. */
function checkTable(value: Record<string, unknown>, path: PathStep[], findings: BodyFinding[]): void {
  const { columns, data } = value
  if (!Array.isArray(columns) || !Array.isArray(data)) return
  for (const [index, row] of data.entries()) {
    const at = [...path, 'data', index]
    if (!Array.isArray(row)) findings.push({ rule: 'type', path: at, expected: 'array', found: typeName(row) })
    else if (row.length !== columns.length) findings.push({ rule: 'columns', path: at, expected: columns.length, found: row.length })
    if (findings.length >= listed) return
  }
}

/** A table by columns and rows, as pandas' orient="split". */
export function isSplit(schema: ValueSchema): boolean {
  return schema.format === 'pandas.DataFrame:split'
}

function hasType(value: unknown, type: ValueType): boolean {
  switch (type) {
    case 'object':
      return isRecord(value)
    case 'array':
      return Array.isArray(value)
    case 'number':
      return typeof value === 'number'
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
    case 'string':
    case 'boolean':
      return typeof value === type
    default:
      return type satisfies never
  }
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
