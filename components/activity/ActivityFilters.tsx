'use client'

import { useTranslations } from 'next-intl'
import { Select } from '@/components/ui/Select'
import { type OperationKind, operationKinds } from '@/lib/contract/scorepoint'

/** Which kind of operation, and of which endpoint; empty = all of them. */
export function ActivityFilters(props: {
  kind: string
  endpoint: string
  /** Names to choose from. */
  endpoints: readonly string[]
  onChange: (change: { kind?: string | undefined; endpoint?: string | undefined }) => void
}) {
  const t = useTranslations('activity')
  const { kind, endpoint, endpoints, onChange } = props
  return (
    <>
      <Select<OperationKind | 'all'>
        label={t('kind')}
        hideLabel
        className="w-42"
        value={operationKinds.find((one) => one === kind) ?? 'all'}
        onChange={(next) => onChange({ kind: next === 'all' ? undefined : next })}
        options={[{ value: 'all', label: t('everyKind') }, ...operationKinds.map((one) => ({ value: one, label: t(`kinds.${one}`) }))]}
      />
      <Select
        label={t('endpoint')}
        hideLabel
        className="w-42"
        mono={endpoint !== ''}
        value={endpoint || 'all endpoints'}
        onChange={(next) => onChange({ endpoint: next === 'all endpoints' ? undefined : next })}
        options={[{ value: 'all endpoints', label: t('everyEndpoint') }, ...endpoints.map((name) => ({ value: name, label: name }))]}
      />
    </>
  )
}
