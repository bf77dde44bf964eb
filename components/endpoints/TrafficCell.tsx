'use client'

import { useFormatter, useTranslations } from 'next-intl'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { deploymentColourValue } from '@/lib/domain/colours/deployment-colour'
import { failedDeployment, runningOperations, share } from '@/lib/domain/endpoint-health/endpoint-health'

/** The split as a bar and in words; where there is none, the one thing to know instead: the failure, or that nothing can reach it. */
export function TrafficCell(props: { endpoint: EndpointStatus }) {
  const t = useTranslations('endpoints')
  const format = useFormatter()
  const { endpoint } = props
  const failed = failedDeployment(endpoint)
  const rows = endpoint.deployments
    .map((deployment) => ({ name: deployment.name, percent: share(endpoint, deployment.name) }))
    .filter((row) => row.percent > 0)
  if (failed && share(endpoint, failed.deployment.name) === (rows[0]?.percent ?? 0)) {
    const text = `${failed.deployment.name}: ${failed.reason}`
    return (
      <span className="flex min-w-0 gap-1.5 text-failure text-small" title={[text, failed.where].filter(Boolean).join(' · ')}>
        <span className="min-w-0 truncate">{text}</span>
        {failed.where ? <code className="shrink-0">{failed.where}</code> : null}
      </span>
    )
  }
  if (endpoint.deployments.length === 0) return <span className="block truncate text-ink-3 text-small">{t('traffic.noDeployments')}</span>
  const creating = runningOperations(endpoint).find((operation) => operation.kind === 'create' && operation.deployment)?.deployment
  if (rows.length === 0 && creating) {
    return <span className="block truncate text-progress text-small">{t('traffic.creating', { name: creating })}</span>
  }
  if (rows.length === 0)
    return (
      <span className="block truncate text-ink-3 text-small" title={t('traffic.none')}>
        {t('traffic.none')}
      </span>
    )
  const mirrored = Object.entries(endpoint.mirrorTraffic ?? {}).map(([name, percent]) => t('traffic.mirrored', { name, percent }))
  const words = [...rows.map((row) => `${row.name} ${format.number(row.percent)}`), ...mirrored].join(' · ')
  return (
    <span className="flex min-w-0 items-center gap-2.5" title={words}>
      <TrafficBar rows={rows} />
      <span className="num min-w-0 truncate text-ink-2 text-small">{words}</span>
    </span>
  )
}

/** 8 px high, in deployment colours; the words beside it say the same. */
function TrafficBar(props: { rows: { name: string; percent: number }[] }) {
  return (
    <span aria-hidden className="flex h-2 w-20 shrink-0 gap-px overflow-hidden rounded-sm bg-sunken">
      {props.rows.map((row) => (
        <span key={row.name} className="block h-full" style={{ width: `${row.percent}%`, background: deploymentColourValue(row.name) }} />
      ))}
    </span>
  )
}
