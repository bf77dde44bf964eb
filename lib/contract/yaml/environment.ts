import { z } from 'zod'
import { commonFields, field, nonEmptyText, requiredField, versionSchema, word } from '@/lib/contract/yaml/fields'

/** Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment */
export const osTypeWords = ['linux', 'windows'] as const
export const defaultDockerfile = 'Dockerfile'
/** Doc: https://learn.microsoft.com/azure/machine-learning/how-to-deploy-custom-container, size of a Docker build context. */
export const maxContextFiles = 100
export const maxContextBytes = 1024 * 1024

const routeYamlSchema = z.looseObject({
  port: requiredField(z.number().int().min(1).max(65_535), { title: 'Port', description: 'Port inside the container.', examples: [5001] }),
  path: requiredField(nonEmptyText, { title: 'Path', description: 'Path of the route, beginning with a slash.', examples: ['/score'] }),
})

export const inferenceConfigYamlSchema = z.looseObject({
  liveness_route: requiredField(routeYamlSchema, { title: 'Liveness route', description: 'Answers 200 while the container lives.' }),
  readiness_route: requiredField(routeYamlSchema, { title: 'Readiness route', description: 'Answers 200 once it can score.' }),
  scoring_route: requiredField(routeYamlSchema, { title: 'Scoring route', description: 'Takes the requests.' }),
})

const environmentFields = {
  ...commonFields,
  name: field(nonEmptyText, { title: 'Environment name', description: 'Name under which it is registered.', examples: ['sklearn-env'] }),
  version: field(versionSchema, { title: 'Version', description: 'Counts up by itself when left out.', examples: ['1'] }),
  image: field(nonEmptyText, {
    title: 'Image',
    description: 'Base image. With a conda file the packages are added to it. Not together with build.',
    examples: ['mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest', 'mcr.microsoft.com/azureml/minimal-py312-inference:latest'],
  }),
  conda_file: field(z.union([nonEmptyText, z.record(z.string(), z.unknown())]), {
    title: 'Conda file',
    description: 'Path of a conda file beside this file, or its contents inline.',
    examples: ['environment/conda.yaml'],
  }),
  build: field(
    z.looseObject({
      path: requiredField(nonEmptyText, {
        title: 'Build context',
        description: 'Folder with the Dockerfile, or an address.',
        examples: ['docker/'],
      }),
      dockerfile_path: field(nonEmptyText, {
        title: 'Dockerfile',
        description: 'Path below the build context.',
        default: defaultDockerfile,
      }),
    }),
    { title: 'Build', description: 'Builds the image from a Dockerfile. Not together with image.' },
  ),
  inference_config: field(inferenceConfigYamlSchema, {
    title: 'Inference configuration',
    description: 'Routes of a container that brings its own server. All three are required.',
  }),
  os_type: field(word(osTypeWords), { title: 'Operating system', description: 'Online endpoints run linux only.', default: 'linux' }),
  datastore: field(z.string(), { title: 'Datastore', description: 'Where the build context is uploaded to.' }),
}

export const environmentYamlSchema = z
  .looseObject({
    ...environmentFields,
    name: requiredField(nonEmptyText, {
      title: 'Environment name',
      description: 'Name under which it is registered.',
      examples: ['sklearn-env'],
    }),
  })
  .meta({ title: 'Environment', description: 'Image, packages and server a model runs in.' })

/** Inside a deployment the environment is registered anonymously; a name has no effect. */
export const inlineEnvironmentYamlSchema = z.looseObject(environmentFields)

export type EnvironmentYaml = z.infer<typeof environmentYamlSchema>
export type InlineEnvironmentYaml = z.infer<typeof inlineEnvironmentYamlSchema>
