import { requestSettingsDefaults } from '@/lib/contract/yaml/request-settings'
import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'

/** Doc: how-to-troubleshoot-online-endpoints: concurrency and WORKER_COUNT of the inference server belong together. */
export const checkWorkerCount: DeploymentCheck = (deployment) => {
  const ownServer = typeof deployment.environment === 'object' && deployment.environment.inference_config !== undefined
  if (ownServer) return []
  const written = deployment.environment_variables?.WORKER_COUNT
  const path = ['environment_variables', 'WORKER_COUNT']
  if (written !== undefined && !/^[1-9]\d*$/.test(written.trim()))
    return [
      {
        ...errorAt(
          path,
          'worker-count-number',
          `environment_variables.WORKER_COUNT is ${JSON.stringify(written)}; it must be a whole number from 1 on.`,
          'Write "1".',
        ),
        values: { value: written },
      },
    ]
  const workers = written === undefined ? 1 : Number(written)
  const concurrency = deployment.request_settings?.max_concurrent_requests_per_instance
  const effective = concurrency ?? requestSettingsDefaults.max_concurrent_requests_per_instance
  if (workers === effective) return []
  const where = written === undefined ? ['request_settings', 'max_concurrent_requests_per_instance'] : path
  return [
    {
      ...warningAt(
        where,
        'worker-count',
        `request_settings.max_concurrent_requests_per_instance is ${effective}, but WORKER_COUNT is ${workers}; ${effective > workers ? 'requests wait inside the container' : 'workers stay idle'}.`,
        `Write the same number for both, for example ${Math.max(workers, effective)}.`,
      ),
      values: {
        concurrency: effective,
        workers,
        more: effective > workers ? 'concurrency' : 'workers',
        number: Math.max(workers, effective),
      },
    },
  ]
}
