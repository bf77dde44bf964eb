import { type DeploymentCheck, errorAt, infoAt, warningAt } from '@/lib/domain/checks/check'

/**
 * The three ways to deploy: no-code (MLflow or Triton model alone), low-code (environment and code), own container
 * (environment with inference_config). Doc: concept-endpoints-online, "Prepare for deployment".
 */
export const checkCodeAndEnvironment: DeploymentCheck = (deployment) => {
  const { model, environment, code_configuration: code } = deployment
  const type = typeof model === 'object' ? (model.type ?? 'custom_model') : undefined
  const noCode = type === 'mlflow_model' || type === 'triton_model'
  if (environment === undefined) {
    if (code !== undefined)
      return [
        errorAt(
          ['environment'],
          'environment-required',
          'environment is required when code_configuration is given.',
          'Name an environment, or give image and conda_file inline.',
        ),
      ]
    if (noCode) return []
    if (typeof model === 'string')
      return [
        infoAt(
          ['environment'],
          'environment-no-code',
          'Without environment this works only if the registered model is of type mlflow_model or triton_model.',
          'Add environment and code_configuration for any other model.',
        ),
      ]
    return [
      errorAt(
        ['environment'],
        'environment-required',
        'environment is required, as the model is neither an MLflow nor a Triton model.',
        'Name an environment, or write type: mlflow_model below model.',
      ),
    ]
  }
  if (code !== undefined || noCode || typeof environment === 'string' || environment.inference_config !== undefined) return []
  return [
    warningAt(
      ['code_configuration'],
      'code-required',
      'There is no scoring code: without code_configuration the image itself must answer on port 5001.',
      'Add code and scoring_script, or inference_config for a container with its own server.',
    ),
  ]
}
