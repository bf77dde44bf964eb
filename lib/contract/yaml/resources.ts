import { z } from 'zod'
import { field, sources } from '@/lib/contract/yaml/fields'

/** Doc: reference-yaml-deployment-kubernetes-online, "ContainerResourceRequirements". Quantities as in Kubernetes. */
const kubernetesOnly = { source: sources.kubernetesDeployment, appliesTo: 'kubernetes' } as const
const quantity = z.union([z.string().trim().min(1), z.number()]).transform((value) => String(value))

export const resourceAmountsYamlSchema = z.looseObject({
  cpu: field(quantity, {
    title: 'CPU',
    description: 'Cores, whole, decimal or in thousandths.',
    examples: ['0.5', '500m', '2'],
    ...kubernetesOnly,
  }),
  memory: field(quantity, { title: 'Memory', description: 'Bytes with unit.', examples: ['500Mi', '1Gi'], ...kubernetesOnly }),
  'nvidia.com/gpu': field(quantity, {
    title: 'GPUs',
    description: 'Whole GPUs.',
    examples: ['1'],
    limit: 'Whole numbers; request and limit are the same.',
    ...kubernetesOnly,
  }),
})

export const resourcesYamlSchema = z.looseObject({
  requests: field(resourceAmountsYamlSchema, {
    title: 'Requests',
    description: 'What each replica is guaranteed.',
    limit: 'At most the limits.',
    ...kubernetesOnly,
  }),
  limits: field(resourceAmountsYamlSchema, { title: 'Limits', description: 'What each replica may use at most.', ...kubernetesOnly }),
})

export type ResourceAmountsYaml = z.infer<typeof resourceAmountsYamlSchema>
export type ResourcesYaml = z.infer<typeof resourcesYamlSchema>
