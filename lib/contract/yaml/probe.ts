import { z } from 'zod'
import { field, sources } from '@/lib/contract/yaml/fields'

/** Doc: reference-yaml-deployment-managed-online, "ProbeSettings". All times in seconds. */
export const probeDefaults = { initial_delay: 10, period: 10, timeout: 2, success_threshold: 1, failure_threshold: 30 } as const

export const probeYamlSchema = z.looseObject({
  initial_delay: field(z.number().min(1), {
    title: 'Initial delay (s)',
    description: 'Seconds after the start of the container before the first probe.',
    limit: 'At least 1 s.',
    source: sources.deployment,
    default: probeDefaults.initial_delay,
  }),
  period: field(z.number().min(1), {
    title: 'Period (s)',
    description: 'Seconds between two probes.',
    limit: 'At least 1 s.',
    source: sources.deployment,
    default: probeDefaults.period,
  }),
  timeout: field(z.number().min(1), {
    title: 'Timeout (s)',
    description: 'A probe without answer for this long counts as failed.',
    limit: 'At least 1 s.',
    source: sources.deployment,
    default: probeDefaults.timeout,
  }),
  success_threshold: field(z.number().int().min(1), {
    title: 'Success threshold',
    description: 'Successes in a row until the probe counts as passed. Always 1 for the liveness probe.',
    limit: 'At least 1; exactly 1 for the liveness probe.',
    source: sources.deployment,
    default: probeDefaults.success_threshold,
  }),
  failure_threshold: field(z.number().int().min(1), {
    title: 'Failure threshold',
    description: 'Failures in a row until the instance is restarted (liveness) or gets no requests (readiness).',
    limit: 'At least 1.',
    source: sources.deployment,
    default: probeDefaults.failure_threshold,
  }),
})

export type ProbeYaml = z.infer<typeof probeYamlSchema>

/** Seconds that init() may take before the probe gives up: 310 with the defaults. */
export function initBudgetSeconds(probe: ProbeYaml = {}): number {
  const initialDelay = probe.initial_delay ?? probeDefaults.initial_delay
  const period = probe.period ?? probeDefaults.period
  return initialDelay + period * (probe.failure_threshold ?? probeDefaults.failure_threshold)
}
