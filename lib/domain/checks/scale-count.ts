import { scaleSettingsDefaults } from '@/lib/contract/yaml/scale-settings'
import { type DeploymentCheck, warningAt } from '@/lib/domain/checks/check'

/** A count the scale settings do not allow: it is brought to the nearer bound. Doc: reference-yaml-deployment-kubernetes-online, "OnlineScaleSettings". */
export const checkScaleCount: DeploymentCheck = ({ instance_count: count, scale_settings: scale }) => {
  if (count === undefined || scale?.type !== 'target_utilization') return []
  const min = scale.min_instances ?? scaleSettingsDefaults.min_instances
  const max = scale.max_instances ?? scaleSettingsDefaults.max_instances
  // That the bounds contradict each other is another rule.
  if (min > max || (count >= min && count <= max)) return []
  const nearest = count < min ? min : max
  return [
    {
      ...warningAt(
        ['instance_count'],
        'scale-count',
        `instance_count is ${count}, but scale_settings keep it between min_instances ${min} and max_instances ${max}.`,
        `Write ${nearest}, or other bounds.`,
      ),
      values: { count, min, max, nearest },
    },
  ]
}
