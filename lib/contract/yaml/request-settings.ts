import { z } from 'zod'
import { field } from '@/lib/contract/yaml/fields'

/** Doc: reference-yaml-deployment-managed-online, "OnlineRequestSettings". */
export const maxRequestTimeoutMsManaged = 180_000
/** Doc: reference-yaml-deployment-kubernetes-online, "OnlineRequestSettings". */
export const maxRequestTimeoutMsKubernetes = 300_000

/** Bound of this product, far above what one instance can work on; contract, agent and router share it. */
export const maxConcurrentRequestsLimit = 10_000
/** A request cannot wait longer than it may run anywhere. */
export const maxQueueWaitMsLimit = maxRequestTimeoutMsKubernetes

export const requestSettingsDefaults = {
  request_timeout_ms: 5_000,
  max_concurrent_requests_per_instance: 1,
  max_queue_wait_ms: 500,
} as const

export const requestSettingsYamlSchema = z.looseObject({
  request_timeout_ms: field(z.number().int().min(1).max(maxRequestTimeoutMsKubernetes), {
    title: 'Request timeout (ms)',
    description: `A request that runs longer is answered 408. At most ${maxRequestTimeoutMsManaged} on managed, ${maxRequestTimeoutMsKubernetes} on Kubernetes endpoints.`,
    default: requestSettingsDefaults.request_timeout_ms,
    examples: [5000, 30000],
  }),
  max_concurrent_requests_per_instance: field(z.number().int().min(1).max(maxConcurrentRequestsLimit), {
    title: 'Concurrent requests per instance',
    description: 'How many requests one instance works on at a time. With the ML inference server set it to WORKER_COUNT.',
    default: requestSettingsDefaults.max_concurrent_requests_per_instance,
  }),
  max_queue_wait_ms: field(z.number().int().min(0).max(maxQueueWaitMsLimit), {
    title: 'Queue wait (ms)',
    description: 'A request that waits longer for a free worker is answered 429. Deprecated on managed endpoints.',
    default: requestSettingsDefaults.max_queue_wait_ms,
  }),
})

export type RequestSettingsYaml = z.infer<typeof requestSettingsYamlSchema>
