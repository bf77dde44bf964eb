'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { SkuField } from '@/components/quota/SkuField'
import { useSkuWords } from '@/components/quota/sku-words'
import { NumberField } from '@/components/ui/NumberField'
import { QuotaHelp, useDraftQuota } from '@/components/wizard/QuotaHelp'
import { errorAt, numberOf, type StepProps, textOf } from '@/components/wizard/step-props'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { requiredCores } from '@/lib/domain/quota/required-cores'
import type { Sku } from '@/lib/domain/skus/sku'
import { pricesQuery } from '@/lib/queries/quota'

/** Instance type and count, as they will be in Azure, with the quota they need and their price; here they size threads and the memory watchdog. */
export function ComputeStep({ endpoint, draft, findings, onBlur }: StepProps) {
  const t = useTranslations('wizard')
  const words = useTranslations('quota.wizard')
  const sayFacts = useSkuWords().facts
  const quota = useDraftQuota(endpoint, draft)
  const prices = useQuery(pricesQuery()).data?.prices
  const chosen = textOf(draft.value(['instance_type']))
  const { sku, freeOf, arithmetic } = quota
  const instances = arithmetic?.instances ?? 1
  const disabled = draft.isLocked

  function note(one: Sku) {
    if (!freeOf) return undefined
    const cores = requiredCores(one, instances)
    const isGood = cores <= freeOf(one.family)
    return { text: words(isGood ? 'sizeFits' : 'needs', { cores }), isGood }
  }

  return (
    <div className="grid max-w-xl gap-5">
      <SkuField
        label={t('instanceType')}
        description={
          sku
            ? `${sayFacts(sku)}. ${t('instanceTypeHelp')}`
            : chosen === ''
              ? t('instanceTypeHelp')
              : `${t('instanceTypeUnknown')} ${t('instanceTypeHelp')}`
        }
        value={chosen}
        onChange={(name) => draft.set(['instance_type'], name === '' ? undefined : name)}
        onBlur={() => onBlur(['instance_type'])}
        prices={prices}
        note={note}
        error={errorAt(findings, ['instance_type'])}
        isDisabled={disabled}
      />
      <NumberField
        label={t('instanceCount')}
        description={t('instanceCountHelp')}
        value={numberOf(draft.value(['instance_count']))}
        onChange={(count) => draft.set(['instance_count'], Number.isNaN(count) ? undefined : count)}
        onBlur={() => onBlur(['instance_count'])}
        minValue={1}
        maxValue={maxInstancesPerDeployment}
        error={errorAt(findings, ['instance_count'])}
        isDisabled={disabled}
        className="max-w-60"
      />
      <QuotaHelp quota={quota} draft={draft} />
    </div>
  )
}
