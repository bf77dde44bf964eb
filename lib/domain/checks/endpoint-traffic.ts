import type { Finding } from '@/lib/contract/finding'
import { type EndpointCheck, errorAt } from '@/lib/domain/checks/check'
import { checkMirrorTraffic, checkTraffic } from '@/lib/domain/traffic/traffic'

/** Doc: how-to-safely-rollout-online-endpoints. */
export const checkEndpointTraffic: EndpointCheck = (endpoint, { deploymentNames }) => {
  const traffic = endpoint.traffic ?? {}
  const findings: Finding[] = checkTraffic(traffic, deploymentNames)
  const mirror = endpoint.mirror_traffic ?? {}
  findings.push(...checkMirrorTraffic(mirror, traffic))
  const known = deploymentNames?.map((name) => name.toLowerCase())
  for (const [name, percent] of Object.entries(mirror))
    if (known && percent > 0 && !known.includes(name.toLowerCase()))
      findings.push(
        errorAt(
          ['mirror_traffic', name],
          'traffic-unknown-deployment',
          `mirror_traffic.${name}: the endpoint has no deployment ${name}.`,
          'Create the deployment first.',
        ),
      )
  return findings
}
