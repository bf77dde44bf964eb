import type { SchemaNode } from '@/lib/domain/yaml-language/schema'

/** Doc: https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html, "Creating an environment file manually". */
export const condaSchema: SchemaNode = {
  type: 'object',
  title: 'Conda file',
  description: 'Python version and packages of an environment.',
  properties: {
    name: { type: 'string', title: 'Name', description: 'Name of the environment; Azure ML does not use it.', examples: ['model-env'] },
    channels: {
      type: 'array',
      title: 'Channels',
      description: 'Where conda packages come from, the first one first.',
      items: { type: 'string', title: 'Channel', description: 'A channel of conda packages.', examples: ['conda-forge', 'defaults'] },
    },
    dependencies: {
      type: 'array',
      title: 'Dependencies',
      description: 'Conda packages as name=version, and one mapping pip: with packages of PyPI.',
      items: {
        anyOf: [
          {
            type: 'string',
            title: 'Conda package',
            description: 'name, name=version or name>=version.',
            examples: ['python=3.12', 'pip', 'numpy=2.1.3', 'scikit-learn=1.5.2'],
          },
          {
            type: 'object',
            properties: {
              pip: {
                type: 'array',
                title: 'pip',
                description: 'Packages of PyPI, as lines of a requirements file.',
                items: {
                  type: 'string',
                  title: 'Package of PyPI',
                  description: 'A requirement: name==version. Pin it, so that the environment is the same tomorrow.',
                  examples: [
                    'azureml-inference-server-http',
                    'azureml-ai-monitoring',
                    'inference-schema[numpy-support]',
                    'numpy',
                    'pandas',
                    'scikit-learn',
                    'mlflow',
                    'joblib',
                  ],
                },
              },
            },
          },
        ],
      },
    },
    prefix: { type: 'string', title: 'Prefix', description: 'Folder on the machine the file was written on; Azure ML does not use it.' },
    variables: {
      type: 'object',
      title: 'Variables',
      description: 'Environment variables of the conda environment; Azure ML does not use them.',
      additionalProperties: { type: 'string' },
    },
  },
}
