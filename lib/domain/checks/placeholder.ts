import type { Finding } from '@/lib/contract/finding'
import { type DocumentCheck, errorAt } from '@/lib/domain/checks/check'
import { pathText } from '@/lib/domain/convert/schema-findings'

/** `{{NAME}}`, but not `${{…}}`, which refers to a secret; `<NAME>` only when it is the whole value. */
const braces = /(?<!\$)\{\{[^}]*\}\}/
const angles = /^<[A-Za-z][\w -]*>$/

/** The placeholder that a text still holds. */
export const placeholderIn = (text: string): string | undefined => braces.exec(text)?.[0] ?? angles.exec(text.trim())?.[0]

/** Template placeholders that nobody replaced. */
export const checkPlaceholders: DocumentCheck = (document) => {
  const findings: Finding[] = []
  const visit = (value: unknown, path: (string | number)[]): void => {
    if (typeof value === 'string') {
      const found = placeholderIn(value)
      if (found)
        findings.push(errorAt(path, 'placeholder', `${pathText(path)} still holds the placeholder ${found}.`, 'Replace it by a value.'))
    } else if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index])
    else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) visit(item, [...path, key])
  }
  visit(document, [])
  return findings
}
