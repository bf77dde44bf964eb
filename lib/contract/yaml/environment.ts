import { z } from 'zod'
import { commonFields, field, nonEmptyText, requiredField, sources, versionSchema, word } from '@/lib/contract/yaml/fields'

/** Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-environment */
export const osTypeWords = ['linux', 'windows'] as const
export const defaultDockerfile = 'Dockerfile'
/** Doc: https://learn.microsoft.com/azure/machine-learning/how-to-deploy-custom-container, size of a Docker build context. */
export const maxContextFiles = 100
export const maxContextBytes = 1024 * 1024

const routeYamlSchema = z.looseObject({
  port: requiredField(z.number().int().min(1).max(65_535), {
    title: 'Port',
    description: 'Port inside the container.',
    examples: [5001],
    limit: '1–65 535',
    source: sources.customContainer,
  }),
  path: requiredField(nonEmptyText, {
    title: 'Path',
    description: 'Path of the route, beginning with a slash.',
    examples: ['/score'],
    source: sources.customContainer,
  }),
})

export const inferenceConfigYamlSchema = z.looseObject({
  liveness_route: requiredField(routeYamlSchema, {
    title: 'Liveness route',
    description: 'Answers 200 while the container lives.',
    examples: [{ port: 5001, path: '/' }],
    source: sources.customContainer,
  }),
  readiness_route: requiredField(routeYamlSchema, {
    title: 'Readiness route',
    description: 'Answers 200 once it can score.',
    examples: [{ port: 5001, path: '/' }],
    source: sources.customContainer,
  }),
  scoring_route: requiredField(routeYamlSchema, {
    title: 'Scoring route',
    description: 'Takes the requests.',
    examples: [{ port: 5001, path: '/score' }],
    source: sources.customContainer,
  }),
})

const environmentFields = {
  ...commonFields,
  name: field(nonEmptyText, {
    title: 'Environment name',
    description: 'Name under which it is registered.',
    examples: ['sklearn-env'],
    source: sources.environment,
  }),
  version: field(versionSchema, {
    title: 'Version',
    description: 'Counts up by itself when left out.',
    examples: ['1'],
    source: sources.environment,
  }),
  image: field(nonEmptyText, {
    title: 'Image',
    description: 'Base image. With a conda file the packages are added to it. Not together with build.',
    examples: ['mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest', 'mcr.microsoft.com/azureml/minimal-py312-inference:latest'],
    source: sources.environment,
  }),
  conda_file: field(z.union([nonEmptyText, z.record(z.string(), z.unknown())]), {
    title: 'Conda file',
    description: 'Path of a conda file beside this file, or its contents inline.',
    examples: ['environment/conda.yaml'],
    source: sources.environment,
    snippets: [
      {
        label: 'packages inline',
        body: {
          name: 'model-env',
          channels: ['conda-forge'],
          dependencies: ['python=3.12', 'pip', { pip: ['azureml-inference-server-http', 'scikit-learn==1.7.2'] }],
        },
      },
    ],
  }),
  build: field(
    z.looseObject({
      path: requiredField(nonEmptyText, {
        title: 'Build context',
        description: 'Folder with the Dockerfile, or an address.',
        examples: ['docker/'],
        limit: `${maxContextFiles} files, 1 MB together.`,
        source: sources.environment,
      }),
      dockerfile_path: field(nonEmptyText, {
        title: 'Dockerfile',
        description: 'Path below the build context.',
        default: defaultDockerfile,
        source: sources.environment,
      }),
    }),
    {
      title: 'Build',
      description: 'Builds the image from a Dockerfile. Not together with image.',
      source: sources.environment,
      snippets: [{ label: 'folder with a Dockerfile', body: { path: 'docker', dockerfile_path: 'Dockerfile' } }],
    },
  ),
  inference_config: field(inferenceConfigYamlSchema, {
    title: 'Inference configuration',
    description: 'Routes of a container that brings its own server. All three are required.',
    source: sources.customContainer,
    snippets: [
      {
        label: 'three routes',
        body: {
          liveness_route: { port: 8080, path: '/' },
          readiness_route: { port: 8080, path: '/' },
          scoring_route: { port: 8080, path: '/score' },
        },
      },
    ],
  }),
  os_type: field(word(osTypeWords), {
    title: 'Operating system',
    description: 'Online endpoints run linux only.',
    default: 'linux',
    values: { linux: 'The only one that online endpoints run.', windows: 'For other kinds of compute.' },
    source: sources.environment,
  }),
  datastore: field(z.string(), { title: 'Datastore', description: 'Where the build context is uploaded to.', source: sources.environment }),
}

export const environmentYamlSchema = z
  .looseObject({
    ...environmentFields,
    name: requiredField(nonEmptyText, {
      title: 'Environment name',
      description: 'Name under which it is registered.',
      examples: ['sklearn-env'],
      source: sources.environment,
    }),
  })
  .meta({ title: 'Environment', description: 'Image, packages and server a model runs in.' })

/** Inside a deployment the environment is registered anonymously; a name has no effect. */
export const inlineEnvironmentYamlSchema = z.looseObject(environmentFields)

export type EnvironmentYaml = z.infer<typeof environmentYamlSchema>
export type InlineEnvironmentYaml = z.infer<typeof inlineEnvironmentYamlSchema>
