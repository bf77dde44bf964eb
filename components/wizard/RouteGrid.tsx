'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { NumberField } from '@/components/ui/NumberField'
import { TextField } from '@/components/ui/TextField'
import { type RouteKey, routeKeys } from '@/components/wizard/environment-source'

/** Port and path of the three routes of a container with a server of its own. NaN and '' = empty. */
export function RouteGrid(props: {
  port: (key: RouteKey) => number
  path: (key: RouteKey) => string
  onPort: (key: RouteKey, port: number) => void
  onPath: (key: RouteKey, path: string) => void
  onBlur?: (key: RouteKey, part: 'port' | 'path') => void
  error: (key: RouteKey, part: 'port' | 'path') => ReactNode
  isDisabled?: boolean
}) {
  const t = useTranslations('wizard.container')
  const { onBlur, isDisabled = false } = props
  return routeKeys.map((key) => (
    <div key={key} className="grid grid-cols-[7rem_minmax(0,1fr)] items-start gap-x-3 gap-y-1 sm:grid-cols-[7rem_8rem_minmax(0,1fr)]">
      <span className="text-ink-2 max-sm:col-span-2 sm:pt-1.5">{t(key)}</span>
      <NumberField
        label={t('portOf', { route: t(key) })}
        hideLabel
        value={props.port(key)}
        onChange={(port) => props.onPort(key, port)}
        onBlur={() => onBlur?.(key, 'port')}
        formatOptions={{ useGrouping: false }}
        minValue={1}
        maxValue={65_535}
        error={props.error(key, 'port')}
        isDisabled={isDisabled}
      />
      <TextField
        label={t('pathOf', { route: t(key) })}
        hideLabel
        mono
        placeholder={key === 'scoring_route' ? '/score' : '/'}
        value={props.path(key)}
        onChange={(path) => props.onPath(key, path)}
        onBlur={() => onBlur?.(key, 'path')}
        error={props.error(key, 'path')}
        isDisabled={isDisabled}
      />
    </div>
  ))
}
