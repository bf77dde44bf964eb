import { z } from 'zod'
import {
  maxConcurrentRequestsLimit,
  maxQueueWaitMsLimit,
  maxRequestTimeoutMsKubernetes,
  maxRequestTimeoutMsManaged,
} from '@/lib/contract/request-limits'
import { field, sources } from '@/lib/contract/yaml/fields'

export const requestSettingsDefaults = {
  request_timeout_ms: 5_000,
  max_concurrent_requests_per_instance: 1,
  max_queue_wait_ms: 500,
} as const

/** `180000` → `180 000`, as in the documentation of limits. */
const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ' ')

export const requestSettingsYamlSchema = z.looseObject({
  request_timeout_ms: field(z.number().int().min(1).max(maxRequestTimeoutMsKubernetes), {
    title: 'Request timeout (ms)',
    description: `A request that runs longer is answered 408. At most ${maxRequestTimeoutMsManaged} on managed, ${maxRequestTimeoutMsKubernetes} on Kubernetes endpoints.`,
    limit: `1–${grouped(maxRequestTimeoutMsManaged)} ms (managed), ${grouped(maxRequestTimeoutMsKubernetes)} ms (Kubernetes).`,
    source: sources.deployment,
    default: requestSettingsDefaults.request_timeout_ms,
    examples: [5000, 30000],
  }),
  max_concurrent_requests_per_instance: field(z.number().int().min(1).max(maxConcurrentRequestsLimit), {
    title: 'Concurrent requests per instance',
    description: 'How many requests one instance works on at a time. With the ML inference server set it to WORKER_COUNT.',
    limit: 'At least 1.',
    source: sources.deployment,
    default: requestSettingsDefaults.max_concurrent_requests_per_instance,
  }),
  max_queue_wait_ms: field(z.number().int().min(0).max(maxQueueWaitMsLimit), {
    title: 'Queue wait (ms)',
    description: 'A request that waits longer for a free worker is answered 429. Deprecated on managed endpoints.',
    limit: 'At least 0 ms.',
    source: sources.deployment,
    default: requestSettingsDefaults.max_queue_wait_ms,
  }),
})

export type RequestSettingsYaml = z.infer<typeof requestSettingsYamlSchema>
