import { parseAnswer } from '@/lib/domain/json-path/json-path'

/** A table in an answer: records, rows of cells, or one column. */
export interface AnswerTable {
  columns: string[]
  rows: unknown[][]
}

/** Series of numbers in an answer, all of the same length. */
export interface AnswerSeries {
  name: string
  values: number[]
}

/** Numbers of a longer array are not drawn one by one. */
const largestTable = 10_000

/** The table an answer holds: the document itself, or the only array among its members. Undefined when there is none. */
export function tableIn(text: string): AnswerTable | undefined {
  const rows = arrayIn(parseAnswer(text)?.value)
  if (!rows || rows.length === 0 || rows.length > largestTable) return undefined
  if (rows.every(isRecord)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    return { columns, rows: rows.map((row) => columns.map((column) => row[column])) }
  }
  if (rows.every((row): row is unknown[] => Array.isArray(row))) {
    const width = Math.max(...rows.map((row) => row.length))
    return { columns: Array.from({ length: width }, (_, index) => String(index)), rows }
  }
  return { columns: [''], rows: rows.map((value) => [value]) }
}

/** The columns of the table that are numbers throughout; undefined when there is none or only one row. */
export function seriesIn(table: AnswerTable | undefined): AnswerSeries[] | undefined {
  if (!table || table.rows.length < 2) return undefined
  const series = table.columns.flatMap((name, index) => {
    const values = table.rows.map((row) => row[index])
    return values.every((value): value is number => typeof value === 'number') ? [{ name, values }] : []
  })
  return series.length > 0 ? series.slice(0, 8) : undefined
}

function arrayIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (!isRecord(value)) return undefined
  const arrays = Object.values(value).filter(Array.isArray)
  return arrays.length === 1 ? arrays[0] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
