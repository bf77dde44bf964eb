/** Anchors and aliases: an edit at one place must not change another one silently. */
import { type Alias, type Document, isAlias, isMap, isNode, isSeq, type Node } from 'yaml'
import type { TextEdit } from '@/lib/contract/finding'
import { keyName, placeOf } from '@/lib/domain/yaml-edit/place'
import type { YamlPath } from '@/lib/domain/yaml-edit/plain-data'
import type { PrintStyle } from '@/lib/domain/yaml-edit/print-value'
import { replaceValue } from '@/lib/domain/yaml-edit/text-change'

interface Found {
  node: Node
  path: YamlPath
}

function nodesOf(node: unknown, path: YamlPath = []): Found[] {
  if (!isNode(node)) return []
  const own: Found[] = [{ node, path }]
  if (isMap(node)) return own.concat(node.items.flatMap(({ key, value }) => nodesOf(value, [...path, keyName(key) ?? ''])))
  if (isSeq(node)) return own.concat(node.items.flatMap((item, index) => nodesOf(item, [...path, index])))
  return own
}

const startsWith = (path: YamlPath, start: YamlPath) =>
  path.length >= start.length && start.every((step, index) => String(path[index]) === String(step))

/**
 * When what is about to change at `path` is named by an anchor that other places refer to: the edits by which the first of those places
 * takes over anchor and value, so that they keep what they had. Undefined when nothing refers to it.
 */
export function releaseAnchor(text: string, document: Document, path: YamlPath, style: PrintStyle): TextEdit[] | undefined {
  if (!/&\S/.test(text)) return undefined
  const nodes = nodesOf(document.contents)
  const aliases = nodes.filter((found): found is Found & { node: Alias } => isAlias(found.node) && !startsWith(found.path, path))
  for (const { node, path: defined } of nodes) {
    if (isAlias(node) || !('anchor' in node) || !node.anchor) continue
    if (!startsWith(path, defined) && !startsWith(defined, path)) continue
    const reader = aliases.find((alias) => alias.node.resolve(document) === node)
    if (!reader) continue
    const anchor = placeOf(text, document, defined)
      .steps.at(-1)
      ?.entry.props.find((token) => token.type === 'anchor')
    const { steps, ended } = placeOf(text, document, reader.path)
    if (!anchor || (ended !== 'found' && ended !== 'alias')) continue
    const end = anchor.offset + anchor.source.length
    const blanks = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
    const isLast = /^\r?(?:\n|$)/.test(text.slice(end + blanks))
    const removed = isLast
      ? { offset: anchor.offset - 1, length: end - anchor.offset + 1, text: '' }
      : { offset: anchor.offset, length: end + blanks - anchor.offset, text: '' }
    return [removed, ...replaceValue(text, steps, node.toJS(document), style, `&${node.anchor}`)]
  }
  return undefined
}
