import type { Finding } from '@/lib/contract/finding'
import { maxRequestTimeoutMsKubernetes, maxRequestTimeoutMsManaged } from '@/lib/contract/request-limits'
import { type DeploymentCheck, errorAt, infoAt } from '@/lib/domain/checks/check'

/** Limits that depend on the compute; the larger one is in the schema. */
export const checkRequestSettings: DeploymentCheck = (deployment, { compute }) => {
  const settings = deployment.request_settings
  const findings: Finding[] = []
  const limit = compute === 'managed' ? maxRequestTimeoutMsManaged : maxRequestTimeoutMsKubernetes
  const timeout = settings?.request_timeout_ms
  if (timeout !== undefined && timeout > limit)
    findings.push({
      ...errorAt(
        ['request_settings', 'request_timeout_ms'],
        'request-timeout-limit',
        `request_settings.request_timeout_ms is ${timeout}; at most ${limit} is possible on ${compute} endpoints.`,
        `Write ${limit} or less; make long work a batch job.`,
      ),
      values: { timeout, limit },
    })
  if (compute === 'managed' && settings?.max_queue_wait_ms !== undefined)
    findings.push(
      infoAt(
        ['request_settings', 'max_queue_wait_ms'],
        'queue-wait-deprecated',
        'request_settings.max_queue_wait_ms is deprecated on managed endpoints.',
        'Raise request_timeout_ms instead, if requests are refused too early.',
      ),
    )
  return findings
}
