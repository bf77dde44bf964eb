'use client'

import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { observedOf, routedRequests } from '@/components/overview/observed'
import { liveMirror, observedMirrorOf } from '@/components/traffic/live-mirror'
import { TrafficBar } from '@/components/traffic/TrafficBar'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Panel } from '@/components/ui/Panel'
import { isBusy } from '@/lib/queries/endpoint-detail'

/** The split as configured, and beside it what the router counted over the last minutes. */
export function TrafficPanel() {
  const t = useTranslations('overview')
  const format = useFormatter()
  const { detail } = useEndpoint()
  const shares = detail.deployments.map(({ name }) => ({ name, percent: detail.traffic[name] ?? detail.traffic[name.toLowerCase()] ?? 0 }))
  const total = shares.reduce((sum, share) => sum + share.percent, 0)
  const routed = routedRequests(detail.observed)
  const mirror = liveMirror(detail)
  const copies = mirror && observedMirrorOf(detail.observed, mirror.name)
  const aside = routed > 0 ? t('observedOver', { count: routed, minutes: detail.observed.windowSeconds / 60 }) : t('nothingObserved')
  return (
    <Panel title={t('traffic')} aside={aside}>
      <TrafficBar shares={shares} mirror={mirror} />
      <ul className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5">
        {shares.map(({ name, percent }) => {
          const seen = observedOf(detail.observed, name)
          return (
            <li key={name} className="num flex min-w-0 items-baseline gap-1.5">
              <DeploymentDot name={name} label />
              <b className="font-[600]">{format.number(percent / 100, { style: 'percent' })}</b>
              {routed > 0 ? (
                <span className="text-ink-3" title={t('observedTitle')}>
                  {format.number(seen?.sharePercent ?? 0, { minimumFractionDigits: 1, maximumFractionDigits: 1 })}
                  <span className="sr-only"> {t('observedWord')}</span>
                </span>
              ) : null}
            </li>
          )
        })}
      </ul>
      {mirror ? (
        <p className="num mt-2 text-ink-2 text-small">
          <Link className="underline" href={`/endpoints/${detail.name}/traffic`}>
            {t('mirrored', { percent: mirror.percent, name: mirror.name })}
          </Link>
          {copies ? ` · ${t('mirroredSeen', { sent: copies.sent, dropped: copies.dropped, failed: copies.failed })}` : ''}
        </p>
      ) : null}
      {total === 0 && !isBusy(detail) ? (
        <p className="mt-2 text-attention text-small">
          {t('noTraffic')}{' '}
          {detail.deployments.length > 0 ? (
            <Link className="underline" href={`/endpoints/${detail.name}/traffic`}>
              {t('sendTraffic')}
            </Link>
          ) : null}
        </p>
      ) : null}
    </Panel>
  )
}
