import type { Finding } from '@/lib/contract/finding'
import { type DeploymentCheck, type EndpointCheck, errorAt, warningAt } from '@/lib/domain/checks/check'
import { schemaName } from '@/lib/domain/convert/schema-name'

/** Keys that exist on one kind of compute only. Doc: reference-yaml-deployment-managed-online and …-kubernetes-online. */
export const checkDeploymentCompute: DeploymentCheck = (deployment, { compute, raw }) => {
  const findings = checkSchemaKind(raw, compute)
  if (compute === 'managed') {
    if (deployment.resources !== undefined)
      findings.push(
        errorAt(
          ['resources'],
          'kubernetes-only',
          'resources exists on Kubernetes only; a managed deployment takes its size from instance_type.',
          'Remove resources, or write type: kubernetes.',
        ),
      )
    if (deployment.scale_settings?.type === 'target_utilization')
      findings.push(
        errorAt(
          ['scale_settings', 'type'],
          'kubernetes-only',
          'scale_settings.type target_utilization exists on Kubernetes only; managed deployments scale through Azure Monitor.',
          'Write type: default and set instance_count.',
        ),
      )
    return findings
  }
  if (deployment.egress_public_network_access !== undefined)
    findings.push(
      warningAt(
        ['egress_public_network_access'],
        'managed-only',
        'egress_public_network_access has no effect on Kubernetes; the network of the cluster decides.',
        'Remove it.',
      ),
    )
  if (deployment.private_network_connection !== undefined)
    findings.push(
      warningAt(['private_network_connection'], 'managed-only', 'private_network_connection has no effect on Kubernetes.', 'Remove it.'),
    )
  if (deployment.data_collector !== undefined)
    findings.push(
      warningAt(
        ['data_collector'],
        'data-collector-kubernetes',
        'data_collector is experimental on Kubernetes and not known to older versions of the service.',
        'Check that data arrives before you rely on it.',
      ),
    )
  return findings
}

/** The same for endpoints. Doc: reference-yaml-endpoint-online. */
export const checkEndpointCompute: EndpointCheck = (endpoint, { compute, raw }) => {
  const findings = checkSchemaKind(raw, compute)
  if (compute === 'managed') return findings
  if (endpoint.compute === undefined)
    findings.push(
      errorAt(
        ['compute'],
        'required',
        'compute is required for a Kubernetes endpoint.',
        'Write compute: azureml:<name of the attached cluster>.',
      ),
    )
  if (endpoint.auth_mode === 'aad_token')
    findings.push(
      errorAt(['auth_mode'], 'managed-only', 'auth_mode aad_token exists on managed endpoints only.', 'Write key or aml_token.'),
    )
  if (endpoint.mirror_traffic !== undefined && Object.keys(endpoint.mirror_traffic).length > 0)
    findings.push(errorAt(['mirror_traffic'], 'managed-only', 'mirror_traffic is not supported on Kubernetes.', 'Remove it.'))
  if (endpoint.public_network_access !== undefined)
    findings.push(
      errorAt(['public_network_access'], 'managed-only', 'public_network_access exists on managed endpoints only.', 'Remove it.'),
    )
  return findings
}

/** `$schema` of one kind over the contents of the other. */
function checkSchemaKind(raw: Readonly<Record<string, unknown>>, compute: 'managed' | 'kubernetes'): Finding[] {
  const name = schemaName(raw)
  if (!name || name.startsWith(compute)) return []
  if (!name.startsWith('managed') && !name.startsWith('kubernetes')) return []
  const because = typeof raw.type === 'string' ? `type is ${raw.type}` : 'compute names a cluster'
  return [
    {
      ...errorAt(
        ['$schema'],
        'schema-kind',
        `$schema is the one of ${name}, but ${because}.`,
        `Use the $schema of the ${compute} kind, or correct the other line.`,
      ),
      values: { name, compute },
    },
  ]
}
