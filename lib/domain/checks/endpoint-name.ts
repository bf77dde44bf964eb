import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'
import { isSameName } from '@/lib/domain/names/names'

/** The file's endpoint against the one that was chosen. */
export const checkEndpointName: DeploymentCheck = (deployment, { endpointName }) => {
  const written = deployment.endpoint_name
  if (written === undefined && endpointName === undefined)
    return [
      warningAt(
        ['endpoint_name'],
        'endpoint-name-missing',
        'endpoint_name is missing, so the file does not say where to deploy.',
        'Add endpoint_name, or give the endpoint when deploying.',
      ),
    ]
  if (written === undefined || endpointName === undefined || isSameName(written, endpointName)) return []
  return [
    {
      ...errorAt(
        ['endpoint_name'],
        'endpoint-name-differs',
        `endpoint_name is ${written}, but the chosen endpoint is ${endpointName}.`,
        `Write endpoint_name: ${endpointName}.`,
      ),
      values: { written, endpointName },
    },
  ]
}
