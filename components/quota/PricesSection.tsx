'use client'

import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { CloudDownload, Trash2, Upload } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { NotReachable } from '@/components/endpoints/ListStates'
import type { QuotaActions } from '@/components/quota/quota-actions'
import { Button } from '@/components/ui/Button'
import { Code } from '@/components/ui/Code'
import { CopyButton } from '@/components/ui/CopyButton'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { ProblemText } from '@/components/ui/ProblemText'
import { Section } from '@/components/ui/Section'
import { Skeleton } from '@/components/ui/Skeleton'
import { TextField } from '@/components/ui/TextField'
import { showSuccess } from '@/components/ui/toast'
import type { PriceReport } from '@/lib/contract/prices'
import { hoursPerMonth } from '@/lib/domain/cost/cost'
import { skuOf, skus } from '@/lib/domain/skus/skus'
import type { Problem, Result } from '@/lib/problems/problem'
import { pricesQuery } from '@/lib/queries/quota'

/** Structure only: the number stands for the person's own. */
const example = `{
  "format": "scorepoint-prices/1",
  "asOf": "2026-11-01",
  "source": "price sheet of our agreement",
  "region": "westeurope",
  "currency": "EUR",
  "hourly": { "Standard_DS3_v2": 1.00 }
}
`

/** Which prices are known, from where and of when; bring a file, or ask the public price list. */
export function PricesSection(props: { prices: UseQueryResult<PriceReport>; actions: QuotaActions }) {
  const t = useTranslations('quota.prices')
  const client = useQueryClient()
  const format = useFormatter()
  const { data, failureReason, refetch } = props.prices
  const file = useRef<HTMLInputElement>(null)
  const [region, setRegion] = useState<string>()
  const [currency, setCurrency] = useState<string>()
  const [pending, setPending] = useState<'fetch' | 'file' | 'remove'>()
  const [failed, setFailed] = useState<{ kind: 'fetch' | 'file' | 'remove'; problem: Problem }>()
  if (!data) return failureReason ? <NotReachable problem={failureReason} onRetry={() => void refetch()} /> : <Skeleton className="h-64" />
  const { prices, unusable, path, address } = data
  const wanted = { region: region ?? prices?.region ?? 'westeurope', currency: currency ?? prices?.currency ?? 'EUR' }
  const known = prices ? Object.keys(prices.hourly).filter((name) => skuOf(name)).length : 0

  async function act(kind: 'fetch' | 'file' | 'remove', work: () => Promise<Result<PriceReport>>): Promise<void> {
    setPending(kind)
    setFailed(undefined)
    const result = await work().catch((error: unknown) => ({
      ok: false as const,
      problem: { code: 'Studio.Unreachable', message: String(error), origin: 'studio' as const, retryable: true },
    }))
    setPending(undefined)
    if (!result.ok) return setFailed({ kind, problem: result.problem })
    client.setQueryData(pricesQuery().queryKey, result.value)
    showSuccess(t(`done.${kind}`))
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <Section title={t('title')} description={t('text')}>
        {unusable ? (
          <Notice tone="attention" className="mb-3" title={t('unusable')}>
            <ProblemText error={{ code: 'Studio.PriceFile', ...unusable, requestId: '', origin: 'input', retryable: false }} />
          </Notice>
        ) : null}
        {prices ? (
          <p className="num">
            {t('known', {
              known,
              all: skus.length,
              region: prices.region,
              currency: prices.currency,
              date: format.dateTime(new Date(prices.asOf), { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' }),
            })}
            <span className="block text-ink-2 text-small [overflow-wrap:anywhere]">{t('source', { source: prices.source })}</span>
          </p>
        ) : (
          <p>{t('none')}</p>
        )}
        <p className="mt-1 text-ink-2 text-small">{t('how', { hours: hoursPerMonth })}</p>
      </Section>
      <Section title={t('fetchTitle')} description={t('fetchText', { address })}>
        <div className="flex flex-wrap items-end gap-3">
          <TextField label={t('region')} value={wanted.region} onChange={(text) => setRegion(text.toLowerCase())} mono className="w-48" />
          <TextField
            label={t('currency')}
            value={wanted.currency}
            onChange={(text) => setCurrency(text.toUpperCase())}
            mono
            className="w-28"
          />
          <Button
            icon={<CloudDownload aria-hidden />}
            isPending={pending === 'fetch'}
            onPress={() => void act('fetch', () => props.actions.fetchPrices(wanted))}
          >
            {pending === 'fetch' ? t('fetching') : t('fetch')}
          </Button>
        </div>
        {failed?.kind === 'fetch' ? <Failure problem={failed.problem} /> : null}
      </Section>
      <Section title={t('fileTitle')} description={t('fileText', { path })}>
        <div className="mb-3 flex flex-wrap gap-2">
          <input
            ref={file}
            type="file"
            accept=".json,application/json"
            className="sr-only"
            aria-label={t('choose')}
            tabIndex={-1}
            onChange={(event) => {
              const [chosen] = event.currentTarget.files ?? []
              event.currentTarget.value = ''
              if (chosen) void chosen.text().then((text) => act('file', () => props.actions.savePrices({ text })))
            }}
          />
          <Button icon={<Upload aria-hidden />} isPending={pending === 'file'} onPress={() => file.current?.click()}>
            {t('choose')}
          </Button>
          {prices || unusable ? (
            <Button
              variant="danger"
              icon={<Trash2 aria-hidden />}
              isPending={pending === 'remove'}
              onPress={() => void act('remove', () => props.actions.removePrices({}))}
            >
              {t('remove')}
            </Button>
          ) : null}
        </div>
        {failed && failed.kind !== 'fetch' ? <Failure problem={failed.problem} /> : null}
        <div className="flex items-center gap-2">
          <p className="text-ink-2 text-small">{t('example')}</p>
          <CopyButton what={t('example')} text={example} />
        </div>
        <Code text={example} />
      </Section>
    </div>
  )
}

/** Beside the button that was pressed: on a small screen the top of the page is out of sight. */
function Failure({ problem }: { problem: Problem }) {
  const t = useTranslations('quota.prices')
  return (
    <div className="my-3">
      <ProblemNotice problem={problem} title={t('failed')} />
    </div>
  )
}
