import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { schemaName } from '@/lib/domain/convert/schema-name'
import { anyMap, camelWord, integer, type LoaderField, type LoaderMapping, text, word } from '@/lib/domain/loader/fields'

/** The fields of azure-ai-ml 1.35.2, as its loaders read them; test/loaders compares on real files and slips. */

const collection: LoaderMapping = {
  is: 'mapping',
  required: ['enabled'],
  fields: {
    enabled: word('true', 'false'),
    data: {
      is: 'either',
      form: 'text or a mapping of name, path, version and data_id',
      of: [{ is: 'mapping', fields: { name: text, path: text, version: text, data_id: text } }, text],
    },
    client_id: text,
  },
}

const dataCollector: LoaderMapping = {
  is: 'mapping',
  required: ['collections'],
  fields: {
    collections: { is: 'map', textKeys: true, values: collection },
    rolling_rate: word('minute', 'hour', 'day'),
    sampling_rate: { is: 'number', min: 0, max: 1 },
    request_logging: { is: 'mapping', fields: { capture_headers: { is: 'list', of: text } } },
  },
}

const probe: LoaderMapping = {
  is: 'mapping',
  fields: { period: integer, initial_delay: integer, timeout: integer, success_threshold: integer, failure_threshold: integer },
}

const amounts: LoaderMapping = { is: 'mapping', fields: { cpu: text, memory: text, gpu: text, 'nvidia.com/gpu': text } }
const templateReference: LoaderField = { is: 'anything' }

const modelFields: Record<string, LoaderField> = {
  name: text,
  type: word('custom_model', 'mlflow_model', 'triton_model'),
  path: text,
  version: { is: 'version' },
  description: text,
  properties: anyMap,
  tags: anyMap,
  stage: text,
  flavors: anyMap,
  datastore: text,
  system_metadata: anyMap,
  default_deployment_template: templateReference,
  allowed_deployment_templates: templateReference,
}
const modelIgnored = ['$schema', 'id', 'utc_time_created', 'creation_context', 'job_name', 'latest_version', 'intellectual_property']
const inlineModel: LoaderMapping = { is: 'mapping', fields: modelFields, ignored: modelIgnored }

const route: LoaderMapping = { is: 'mapping', required: ['port', 'path'], fields: { port: integer, path: text } }
const environmentFields: Record<string, LoaderField> = {
  id: { is: 'prefixed', prefix: 'azureml:', form: 'azureml:<ARM id>' },
  description: text,
  tags: { is: 'map', textKeys: true },
  auto_delete_setting: { is: 'anything' },
  build: { is: 'mapping', fields: { dockerfile_path: text, path: text } },
  image: text,
  conda_file: { is: 'conda' },
  inference_config: {
    is: 'mapping',
    required: ['liveness_route', 'scoring_route', 'readiness_route'],
    fields: { liveness_route: route, scoring_route: route, readiness_route: route },
  },
  os_type: word('linux', 'windows'),
  datastore: text,
}
const environmentIgnored = ['$schema', 'creation_context', 'latest_version', 'intellectual_property']
const condaKeys = {
  channels: 'channels belongs into the conda file, not into the environment.',
  dependencies: 'dependencies belongs into the conda file, not into the environment.',
}
/** Name and version of an inline environment are thrown away, the version not without a look at its type. */
const inlineEnvironment: LoaderMapping = {
  is: 'mapping',
  fields: { ...environmentFields, name: { is: 'anything' }, version: { is: 'version', emptyToo: true } },
  ignored: environmentIgnored,
  refused: condaKeys,
}

const deploymentFields: Record<string, LoaderField> = {
  name: text,
  endpoint_name: text,
  description: text,
  id: text,
  tags: anyMap,
  properties: anyMap,
  model: { is: 'either', form: 'a reference or a mapping', of: [{ is: 'reference', type: 'models' }, inlineModel] },
  code_configuration: { is: 'mapping', fields: { code: text, scoring_script: text }, ignored: ['$schema'] },
  environment: { is: 'either', form: 'a reference or a mapping', of: [{ is: 'reference', type: 'environments' }, inlineEnvironment] },
  environment_variables: anyMap,
  app_insights_enabled: { is: 'boolean' },
  scale_settings: {
    is: 'either',
    form: 'a mapping with type default or target_utilization',
    of: [
      { is: 'mapping', required: ['type'], fields: { type: camelWord('default') } },
      {
        is: 'mapping',
        required: ['type'],
        fields: {
          type: camelWord('target_utilization'),
          polling_interval: integer,
          target_utilization_percentage: integer,
          min_instances: integer,
          max_instances: integer,
        },
      },
    ],
  },
  request_settings: {
    is: 'mapping',
    fields: { request_timeout_ms: integer, max_concurrent_requests_per_instance: integer, max_queue_wait_ms: integer },
  },
  liveness_probe: probe,
  readiness_probe: probe,
  provisioning_state: text,
  instance_count: integer,
  type: camelWord('managed', 'kubernetes'),
  model_mount_path: text,
  instance_type: text,
  data_collector: dataCollector,
}

const managedDeployment: LoaderMapping = {
  is: 'mapping',
  // endpoint_name is required, too, unless it is given beside the file (az ml … --endpoint-name), which is as good.
  required: ['name', 'instance_type'],
  ignored: ['$schema', 'creation_context'],
  fields: { ...deploymentFields, egress_public_network_access: word('enabled', 'disabled'), private_network_connection: { is: 'boolean' } },
}
const kubernetesDeployment: LoaderMapping = {
  is: 'mapping',
  required: ['name'],
  ignored: ['$schema'],
  fields: { ...deploymentFields, resources: { is: 'mapping', fields: { requests: amounts, limits: amounts } } },
}

const percentages: LoaderField = { is: 'map', textKeys: true, values: integer }
const endpointFields: Record<string, LoaderField> = {
  id: text,
  name: {
    is: 'text',
    pattern: {
      test: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?\n?$/,
      rule: 'name-characters',
      form: 'must begin with a letter, hold letters, digits and dashes only, and not end with a dash',
    },
  },
  description: text,
  tags: anyMap,
  provisioning_state: text,
  properties: anyMap,
  auth_mode: camelWord('aml_token', 'key', 'aad_token'),
  scoring_uri: text,
  location: text,
  openapi_uri: text,
  identity: {
    is: 'mapping',
    required: ['type'],
    fields: {
      type: camelWord('system_assigned', 'user_assigned', 'none'),
      principal_id: text,
      tenant_id: text,
      user_assigned_identities: { is: 'list', of: { is: 'map', textKeys: true, values: text }, most: 1 },
    },
  },
  traffic: percentages,
  mirror_traffic: percentages,
}
const endpointIgnored = ['$schema', 'kind']
const managedEndpoint: LoaderMapping = {
  is: 'mapping',
  required: ['name'],
  ignored: endpointIgnored,
  fields: { ...endpointFields, public_network_access: word('enabled', 'disabled') },
}
const kubernetesEndpoint: LoaderMapping = {
  is: 'mapping',
  required: ['name'],
  ignored: endpointIgnored,
  fields: { ...endpointFields, compute: { is: 'prefixed', prefix: 'azureml:', form: 'azureml:<name of the attached cluster>' } },
}

const model: LoaderMapping = { ...inlineModel, required: ['name'] }
const environment: LoaderMapping = {
  is: 'mapping',
  required: ['name'],
  fields: { ...environmentFields, name: text, version: { is: 'version' } },
  ignored: environmentIgnored,
  refused: condaKeys,
}

/** What `type` says of a Kubernetes deployment that the loader takes for a managed one: '' when it is missing. Undefined for all others. */
export function loadedAsManaged(data: Readonly<Record<string, unknown>>): string | undefined {
  if (data.type === undefined) return schemaName(data)?.startsWith('kubernetes') ? '' : undefined
  return typeof data.type === 'string' && data.type !== 'kubernetes' && data.type.toLowerCase() === 'kubernetes' ? data.type : undefined
}

/** The schema the loader takes: by the words `type: kubernetes` (exactly) and a `compute` that is not empty; `$schema` tells it nothing. */
export function loaderSchema(kind: DocumentKind, data: Readonly<Record<string, unknown>>): LoaderMapping {
  switch (kind) {
    case 'deployment':
      return data.type === 'kubernetes' ? kubernetesDeployment : managedDeployment
    case 'endpoint':
      return isEmpty(data.compute) ? managedEndpoint : kubernetesEndpoint
    case 'model':
      return model
    case 'environment':
      return environment
    default:
      return kind satisfies never
  }
}

/** What Python takes for false. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
