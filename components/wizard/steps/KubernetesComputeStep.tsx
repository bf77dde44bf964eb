'use client'

import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/Notice'
import { NumberField } from '@/components/ui/NumberField'
import { RadioCards } from '@/components/ui/RadioCards'
import { TextField } from '@/components/ui/TextField'
import { errorAt, numberOf, type StepProps, textOf } from '@/components/wizard/step-props'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { scaleSettingsDefaults } from '@/lib/contract/yaml/scale-settings'
import type { YamlPath } from '@/lib/domain/yaml-edit/yaml-edit'

const amounts = [
  ['requests', 'cpu', 'cpuRequest', '500m'],
  ['limits', 'cpu', 'cpuLimit', '1'],
  ['requests', 'memory', 'memoryRequest', '500Mi'],
  ['limits', 'memory', 'memoryLimit', '1Gi'],
] as const

/** Replicas and their resources on a Kubernetes compute. */
export function KubernetesComputeStep({ draft, findings, onBlur }: StepProps) {
  const t = useTranslations('wizard')
  const k = useTranslations('wizard.kubernetes')
  const scales = draft.value(['scale_settings', 'type']) === 'target_utilization'
  const disabled = draft.isLocked
  const number = (path: YamlPath, label: string, fallback: number, max: number, unit?: string) => {
    const value = numberOf(draft.value(path))
    return (
      <NumberField
        label={label}
        value={Number.isNaN(value) ? fallback : value}
        onChange={(next) => draft.set(path, Number.isNaN(next) ? undefined : next)}
        onBlur={() => onBlur(path)}
        minValue={1}
        maxValue={max}
        error={errorAt(findings, path)}
        isDisabled={disabled}
        {...(unit ? { unit } : {})}
      />
    )
  }
  return (
    <div className="grid max-w-xl gap-5">
      <Notice tone="info">{k('simulated')}</Notice>
      <TextField
        label={k('instanceType')}
        description={k('instanceTypeHelp')}
        mono
        value={textOf(draft.value(['instance_type']))}
        onChange={(name) => draft.set(['instance_type'], name === '' ? undefined : name)}
        onBlur={() => onBlur(['instance_type'])}
        error={errorAt(findings, ['instance_type'])}
        isDisabled={disabled}
      />
      <RadioCards
        label={k('scale')}
        value={scales ? 'target' : 'default'}
        onChange={(value) => {
          draft.set(['scale_settings'], value === 'default' ? undefined : { type: 'target_utilization', ...firstBounds })
          if (value === 'target') draft.set(['instance_count'], undefined)
          else draft.set(['instance_count'], 1)
        }}
        options={[
          { value: 'default', title: k('scale_default'), description: k('scale_defaultText') },
          { value: 'target', title: k('scale_target'), description: k('scale_targetText') },
        ]}
      />
      {scales ? (
        <div className="grid gap-3 sm:grid-cols-3">
          {number(['scale_settings', 'min_instances'], k('min'), scaleSettingsDefaults.min_instances, maxInstancesPerDeployment)}
          {number(['scale_settings', 'max_instances'], k('max'), scaleSettingsDefaults.max_instances, maxInstancesPerDeployment)}
          {number(
            ['scale_settings', 'target_utilization_percentage'],
            k('target'),
            scaleSettingsDefaults.target_utilization_percentage,
            100,
            '%',
          )}
        </div>
      ) : (
        number(['instance_count'], t('instanceCount'), Number.NaN, maxInstancesPerDeployment)
      )}
      <fieldset className="grid gap-3">
        <legend className="mb-1 font-[540]">{k('resources')}</legend>
        <p className="text-ink-2 text-small">{k('resourcesHelp')}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          {amounts.map(([side, key, label, placeholder]) => (
            <TextField
              key={label}
              label={k(label)}
              mono
              placeholder={placeholder}
              value={textOf(draft.value(['resources', side, key]))}
              onChange={(amount) => draft.set(['resources', side, key], amount === '' ? undefined : amount)}
              onBlur={() => onBlur(['resources', side, key])}
              error={errorAt(findings, ['resources', side, key])}
              isDisabled={disabled}
            />
          ))}
        </div>
      </fieldset>
    </div>
  )
}

const firstBounds = { min_instances: 1, max_instances: 3 }
