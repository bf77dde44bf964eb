import type { Locale } from '@/i18n/locales'

/** What a kind of file is called and what is done with it; keys are `what` of lib/domain/convert/recognise. */
export type KindTexts = Record<string, { label: string; sentence: string } | undefined>

/** Undefined for English: its texts stand in lib/domain/convert. Loaded when a text is recognised, so that no page carries them. */
export async function kindTexts(locale: Locale): Promise<KindTexts | undefined> {
  return locale === 'de' ? (await import('@/messages/de/kinds.json')).default : undefined
}

export interface FieldTexts {
  title: string
  description: string
  limit?: string
  values?: Record<string, string>
}

/** Texts of the YAML fields by `fieldKey` (lib/contract/yaml/field-key). Undefined for English: its texts are the `meta` of the schemas. */
export async function fieldTexts(locale: Locale): Promise<Record<string, FieldTexts | undefined> | undefined> {
  return locale === 'de' ? (await import('@/messages/de/fields.json')).default : undefined
}

/** Cause and fix of a problem by its code. */
export type ProblemTexts = Readonly<Record<string, readonly string[] | undefined>>

/** Texts for the codes of lib/problems/catalogue. Undefined for English: the catalogue itself speaks it. */
export async function problemTexts(locale: Locale): Promise<ProblemTexts | undefined> {
  return locale === 'de' ? (await import('@/messages/de/problems.json')).default : undefined
}
