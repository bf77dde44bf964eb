import type { z } from 'zod'
import { deploymentYamlSchema } from '@/lib/contract/yaml/deployment'
import { endpointYamlSchema } from '@/lib/contract/yaml/endpoint'
import { environmentYamlSchema } from '@/lib/contract/yaml/environment'
import { modelYamlSchema } from '@/lib/contract/yaml/model'

/** The kinds of files the product reads. */
export const documentKinds = ['endpoint', 'deployment', 'model', 'environment'] as const
export type DocumentKind = (typeof documentKinds)[number]

export const yamlSchemas = {
  endpoint: endpointYamlSchema,
  deployment: deploymentYamlSchema,
  model: modelYamlSchema,
  environment: environmentYamlSchema,
} as const satisfies Record<DocumentKind, z.ZodType>

/** Last part of `$schema` without `.schema.json`, in lower case → kind. */
export const schemaNames: Record<string, DocumentKind> = {
  managedonlineendpoint: 'endpoint',
  kubernetesonlineendpoint: 'endpoint',
  managedonlinedeployment: 'deployment',
  kubernetesonlinedeployment: 'deployment',
  model: 'model',
  environment: 'environment',
}
