'use client'

import { useTranslations } from 'next-intl'
import { CapabilityTable } from '@/components/capabilities/CapabilityTable'
import { NumberField } from '@/components/ui/NumberField'
import { errorAt, numberOf, type StepProps, warningAt } from '@/components/wizard/step-props'
import { VariablesField } from '@/components/wizard/steps/VariablesField'
import { maxConcurrentRequestsLimit, maxQueueWaitMsLimit, maxRequestTimeoutMsManaged } from '@/lib/contract/request-limits'
import { initBudgetSeconds, type ProbeYaml, probeDefaults } from '@/lib/contract/yaml/probe'
import { settingsOfYaml } from '@/lib/domain/differences/deployment-differences'

const requestFields = [
  { key: 'request_timeout_ms', label: 'requestTimeout', fallback: 5_000, max: maxRequestTimeoutMsManaged, unit: 'ms' },
  { key: 'max_concurrent_requests_per_instance', label: 'maxConcurrent', fallback: 1, max: maxConcurrentRequestsLimit, unit: undefined },
  { key: 'max_queue_wait_ms', label: 'maxQueueWait', fallback: 500, max: maxQueueWaitMsLimit, unit: 'ms' },
] as const
const probeFields = [
  { key: 'initial_delay', fallback: probeDefaults.initial_delay },
  { key: 'period', fallback: probeDefaults.period },
  { key: 'timeout', fallback: probeDefaults.timeout },
  { key: 'success_threshold', fallback: probeDefaults.success_threshold },
  { key: 'failure_threshold', fallback: probeDefaults.failure_threshold },
] as const
const probes = ['readiness_probe', 'liveness_probe'] as const

/** The numbers of a probe in the document; whatever is no number counts as not set. */
function probeOf(value: unknown): ProbeYaml {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([, part]) => typeof part === 'number'))
}

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
              description={warningAt(findings, path) ?? t(`${field.label}Help`, { value: field.fallback })}
              value={numberOf(draft.value(path))}
              onChange={(value) => draft.set(path, Number.isNaN(value) ? undefined : value)}
              onBlur={() => onBlur(path)}
              minValue={1}
              maxValue={field.max}
              {...(field.unit ? { unit: field.unit } : {})}
              error={errorAt(findings, path)}
              isDisabled={disabled}
            />
          )
        })}
      </div>
      <VariablesField draft={draft} findings={findings} />
      <details>
        <summary className="cursor-pointer font-[540]">
          {t('probes')} <span className="font-normal text-ink-3 text-small">{t('changedValues', { count: changed })}</span>
        </summary>
        {probes.map((probe) => (
          <fieldset key={probe} className="mt-4">
            <legend className="mb-2 text-ink-2">{t(probe)}</legend>
            <p className="mb-3 text-ink-3 text-small">{t(`${probe}Help`, { seconds: initBudgetSeconds(probeOf(draft.value([probe]))) })}</p>
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
                    {...(probe === 'liveness_probe' && field.key === 'success_threshold' ? { maxValue: 1 } : {})}
                    error={errorAt(findings, path)}
                    isDisabled={disabled}
                  />
                )
              })}
            </div>
          </fieldset>
        ))}
      </details>
      <CapabilityTable
        settings={settingsOfYaml((path) => draft.value(path))}
        runtime="process"
        only={['probe-initial-delay', 'not-ready-answer']}
      />
    </div>
  )
}
