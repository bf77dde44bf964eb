'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useCallback } from 'react'
import type { Finding } from '@/lib/contract/finding'
import type en from '@/messages/en/rules.json'

type RuleId = keyof typeof en

const placeholdersOf = (text: string): string[] => [...text.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1] ?? '')

/** What stands in a finding for values that are no single word; texts stand there in quotes. */
const shapes = new Map<string | number, 'mapping' | 'list' | 'empty'>([
  ['a mapping', 'mapping'],
  ['a list', 'list'],
  ['empty', 'empty'],
])

/**
 * The sentence a person reads. English is the language of the checks and the most exact (it holds the values); other languages say
 * the rule in their own words. A rule without words of its own is quoted as it is.
 */
export function useFindingText(): (finding: Pick<Finding, 'rule' | 'path' | 'message' | 'fix' | 'values'>) => string {
  const locale = useLocale()
  const t = useTranslations('rules')
  const shape = useTranslations('editor.shape')
  return useCallback(
    ({ rule, path, message, fix, values: written }) => {
      const exact = fix ? `${message} ${fix}` : message
      const id = rule as RuleId
      if (locale === 'en' || !t.has(id)) return exact
      const said = (value: string | number) => {
        // A sentence chooses by word: what there is none of is the word `none`.
        if (value === '') return 'none'
        const word = shapes.get(value)
        return word ? shape(word) : value
      }
      const given = Object.fromEntries(Object.entries(written ?? {}).map(([name, value]) => [name, said(value)]))
      const values = { ...given, field: path.join('.') || 'YAML' }
      // A finding of an older agent may lack what the sentence names.
      return placeholdersOf(String(t.raw(id))).every((name) => name in values) ? t(id, values) : exact
    },
    [locale, t, shape],
  )
}
