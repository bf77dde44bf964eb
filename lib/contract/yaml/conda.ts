import { z } from 'zod'
import { field, nonEmptyText, requiredField, sources } from '@/lib/contract/yaml/fields'

/** Doc: "Managing environments" of conda; what a conda file may hold. Read for the editor; the agent reads it by lib/domain/conda. */

const pipYamlSchema = z.looseObject({
  pip: field(z.array(nonEmptyText), {
    title: 'pip',
    description: 'Packages that pip installs after those of conda, one requirement each.',
    examples: [['azureml-inference-server-http', 'scikit-learn==1.7.2']],
    source: sources.conda,
  }),
})

export const condaYamlSchema = z
  .looseObject({
    name: field(nonEmptyText, {
      title: 'Name',
      description: 'Name of the environment on a workstation; Azure ML ignores it.',
      examples: ['model-env'],
      source: sources.conda,
    }),
    channels: field(z.array(nonEmptyText), {
      title: 'Channels',
      description: 'Where packages come from, the first one first.',
      examples: [['conda-forge']],
      source: sources.conda,
    }),
    dependencies: requiredField(z.array(z.union([nonEmptyText, pipYamlSchema])), {
      title: 'Dependencies',
      description: 'Packages of conda, one specification each, and a pip: list.',
      examples: [['python=3.12', 'pip', { pip: ['azureml-inference-server-http'] }]],
      limit: 'Pin python and every package whose version the model depends on.',
      source: sources.conda,
      snippets: [
        {
          label: 'Python and inference server',
          body: ['python=3.12', 'pip', { pip: ['azureml-inference-server-http', 'scikit-learn==1.7.2'] }],
        },
      ],
    }),
    prefix: field(nonEmptyText, {
      title: 'Prefix',
      description: 'Folder of the environment on the computer that wrote the file; ignored when a container is built.',
      source: sources.conda,
    }),
    variables: field(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {
      title: 'Variables',
      description: 'Variables of the activated conda environment; use environment_variables of the deployment instead.',
      source: sources.conda,
    }),
  })
  .meta({ title: 'Conda file', description: 'Python and packages of an environment.' })
