import { type DeploymentCheck, infoAt } from '@/lib/domain/checks/check'

/** Doc: reference-yaml-deployment-kubernetes-online, "RequestSettings": the router balances best with one request at a time. */
export const checkKubernetesConcurrency: DeploymentCheck = (deployment, { compute }) => {
  const concurrency = deployment.request_settings?.max_concurrent_requests_per_instance
  if (compute !== 'kubernetes' || concurrency === undefined || concurrency === 1) return []
  return [
    {
      ...infoAt(
        ['request_settings', 'max_concurrent_requests_per_instance'],
        'kubernetes-concurrency',
        `request_settings.max_concurrent_requests_per_instance is ${concurrency}; on Kubernetes 1 is advised, as the router scales by busy replicas.`,
        'Write 1, unless the model answers several requests at once.',
      ),
      values: { concurrency },
    },
  ]
}
