import type { Locale } from '@/i18n/locales'

/** What a kind of file is called and what is done with it; keys are `what` of lib/domain/convert/recognise. */
export type KindTexts = Record<string, { label: string; sentence: string } | undefined>

/** Undefined for English: its texts stand in lib/domain/convert. Loaded when a text is recognised, so that no page carries them. */
export async function kindTexts(locale: Locale): Promise<KindTexts | undefined> {
  return locale === 'de' ? (await import('@/messages/de/kinds.json')).default : undefined
}
