import { Lexer } from 'yaml'

/** Rules for untrusted YAML text, checked before anything recursive runs. */
export const maxYamlBytes = 256 * 1024
export const maxYamlDepth = 64
export const maxYamlAliases = 100
/** Values after aliases are expanded; stops a few aliases from multiplying into millions. */
export const maxYamlNodes = 200_000

/** Byte order of the lexer's own markers: a scalar's text follows this one. */
const scalarMarker = '\u001f'

/**
 * Whether the text nests deeper than allowed inside brackets or in one line of dashes. The parser of the yaml package
 * recurses per level and ends the process at some ten thousand levels, so this is asked of its lexer, which does not.
 * Nesting by indentation cannot reach such depths within the size limit; it is counted when values are read.
 */
export function nestsTooDeep(text: string): boolean {
  let flow = 0
  let dashes = 0
  let afterMarker = false
  for (const token of new Lexer().lex(text)) {
    if (afterMarker) {
      afterMarker = false
      continue
    }
    if (token === scalarMarker) afterMarker = true
    else if (token === '[' || token === '{') flow += 1
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1)
    else if (token === '-' || token === '?') dashes += 1
    else if (token === '\n' || token === '\r\n') dashes = 0
    if (flow > maxYamlDepth || dashes > maxYamlDepth) return true
  }
  return false
}
