import type { Finding } from '@/lib/contract/finding'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { type DeploymentCheck, warningAt } from '@/lib/domain/checks/check'

/**
 * More instances of a Kubernetes deployment than the agent runs. Azure documents a limit for managed deployments only, so this is said
 * where the deployment goes to this computer. Doc: how-to-manage-quotas, "Azure Machine Learning online endpoints".
 */
export const checkInstancesHere: DeploymentCheck = ({ instance_count: count, scale_settings: scale }, { compute, runsHere }) => {
  if (compute !== 'kubernetes' || !runsHere) return []
  const fields: [string[], unknown][] = [
    [['instance_count'], count],
    [['scale_settings', 'max_instances'], scale?.type === 'target_utilization' ? scale.max_instances : undefined],
  ]
  return fields.flatMap(([path, value]): Finding[] =>
    typeof value === 'number' && value > maxInstancesPerDeployment
      ? [
          {
            ...warningAt(
              path,
              'instances-here',
              `${path.join('.')} is ${value}; this computer runs at most ${maxInstancesPerDeployment} instances of a deployment. A cluster has no such limit.`,
              `Write ${maxInstancesPerDeployment} or less to run it here.`,
            ),
            values: { count: value, limit: maxInstancesPerDeployment },
          },
        ]
      : [],
  )
}
