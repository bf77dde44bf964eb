import { probeDefaults } from '@/lib/contract/yaml/probe'
import { requestSettingsDefaults } from '@/lib/contract/yaml/request-settings'
import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'
import { writeRepair } from '@/lib/domain/convert/schema-repairs'

/** Above this part of its limit a figure that was measured is too near to it. */
const nearPart = 0.6

const rounded = (value: number, step: number) => Math.ceil(value / step) * step

/**
 * The container has initial_delay + period × failure_threshold to get ready; init() was seen to take so long.
 * Doc: how-to-troubleshoot-online-endpoints, "ResourceNotReady".
 */
export const checkProbeBudget: DeploymentCheck = (deployment, { measured }) => {
  const initSeconds = measured?.initSeconds
  if (initSeconds === undefined) return []
  return (['liveness_probe', 'readiness_probe'] as const).flatMap((key) => {
    const probe = { ...probeDefaults, ...deployment[key] }
    const budget = probe.initial_delay + probe.period * probe.failure_threshold
    if (initSeconds <= budget * nearPart) return []
    const threshold = Math.max(1, Math.ceil((initSeconds / nearPart - probe.initial_delay) / probe.period))
    const path = [key, 'failure_threshold']
    const make = initSeconds > budget ? errorAt : warningAt
    return [
      {
        ...make(
          deployment[key]?.failure_threshold === undefined ? [key] : path,
          'probe-budget',
          `${key} allows ${budget} s until the server answers (initial_delay + period × failure_threshold); the last start took ${Math.round(initSeconds)} s.`,
          `Write failure_threshold: ${threshold}.`,
        ),
        values: { budget, seconds: Math.round(initSeconds), threshold },
        repairs: [writeRepair(path, threshold, `failure_threshold: ${threshold}`)],
      },
    ]
  })
}

/** Requests were seen to take more than 60 % of the timeout. Doc: how-to-troubleshoot-online-endpoints, HTTP status 408. */
export const checkTimeoutMargin: DeploymentCheck = (deployment, { measured }) => {
  const p95Ms = measured?.p95Ms
  const timeout = deployment.request_settings?.request_timeout_ms ?? requestSettingsDefaults.request_timeout_ms
  if (p95Ms === undefined || p95Ms <= timeout * nearPart) return []
  const better = rounded(p95Ms / nearPart, 1_000)
  const path = ['request_settings', 'request_timeout_ms']
  return [
    {
      ...warningAt(
        path,
        'timeout-margin',
        `request_settings.request_timeout_ms is ${timeout}; the slowest 5 % of the requests take ${Math.round(p95Ms)} ms or more, ${Math.round((p95Ms / timeout) * 100)} % of it.`,
        `Write ${better}, or make the model faster.`,
      ),
      values: { timeout, p95: Math.round(p95Ms), percent: Math.round((p95Ms / timeout) * 100), better },
      repairs: [writeRepair(path, better)],
    },
  ]
}
