'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { FitsModel, modelNeeds } from '@/components/quota/FitsModel'
import { SkuCompare } from '@/components/quota/SkuCompare'
import { SkuRemarks } from '@/components/quota/SkuRemarks'
import { filterSkus, mostCompared, type SkuSort, skuCategories, skuFilter } from '@/components/quota/sku-filter'
import { useSkuWords } from '@/components/quota/sku-words'
import type { QuotaViewState } from '@/components/quota/view-state'
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
import { fitModel } from '@/lib/domain/skus/fits-model'
import { skuListAsOf, skuListSource } from '@/lib/domain/skus/sku-list'
import { skuOf, skus } from '@/lib/domain/skus/skus'

/** Every size as a table: filter, sort, compare up to four, and which of them the model fits on. */
export function SkuBrowser({ params, setParams, prices, quota }: QuotaViewState) {
  const t = useTranslations('quota.sizes')
  const perHour = useTranslations('quota.field')
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
  const money = (value: number, currency: string) => format.number(value, { style: 'currency', currency, maximumFractionDigits: 3 })
  const head = (sort: SkuSort, label: ReactNode) => (
    <Th
      className={cx(sort !== 'name' && 'max-md:hidden')}
      numeric={sort !== 'name'}
      sort={filter.sort === sort ? (filter.isDescending ? 'descending' : 'ascending') : 'none'}
    >
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
            className="md:[&>table]:min-w-[980px]"
            head={
              <>
                <Th hiddenLabel={t('compare')} />
                {head('name', t('size'))}
                {head('cores', t('cores'))}
                {head('memory', t('memory'))}
                {head('gpus', t('gpu'))}
                <Th className="max-md:hidden">{t('family')}</Th>
                {head('price', prices ? t('priceIn', { currency: prices.currency }) : t('price'))}
                <Th className="max-md:hidden">{t('remarks')}</Th>
              </>
            }
          >
            {shown.map((sku) => {
              const isChosen = compared.includes(sku.name)
              const price = hourlyPrice(prices, sku.name)
              const fit = needs && fitModel(sku, needs)
              const remarks = <SkuRemarks sku={sku} fit={fit} />
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
                  <Td className="max-md:whitespace-normal max-md:py-2">
                    <span className="font-mono text-small">{sku.name}</span>
                    <span className="num mb-1 block text-ink-2 text-small md:hidden">
                      {words.facts(sku)}
                      {price === undefined || !prices ? null : ` · ${perHour('price', { price: money(price, prices.currency) })}`}
                    </span>
                    <span className="flex flex-wrap gap-1 md:hidden">{remarks}</span>
                  </Td>
                  <Td numeric className="max-md:hidden">
                    {sku.cores}
                  </Td>
                  <Td numeric className="max-md:hidden">
                    {format.number(sku.memoryGib)}
                  </Td>
                  <Td numeric className="max-md:hidden">
                    {sku.gpus > 0 ? words.gpus(sku) : <EmptyCell reason={t('noGpu')} />}
                  </Td>
                  <Td mono className="max-md:hidden">
                    {sku.family}
                  </Td>
                  <Td numeric className="max-md:hidden">
                    {price === undefined ? (
                      <EmptyCell reason={t('noPrice')} />
                    ) : (
                      format.number(price, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
                    )}
                  </Td>
                  <Td className="py-1 max-md:hidden">
                    <span className="flex flex-wrap gap-1">{remarks}</span>
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
