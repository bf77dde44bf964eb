import { type DeploymentCheck, errorAt } from '@/lib/domain/checks/check'

/** Doc: how-to-deploy-mlflow-models-online-endpoints: MLflow models install packages at start and so need the internet. */
export const checkMlflowEgress: DeploymentCheck = (deployment) => {
  const mlflow = typeof deployment.model === 'object' && deployment.model.type === 'mlflow_model'
  if (!mlflow || deployment.environment !== undefined || deployment.egress_public_network_access !== 'disabled') return []
  return [
    errorAt(
      ['egress_public_network_access'],
      'mlflow-egress',
      'egress_public_network_access disabled does not work with a no-code MLflow deployment, which installs its packages at start.',
      'Package the model into an environment first, or write enabled.',
    ),
  ]
}
