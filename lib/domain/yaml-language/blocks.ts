// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the stops of snippets are written like that

import type { EditorKind } from '@/lib/contract/yaml/kinds'
import type { Compute } from '@/lib/domain/yaml-language/compute-keys'
import { defaultSchemas } from '@/lib/domain/yaml-language/schema-addresses'

/** A block written as a whole: lines of a snippet (`${1:…}` are stops), in the column of its first key. */
export interface Block {
  /** Id of its words, and what is typed to find it. */
  id: string
  /** The key it begins with: not proposed where that key is there already. */
  key: string
  lines: string[]
  on?: Compute
}

const probe = (key: string): Block => ({
  id: key,
  key,
  lines: [
    `${key}:`,
    '  initial_delay: ${1:10}',
    '  period: ${2:10}',
    '  timeout: ${3:2}',
    '  success_threshold: ${4:1}',
    '  failure_threshold: ${5:30}',
  ],
})

const deployment: Block[] = [
  { id: 'model-inline', key: 'model', lines: ['model:', '  path: ${1:model/}'] },
  {
    id: 'code',
    key: 'code_configuration',
    lines: ['code_configuration:', '  code: ${1:onlinescoring}', '  scoring_script: ${2:score.py}'],
  },
  {
    id: 'environment-conda',
    key: 'environment',
    lines: [
      'environment:',
      '  conda_file: ${1:environment/conda.yaml}',
      '  image: ${2:mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest}',
    ],
  },
  {
    id: 'environment-container',
    key: 'environment',
    lines: [
      'environment:',
      '  image: ${1:docker.io/tensorflow/serving:latest}',
      '  inference_config:',
      '    liveness_route:',
      '      port: ${2:8501}',
      '      path: ${3:/v1/models/model}',
      '    readiness_route:',
      '      port: ${2:8501}',
      '      path: ${3:/v1/models/model}',
      '    scoring_route:',
      '      port: ${2:8501}',
      '      path: ${4:/v1/models/model:predict}',
    ],
  },
  {
    id: 'environment-build',
    key: 'environment',
    lines: ['environment:', '  build:', '    path: ${1:docker/}', '    dockerfile_path: ${2:Dockerfile}'],
  },
  {
    id: 'request-settings',
    key: 'request_settings',
    lines: [
      'request_settings:',
      '  request_timeout_ms: ${1:5000}',
      '  max_concurrent_requests_per_instance: ${2:1}',
      '  max_queue_wait_ms: ${3:500}',
    ],
  },
  probe('liveness_probe'),
  probe('readiness_probe'),
  {
    id: 'variables',
    key: 'environment_variables',
    lines: ['environment_variables:', '  ${1:WORKER_COUNT}: "${2:2}"'],
  },
  {
    id: 'resources',
    key: 'resources',
    on: 'kubernetes',
    lines: [
      'resources:',
      '  requests:',
      '    cpu: ${1:"0.1"}',
      '    memory: ${2:0.5Gi}',
      '  limits:',
      '    cpu: ${3:"1"}',
      '    memory: ${4:1Gi}',
    ],
  },
  {
    id: 'autoscale',
    key: 'scale_settings',
    on: 'kubernetes',
    lines: [
      'scale_settings:',
      '  type: target_utilization',
      '  min_instances: ${1:1}',
      '  max_instances: ${2:3}',
      '  polling_interval: ${3:10}',
      '  target_utilization_percentage: ${4:70}',
    ],
  },
  {
    id: 'data-collector',
    key: 'data_collector',
    on: 'managed',
    lines: [
      'data_collector:',
      '  collections:',
      '    model_inputs:',
      '      enabled: "${1:true}"',
      '    model_outputs:',
      '      enabled: "${2:true}"',
    ],
  },
]

const endpoint: Block[] = [
  { id: 'traffic', key: 'traffic', lines: ['traffic:', '  ${1:blue}: ${2:90}', '  ${3:green}: ${4:10}'] },
  { id: 'mirror', key: 'mirror_traffic', on: 'managed', lines: ['mirror_traffic:', '  ${1:green}: ${2:10}'] },
  {
    id: 'identity',
    key: 'identity',
    lines: ['identity:', '  type: user_assigned', '  user_assigned_identities:', '    - resource_id: ${1:/subscriptions/…}'],
  },
]

const whole: Record<EditorKind, string[]> = {
  endpoint: [`\\$schema: ${defaultSchemas.endpoint}`, 'name: ${1:my-endpoint}', 'auth_mode: ${2:key}'],
  deployment: [
    `\\$schema: ${defaultSchemas.deployment}`,
    'name: ${1:blue}',
    'endpoint_name: ${2:my-endpoint}',
    'model:',
    '  path: ${3:model/}',
    'code_configuration:',
    '  code: ${4:onlinescoring}',
    '  scoring_script: ${5:score.py}',
    'environment:',
    '  conda_file: ${6:environment/conda.yaml}',
    '  image: ${7:mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest}',
    'instance_type: ${8:Standard_DS3_v2}',
    'instance_count: ${9:1}',
  ],
  model: [`\\$schema: ${defaultSchemas.model}`, 'name: ${1:my-model}', 'path: ${2:model/}', 'type: ${3:custom_model}'],
  environment: [
    `\\$schema: ${defaultSchemas.environment}`,
    'name: ${1:my-env}',
    'image: ${2:mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest}',
    'conda_file: ${3:conda.yaml}',
  ],
  conda: [
    'name: ${1:model-env}',
    'channels:',
    '  - conda-forge',
    'dependencies:',
    '  - python=${2:3.12}',
    '  - pip',
    '  - pip:',
    '      - azureml-inference-server-http',
    '      - ${3:scikit-learn}',
  ],
}

const conda: Block[] = [
  {
    id: 'conda-dependencies',
    key: 'dependencies',
    lines: [
      'dependencies:',
      '  - python=${1:3.12}',
      '  - pip',
      '  - pip:',
      '      - azureml-inference-server-http',
      '      - ${2:scikit-learn}',
    ],
  },
]

const inlineEnvironment = deployment.filter((block) => block.key === 'environment' && block.id !== 'environment-conda')

/** Blocks that may be written as keys of the mapping at a path. */
export function blocksAt(kind: EditorKind, path: readonly (string | number)[], isEmpty: boolean): Block[] {
  if (path.length === 0) {
    const own = kind === 'deployment' ? deployment : kind === 'endpoint' ? endpoint : kind === 'conda' ? conda : []
    return isEmpty ? [{ id: 'whole', key: '', lines: whole[kind] }, ...own] : own
  }
  const isEnvironment = kind === 'deployment' && path.length === 1 && path[0] === 'environment'
  if (!isEnvironment) return []
  // The same blocks below the key that is there already.
  return inlineEnvironment.map((block) => {
    const lines = block.lines.slice(1).map((line) => line.slice(2))
    return { ...block, lines, key: lines[0]?.split(':')[0] ?? '' }
  })
}
