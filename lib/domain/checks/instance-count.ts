import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'

/** Doc: reference-yaml-deployment-managed-online; how-to-manage-quotas. */
export const checkInstanceCount: DeploymentCheck = (deployment, { compute }) => {
  const count = deployment.instance_count
  const path = ['instance_count']
  if (count === undefined) {
    if (compute === 'managed')
      return [
        errorAt(
          path,
          'required',
          'instance_count is required for a managed deployment.',
          'Write instance_count: 1, or 3 for high availability.',
        ),
      ]
    if (deployment.scale_settings?.type === 'default')
      return [errorAt(path, 'required', 'instance_count is required with scale_settings.type default.', 'Write instance_count: 1.')]
    return []
  }
  if (compute === 'managed' && count > maxInstancesPerDeployment)
    return [
      {
        ...warningAt(
          path,
          'instance-count-limit',
          `instance_count is ${count}; the default limit of a deployment is ${maxInstancesPerDeployment}.`,
          'Ask for a higher limit, or use fewer instances.',
        ),
        values: { count, limit: maxInstancesPerDeployment },
      },
    ]
  return []
}
