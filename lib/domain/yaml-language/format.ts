import { type Document, parseDocument, visit } from 'yaml'

const options = { version: '1.2', schema: 'core', uniqueKeys: false, keepSourceTokens: false, logLevel: 'error' } as const

/**
 * The text with two spaces of indentation and nothing else changed: comments, order, quotes, anchors and numbers stay as written.
 * Undefined when the text does not parse or could not be written anew without losing something. Line ends are `\n`.
 */
export function formatYaml(text: string): string | undefined {
  const document = parseDocument(text, options)
  if (document.errors.length > 0 || document.contents === null) return undefined
  const formatted = document.toString({ lineWidth: 0, indent: 2, indentSeq: true, flowCollectionPadding: true })
  const again = parseDocument(formatted, options)
  if (again.errors.length > 0 || trace(document) !== trace(again) || commentsOf(text) !== commentsOf(formatted)) return undefined
  const end = /\n$/.test(text) ? '\n' : ''
  return formatted.replace(/\n+$/, '') + end
}

/** Every scalar as it is written, with anchors and aliases, in order. */
function trace(document: Document): string {
  const seen: unknown[] = []
  visit(document, {
    Scalar: (_key, node) => {
      seen.push([node.type ?? 'PLAIN', node.source ?? '', typeof node.value, node.anchor ?? ''])
    },
    Alias: (_key, node) => {
      seen.push(['*', node.source])
    },
    Collection: (_key, node) => {
      seen.push([node.flow ?? false, node.items.length, node.anchor ?? ''])
    },
  })
  return JSON.stringify(seen)
}

/** Comment words in order, however far they are moved. */
const commentsOf = (text: string): string => [...text.matchAll(/(?:^|\s)#(.*)$/gm)].map(([, words]) => words?.trim()).join('\n')
