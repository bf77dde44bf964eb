/** YAML text of plain values, for one place of a document. */
import { Scalar } from 'yaml'
import { doubleQuoted, yamlText } from '@/lib/domain/convert/yaml-text'

/** How the document around the value is written. */
export interface PrintStyle {
  eol: string
  step: number
  indentSeq: boolean
  /** Everything in double quotes, as in JSON. */
  isJson: boolean
}

const isCollectionValue = (value: unknown): value is object => typeof value === 'object' && value !== null
export const isEmptyCollection = (value: unknown): boolean => isCollectionValue(value) && Object.keys(value).length === 0

/** A scalar on one line, in the quotes that stood there before where the new value allows it. */
export function scalarText(value: unknown, before: string | undefined, style: { inFlow: boolean; isJson: boolean }): string {
  if (typeof value !== 'string') return yamlText(value).trim()
  const printable = !/[\p{Cc}\u2028\u2029\ufeff]|\p{Cs}/u.test(value)
  if (before === Scalar.QUOTE_SINGLE && printable) return `'${value.replaceAll("'", "''")}'`
  if (style.isJson || before === Scalar.QUOTE_DOUBLE || !printable) return doubleQuoted(value)
  const text = yamlText([value], { collectionStyle: 'flow', flowCollectionPadding: false }).trim().slice(1, -1)
  // What only the brackets make ambiguous stays plain outside of them.
  const outside = style.inFlow ? text : yamlText({ k: value }).trim().slice(3)
  return outside.includes('\n') ? doubleQuoted(value) : outside
}

/** A value within `{}` or `[]`, on one line. */
export function flowText(value: unknown, style: PrintStyle): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => flowText(item, style)).join(', ')}]`
  if (!isCollectionValue(value)) return scalarText(value, undefined, { inFlow: true, isJson: style.isJson })
  const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined)
  if (pairs.length === 0) return '{}'
  const inner = pairs.map(([key, item]) => `${flowText(key, style)}: ${flowText(item, style)}`).join(', ')
  return style.isJson ? `{${inner}}` : `{ ${inner} }`
}

const indented = (text: string, columns: number, eol: string) =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(columns) + line))
    .join(eol)

const blockOptions = (style: PrintStyle) => ({ indent: style.step, indentSeq: style.indentSeq })

/** `key: value` in block style, every line indented, no line ending at the end. */
export function pairText(key: string, value: unknown, columns: number, style: PrintStyle): string {
  return indented(yamlText({ [key]: value }, blockOptions(style)), columns, style.eol)
}

/** `- value` in block style. */
export function itemText(value: unknown, columns: number, style: PrintStyle): string {
  return indented(yamlText([value], blockOptions(style)), columns, style.eol)
}

/**
 * What stands behind `key:` (at `columns`): for a scalar the text on the same line, for a collection the lines below it, each begun by a
 * line ending; a text of several lines is a block scalar with its header first.
 */
export function blockValue(value: unknown, columns: number, style: PrintStyle): { sameLine: string; below: string } {
  const lines = indented(yamlText({ k: value }, blockOptions(style)), columns, style.eol)
  const [first = '', ...rest] = lines.split(style.eol)
  return { sameLine: first.trim().slice(2).trim(), below: rest.map((line) => style.eol + line).join('') }
}
