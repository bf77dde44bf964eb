'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { CopyButton } from '@/components/ui/CopyButton'
import { Panel } from '@/components/ui/Panel'
import type { ProbeSettings } from '@/lib/contract/arm/deployment'
import type { DeploymentSettings } from '@/lib/contract/scorepoint'
import { parseDurationMs } from '@/lib/domain/durations/iso'

const probeRows = ['initialDelay', 'period', 'timeout', 'successThreshold', 'failureThreshold'] as const

/** Limits, probes and environment variables as they are stored; values of variables stay covered until they are asked for. */
export function SettingsPanel({ settings }: { settings: DeploymentSettings }) {
  const t = useTranslations('overview.settings')
  const format = useFormatter()
  const { requestSettings, readinessProbe, livenessProbe } = settings
  const ms = (text: string | null | undefined) => {
    const value = text ? parseDurationMs(text) : undefined
    return value === undefined ? (text ?? '–') : t('ms', { value: format.number(value) })
  }
  const probeValue = (probe: ProbeSettings | null | undefined, key: (typeof probeRows)[number]) => {
    const value = probe?.[key]
    if (typeof value === 'number') return format.number(value)
    const duration = value ? parseDurationMs(value) : undefined
    return duration === undefined ? (value ?? '–') : t('s', { value: format.number(duration / 1000) })
  }
  const limits: [string, string][] = [
    [t('requestTimeout'), ms(requestSettings?.requestTimeout)],
    [t('maxConcurrent'), String(requestSettings?.maxConcurrentRequestsPerInstance ?? 1)],
    [t('maxQueueWait'), ms(requestSettings?.maxQueueWait)],
  ]
  return (
    <Panel title={t('title')}>
      <dl
        id="request_settings"
        className="num grid scroll-mt-28 grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 rounded-control target:bg-accent-soft"
      >
        {limits.map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-ink-3">{term}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
      <table aria-label={t('probes')} className="num mt-4 w-full">
        <thead>
          <tr className="text-ink-3 text-small">
            <th scope="col" className="text-left font-normal">
              {t('probe')}
            </th>
            {(['readiness', 'liveness'] as const).map((kind) => (
              <th key={kind} scope="col" className="text-right font-normal">
                {t(kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {probeRows.map((key) => (
            <tr key={key}>
              <th scope="row" className="py-0.5 text-left font-normal text-ink-3">
                {t(key)}
              </th>
              <td className="text-right">{probeValue(readinessProbe, key)}</td>
              <td className="text-right">{probeValue(livenessProbe, key)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Variables variables={settings.environmentVariables ?? {}} />
    </Panel>
  )
}

function Variables({ variables }: { variables: Record<string, string | null> }) {
  const t = useTranslations('overview.settings')
  const [isShown, setShown] = useState(false)
  const entries = Object.entries(variables)
  return (
    <div className="mt-4">
      <div className="mb-1 flex items-center gap-2">
        <h4 className="text-ink-3 text-small">{t('variables')}</h4>
        {entries.length > 0 ? (
          <Button size="sm" variant="quiet" onPress={() => setShown(!isShown)}>
            {t(isShown ? 'hideValues' : 'showValues')}
          </Button>
        ) : null}
      </div>
      {entries.length === 0 ? (
        <p className="text-ink-3">{t('noVariables')}</p>
      ) : (
        <dl className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 font-mono text-small">
          {entries.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="[overflow-wrap:anywhere]">{name}</dt>
              <dd className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">
                {isShown ? (
                  value
                ) : (
                  <span role="img" aria-label={t('hidden')}>
                    ••••••••
                  </span>
                )}
              </dd>
              <CopyButton what={name} text={value ?? ''} />
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
