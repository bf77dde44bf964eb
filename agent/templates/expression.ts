/** The expression language of templates, as far as its grammar: text → tree. Nothing is ever run as a program. */
import { ExpressionError, templateLimits } from '@/agent/templates/values'

export type Expression =
  | { kind: 'literal'; value: string | number }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'member'; of: Expression; key: Expression }

/**
 * What a string of a template is: an expression (`[…]`), or text as it is. `[[…]` is the text `[…]`.
 * Doc: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions (escape characters)
 */
export function readString(text: string): { text: string } | { expression: string } {
  if (!text.startsWith('[') || !text.endsWith(']')) return { text }
  if (text.startsWith('[[')) return { text: text.slice(1) }
  return { expression: text.slice(1, -1) }
}

interface Reader {
  source: string
  at: number
}

/** The tree of an expression (without its outer brackets). @throws ExpressionError with the position of what is wrong. */
export function parseExpression(source: string): Expression {
  if (source.length > templateLimits.expressionLength)
    throw new ExpressionError(
      `The language expression length limit exceeded. Limit: '${templateLimits.expressionLength}' and actual: '${source.length}'.`,
    )
  const reader: Reader = { source, at: 0 }
  const tree = readExpression(reader, 1)
  skipBlank(reader)
  if (reader.at < source.length) throw unexpected(reader)
  return tree
}

function unexpected({ source, at }: Reader): ExpressionError {
  const found = at >= source.length ? 'the end of the expression' : `'${source.slice(at, at + 12)}'`
  return new ExpressionError(
    `The language expression '${source.slice(0, 200)}' is not valid: ${found} at position ${at + 1} was not expected.`,
  )
}

function skipBlank(reader: Reader): void {
  while (/\s/.test(reader.source[reader.at] ?? '')) reader.at += 1
}

function accept(reader: Reader, text: string): boolean {
  skipBlank(reader)
  if (!reader.source.startsWith(text, reader.at)) return false
  reader.at += text.length
  return true
}

function expectText(reader: Reader, text: string): void {
  if (!accept(reader, text)) throw unexpected(reader)
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  skipBlank(reader)
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.source)?.[0]
  if (found !== undefined) reader.at += found.length
  return found
}

function readExpression(reader: Reader, depth: number): Expression {
  if (depth > templateLimits.expressionDepth)
    throw new ExpressionError(`The language expression is nested deeper than ${templateLimits.expressionDepth} levels.`)
  let tree = readPrimary(reader, depth)
  for (let links = 0; ; links += 1) {
    if (links > templateLimits.expressionDepth) throw new ExpressionError('The language expression follows too many members.')
    if (accept(reader, '.')) {
      const name = match(reader, /[A-Za-z_][A-Za-z0-9_]*/y)
      if (name === undefined) throw unexpected(reader)
      tree = { kind: 'member', of: tree, key: { kind: 'literal', value: name } }
    } else if (accept(reader, '[')) {
      tree = { kind: 'member', of: tree, key: readExpression(reader, depth + 1) }
      expectText(reader, ']')
    } else return tree
  }
}

function readPrimary(reader: Reader, depth: number): Expression {
  skipBlank(reader)
  if (reader.source[reader.at] === "'") return { kind: 'literal', value: readText(reader) }
  const number = match(reader, /[+-]?\d+(?:\.\d+)?/y)
  if (number !== undefined) return { kind: 'literal', value: Number(number) }
  const name = match(reader, /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?/y)
  if (name === undefined) throw unexpected(reader)
  expectText(reader, '(')
  const args: Expression[] = []
  if (accept(reader, ')')) return { kind: 'call', name, args }
  do args.push(readExpression(reader, depth + 1))
  while (accept(reader, ','))
  expectText(reader, ')')
  return { kind: 'call', name, args }
}

/** `'it''s'` is the text it's. */
function readText(reader: Reader): string {
  let text = ''
  reader.at += 1
  for (;;) {
    const end = reader.source.indexOf("'", reader.at)
    if (end < 0) {
      reader.at = reader.source.length
      throw unexpected(reader)
    }
    text += reader.source.slice(reader.at, end)
    reader.at = end + 1
    if (reader.source[reader.at] !== "'") return text
    text += "'"
    reader.at += 1
  }
}
