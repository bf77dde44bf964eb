import { type Document, isCollection, isScalar, parseDocument } from 'yaml'

export type YamlPath = readonly (string | number)[]

/** The document with positions; `errors` is empty when it can be edited by fields. */
export const parseEditable = (text: string): Document => parseDocument(text, { keepSourceTokens: false })

/** The plain value at a path, or undefined. */
export function valueAt(document: Document, path: YamlPath): unknown {
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  if (isScalar(node)) return node.value
  return isCollection(node) ? node.toJSON() : node
}

/**
 * The text after one field edit: comments, order and unknown keys stay. `undefined` removes the key, and its parent when it becomes
 * empty. A text that does not parse is answered unchanged, so nothing is lost while somebody types YAML.
 */
export function writeAt(text: string, path: YamlPath, value: unknown): string {
  const document = parseEditable(text)
  if (document.errors.length > 0) return text
  if (value === undefined) removeAt(document, path)
  else {
    // A scalar in the way of a deeper key (a registered model becoming an inline one) gives way.
    for (let depth = 1; depth < path.length; depth += 1) {
      const parent = path.slice(0, depth)
      const node = document.getIn(parent, true)
      if (document.hasIn(parent) && !isCollection(node)) document.deleteIn(parent)
      // `{}` was written for want of content; what comes into it is read line by line.
      else if (isCollection(node) && node.items.length === 0) node.flow = false
    }
    document.setIn(path, typeof value === 'object' && value !== null ? document.createNode(value) : value)
  }
  return document.toString({ lineWidth: 0 })
}

function removeAt(document: Document, path: YamlPath): void {
  if (!document.hasIn(path)) return
  document.deleteIn(path)
  const parent = path.slice(0, -1)
  if (parent.length === 0) return
  const rest = document.getIn(parent, true)
  if (isCollection(rest) && rest.items.length === 0) removeAt(document, parent)
}
