'use client'

import { X } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useSkuWords } from '@/components/quota/sku-words'
import { cx } from '@/components/ui/class-names'
import { IconButton } from '@/components/ui/IconButton'
import { Section } from '@/components/ui/Section'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { PriceFile } from '@/lib/contract/prices'
import type { QuotaHolder, QuotaLimits } from '@/lib/contract/quota'
import { hourlyPrice, hoursPerMonth } from '@/lib/domain/cost/cost'
import { instancesWithin, requiredCores } from '@/lib/domain/quota/required-cores'
import { freeCores, usedCores } from '@/lib/domain/quota/usage'
import { fitModel, type ModelNeeds } from '@/lib/domain/skus/fits-model'
import type { Sku } from '@/lib/domain/skus/sku'
import { skuProvenance } from '@/lib/domain/skus/sku-list'
import { skuOf } from '@/lib/domain/skus/skus'

/** On small screens the facts stay in sight while the sizes are scrolled. */
const firstColumn =
  'max-md:sticky max-md:left-0 max-md:z-2 max-md:w-32 max-md:min-w-32 max-md:whitespace-normal max-md:border-r! max-md:bg-raised'

/** Up to four sizes side by side, one fact a row; facts that are not in Microsoft's list are marked. */
export function SkuCompare(props: {
  names: readonly string[]
  prices: PriceFile | undefined
  needs: ModelNeeds | undefined
  limits: QuotaLimits | undefined
  holders: readonly QuotaHolder[]
  onRemove: (name: string) => void
}) {
  const t = useTranslations('quota.compare')
  const sizes = useTranslations('quota.sizes')
  const words = useSkuWords()
  const format = useFormatter()
  const { prices, needs, limits, holders, onRemove } = props
  const chosen = props.names.flatMap((name) => skuOf(name) ?? [])
  const money = (value: number, digits: number) =>
    format.number(value, { style: 'currency', currency: prices?.currency ?? 'USD', maximumFractionDigits: digits })
  const priced = (sku: Sku, hours: number, digits: number) => {
    const price = hourlyPrice(prices, sku.name)
    return price === undefined ? <EmptyCell reason={sizes('noPrice')} /> : money(price * hours, digits)
  }
  const used = usedCores(holders)
  const rows: { label: string; inferred?: boolean; cell: (sku: Sku) => ReactNode }[] = [
    { label: t('cores'), cell: (sku) => sku.cores },
    { label: t('memory'), inferred: skuProvenance.memoryGib === 'inferred', cell: (sku) => `${sku.memoryGib} GiB` },
    {
      label: t('disk'),
      inferred: true,
      cell: (sku) => (sku.tempDiskGib === undefined ? <EmptyCell reason={t('diskUnknown')} /> : `${sku.tempDiskGib} GiB`),
    },
    { label: t('gpu'), cell: (sku) => (sku.gpus > 0 ? words.gpus(sku) : <EmptyCell reason={sizes('noGpu')} />) },
    { label: t('series'), inferred: true, cell: (sku) => sku.series },
    { label: t('family'), cell: (sku) => <span className="font-mono text-small">{sku.family}</span> },
    { label: t('reserve'), cell: (sku) => (sku.reserveExempt ? t('exempt') : '20 %') },
    { label: t('one'), cell: (sku) => requiredCores(sku, 1) },
    { label: t('three'), cell: (sku) => requiredCores(sku, 3) },
    ...(limits ? [{ label: t('most'), cell: (sku: Sku) => instancesWithin(sku, freeCores(limits, used, sku.family)) }] : []),
    { label: t('hour'), cell: (sku) => priced(sku, 1, 3) },
    { label: t('month'), cell: (sku) => priced(sku, hoursPerMonth, 0) },
    {
      label: t('retirement'),
      cell: (sku) => words.retirement(sku) ?? <EmptyCell reason={t('noRetirement')} />,
    },
    ...(needs
      ? [
          {
            label: t('model'),
            inferred: true,
            cell: (sku: Sku) => {
              const fit = fitModel(sku, needs)
              const why = fit.reasons.map((reason) => sizes(`reason.${reason}`)).join(', ')
              return `${fit.fits ? sizes('fits') : sizes('fitsNot')}${why ? `: ${why}` : ''}`
            },
          },
        ]
      : []),
  ]
  return (
    <Section title={t('title')} description={t('text')}>
      <Table
        label={t('title')}
        minWidth={140 + chosen.length * 180}
        head={
          <>
            <Th className={firstColumn}>{t('fact')}</Th>
            {chosen.map((sku) => (
              <Th key={sku.name}>
                <span className="flex items-center gap-1 font-mono text-ink">
                  {sku.name}
                  <IconButton size="sm" label={t('remove', { name: sku.name })} onPress={() => onRemove(sku.name)}>
                    <X aria-hidden />
                  </IconButton>
                </span>
              </Th>
            ))}
          </>
        }
      >
        {rows.map((row) => (
          <Tr key={row.label}>
            <Td className={cx('text-ink-2', firstColumn)}>
              {row.label}
              {row.inferred ? <span className="ml-1.5 text-ink-3 text-small">{t('inferred')}</span> : null}
            </Td>
            {chosen.map((sku) => (
              <Td key={sku.name} className="num py-1.5 whitespace-normal!">
                {row.cell(sku)}
              </Td>
            ))}
          </Tr>
        ))}
      </Table>
    </Section>
  )
}
