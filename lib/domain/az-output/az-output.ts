/** Results as `az … -o json|jsonc|yaml|yamlc|table|tsv|none` prints them. Pure. */
import { pythonYaml } from '@/lib/domain/az-output/python-yaml'

export const azOutputs = ['json', 'jsonc', 'yaml', 'yamlc', 'table', 'tsv', 'none'] as const
/** `jsonc` and `yamlc` are coloured, otherwise the same text; `none` prints nothing. */
export type AzOutput = (typeof azOutputs)[number]

/** A result, and which of its objects an expression made: those keep the order of their keys, all others are sorted. */
export interface AzResult {
  value: unknown
  /** True for objects of the data itself. */
  isData: (value: object) => boolean
  hasQuery: boolean
}

type Data = Record<string, unknown>
const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value)

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isData(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

/** As Python writes a value inside a line of text. */
function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Keys sorted, two spaces. */
export const formatJson = ({ value }: AzResult): string => `${JSON.stringify(sorted(value ?? null), null, 2)}\n`

/** Keys sorted, as Python writes it. */
export const formatYaml = ({ value }: AzResult): string => pythonYaml(value)

/** Ids say nothing in a table. */
const skippedKeys: ReadonlySet<string> = new Set(['id', 'type', 'etag'])
const capitalised = (key: string) => key.charAt(0).toUpperCase() + key.slice(1)

function tableItem(item: unknown, sort: boolean): Map<string, unknown> {
  if (Array.isArray(item)) return new Map(item.map((value, index) => [`Column${index + 1}`, value]))
  if (!isData(item)) return new Map([['Result', item]])
  const keys = sort ? Object.keys(item).sort() : Object.keys(item)
  return new Map(
    keys
      .filter((key) => !skippedKeys.has(key) && item[key] !== null && item[key] !== undefined && typeof item[key] !== 'object')
      .map((key) => [capitalised(key), item[key]]),
  )
}

/** One row per item, plain values only; undefined when there is nothing a table could show. */
export function formatTable({ value, hasQuery }: AzResult): string | undefined {
  const items = (Array.isArray(value) ? value : [value]).map((item) => tableItem(item, !hasQuery))
  if (items.length === 0) return '\n'
  const headers = [...new Set(items.flatMap((item) => [...item.keys()]))]
  if (headers.length === 0) return undefined
  const cell = (item: Map<string, unknown>, header: string) => {
    const found = item.get(header)
    return found === null || found === undefined ? '' : pythonText(found).trim()
  }
  const rows = items.map((item) => headers.map((header) => cell(item, header)))
  const length = (text: string) => [...text].length
  const linesOf = (text: string) => text.split('\n')
  const widths = headers.map((header, column) =>
    Math.max(length(header) + 2, ...rows.flatMap((row) => linesOf(row[column] ?? '').map(length))),
  )
  // A cell of several lines makes its row as high.
  const rowLines = (row: readonly string[]) => {
    const cells = row.map(linesOf)
    const height = Math.max(...cells.map((lines) => lines.length))
    return Array.from({ length: height }, (_, index) => line(cells.map((lines) => lines[index] ?? '')))
  }
  const line = (cells: readonly string[]) =>
    cells
      .map((text, column) => text + ' '.repeat(Math.max(0, (widths[column] ?? 0) - length(text))))
      .join('  ')
      .trimEnd()
  return `${[line(headers), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.flatMap(rowLines)].join('\n')}\n`
}

function tsvField(value: unknown): string {
  if (Array.isArray(value)) return String(value.length)
  return isData(value) ? '' : pythonText(value)
}

/** One line per item, fields parted by tabs; a list inside is its length, an object inside is empty. */
export function formatTsv({ value, isData: isFromData }: AzResult): string {
  const items = Array.isArray(value) ? value : [value]
  return items
    .map((item: unknown) => {
      if (Array.isArray(item)) return item.map(tsvField).join('\t')
      if (isData(item)) {
        const keys = isFromData(item) ? Object.keys(item).sort() : Object.keys(item)
        return keys.map((key) => tsvField(item[key])).join('\t')
      }
      return typeof item === 'boolean' ? String(item) : tsvField(item)
    })
    .map((line) => `${line}\n`)
    .join('')
}

/** The text of one output format; undefined when a table cannot show the result. */
export function formatResult(result: AzResult, output: AzOutput): string | undefined {
  switch (output) {
    case 'json':
    case 'jsonc':
      return formatJson(result)
    case 'yaml':
    case 'yamlc':
      return formatYaml(result)
    case 'table':
      return formatTable(result)
    case 'tsv':
      return formatTsv(result)
    case 'none':
      return ''
    default:
      return output satisfies never
  }
}

/** The command that prints the same, quoted for a POSIX shell. */
export function azCommand(command: string, expression: string, output: AzOutput): string {
  const query = expression.trim() === '' ? '' : ` --query '${expression.trim().replaceAll("'", `'\\''`)}'`
  return `${command}${query} --output ${output}`
}
