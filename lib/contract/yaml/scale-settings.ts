import { z } from 'zod'
import { field, requiredField, sources, word } from '@/lib/contract/yaml/fields'

/** Doc: reference-yaml-deployment-kubernetes-online, "OnlineScaleSettings". */
export const scaleTypeWords = ['default', 'target_utilization'] as const
export const scaleSettingsDefaults = { min_instances: 1, max_instances: 1, target_utilization_percentage: 70, polling_interval: 1 } as const

export const scaleSettingsYamlSchema = z.looseObject({
  type: requiredField(word(scaleTypeWords), {
    title: 'Scale type',
    description: 'default: the number in instance_count. target_utilization: replicas follow the load (Kubernetes only).',
    default: 'default',
    values: {
      default: 'The number in instance_count; on managed endpoints autoscale of Azure Monitor may change it.',
      target_utilization: 'The router of the cluster adds and removes replicas with the load; Kubernetes only.',
    },
    source: sources.kubernetesDeployment,
  }),
  min_instances: field(z.number().int().min(0), {
    title: 'Minimum instances',
    description: 'Fewest replicas.',
    limit: 'At least 0, at most the maximum.',
    source: sources.kubernetesDeployment,
    appliesTo: 'kubernetes',
    default: scaleSettingsDefaults.min_instances,
  }),
  max_instances: field(z.number().int().min(1), {
    title: 'Maximum instances',
    description: 'Most replicas; quota is reserved for this number.',
    limit: 'At least 1.',
    source: sources.kubernetesDeployment,
    appliesTo: 'kubernetes',
    default: scaleSettingsDefaults.max_instances,
  }),
  target_utilization_percentage: field(z.number().int().min(1).max(100), {
    title: 'Target utilisation (%)',
    description: 'Load at which another replica is added.',
    limit: '1–100 percent.',
    source: sources.kubernetesDeployment,
    appliesTo: 'kubernetes',
    default: scaleSettingsDefaults.target_utilization_percentage,
  }),
  polling_interval: field(z.number().min(1), {
    title: 'Polling interval (s)',
    description: 'Seconds between two looks at the load.',
    limit: 'At least 1 s.',
    source: sources.kubernetesDeployment,
    appliesTo: 'kubernetes',
    default: scaleSettingsDefaults.polling_interval,
  }),
})

export type ScaleSettingsYaml = z.infer<typeof scaleSettingsYamlSchema>
