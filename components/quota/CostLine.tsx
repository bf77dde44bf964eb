'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { LinkButton } from '@/components/ui/LinkButton'
import type { PriceFile } from '@/lib/contract/prices'
import { type CostRange, deploymentCost, type PricedCount, totalCost } from '@/lib/domain/cost/cost'

/** `€0.46–€0.92 per hour, €335.80–€671.60 per month`; a single number without a scale range. */
export function useCostText(): (cost: CostRange, currency: string) => string {
  const t = useTranslations('quota.cost')
  const format = useFormatter()
  return ({ min, max }, currency) => {
    const money = (value: number, digits: number) => format.number(value, { style: 'currency', currency, maximumFractionDigits: digits })
    const range = (a: number, b: number, digits: number) => (a === b ? money(a, digits) : `${money(a, digits)}–${money(b, digits)}`)
    return t('perHourAndMonth', { hour: range(min.perHour, max.perHour, 3), month: range(min.perMonth, max.perMonth, 0) })
  }
}

/** What the deployments cost together. Unknown is said, never guessed. */
export function CostLine(props: { prices: PriceFile | undefined; counts: readonly PricedCount[]; className?: string }) {
  const t = useTranslations('quota.cost')
  const format = useFormatter()
  const say = useCostText()
  const { prices, counts } = props
  const cost = totalCost(counts.map((count) => deploymentCost(prices, count)))
  return (
    <div className={props.className}>
      {cost && prices ? (
        <p className="num">
          <span className="font-[560]">{say(cost, prices.currency)}</span>{' '}
          <span className="text-ink-2 text-small">
            {t('asOf', {
              region: prices.region,
              date: format.dateTime(new Date(prices.asOf), { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' }),
            })}
          </span>
        </p>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2">
          <span>{prices ? t('unknownSize') : t('unknown')}</span>
          <LinkButton href="/quota?view=prices" variant="quiet" size="sm">
            {t('bring')}
          </LinkButton>
        </p>
      )}
      <p className="text-ink-3 text-small">{t('billsAlways')}</p>
    </div>
  )
}
