import { type Document, isScalar, parseDocument, visit, YAMLParseError } from 'yaml'

/**
 * The document with positions; `errors` is empty when it can be edited by fields, and its data can then be read. Merge keys (`<<`) are
 * read as Azure's tools do.
 */
export function parseEditable(text: string): Document {
  const document = parseDocument(text, { keepSourceTokens: true, merge: true, logLevel: 'error' })
  // The parser leaves what aliases and merge keys mean to whoever reads the data; who reads here asks for `errors` first.
  if (/[*]|<</.test(text)) {
    const fault = unreadable(document)
    if (fault) document.errors.push(withPlace(fault, text))
  }
  return document
}

/** The plain data; undefined where an alias or a merge key makes it unreadable. Of a text with other errors it is what could be made out. */
export const dataIn = (document: Document): unknown =>
  document.errors.some(({ code }) => code === 'BAD_ALIAS') ? undefined : document.toJS()

/** Why the data cannot be read: an alias without an anchor, one that contains itself, too many of them, or a merge of what is no mapping. */
function unreadable(document: Document): YAMLParseError | undefined {
  try {
    // The text of it, as data that contains itself is found only when it is walked through.
    JSON.stringify(document.toJS())
    return undefined
  } catch (error) {
    const reason = error instanceof TypeError ? 'An alias contains itself' : error instanceof Error ? error.message : String(error)
    let at = 0
    visit(document, {
      Alias: (_key, node) => {
        if (node.resolve(document) !== undefined) return undefined
        at = node.range?.[0] ?? 0
        return visit.BREAK
      },
      Pair: (_key, { key }) => {
        if (isScalar(key) && key.source === '<<') at = key.range?.[0] ?? at
      },
    })
    return new YAMLParseError([at, at + 1], 'BAD_ALIAS', reason.split('\n')[0] ?? reason)
  }
}

function withPlace(fault: YAMLParseError, text: string): YAMLParseError {
  const before = text.slice(0, fault.pos[0])
  const line = before.split('\n').length
  const col = fault.pos[0] - before.lastIndexOf('\n')
  fault.linePos = [
    { line, col },
    { line, col: col + 1 },
  ]
  return fault
}
