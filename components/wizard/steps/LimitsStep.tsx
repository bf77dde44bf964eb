'use client'

import { useTranslations } from 'next-intl'
import { NumberField } from '@/components/ui/NumberField'
import { errorAt, numberOf, type StepProps } from '@/components/wizard/step-props'
import { VariablesField } from '@/components/wizard/steps/VariablesField'

const requestFields = [
  { key: 'request_timeout_ms', label: 'requestTimeout', fallback: 5_000, unit: 'ms' },
  { key: 'max_concurrent_requests_per_instance', label: 'maxConcurrent', fallback: 1, unit: undefined },
  { key: 'max_queue_wait_ms', label: 'maxQueueWait', fallback: 500, unit: 'ms' },
] as const
const probeFields = [
  { key: 'initial_delay', fallback: 10 },
  { key: 'period', fallback: 10 },
  { key: 'timeout', fallback: 2 },
  { key: 'success_threshold', fallback: 1 },
  { key: 'failure_threshold', fallback: 30 },
] as const
const probes = ['readiness_probe', 'liveness_probe'] as const

/** Request limits, environment variables and, folded, the probes. Empty fields keep Azure's defaults. */
export function LimitsStep({ draft, findings, onBlur }: StepProps) {
  const t = useTranslations('wizard')
  const disabled = draft.isLocked
  const changed = probes.reduce(
    (sum, probe) => sum + probeFields.filter((field) => draft.value([probe, field.key]) !== undefined).length,
    0,
  )
  return (
    <div className="grid gap-5">
      <div className="grid gap-5 sm:grid-cols-2">
        {requestFields.map((field) => {
          const path = ['request_settings', field.key]
          return (
            <NumberField
              key={field.key}
              label={t(field.label)}
              description={t(`${field.label}Help`, { value: field.fallback })}
              value={numberOf(draft.value(path))}
              onChange={(value) => draft.set(path, Number.isNaN(value) ? undefined : value)}
              onBlur={() => onBlur(path)}
              minValue={1}
              {...(field.unit ? { unit: field.unit } : {})}
              error={errorAt(findings, path)}
              isDisabled={disabled}
            />
          )
        })}
      </div>
      <VariablesField draft={draft} error={errorAt(findings, ['environment_variables'])} />
      <details>
        <summary className="cursor-pointer font-[540]">
          {t('probes')} <span className="font-normal text-ink-3 text-small">{t('changedValues', { count: changed })}</span>
        </summary>
        {probes.map((probe) => (
          <fieldset key={probe} className="mt-4">
            <legend className="mb-2 text-ink-2">{t(probe)}</legend>
            <div className="grid gap-4 sm:grid-cols-3">
              {probeFields.map((field) => {
                const path = [probe, field.key]
                return (
                  <NumberField
                    key={field.key}
                    label={t(field.key)}
                    description={t('defaultValue', { value: field.fallback })}
                    value={numberOf(draft.value(path))}
                    onChange={(value) => draft.set(path, Number.isNaN(value) ? undefined : value)}
                    onBlur={() => onBlur(path)}
                    minValue={1}
                    error={errorAt(findings, path)}
                    isDisabled={disabled}
                  />
                )
              })}
            </div>
          </fieldset>
        ))}
      </details>
    </div>
  )
}
