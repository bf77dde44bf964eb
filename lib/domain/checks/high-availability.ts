import { type DeploymentCheck, infoAt } from '@/lib/domain/checks/check'

/** Fewer cannot keep serving while one is replaced and another fails. Doc: reference-yaml-deployment-managed-online, "instance_count". */
export const instancesForAvailability = 3

/**
 * One or two instances are fine for a trial; whoever serves others is told. Silent on Kubernetes, where the router scales, and on
 * this computer, where the wizard says it at the number of instances.
 */
export const checkHighAvailability: DeploymentCheck = (deployment, { compute, runsHere }) => {
  const count = deployment.instance_count
  if (runsHere || compute === 'kubernetes' || typeof count !== 'number' || count < 1 || count >= instancesForAvailability) return []
  return [
    {
      ...infoAt(
        ['instance_count'],
        'high-availability',
        `instance_count is ${count}; for high availability at least ${instancesForAvailability} are advised.`,
        `Write instance_count: ${instancesForAvailability} for production.`,
      ),
      values: { count, limit: instancesForAvailability },
    },
  ]
}
