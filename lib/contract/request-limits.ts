/** Bounds of request settings that contract, agent and router share; plain numbers, so that the router loads no schema for them. */

/** Doc: reference-yaml-deployment-managed-online, "OnlineRequestSettings". */
export const maxRequestTimeoutMsManaged = 180_000
/** Doc: reference-yaml-deployment-kubernetes-online, "OnlineRequestSettings". */
export const maxRequestTimeoutMsKubernetes = 300_000

/** Bound of this product, far above what one instance can work on. */
export const maxConcurrentRequestsLimit = 10_000
/** A request cannot wait longer than it may run anywhere. */
export const maxQueueWaitMsLimit = maxRequestTimeoutMsKubernetes
