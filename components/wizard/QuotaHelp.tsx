'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useArithmetic } from '@/components/quota/Arithmetic'
import { useCostText } from '@/components/quota/CostLine'
import { Button } from '@/components/ui/Button'
import { LinkButton } from '@/components/ui/LinkButton'
import { numberOf, textOf } from '@/components/wizard/step-props'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import { deploymentCost } from '@/lib/domain/cost/cost'
import { type CoreArithmetic, coreArithmetic } from '@/lib/domain/quota/required-cores'
import { coresOf, freeCores, shortfallOf, usedCores } from '@/lib/domain/quota/usage'
import { type Proposal, proposalsFor } from '@/lib/domain/quota/what-fits'
import type { Sku } from '@/lib/domain/skus/sku'
import { skuOf } from '@/lib/domain/skus/skus'
import { pricesQuery, quotaQuery } from '@/lib/queries/quota'

export interface DraftQuota {
  sku: Sku | undefined
  arithmetic: CoreArithmetic | undefined
  /** Only while a quota is simulated: cores this deployment may take, its present ones included. */
  free: number | undefined
  /** Of any family, for the list of sizes. */
  freeOf: ((family: string) => number) | undefined
  /** It is known that no quota is simulated. */
  isOff: boolean
  /** What is missing, with its numbers; undefined when it fits. */
  short: { needed: number; used: number; limit: number; family: string | undefined } | undefined
  proposals: Proposal[]
  /** The price as a sentence; undefined while it is unknown. */
  cost: string | undefined
}

/** What the draft needs of the quota and costs, counted as the agent and Azure count. */
export function useDraftQuota(endpoint: string, draft: DeploymentDraft): DraftQuota {
  const quota = useQuery(quotaQuery()).data
  const prices = useQuery(pricesQuery()).data?.prices
  const sayCost = useCostText()
  const format = useFormatter()
  const instanceType = textOf(draft.value(['instance_type']))
  const count = numberOf(draft.value(['instance_count']))
  const instances = Number.isInteger(count) && count > 0 ? count : 1
  const sku = skuOf(instanceType)
  const limits = quota?.settings.enabled ? quota.settings : undefined
  const others = usedCores(quota?.holders ?? [], { endpoint, deployment: textOf(draft.value(['name'])) })
  const arithmetic = sku && coreArithmetic(sku, instances)
  const freeOf = limits && ((family: string) => freeCores(limits, others, family))
  const free = sku && freeOf?.(sku.family)
  const used = usedCores(quota?.holders ?? [])
  const held = Object.fromEntries(Object.entries(used).map(([family, cores]) => [family, cores - (others[family] ?? 0)]))
  const found = limits && shortfallOf(limits, used, coresOf(instanceType, instances), held)
  const family = found?.scope === 'family' ? found.family : undefined
  const short = found && { needed: found.needed, used: found.used, limit: found.limit, family }
  const cost = deploymentCost(prices, { instanceType, instances })
  return {
    sku,
    arithmetic,
    free,
    freeOf,
    isOff: quota !== undefined && limits === undefined,
    short,
    proposals: limits && short ? proposalsFor(limits, others, { sku, instances }) : [],
    cost:
      cost && prices
        ? `${sayCost(cost, prices.currency)} (${prices.region}, ${format.dateTime(new Date(prices.asOf), { dateStyle: 'medium', timeZone: 'UTC' })})`
        : undefined,
  }
}

/** Below the count: the arithmetic with its numbers, what is free, sizes that fit with one click, and the price. */
export function QuotaHelp(props: { quota: DraftQuota; draft: DeploymentDraft }) {
  const t = useTranslations('quota.wizard')
  const cost = useTranslations('quota.cost')
  const say = useArithmetic()
  const { draft, quota } = props
  const { sku, arithmetic, free, short, proposals } = quota
  return (
    <div className="grid gap-2" aria-live="polite">
      <p className="num flex items-start gap-1.5 text-small">
        <QuotaMark quota={quota} />
        <span>
          {sku && arithmetic ? say(arithmetic, sku.family, free) : t('unknown')}
          {short ? (
            <span className="block text-failure">
              {t('short', { needed: short.needed, used: short.used, limit: short.limit, scope: short.family ?? t('allFamilies') })}
            </span>
          ) : null}
          {quota.isOff && arithmetic ? <span className="block text-ink-3">{t('off')}</span> : null}
        </span>
      </p>
      {short && proposals.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-small">{t('proposals')}</span>
          {proposals.map((one) => (
            <Button
              key={`${one.instances} ${one.sku.name}`}
              size="sm"
              isDisabled={draft.isLocked}
              onPress={() => {
                if (one.sku.name !== sku?.name) draft.set(['instance_type'], one.sku.name)
                if (one.instances !== arithmetic?.instances) draft.set(['instance_count'], one.instances)
              }}
            >
              {t('take', { instances: one.instances, sku: one.sku.name, cores: one.cores })}
            </Button>
          ))}
        </div>
      ) : null}
      {short ? (
        <div>
          <LinkButton href="/quota?view=use" variant="quiet" size="sm">
            {t('open')}
          </LinkButton>
        </div>
      ) : null}
      <p className="num text-ink-2 text-small">{quota.cost ?? cost('unknown')}</p>
      <p className="text-ink-3 text-small">{cost('billsAlways')}</p>
    </div>
  )
}

function QuotaMark({ quota: { free, short } }: { quota: DraftQuota }): ReactNode {
  const t = useTranslations('quota.wizard')
  if (free === undefined) return null
  return short === undefined ? (
    <CircleCheck className="mt-px size-3.5! text-success-icon" aria-hidden />
  ) : (
    <TriangleAlert className="mt-px size-3.5! text-failure-icon" aria-label={t('noRoom')} />
  )
}
