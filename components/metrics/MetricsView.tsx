'use client'

import { useQuery } from '@tanstack/react-query'
import { ZoomOut } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useFormatter, useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { ChartPanel } from '@/components/metrics/ChartPanel'
import { chartData, chartNames } from '@/components/metrics/charts'
import { markerHref, markerKey, markerTextKey } from '@/components/metrics/marker-href'
import { type MetricsAddress, percentiles, presetNames, readMetricsAddress, zoomTo } from '@/components/metrics/metrics-address'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Notice } from '@/components/ui/Notice'
import { Skeleton } from '@/components/ui/Skeleton'
import type { EndpointMetrics, MetricMarker } from '@/lib/contract/metrics'
import { metricsQuery } from '@/lib/queries/metrics'

/** The metrics tab: one time range, one crosshair, one set of deployments for all charts; all of it in the address. */
export function MetricsView() {
  const t = useTranslations('metrics')
  const router = useRouter()
  const { detail } = useEndpoint()
  const [params, setParams] = useUrlState()
  const address = useMemo(() => readMetricsAddress(params), [params])
  const { data: metrics, error } = useQuery(metricsQuery(detail.name, address.range))
  const tables = new Set((params.get('table') ?? '').split(',').filter(Boolean))
  const toggle = (parameter: 'hide' | 'table', current: ReadonlySet<string>, name: string) => {
    const next = new Set(current)
    if (!next.delete(name)) next.add(name)
    setParams({ [parameter]: [...next].join(',') || undefined })
  }
  const openMarker = (marker: MetricMarker) => router.push(markerHref(detail.name, marker))
  return (
    <div className="flex flex-col gap-4">
      <Toolbar address={address} metrics={metrics} setParams={setParams} onHide={(name) => toggle('hide', address.hidden, name)} />
      {error && !metrics ? <Notice tone="failure">{error.message}</Notice> : null}
      <div className="grid gap-4 lg:grid-cols-2">
        {chartNames.map((name) =>
          metrics ? (
            <ChartPanel
              key={name}
              data={chartData(name, metrics, address.percentile, address.hidden)}
              endpoint={detail.name}
              from={metrics.from}
              to={metrics.to}
              markers={metrics.markers}
              isTable={tables.has(name)}
              onTable={() => toggle('table', tables, name)}
              onZoom={(from, to) => setParams(zoomTo(from, to))}
              onReset={() => setParams({ from: undefined, to: undefined })}
              onMarker={openMarker}
            />
          ) : (
            <Skeleton key={name} className="h-[250px] w-full" />
          ),
        )}
        {metrics && metrics.markers.length > 0 ? <MarkerList endpoint={detail.name} markers={metrics.markers} /> : null}
      </div>
      <p className="text-ink-3 text-small">{t('help')}</p>
    </div>
  )
}

function Toolbar(props: {
  address: MetricsAddress
  metrics: EndpointMetrics | undefined
  setParams: (changes: Record<string, string | undefined>) => void
  onHide: (name: string) => void
}) {
  const t = useTranslations('metrics')
  const { address, metrics, setParams, onHide } = props
  const pressed = (isOn: boolean) => buttonClass({ size: 'sm', className: isOn ? 'border-accent! bg-accent-soft!' : '' })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <fieldset className="flex gap-1">
        <legend className="sr-only">{t('range')}</legend>
        {presetNames.map((preset) => {
          const isOn = address.isLive && address.preset === preset
          return (
            <button
              key={preset}
              type="button"
              aria-pressed={isOn}
              onClick={() => setParams({ range: preset, from: undefined, to: undefined })}
              className={pressed(isOn)}
            >
              {t(`preset.${preset}`)}
            </button>
          )
        })}
        <button
          type="button"
          aria-pressed={address.isLive}
          onClick={() =>
            setParams(
              address.isLive && metrics ? { from: String(metrics.from), to: String(metrics.to) } : { from: undefined, to: undefined },
            )
          }
          className={pressed(address.isLive)}
        >
          <span className={`size-1.5 rounded-full ${address.isLive ? 'bg-success-icon' : 'bg-unknown-icon'}`} aria-hidden />
          {t('live')}
        </button>
      </fieldset>
      <fieldset className="flex gap-1">
        <legend className="sr-only">{t('percentile')}</legend>
        {percentiles.map((percentile) => (
          <button
            key={percentile}
            type="button"
            aria-pressed={address.percentile === percentile}
            onClick={() => setParams({ percentile })}
            className={pressed(address.percentile === percentile)}
          >
            {percentile}
          </button>
        ))}
      </fieldset>
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">{t('deployments')}</legend>
        {(metrics?.series ?? []).map(({ deployment }) => (
          <button
            key={deployment}
            type="button"
            aria-pressed={!address.hidden.has(deployment)}
            onClick={() => onHide(deployment)}
            className={buttonClass({ size: 'sm', className: address.hidden.has(deployment) ? 'opacity-55 line-through' : '' })}
          >
            <DeploymentDot name={deployment} label />
          </button>
        ))}
      </fieldset>
      {address.isLive ? null : <FixedRange range={address.range} onReset={() => setParams({ from: undefined, to: undefined })} />}
    </div>
  )
}

function FixedRange(props: { range: MetricsAddress['range']; onReset: () => void }) {
  const t = useTranslations('metrics')
  const format = useFormatter()
  if (!('from' in props.range)) return null
  const { from, to } = props.range
  return (
    <span className="num flex items-center gap-2 text-ink-2 text-small">
      {format.dateTimeRange(new Date(from * 1000), new Date(to * 1000), { dateStyle: 'short', timeStyle: 'medium' })}
      <Button size="sm" icon={<ZoomOut aria-hidden />} onPress={props.onReset}>
        {t('reset')}
      </Button>
    </span>
  )
}

/** The markers in words, each a link: the charts' dashed lines for those who do not point at them. */
function MarkerList(props: { endpoint: string; markers: readonly MetricMarker[] }) {
  const t = useTranslations('metrics')
  const format = useFormatter()
  return (
    <section aria-label={t('markers')} className="flex min-w-0 flex-col rounded-panel border bg-raised p-3">
      <h2 className="mb-1 flex min-h-7 items-center font-[560] text-base">{t('markers')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ul tabIndex={0} aria-label={t('markers')} className="flex max-h-48 flex-col gap-1 overflow-y-auto text-small">
        {props.markers.toReversed().map((marker) => (
          <li key={markerKey(marker)} className="flex gap-3">
            <span className="num shrink-0 text-ink-3">
              {format.dateTime(new Date(marker.at * 1000), { dateStyle: 'short', timeStyle: 'medium' })}
            </span>
            <a href={markerHref(props.endpoint, marker)} className="min-w-0 truncate text-accent-text hover:underline">
              {t(markerTextKey(marker), { name: marker.deployment ?? props.endpoint })}
            </a>
            {marker.status === 'Failed' ? <span className="text-failure">{t('failed')}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
