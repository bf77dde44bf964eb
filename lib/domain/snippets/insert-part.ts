import { isMap, isScalar } from 'yaml'
import { parseEditable, writeAt } from '@/lib/domain/yaml-edit/yaml-edit'

/** Top-level keys of a text; empty when it is no mapping. */
export function keysOf(text: string): string[] {
  const document = parseEditable(text)
  if (document.errors.length > 0 || !isMap(document.contents)) return []
  return document.contents.items.flatMap(({ key }) => (isScalar(key) && typeof key.value === 'string' ? [key.value] : []))
}

/** Keys of the part that the file has already: adding it replaces them. */
export const doubledKeys = (text: string, part: string): string[] => {
  const known = new Set(keysOf(text))
  return keysOf(part).filter((key) => known.has(key))
}

/**
 * The file with the part's keys: new ones at its end as they are written, comments included; keys it has already get the part's value.
 * A text that does not parse is answered unchanged.
 */
export function insertPart(text: string, part: string): string {
  if (parseEditable(text).errors.length > 0) return text
  const doubled = doubledKeys(text, part)
  const document = parseEditable(part)
  const value = (key: string): unknown => document.toJS()[key]
  if (doubled.length > 0) return keysOf(part).reduce((before, key) => writeAt(before, [key], value(key)), text)
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const appended = `${text === '' || text.endsWith('\n') ? text : text + end}${part.replaceAll('\n', end)}`
  const added = keysOf(appended)
  // A file in braces, or one that ends with `...`: its own end is no place for lines.
  if (keysOf(part).every((key) => added.includes(key)) && parseEditable(appended).errors.length === 0) return appended
  return keysOf(part).reduce((before, key) => writeAt(before, [key], value(key)), text)
}
