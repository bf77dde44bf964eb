import { Composer, type Document, Lexer, type LineCounter, Parser, YAMLParseError } from 'yaml'

/** Rules for untrusted YAML text, checked before anything recursive runs. */
export const maxYamlBytes = 256 * 1024
export const maxYamlDepth = 64
export const maxYamlAliases = 100
/** Values after aliases are expanded; stops a few aliases from multiplying into millions. */
export const maxYamlNodes = 200_000

/** UTF-8 has at most three bytes per unit of a string: short texts need no count. */
export const isTooLarge = (text: string): boolean =>
  text.length * 3 > maxYamlBytes && new TextEncoder().encode(text).byteLength > maxYamlBytes

/** Byte order of the lexer's own markers: a scalar's text follows this one. */
const scalarMarker = '\u001f'

/**
 * The document of a text; undefined when it nests deeper than allowed inside brackets or in one line of dashes. The parser of the yaml
 * package recurses per level and ends the process at some ten thousand levels, so its lexer, which does not, is watched on the way.
 * Nesting by indentation cannot reach such depths within the size limit; it is counted when values are read.
 */
export function parseShallow(text: string, lines: LineCounter): Document | undefined {
  const isTooDeep = depthWatch()
  let isRefused = false
  const parser = new Parser(lines.addNewLine)
  function* tokens() {
    lines.addNewLine(0)
    for (const token of new Lexer().lex(text)) {
      isRefused = isTooDeep(token)
      if (isRefused) return
      yield* parser.next(token)
    }
    yield* parser.end()
  }
  // Duplicate keys are found while values are read; the package's own look is quadratic.
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false })
  const first = withoutStackTraces(() => onlyDocument(composer.compose(tokens(), true, text.length)))
  return isRefused ? undefined : first
}

function onlyDocument(documents: Iterable<Document.Parsed>): Document | undefined {
  let first: Document.Parsed | undefined
  for (const document of documents) {
    if (first) {
      const [from, to] = document.range
      first.errors.push(new YAMLParseError([from, to], 'MULTIPLE_DOCS', 'Source contains multiple documents'))
      break
    }
    first = document
  }
  return first
}

/** The parser makes an error of each slip; where in the program it was made is never read, and takes longer than the parsing. */
function withoutStackTraces<T>(run: () => T): T {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return run()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

function depthWatch(): (token: string) => boolean {
  let flow = 0
  let dashes = 0
  let afterMarker = false
  return (token) => {
    if (afterMarker) afterMarker = false
    else if (token === scalarMarker) afterMarker = true
    else if (token === '[' || token === '{') flow += 1
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1)
    else if (token === '-' || token === '?') dashes += 1
    else if (token === '\n' || token === '\r\n') dashes = 0
    return flow > maxYamlDepth || dashes > maxYamlDepth
  }
}

/**
 * Where a tab stands that `az ml` does not read: its parser knows tabs inside quotes, block texts and comments only, while
 * YAML 1.2 lets them separate words, too. Undefined when there is none.
 */
export function misplacedTab(text: string): number | undefined {
  if (!text.includes('\t')) return undefined
  let offset = 0
  let afterMarker = false
  let blockHeader = false
  for (const token of new Lexer().lex(text)) {
    if (token === scalarMarker) {
      afterMarker = true
      continue
    }
    // The lexer's other marks have no place in the text.
    if (token === '\u0002' || token === '\u0018') continue
    const blockText = afterMarker && blockHeader
    if (/^[|>][-+0-9]*$/.test(token) && !afterMarker) blockHeader = true
    else if (afterMarker) blockHeader = false
    const exempt = blockText || (!afterMarker && /^["'#]/.test(token))
    const tab = exempt ? -1 : token.indexOf('\t')
    if (tab >= 0) return offset + tab
    afterMarker = false
    offset += token.length
  }
  return undefined
}
