import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { baseImage, plainText, templates } from '@/lib/domain/snippets/templates'

/** Each has a name and a sentence in the messages, `samples`. */
export type SnippetId =
  | 'endpointManaged'
  | 'endpointKubernetes'
  | 'managed'
  | 'registered'
  | 'mlflow'
  | 'triton'
  | 'container'
  | 'kubernetes'
  | 'requests'
  | 'probes'
  | 'workers'
  | 'collector'
  | 'tags'
  | 'endpointTags'
  | 'identity'
  | 'model'
  | 'environment'
  | 'conda'

/** A sample of the panel: a whole file, or a part that is added to one. */
export interface Snippet {
  id: SnippetId
  kind: DocumentKind | 'conda'
  /** `part`: top-level keys, added to the file that is open. */
  form: 'file' | 'part'
  text: string
}

const schema = (name: string) => `$schema: https://azuremlschemas.azureedge.net/latest/${name}.schema.json`

const part = (name: keyof typeof templates) => plainText(templates[name])

/** Everything the panel offers. Each file passes the product's own checks, each part does within the managed file; a test keeps it so. */
export const snippets: readonly Snippet[] = [
  {
    id: 'endpointManaged',
    kind: 'endpoint',
    form: 'file',
    text: `${schema('managedOnlineEndpoint')}
name: my-endpoint
description: Says in one sentence what the model answers
auth_mode: key # or aml_token, aad_token
tags:
  team: risk
`,
  },
  {
    id: 'endpointKubernetes',
    kind: 'endpoint',
    form: 'file',
    text: `${schema('kubernetesOnlineEndpoint')}
name: my-endpoint
compute: azureml:my-cluster # the attached cluster
auth_mode: key
`,
  },
  {
    id: 'managed',
    kind: 'deployment',
    form: 'file',
    text: `${schema('managedOnlineDeployment')}
name: blue
endpoint_name: my-endpoint
${part('model')}${part('code')}${part('environment')}${part('size')}`,
  },
  {
    id: 'registered',
    kind: 'deployment',
    form: 'file',
    text: `${schema('managedOnlineDeployment')}
name: blue
endpoint_name: my-endpoint
model: azureml:my-model:1
${part('code')}${part('registeredEnvironment')}${part('size')}`,
  },
  {
    id: 'mlflow',
    kind: 'deployment',
    form: 'file',
    text: `${schema('managedOnlineDeployment')}
name: blue
endpoint_name: my-endpoint
# No script and no environment: MLflow brings both.
model:
  name: my-mlflow-model
  version: 1
  path: ./model
  type: mlflow_model
${part('size')}`,
  },
  {
    id: 'triton',
    kind: 'deployment',
    form: 'file',
    text: `${schema('managedOnlineDeployment')}
name: blue
endpoint_name: my-endpoint
# The folder is a Triton model repository: <model>/<version>/model.onnx and <model>/config.pbtxt.
model:
  name: my-triton-model
  version: 1
  path: ./models
  type: triton_model
instance_type: Standard_NC6s_v3
instance_count: 1
`,
  },
  {
    id: 'container',
    kind: 'deployment',
    form: 'file',
    text: `${schema('managedOnlineDeployment')}
name: blue
endpoint_name: my-endpoint
model:
  name: half-plus-two
  version: 1
  path: ./half_plus_two
model_mount_path: /models
environment_variables:
  MODEL_NAME: half_plus_two
${part('container')}${part('size')}`,
  },
  {
    id: 'kubernetes',
    kind: 'deployment',
    form: 'file',
    text: `${schema('kubernetesOnlineDeployment')}
name: blue
endpoint_name: my-endpoint
type: kubernetes
${part('model')}${part('code')}${part('environment')}instance_count: 1
${part('resources')}`,
  },
  { id: 'requests', kind: 'deployment', form: 'part', text: part('requests') },
  { id: 'probes', kind: 'deployment', form: 'part', text: part('liveness') + part('readiness') },
  {
    id: 'workers',
    kind: 'deployment',
    form: 'part',
    text: `${part('variables')}  LOG_LEVEL: info # read by score.py as os.environ["LOG_LEVEL"]\n`,
  },
  { id: 'collector', kind: 'deployment', form: 'part', text: part('collector') },
  { id: 'tags', kind: 'deployment', form: 'part', text: part('tags') },
  { id: 'endpointTags', kind: 'endpoint', form: 'part', text: part('tags') },
  {
    id: 'identity',
    kind: 'endpoint',
    form: 'part',
    text: part('identity').replace(
      '…',
      '00000000-0000-0000-0000-000000000000/resourceGroups/my-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/my-identity',
    ),
  },
  {
    id: 'model',
    kind: 'model',
    form: 'file',
    text: `${schema('model')}
name: my-model
version: 1
path: ./model
type: custom_model # or mlflow_model, triton_model
description: What it was trained on and for
`,
  },
  {
    id: 'environment',
    kind: 'environment',
    form: 'file',
    text: `${schema('environment')}
name: my-environment
version: 1
image: ${baseImage}
conda_file: ./environment/conda.yaml
`,
  },
  {
    id: 'conda',
    kind: 'conda',
    form: 'file',
    text: `name: model-env
channels:
  - conda-forge
${part('condaDependencies')}      - numpy==1.26.4
`,
  },
]
