/** JSON text laid out for people without touching its values: `1.0`, long integers and escapes stay as they were written. */

const lineLength = 80

/**
 * Valid JSON with two-space indentation; arrays of plain values that fit on one line stay on it (rows of a table). Works on the text's
 * tokens, so that nothing is rounded as it would be by parsing.
 */
export function formatJsonText(text: string): string {
  const tokens = tokensOf(text)
  const parts: string[] = []
  let depth = 0
  const newLine = () => parts.push(`\n${'  '.repeat(depth)}`)
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? ''
    if (token === '[' || token === '{') {
      const line = tokens[at + 1] === closing[token] ? token + closing[token] : token === '[' ? oneLine(tokens, at, depth) : undefined
      if (line === undefined) {
        parts.push(token)
        depth++
        newLine()
      } else {
        parts.push(line)
        at = tokens.indexOf(closing[token], at)
      }
    } else if (token === ']' || token === '}') {
      depth--
      newLine()
      parts.push(token)
    } else if (token === ',') {
      parts.push(token)
      newLine()
    } else parts.push(token === ':' ? ': ' : token)
  }
  return parts.join('')
}

const closing = { '[': ']', '{': '}' } as const

/** An array of plain values as one line; undefined when it nests or is too long. */
function oneLine(tokens: readonly string[], start: number, depth: number): string | undefined {
  let line = '['
  for (let at = start + 1; at < tokens.length; at++) {
    const token = tokens[at] ?? ''
    if (token === '[' || token === '{') return undefined
    line += token === ',' ? ', ' : token
    if (line.length + 2 * depth > lineLength) return undefined
    if (token === ']') return line
  }
  return undefined
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? ''
    if (/\s/.test(character)) {
      at++
      continue
    }
    const end = character === '"' ? stringEnd(text, at) : '[]{},:'.includes(character) ? at + 1 : plainEnd(text, at)
    tokens.push(text.slice(at, end))
    at = end
  }
  return tokens
}

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function plainEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && !/[\s[\]{},:"]/.test(text[at] ?? '')) at++
  return at
}
