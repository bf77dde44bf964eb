import type { DocumentKind } from '@/lib/contract/yaml/kinds'

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

const image = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'
const schema = (name: string) => `$schema: https://azuremlschemas.azureedge.net/latest/${name}.schema.json`

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
model:
  path: ./model # lies below AZUREML_MODEL_DIR as "model"
code_configuration:
  code: ./onlinescoring
  scoring_script: score.py
environment:
  conda_file: ./environment/conda.yaml
  image: ${image}
instance_type: Standard_DS3_v2
instance_count: 1
`,
  },
  {
    id: 'registered',
    kind: 'deployment',
    form: 'file',
    text: `${schema('managedOnlineDeployment')}
name: blue
endpoint_name: my-endpoint
model: azureml:my-model:1
code_configuration:
  code: ./onlinescoring
  scoring_script: score.py
environment: azureml:my-environment:1
instance_type: Standard_DS3_v2
instance_count: 1
`,
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
instance_type: Standard_DS3_v2
instance_count: 1
`,
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
environment:
  image: docker.io/tensorflow/serving:2.17.0
  inference_config: # where the server in the image answers
    liveness_route:
      port: 8501
      path: /v1/models/half_plus_two
    readiness_route:
      port: 8501
      path: /v1/models/half_plus_two
    scoring_route:
      port: 8501
      path: /v1/models/half_plus_two:predict
instance_type: Standard_DS3_v2
instance_count: 1
`,
  },
  {
    id: 'kubernetes',
    kind: 'deployment',
    form: 'file',
    text: `${schema('kubernetesOnlineDeployment')}
name: blue
endpoint_name: my-endpoint
type: kubernetes
model:
  path: ./model
code_configuration:
  code: ./onlinescoring
  scoring_script: score.py
environment:
  conda_file: ./environment/conda.yaml
  image: ${image}
instance_count: 1
resources:
  requests:
    cpu: "0.5"
    memory: "1Gi"
  limits:
    cpu: "1"
    memory: "2Gi"
`,
  },
  {
    id: 'requests',
    kind: 'deployment',
    form: 'part',
    text: `request_settings:
  request_timeout_ms: 30000 # 180000 at most
  max_concurrent_requests_per_instance: 1 # as many as WORKER_COUNT
  max_queue_wait_ms: 500
`,
  },
  {
    id: 'probes',
    kind: 'deployment',
    form: 'part',
    text: `liveness_probe: # restarts an instance that hangs
  initial_delay: 10
  period: 10
  timeout: 2
  success_threshold: 1
  failure_threshold: 30
readiness_probe: # sends no requests before init() has ended
  initial_delay: 10
  period: 10
  timeout: 2
  success_threshold: 1
  failure_threshold: 30
`,
  },
  {
    id: 'workers',
    kind: 'deployment',
    form: 'part',
    text: `environment_variables:
  WORKER_COUNT: "1" # processes per instance, each with a model of its own
  LOG_LEVEL: info # read by score.py as os.environ["LOG_LEVEL"]
`,
  },
  {
    id: 'collector',
    kind: 'deployment',
    form: 'part',
    text: `data_collector: # needs the package azureml-ai-monitoring and a Collector in score.py
  collections:
    model_inputs:
      enabled: 'True'
    model_outputs:
      enabled: 'True'
`,
  },
  {
    id: 'tags',
    kind: 'deployment',
    form: 'part',
    text: `tags:
  model-owner: me
  trained-on: "2026-11-01"
`,
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
image: ${image}
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
dependencies:
  - python=3.11
  - pip
  - pip:
      - azureml-inference-server-http==1.5.1
      - scikit-learn==1.5.2
      - numpy==1.26.4
`,
  },
]
