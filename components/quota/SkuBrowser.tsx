'use client'

import { ArrowDown, ArrowUp, CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { FitsModel, modelNeeds } from '@/components/quota/FitsModel'
import { SkuCompare } from '@/components/quota/SkuCompare'
import { filterSkus, mostCompared, type SkuSort, skuCategories, skuFilter } from '@/components/quota/sku-filter'
import { useSkuWords } from '@/components/quota/sku-words'
import type { QuotaViewState } from '@/components/quota/view-state'
import { Badge, Tag } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { Checkbox } from '@/components/ui/Checkbox'
import { cx } from '@/components/ui/class-names'
import { LensDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { Section } from '@/components/ui/Section'
import { Select } from '@/components/ui/Select'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import { TextField } from '@/components/ui/TextField'
import { hourlyPrice } from '@/lib/domain/cost/cost'
import { fitModel, type ModelFit } from '@/lib/domain/skus/fits-model'
import { skuListAsOf, skuListSource } from '@/lib/domain/skus/sku-list'
import { skuOf, skus } from '@/lib/domain/skus/skus'

/** Every size as a table: filter, sort, compare up to four, and which of them the model fits on. */
export function SkuBrowser({ params, setParams, prices, quota }: QuotaViewState) {
  const t = useTranslations('quota.sizes')
  const words = useSkuWords()
  const format = useFormatter()
  const filter = skuFilter(params)
  const needs = modelNeeds(params)
  const passing = filterSkus(skus, filter, prices)
  const shown = needs && params.get('fitting') === '1' ? passing.filter((sku) => fitModel(sku, needs).fits) : passing
  const compared = (params.get('compare') ?? '')
    .split('.')
    .flatMap((name) => skuOf(name)?.name ?? [])
    .slice(0, mostCompared)
  const compare = (name: string, isChosen: boolean) =>
    setParams({ compare: (isChosen ? [...compared, name] : compared.filter((one) => one !== name)).join('.') || undefined })
  const head = (sort: SkuSort, label: ReactNode) => (
    <Th numeric={sort !== 'name'} sort={filter.sort === sort ? (filter.isDescending ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className="inline-flex items-center gap-1 hover:text-ink"
        onClick={() => setParams({ sort: filter.sort === sort && !filter.isDescending ? `-${sort}` : sort === 'name' ? undefined : sort })}
      >
        {label}
        {filter.sort === sort ? (
          filter.isDescending ? (
            <ArrowDown className="size-3!" aria-hidden />
          ) : (
            <ArrowUp className="size-3!" aria-hidden />
          )
        ) : null}
      </button>
    </Th>
  )
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <FitsModel params={params} setParams={setParams} />
      {compared.length > 0 ? (
        <SkuCompare
          names={compared}
          prices={prices}
          needs={needs}
          limits={quota.data?.settings.enabled ? quota.data.settings : undefined}
          holders={quota.data?.holders ?? []}
          onRemove={(name) => compare(name, false)}
        />
      ) : null}
      <Section title={t('title', { count: shown.length })} description={t('text', { most: mostCompared })}>
        <div className="mb-3 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[minmax(12rem,1fr)_11rem_9rem_9rem_auto]">
          <TextField label={t('search')} placeholder={t('searchHint')} value={filter.text} onChange={(q) => setParams({ q })} />
          <Select
            label={t('kind')}
            value={filter.category ?? 'all'}
            options={['all' as const, ...skuCategories].map((value) => ({ value, label: t(`kinds.${value}`) }))}
            onChange={(kind) => setParams({ kind: kind === 'all' ? undefined : kind })}
          />
          <Select
            label={t('minCores')}
            value={String(filter.minCores)}
            options={['0', '2', '4', '8', '16', '32', '64'].map((value) => ({
              value,
              label: value === '0' ? t('any') : t('orMore', { value }),
            }))}
            onChange={(cores) => setParams({ cores: cores === '0' ? undefined : cores })}
          />
          <Select
            label={t('minMemory')}
            value={String(filter.minMemoryGib)}
            options={['0', '8', '16', '32', '64', '128', '256'].map((value) => ({
              value,
              label: value === '0' ? t('any') : t('orMore', { value }),
            }))}
            onChange={(memory) => setParams({ memory: memory === '0' ? undefined : memory })}
          />
          <div className="grid gap-1 pb-1">
            <Checkbox isSelected={filter.onlyExempt} onChange={(is) => setParams({ exempt: is ? '1' : undefined })}>
              {t('onlyExempt')}
            </Checkbox>
            <Checkbox isSelected={filter.withRetired} onChange={(is) => setParams({ retired: is ? '1' : undefined })}>
              {t('withRetired')}
            </Checkbox>
          </div>
        </div>
        {shown.length === 0 ? (
          <EmptyState
            headingLevel={3}
            title={t('none')}
            drawing={<LensDrawing />}
            action={
              <Button
                onPress={() =>
                  setParams({ q: undefined, kind: undefined, cores: undefined, memory: undefined, exempt: undefined, fitting: undefined })
                }
              >
                {t('clear')}
              </Button>
            }
          />
        ) : (
          <Table
            label={t('table')}
            minWidth={980}
            head={
              <>
                <Th hiddenLabel={t('compare')} />
                {head('name', t('size'))}
                {head('cores', t('cores'))}
                {head('memory', t('memory'))}
                {head('gpus', t('gpu'))}
                <Th>{t('family')}</Th>
                {head('price', prices ? t('priceIn', { currency: prices.currency }) : t('price'))}
                <Th>{t('remarks')}</Th>
              </>
            }
          >
            {shown.map((sku) => {
              const isChosen = compared.includes(sku.name)
              const price = hourlyPrice(prices, sku.name)
              const fit = needs && fitModel(sku, needs)
              return (
                <Tr key={sku.name} className={cx(fit && !fit.fits && 'text-ink-3')}>
                  <Td controls>
                    <Checkbox
                      isSelected={isChosen}
                      isDisabled={!isChosen && compared.length >= mostCompared}
                      onChange={(is) => compare(sku.name, is)}
                    >
                      <span className="sr-only">{t('compareOne', { name: sku.name })}</span>
                    </Checkbox>
                  </Td>
                  <Td mono>{sku.name}</Td>
                  <Td numeric>{sku.cores}</Td>
                  <Td numeric>{format.number(sku.memoryGib)}</Td>
                  <Td numeric>{sku.gpus > 0 ? words.gpus(sku) : <EmptyCell reason={t('noGpu')} />}</Td>
                  <Td mono>{sku.family}</Td>
                  <Td numeric>
                    {price === undefined ? (
                      <EmptyCell reason={t('noPrice')} />
                    ) : (
                      format.number(price, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
                    )}
                  </Td>
                  <Td className="py-1">
                    <span className="flex flex-wrap gap-1">
                      {fit ? <FitMark fit={fit} /> : null}
                      {sku.reserveExempt ? <Tag>{t('exempt')}</Tag> : null}
                      {sku.small && !fit ? (
                        <Badge hue="attention" icon={<TriangleAlert aria-hidden />}>
                          {t('small')}
                        </Badge>
                      ) : null}
                      {sku.retirement ? (
                        <Badge hue={sku.retirement.state === 'retired' ? 'failure' : 'unknown'}>{words.retirement(sku)}</Badge>
                      ) : null}
                    </span>
                  </Td>
                </Tr>
              )
            })}
          </Table>
        )}
        <p className="mt-2 text-ink-3 text-small">
          {t.rich('provenance', {
            date: format.dateTime(new Date(skuListAsOf), { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' }),
            link: (text) => (
              <a href={skuListSource} target="_blank" rel="noreferrer" className="text-accent-text underline">
                {text}
              </a>
            ),
          })}
        </p>
      </Section>
    </div>
  )
}

/** Whether the model fits, and why not: a sentence as long as it needs, not a badge. */
function FitMark({ fit }: { fit: ModelFit }) {
  const t = useTranslations('quota.sizes')
  const reasons = fit.reasons.map((reason) => t(`reason.${reason}`)).join(', ')
  const text = [t(fit.fits ? 'fits' : 'fitsNot'), reasons].filter(Boolean).join(': ')
  if (fit.fits)
    return (
      <Badge hue="success" icon={<CircleCheck aria-hidden />}>
        {text}
      </Badge>
    )
  return (
    <span className="flex w-full min-w-44 items-start gap-1.5 whitespace-normal text-failure text-small [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0">
      <CircleX aria-hidden />
      <span>{text}</span>
    </span>
  )
}
