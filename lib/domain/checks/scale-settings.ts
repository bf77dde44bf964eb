import type { Finding } from '@/lib/contract/finding'
import { scaleSettingsDefaults } from '@/lib/contract/yaml/scale-settings'
import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'

/** Doc: reference-yaml-deployment-kubernetes-online, "OnlineScaleSettings". */
export const checkScaleSettings: DeploymentCheck = (deployment) => {
  const scale = deployment.scale_settings
  if (!scale) return []
  const findings: Finding[] = []
  if (scale.type === 'default') {
    for (const key of ['min_instances', 'max_instances', 'target_utilization_percentage', 'polling_interval'] as const)
      if (scale[key] !== undefined)
        findings.push(
          warningAt(
            ['scale_settings', key],
            'scale-default',
            `scale_settings.${key} has no effect with type default.`,
            'Remove it, or write type: target_utilization.',
          ),
        )
    return findings
  }
  const min = scale.min_instances ?? scaleSettingsDefaults.min_instances
  const max = scale.max_instances ?? scaleSettingsDefaults.max_instances
  if (min > max)
    findings.push({
      ...errorAt(
        ['scale_settings', 'min_instances'],
        'scale-range',
        `scale_settings.min_instances is ${min}, more than max_instances, which is ${max}.`,
        `Write max_instances: ${min} or more.`,
      ),
      values: { min, max },
    })
  return findings
}
