import type { DocumentCheck } from '@/lib/domain/checks/check'
import { checkKubernetesNameSum, checkName } from '@/lib/domain/names/names'

/** Name rules of the document's kind, and of the endpoint a deployment names. Doc: how-to-manage-quotas. */
export const checkNames: DocumentCheck = (document, { kind, compute }) => {
  const { name, endpoint_name: endpointName } = document
  const findings = typeof name === 'string' ? checkName(kind, name) : []
  if (kind !== 'deployment' || typeof endpointName !== 'string') return findings
  for (const finding of checkName('endpoint', endpointName)) findings.push({ ...finding, path: ['endpoint_name'] })
  if (compute === 'kubernetes' && typeof name === 'string') findings.push(...checkKubernetesNameSum(endpointName, name))
  return findings
}
