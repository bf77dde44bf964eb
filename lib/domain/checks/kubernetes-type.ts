import { type DeploymentCheck, warningAt } from '@/lib/domain/checks/check'
import { loadedAsManaged } from '@/lib/domain/loader/schemas'

/**
 * A Kubernetes deployment by its `$schema` whose `type` does not say so: `az ml` goes by `type` alone and takes it for a managed one. Where
 * it refuses the file for that, this becomes the error (lib/domain/loader/merge). Doc: reference-yaml-deployment-kubernetes-online, "type".
 */
export const checkKubernetesType: DeploymentCheck = (_deployment, { raw }) => {
  const written = loadedAsManaged(raw)
  if (written === undefined) return []
  const message =
    written === ''
      ? 'type: kubernetes is missing: $schema is the one of a Kubernetes deployment, but az ml takes a file without type for a managed one.'
      : `type is ${written}; az ml knows kubernetes in small letters only and takes the file for a managed one.`
  return [{ ...warningAt(['type'], 'kubernetes-type', message, 'Write type: kubernetes.'), values: { written } }]
}
