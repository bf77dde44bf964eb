'use client'

import { useTranslations } from 'next-intl'
import { NumberField } from '@/components/ui/NumberField'
import { Select } from '@/components/ui/Select'
import { errorAt, numberOf, type StepProps, textOf } from '@/components/wizard/step-props'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { skuOf, skus } from '@/lib/domain/skus/skus'

/** Instance type and count, as they will be in Azure; here they size threads and the memory watchdog. */
export function ComputeStep({ draft, findings, onBlur }: StepProps) {
  const t = useTranslations('wizard')
  const chosen = textOf(draft.value(['instance_type']))
  const known = skuOf(chosen)
  const options = skus.map((type) => ({
    value: type.name,
    label: type.name,
    description: t('instanceTypeSize', { cores: type.cores, memory: type.memoryGib, gpus: type.gpus }),
  }))
  const disabled = draft.isLocked
  return (
    <div className="grid max-w-md gap-5">
      <Select
        label={t('instanceType')}
        description={
          known
            ? `${t('instanceTypeSize', { cores: known.cores, memory: known.memoryGib, gpus: known.gpus })} ${t('instanceTypeHelp')}`
            : t('instanceTypeHelp')
        }
        mono
        options={known || chosen === '' ? options : [{ value: chosen, label: chosen, description: t('instanceTypeUnknown') }, ...options]}
        value={known?.name ?? (chosen === '' ? undefined : chosen)}
        placeholder={t('chooseInstanceType')}
        onChange={(name) => draft.set(['instance_type'], name)}
        onBlur={() => onBlur(['instance_type'])}
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
      />
    </div>
  )
}
