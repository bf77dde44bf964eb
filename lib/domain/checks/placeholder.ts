import type { Finding } from '@/lib/contract/finding'
import { askAlways } from '@/lib/domain/answer-memory'
import { type DocumentCheck, errorAt } from '@/lib/domain/checks/check'
import { pathText } from '@/lib/domain/convert/schema-findings'
import { isRecord } from '@/lib/domain/convert/yaml-data'

/** `{{NAME}}`, but not `${{…}}`, which refers to a secret; `<NAME>` only when it is the whole value. */
const braces = /(?<!\$)\{\{[^}]*\}\}/
const angles = /^<[A-Za-z][\w -]*>$/

/** The placeholder that a text still holds. */
export const placeholderIn = (text: string): string | undefined => braces.exec(text)?.[0] ?? angles.exec(text.trim())?.[0]

/** Template placeholders that nobody replaced. */
export const checkPlaceholders: DocumentCheck = (document, _facts, ask = askAlways) =>
  Object.entries(document).flatMap(([key, value]) => ask.ofKey(checkPlaceholders, key, value, () => placeholdersAt(value, [key])))

function placeholdersAt(value: unknown, path: (string | number)[]): Finding[] {
  if (typeof value === 'string') {
    const found = placeholderIn(value)
    return found ? [errorAt(path, 'placeholder', `${pathText(path)} still holds the placeholder ${found}.`, 'Replace it by a value.')] : []
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => placeholdersAt(item, [...path, index]))
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => placeholdersAt(item, [...path, key])) : []
}
