import { z } from 'zod'
import { commonFields, field, nonEmptyText, requiredField, sources, versionSchema, word } from '@/lib/contract/yaml/fields'

/** Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-model */
export const modelTypeWords = ['custom_model', 'mlflow_model', 'triton_model'] as const
/** Doc: how-to-deploy-online-endpoints; above that pack the files into one archive. */
export const maxModelFiles = 1_500

const modelFields = {
  ...commonFields,
  name: field(nonEmptyText, {
    title: 'Model name',
    description: 'Name under which the model is registered; the folder name inside AZUREML_MODEL_DIR.',
    examples: ['my-model'],
    source: sources.model,
  }),
  version: field(versionSchema, {
    title: 'Version',
    description: 'Counts up by itself when left out. A registered version never changes.',
    examples: ['1'],
    source: sources.model,
  }),
  path: requiredField(nonEmptyText, {
    title: 'Path',
    description: 'File or folder beside this file, or azureml://datastores/…, azureml://jobs/…, runs:/….',
    examples: ['model/', 'model/model.pkl', 'azureml://datastores/workspaceblobstore/paths/models/m'],
    limit: 'At most 1 500 files; above that one archive.',
    source: sources.model,
  }),
  type: field(word(modelTypeWords), {
    title: 'Model type',
    description: 'mlflow_model and triton_model need neither scoring script nor environment.',
    default: 'custom_model',
    values: {
      custom_model: 'Any file or folder; needs a scoring script and an environment.',
      mlflow_model: 'A folder saved by MLflow, with the file MLmodel; served without code.',
      triton_model: 'A repository of NVIDIA Triton; served without code.',
    },
    source: sources.model,
  }),
  flavors: field(z.record(z.string(), z.unknown()), {
    title: 'Flavors',
    description: 'MLflow flavors of the model.',
    source: sources.model,
  }),
  stage: field(z.string(), { title: 'Stage', description: 'Where the model stands, for example Production.', source: sources.model }),
  datastore: field(z.string(), { title: 'Datastore', description: 'Where a local path is uploaded to.', source: sources.model }),
}

export const modelYamlSchema = z
  .looseObject({
    ...modelFields,
    name: requiredField(nonEmptyText, {
      title: 'Model name',
      description: 'Name under which the model is registered; the folder name inside AZUREML_MODEL_DIR.',
      examples: ['my-model'],
      source: sources.model,
    }),
  })
  .meta({ title: 'Model', description: 'A registered model: a file or a folder with a name and a version.' })

/** Inside a deployment the name may be left out: the model is then registered under a generated one. */
export const inlineModelYamlSchema = z.looseObject(modelFields)

export type ModelYaml = z.infer<typeof modelYamlSchema>
export type InlineModelYaml = z.infer<typeof inlineModelYamlSchema>
