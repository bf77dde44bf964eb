import { z } from 'zod'
import { field } from '@/lib/contract/yaml/fields'

/** Doc: reference-yaml-deployment-kubernetes-online, "ContainerResourceRequirements". Quantities as in Kubernetes. */
const quantity = z.union([z.string().trim().min(1), z.number()]).transform((value) => String(value))

export const resourceAmountsYamlSchema = z.looseObject({
  cpu: field(quantity, { title: 'CPU', description: 'Cores, whole, decimal or in thousandths.', examples: ['0.5', '500m', '2'] }),
  memory: field(quantity, { title: 'Memory', description: 'Bytes with unit.', examples: ['500Mi', '1Gi'] }),
  'nvidia.com/gpu': field(quantity, { title: 'GPUs', description: 'Whole GPUs.', examples: ['1'] }),
})

export const resourcesYamlSchema = z.looseObject({
  requests: field(resourceAmountsYamlSchema, { title: 'Requests', description: 'What each replica is guaranteed.' }),
  limits: field(resourceAmountsYamlSchema, { title: 'Limits', description: 'What each replica may use at most.' }),
})

export type ResourceAmountsYaml = z.infer<typeof resourceAmountsYamlSchema>
export type ResourcesYaml = z.infer<typeof resourcesYamlSchema>
