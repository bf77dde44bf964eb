import { type DeploymentCheck, warningAt } from '@/lib/domain/checks/check'

/** No replica left to answer: the scale begins at one, which the agent insists on. Doc: reference-yaml-deployment-kubernetes-online, "OnlineScaleSettings". */
export const checkScaleMinimum: DeploymentCheck = ({ scale_settings: scale }) => {
  if (scale?.type !== 'target_utilization' || scale.min_instances === undefined || scale.min_instances >= 1) return []
  return [
    warningAt(
      ['scale_settings', 'min_instances'],
      'scale-minimum',
      `scale_settings.min_instances is ${scale.min_instances}; a deployment is not scaled to nothing, and this computer refuses it.`,
      'Write 1 or more.',
    ),
  ]
}
