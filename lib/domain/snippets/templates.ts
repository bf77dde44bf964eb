// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the stops of snippets are written like that

/**
 * The blocks the product writes for people, each once: completion stops at `${n:value}`, the samples panel shows the values. Blocks of
 * several keys are put together from those of one.
 */

export const baseImage = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'

const probe = (key: string, why: string) => `${key}: # ${why}
  initial_delay: \${1:10}
  period: \${2:10}
  timeout: \${3:2}
  success_threshold: \${4:1}
  failure_threshold: \${5:30}
`

const route = (key: string, path: string) => `    ${key}:
      port: \${2:8501}
      path: ${path}
`

export const templates = {
  model: `model:
  path: \${1:./model} # lies below AZUREML_MODEL_DIR under its own name
`,
  code: `code_configuration:
  code: \${1:./onlinescoring}
  scoring_script: \${2:score.py}
`,
  environment: `environment:
  conda_file: \${1:./environment/conda.yaml}
  image: \${2:${baseImage}}
`,
  registeredEnvironment: 'environment: ${1:azureml:my-environment:1}\n',
  container: `environment:
  image: \${1:docker.io/tensorflow/serving:2.17.0}
  inference_config: # where the server in the image answers
${route('liveness_route', '${3:/v1/models/half_plus_two}')}${route('readiness_route', '${3:/v1/models/half_plus_two}')}${route(
  'scoring_route',
  '${4:/v1/models/half_plus_two:predict}',
)}`,
  build: `environment:
  build:
    path: \${1:docker/}
    dockerfile_path: \${2:Dockerfile}
`,
  size: `instance_type: \${1:Standard_DS3_v2}
instance_count: \${2:1}
`,
  requests: `request_settings:
  request_timeout_ms: \${1:5000} # 180000 at most
  max_concurrent_requests_per_instance: \${2:1} # as many as WORKER_COUNT
  max_queue_wait_ms: \${3:500}
`,
  liveness: probe('liveness_probe', 'restarts an instance that hangs'),
  readiness: probe('readiness_probe', 'sends no requests before init() has ended'),
  variables: `environment_variables:
  \${1:WORKER_COUNT}: "\${2:1}" # processes per instance, each with a model of its own
`,
  resources: `resources:
  requests:
    cpu: \${1:"0.5"}
    memory: \${2:"1Gi"}
  limits:
    cpu: \${3:"1"}
    memory: \${4:"2Gi"}
`,
  autoscale: `scale_settings:
  type: target_utilization
  min_instances: \${1:1}
  max_instances: \${2:3}
  polling_interval: \${3:10}
  target_utilization_percentage: \${4:70}
`,
  collector: `data_collector: # needs the package azureml-ai-monitoring and a Collector in score.py
  collections:
    model_inputs:
      enabled: '\${1:True}'
    model_outputs:
      enabled: '\${2:True}'
`,
  tags: `tags:
  \${1:team}: \${2:risk}
`,
  traffic: `traffic:
  \${1:blue}: \${2:90}
  \${3:green}: \${4:10}
`,
  mirror: `mirror_traffic:
  \${1:green}: \${2:10}
`,
  identity: `identity:
  type: user_assigned
  user_assigned_identities:
    - resource_id: \${1:/subscriptions/…}
`,
  condaDependencies: `dependencies:
  - python=\${1:3.11}
  - pip
  - pip:
      - azureml-inference-server-http==1.5.1
      - \${2:scikit-learn==1.5.2}
`,
} as const

const stop = /\$\{\d+:([^}]*)\}/g

/** The text with the values of its stops. */
export const plainText = (template: string): string => template.replace(stop, '$1')

/** Templates one after another, their stops numbered on, as lines of a snippet. */
export function snippetLines(...parts: readonly string[]): string[] {
  let used = 0
  const text = parts
    .map((part) => {
      const before = used
      return part.replace(/\$\{(\d+):/g, (_, number: string) => {
        used = Math.max(used, before + Number(number))
        return `\${${before + Number(number)}:`
      })
    })
    .join('')
  return text
    .replace(/^\$schema:/gm, '\\$schema:')
    .replace(/\n$/, '')
    .split('\n')
}
