import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'

/** Doc: how-to-deploy-custom-container, "model_mount_path". */
export const checkModelMountPath: DeploymentCheck = (deployment) => {
  const mount = deployment.model_mount_path
  if (mount === undefined) return []
  const path = ['model_mount_path']
  if (!mount.startsWith('/'))
    return [
      {
        ...errorAt(
          path,
          'model-mount-path-absolute',
          `model_mount_path is ${mount}; it must be an absolute Linux path.`,
          `Write /${mount.replace(/^[./\\]+/, '')}.`,
        ),
        values: { path: mount },
      },
    ]
  if (mount.split('/').includes('..'))
    return [
      {
        ...errorAt(path, 'model-mount-path-absolute', 'model_mount_path must not contain “..”.', 'Write the path without it.'),
        values: { path: mount },
      },
    ]
  const { environment } = deployment
  if (environment === undefined || (typeof environment === 'object' && environment.inference_config === undefined))
    return [
      warningAt(
        path,
        'model-mount-path-byoc',
        'model_mount_path takes effect in custom containers only, that is with environment.inference_config.',
        'Add the three routes, or remove model_mount_path and read AZUREML_MODEL_DIR.',
      ),
    ]
  return []
}
