'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { useSkuWords } from '@/components/quota/sku-words'
import { numberParam, type QuotaViewState } from '@/components/quota/view-state'
import { Button } from '@/components/ui/Button'
import { EmptyState } from '@/components/ui/EmptyState'
import { NumberField } from '@/components/ui/NumberField'
import { Section } from '@/components/ui/Section'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { QuotaLimits } from '@/lib/contract/quota'
import { hourlyPrice } from '@/lib/domain/cost/cost'
import type { Cores } from '@/lib/domain/quota/usage'
import { fittingSkus } from '@/lib/domain/quota/what-fits'

const firstRows = 8

/** Sizes and counts that fit into free cores: those of the simulated quota, or a number typed here. */
export function WhatFits(
  props: Pick<QuotaViewState, 'params' | 'setParams' | 'prices'> & { used: Cores; limits: QuotaLimits | undefined },
) {
  const t = useTranslations('quota.fits')
  const perHour = useTranslations('quota.field')
  const format = useFormatter()
  const words = useSkuWords()
  const [isWhole, setWhole] = useState(false)
  const { params, setParams, prices, used, limits } = props
  const free = numberParam(params, 'free', 24, 0, 100_000)
  const found = fittingSkus(limits ?? { total: free, families: {} }, limits ? used : {})
    .filter(({ sku }) => sku.retirement?.state !== 'retired')
    .sort((a, b) => Number(a.sku.small) - Number(b.sku.small) || b.sku.cores - a.sku.cores || b.sku.memoryGib - a.sku.memoryGib)
  const shown = isWhole ? found : found.slice(0, firstRows)
  return (
    <Section
      title={t('title')}
      description={limits ? t('textSimulated') : t('text')}
      actions={
        limits ? null : (
          <NumberField
            label={t('free')}
            className="w-44"
            value={free}
            minValue={0}
            maxValue={100_000}
            onChange={(value) => setParams({ free: Number.isNaN(value) ? undefined : String(value) })}
          />
        )
      }
    >
      {found.length === 0 ? (
        <EmptyState headingLevel={3} title={t('none')} description={t('noneText')} />
      ) : (
        <Table
          label={t('title')}
          head={
            <>
              <Th>{t('size')}</Th>
              <Th className="max-md:hidden">{t('facts')}</Th>
              <Th numeric>{t('most')}</Th>
              <Th numeric className="max-md:hidden">
                {t('price')}
              </Th>
            </>
          }
        >
          {shown.map(({ sku, maxInstances }) => {
            const price = hourlyPrice(prices, sku.name)
            const shownPrice =
              price === undefined || !prices
                ? undefined
                : format.number(price, { style: 'currency', currency: prices.currency, maximumFractionDigits: 3 })
            const facts = `${words.facts(sku)}${sku.small ? ` · ${t('small')}` : ''}`
            return (
              <Tr key={sku.name}>
                <Td mono className="max-md:py-1.5">
                  {sku.name}
                  <span className="block whitespace-normal font-sans text-ink-2 md:hidden">
                    {shownPrice === undefined ? facts : `${facts} · ${perHour('price', { price: shownPrice })}`}
                  </span>
                </Td>
                <Td className="text-ink-2 max-md:hidden">{facts}</Td>
                <Td numeric>{maxInstances}</Td>
                <Td numeric className="max-md:hidden">
                  {shownPrice ?? <EmptyCell reason={t('noPrice')} />}
                </Td>
              </Tr>
            )
          })}
        </Table>
      )}
      {found.length > firstRows ? (
        <Button variant="quiet" size="sm" className="mt-1" onPress={() => setWhole(!isWhole)}>
          {isWhole ? t('fewer') : t('all', { count: found.length })}
        </Button>
      ) : null}
    </Section>
  )
}
