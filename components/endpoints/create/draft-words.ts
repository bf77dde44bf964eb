'use client'

import { useTranslations } from 'next-intl'
import type { DraftError, Fields } from '@/components/endpoints/create/draft'
import { checkName, generateEndpointName, maxNameLength, suggestName } from '@/lib/domain/names/names'

/** The words of an error in the reader's language: what is allowed, with an example near to what was typed. */
export function useDraftWords(draft: Fields): (error: DraftError) => string {
  const t = useTranslations('endpoints.create')
  return (error) => {
    const example = suggestName(draft.name) ?? 'diabetes-risk'
    switch (error.kind) {
      case 'nameRequired':
        return t('basics.nameRequired')
      case 'nameTaken': {
        const suggestion = draft.name.length <= maxNameLength - 2 ? `${draft.name}-2` : generateEndpointName(draft.name)
        return t('basics.nameTaken', { name: draft.name, suggestion })
      }
      case 'computeMissing':
        return t('kind.required')
      case 'keyMissing':
        return t('tags.keyMissing', { value: error.text ?? '' })
      case 'keyDouble':
        return t('tags.keyDouble', { key: error.text ?? '' })
      case 'nameRule': {
        if (error.rule === 'name-length') return t('rules.length', { count: draft.name.length, example })
        if (error.rule === 'name-start') return t('rules.start', { example })
        if (error.rule === 'name-end') return t('rules.end', { example })
        if (error.rule === 'name-characters') {
          const character = [...draft.name].find((candidate) => !/[a-zA-Z0-9-]/.test(candidate)) ?? ''
          return t(character.trim() === '' ? 'rules.space' : 'rules.characters', { character, example })
        }
        // A rule added later without words of its own here: its English text is better than none.
        return checkName('endpoint', draft.name).find((finding) => finding.rule === error.rule)?.message ?? t('basics.nameHelp')
      }
      default:
        return error.kind satisfies never
    }
  }
}
