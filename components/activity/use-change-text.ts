'use client'

import { useTranslations } from 'next-intl'
import { shortAsset } from '@/components/overview/short-asset'
import { type OperationChange, settingGroups } from '@/lib/contract/operation-change'

/** What an operation changed, as one line: `Traffic: blue 90 → 80 %, green 10 → 20 % · instances 1 → 3`; empty when nothing is known. */
export function useChangeText(): (changes: readonly OperationChange[] | undefined) => string {
  const t = useTranslations('activity.change')

  function replaced(
    what: 'model' | 'environment' | 'instanceType' | 'scoringScript',
    from: string | undefined,
    to: string | undefined,
  ): string {
    const field = t(`replaced.${what}`)
    if (from !== undefined && to !== undefined) return t('fromTo', { field, from: shortAsset(from), to: shortAsset(to) })
    return to === undefined ? t('without', { field }) : t('with', { field, to: shortAsset(to) })
  }

  function text(change: OperationChange): string | undefined {
    switch (change.what) {
      case 'traffic':
      case 'mirror':
        return undefined
      case 'instanceCount':
        return t('instanceCount', { from: change.from, to: change.to })
      case 'model':
      case 'environment':
      case 'instanceType':
      case 'scoringScript':
        return replaced(change.what, change.from, change.to)
      case 'code':
        return t('code')
      case 'environmentVariables':
      case 'tags':
        return t(change.what, { names: change.names.join(', ') })
      case 'key':
        return t(change.key)
      default:
        // An agent newer than this studio may name more.
        return settingGroups.includes(change.what) ? t(`setting.${change.what}`) : undefined
    }
  }

  return (changes = []) => {
    const shares = (['traffic', 'mirror'] as const).flatMap((what) => {
      const list = changes.flatMap((change) => {
        if (change.what !== 'traffic' && change.what !== 'mirror') return []
        const { deployment, from, to } = change
        return change.what === what ? [t('share', { deployment, from, to })] : []
      })
      return list.length > 0 ? [t(what, { list: list.join(', ') })] : []
    })
    return [...shares, ...changes.flatMap((change) => text(change) ?? [])].join(' · ')
  }
}
