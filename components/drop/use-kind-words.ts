'use client'

import { useLocale } from 'next-intl'
import type { Recognised } from '@/lib/domain/convert/recognise'
import de from '@/messages/de/kinds.json'

const isKnown = (what: string): what is keyof typeof de => Object.hasOwn(de, what)

/** What a file is and what becomes of it, in the reader's language; English comes from the recognition itself. */
export function useKindWords(): (found: Recognised) => { label: string; sentence: string } {
  const locale = useLocale()
  return ({ what, label, sentence }) => (locale === 'de' && isKnown(what) ? de[what] : { label, sentence })
}
