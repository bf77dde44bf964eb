'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useFormatter, useTranslations } from 'next-intl'
import { LoadSlider } from '@/components/quota/LoadSlider'
import { formatPlan } from '@/components/quota/plan-address'
import { numberParam, type QuotaViewState } from '@/components/quota/view-state'
import { LinkButton } from '@/components/ui/LinkButton'
import { Notice } from '@/components/ui/Notice'
import { Section } from '@/components/ui/Section'
import { Select } from '@/components/ui/Select'
import { Skeleton } from '@/components/ui/Skeleton'
import { serviceLimits } from '@/lib/domain/limits/service-limits'
import { defaultUtilisation, loadCurve, sizeForLoad } from '@/lib/domain/sizing/instances-for-load'
import { defaultInstanceType } from '@/lib/domain/skus/skus'
import { endpointsQuery } from '@/lib/queries/endpoints'

/** The chart library comes with this view and with nothing else. */
const LoadChart = dynamic(() => import('@/components/quota/LoadChart'), { ssr: false, loading: () => <Skeleton className="h-64" /> })

const none = 'none'

/** How many instances a load needs: the documented formula with sliders, its steps and a chart. */
export function LoadSizing({ params, setParams }: QuotaViewState) {
  const t = useTranslations('quota.load')
  const format = useFormatter()
  const endpoints = useQuery(endpointsQuery()).data?.endpoints ?? []
  const measured = endpoints.flatMap((endpoint) =>
    endpoint.deployments.flatMap((deployment) => {
      const p50Ms = endpoint.observed.perDeployment[deployment.name]?.p50Ms
      return p50Ms === undefined
        ? []
        : [
            {
              id: `${endpoint.name}/${deployment.name}`,
              p50Ms,
              instanceType: deployment.instanceType,
              concurrent: deployment.settings?.requestSettings?.maxConcurrentRequestsPerInstance ?? undefined,
            },
          ]
    }),
  )
  const load = {
    targetRps: numberParam(params, 'rps', 20, 0.1, 2000),
    secondsPerRequest: numberParam(params, 'ms', 200, 1, 180_000) / 1000,
    targetUtilisation: numberParam(params, 'util', defaultUtilisation * 100, 10, 100) / 100,
    maxConcurrentPerInstance: Math.round(numberParam(params, 'conc', 1, 1, 100)),
  }
  const from = params.get('from')
  const source = measured.find((one) => one.id === from)
  const sizing = sizeForLoad(load)
  const number = (value: number, digits = 1) => format.number(value, { maximumFractionDigits: digits })
  const set = (name: string) => (value: number) => setParams({ [name]: String(value) })
  const plan = formatPlan([{ name: 'blue', instanceType: source?.instanceType ?? defaultInstanceType, instances: sizing.instances }])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <Section title={t('title')} description={t('text')}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <div className="grid content-start gap-4 rounded-panel border bg-raised p-4">
            <Select
              label={t('from')}
              description={measured.length === 0 ? t('nothingMeasured') : source ? t('measured', { ms: source.p50Ms }) : t('fromHelp')}
              value={source?.id ?? none}
              options={[
                { value: none, label: t('byHand') },
                ...measured.map((one) => ({ value: one.id, label: one.id, description: t('measured', { ms: one.p50Ms }) })),
              ]}
              onChange={(id) => {
                const chosen = measured.find((one) => one.id === id)
                setParams({
                  from: chosen?.id,
                  ...(chosen ? { ms: String(Math.max(1, Math.round(chosen.p50Ms))) } : {}),
                  ...(chosen?.concurrent ? { conc: String(chosen.concurrent) } : {}),
                })
              }}
            />
            <LoadSlider label={t('rps')} value={load.targetRps} min={1} max={600} onChange={set('rps')} />
            <LoadSlider label={t('ms')} unit="ms" value={load.secondsPerRequest * 1000} min={1} max={5000} onChange={set('ms')} />
            <LoadSlider
              label={t('util')}
              unit="%"
              value={Math.round(load.targetUtilisation * 100)}
              min={10}
              max={100}
              onChange={set('util')}
            />
            <LoadSlider label={t('conc')} value={load.maxConcurrentPerInstance} min={1} max={64} onChange={set('conc')} />
          </div>
          <div className="min-w-0">
            <p className="num font-[620] text-title" role="status">
              {t('instances', { count: sizing.instances })}
            </p>
            <p className="num mt-1 text-small">
              {t('formula', {
                rps: number(load.targetRps),
                seconds: number(load.secondsPerRequest, 3),
                util: number(load.targetUtilisation, 2),
                conc: load.maxConcurrentPerInstance,
                instances: number(sizing.instances),
              })}
            </p>
            <div className="mt-3 h-64">
              <LoadChart
                curve={loadCurve(load)}
                rps={load.targetRps}
                instances={sizing.instances}
                labels={{ rps: t('axisRps'), instances: t('axisInstances') }}
                say={number}
              />
            </div>
          </div>
        </div>
      </Section>
      <Section title={t('ceilings')}>
        <ul className="num grid gap-1.5">
          <li>{t('inWork', { count: number(sizing.inWork) })}</li>
          <li>{t('atTarget', { rps: number(sizing.rpsAtTarget), most: number(sizing.rpsAtMost) })}</li>
          <li>
            {t('atOnce', { conc: load.maxConcurrentPerInstance, instances: number(sizing.instances), most: number(sizing.mostAtOnce) })}
          </li>
          <li>{t('endpointLimit', { limit: serviceLimits.requestsPerSecondPerEndpoint })}</li>
        </ul>
        {sizing.isAboveEndpointLimit ? (
          <Notice tone="attention" className="mt-3" title={t('overEndpoint', { limit: serviceLimits.requestsPerSecondPerEndpoint })} live />
        ) : null}
        {sizing.isAboveInstanceLimit ? (
          <Notice tone="attention" className="mt-3" title={t('overInstances', { limit: serviceLimits.instancesPerDeployment })} live />
        ) : null}
        <div className="mt-4">
          <LinkButton href={`/quota?plan=${plan}`}>{t('toCalculator', { count: sizing.instances })}</LinkButton>
        </div>
      </Section>
    </div>
  )
}
