import type { Finding } from '@/lib/contract/finding'
import { probeDefaults } from '@/lib/contract/yaml/probe'
import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'

/** Doc: reference-yaml-deployment-managed-online, "ProbeSettings". */
export const checkProbes: DeploymentCheck = (deployment) => {
  const findings: Finding[] = []
  for (const key of ['liveness_probe', 'readiness_probe'] as const) {
    const probe = deployment[key]
    if (!probe) continue
    const period = probe.period ?? probeDefaults.period
    const timeout = probe.timeout ?? probeDefaults.timeout
    if (key === 'liveness_probe' && probe.success_threshold !== undefined && probe.success_threshold !== 1)
      findings.push({
        ...errorAt(
          [key, 'success_threshold'],
          'probe-success-threshold',
          `${key}.success_threshold is ${probe.success_threshold}; it must be 1 for the liveness probe.`,
          'Write 1.',
        ),
        values: { value: probe.success_threshold },
      })
    if (timeout > period)
      findings.push({
        ...warningAt(
          [key, probe.timeout === undefined ? 'period' : 'timeout'],
          'probe-timeout',
          `${key}: the timeout of ${timeout} s is longer than the period of ${period} s, so probes overlap.`,
          `Write a period of at least ${timeout}.`,
        ),
        values: { timeout, period },
      })
  }
  return findings
}
