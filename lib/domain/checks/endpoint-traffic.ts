import type { Finding } from '@/lib/contract/finding'
import type { EndpointCheck } from '@/lib/domain/checks/check'
import { checkMirrorTraffic, checkTraffic } from '@/lib/domain/traffic/traffic'

/** Doc: how-to-safely-rollout-online-endpoints. */
export const checkEndpointTraffic: EndpointCheck = (endpoint, { deploymentNames }) => {
  const traffic = endpoint.traffic ?? {}
  const findings: Finding[] = checkTraffic(traffic, deploymentNames)
  findings.push(...checkMirrorTraffic(endpoint.mirror_traffic ?? {}, traffic, { deploymentNames }))
  return findings
}
