import type { z } from 'zod'
import { condaYamlSchema } from '@/lib/contract/yaml/conda'
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

/** What the editor knows: the files of the product and the conda file, which is a file beside them. */
export type EditorKind = DocumentKind | 'conda'
export const editorSchemas = { ...yamlSchemas, conda: condaYamlSchema } as const satisfies Record<EditorKind, z.ZodType>

/** Last part of `$schema` without `.schema.json`, in lower case → kind. */
export const schemaNames: Record<string, DocumentKind> = {
  managedonlineendpoint: 'endpoint',
  kubernetesonlineendpoint: 'endpoint',
  managedonlinedeployment: 'deployment',
  kubernetesonlinedeployment: 'deployment',
  model: 'model',
  environment: 'environment',
}
