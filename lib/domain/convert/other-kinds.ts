import type { Place } from '@/lib/contract/place'
import { schemaName } from '@/lib/domain/convert/schema-name'
import { isRecord } from '@/lib/domain/convert/yaml-data'

/** What Azure ML and its neighbours describe in YAML or JSON beside the four kinds of this product. */
export interface OtherKind {
  /** Stable word: key of the German texts in messages/de/kinds.json. */
  what: string
  /** With article, so that it fits behind "This is …". */
  label: string
  /** What to do with it; absent when the product and online endpoints have no use for it. */
  sentence?: string
  place?: Place
  /** Last part of `$schema` without `.schema.json`, in lower case. */
  schemas?: readonly string[]
  /** Values of `type` that only this kind has. */
  types?: readonly string[]
  /** Keys that together name the kind: all of one list, none of `not`. */
  keys?: readonly (readonly string[])[]
  not?: readonly string[]
}

/** More telling rows first: the first row that fits is taken. Doc: "CLI (v2) YAML schemas" (reference-yaml-overview) and the SDK's own schemas. */
export const otherKinds: readonly OtherKind[] = [
  {
    what: 'package',
    label: 'a model package',
    sentence: 'Name the model and its environment in a deployment instead: the container is built from them.',
    schemas: ['modelversionpackage', 'modelpackage'],
    keys: [['target_environment'], ['target_environment_name'], ['inferencing_server']],
  },
  {
    what: 'batch-endpoint',
    label: 'a batch endpoint',
    sentence: 'Batch endpoints are not served here; an online endpoint has auth_mode and no defaults.',
    schemas: ['batchendpoint'],
    keys: [['defaults', 'name']],
    not: ['jobs', 'traffic', 'endpoint_name', 'dependencies'],
  },
  {
    what: 'batch-deployment',
    label: 'a batch deployment',
    sentence: 'Batch deployments are not served here; an online deployment has instance_type and instance_count.',
    schemas: ['batchdeployment', 'modelbatchdeployment', 'pipelinecomponentbatchdeployment'],
    keys: [
      ['mini_batch_size'],
      ['max_concurrency_per_instance'],
      ['output_action'],
      ['endpoint_name', 'compute'],
      ['endpoint_name', 'component'],
    ],
    not: ['instance_type', 'instance_count', 'request_settings', 'scale_settings', 'liveness_probe', 'readiness_probe'],
  },
  {
    what: 'component',
    label: 'a component',
    schemas: [
      'commandcomponent',
      'pipelinecomponent',
      'parallelcomponent',
      'sparkcomponent',
      'automlcomponent',
      'importcomponent',
      'datatransfercomponent',
      'flowcomponent',
      'nodecomponent',
    ],
    types: ['command_component', 'pipeline_component', 'parallel_component', 'spark_component'],
    keys: [
      ['command', 'environment', 'version'],
      ['command', 'is_deterministic'],
      ['type', 'jobs', 'version'],
    ],
  },
  {
    what: 'pipeline',
    label: 'a pipeline job',
    schemas: ['pipelinejob'],
    types: ['pipeline'],
    keys: [['jobs']],
    not: ['on', 'steps', 'stages'],
  },
  {
    what: 'sweep',
    label: 'a sweep job',
    schemas: ['sweepjob'],
    types: ['sweep'],
    keys: [
      ['trial', 'search_space'],
      ['sampling_algorithm', 'objective'],
    ],
  },
  { what: 'automl', label: 'an AutoML job', schemas: ['automljob'], types: ['automl'], keys: [['task', 'training_data']] },
  { what: 'spark', label: 'a Spark job', schemas: ['sparkjob'], types: ['spark'] },
  {
    what: 'fine-tuning',
    label: 'a fine-tuning job',
    schemas: ['finetuningjob', 'customfinetuningjob', 'azureopenaifinetuningjob'],
    types: ['finetuning', 'distillation'],
  },
  { what: 'parallel', label: 'a parallel job', schemas: ['paralleljob'], types: ['parallel'] },
  {
    what: 'command',
    label: 'a command job',
    schemas: ['commandjob'],
    types: ['command'],
    keys: [
      ['command', 'environment'],
      ['command', 'compute'],
      ['experiment_name', 'command'],
    ],
  },
  {
    what: 'schedule',
    label: 'a schedule',
    schemas: ['schedule', 'monitorschedule', 'jobschedule'],
    keys: [['trigger', 'create_job'], ['trigger', 'create_monitor'], ['trigger', 'import_data'], ['create_monitor']],
    not: ['pool'],
  },
  { what: 'data', label: 'a data asset', schemas: ['data', 'dataimport', 'asset'], types: ['uri_file', 'uri_folder', 'mltable'] },
  {
    what: 'mltable',
    label: 'an MLTable file',
    schemas: ['mltable'],
    keys: [
      ['paths', 'transformations'],
      ['paths', 'type', 'transformations'],
    ],
  },
  {
    what: 'datastore',
    label: 'a datastore',
    schemas: ['azureblob', 'azurefile', 'azuredatalakegen1', 'azuredatalakegen2', 'onelake', 'credentiallessazureblob'],
    types: ['azure_blob', 'azure_file', 'azure_data_lake_gen1', 'azure_data_lake_gen2', 'one_lake', 'hdfs'],
    keys: [
      ['account_name', 'container_name'],
      ['account_name', 'file_share_name'],
      ['account_name', 'filesystem'],
    ],
  },
  {
    what: 'compute',
    label: 'a compute target',
    schemas: [
      'amlcompute',
      'computeinstance',
      'vmcompute',
      'virtualmachinecompute',
      'kubernetescompute',
      'synapsesparkcompute',
      'attachedsynapsespark',
    ],
    types: ['amlcompute', 'computeinstance', 'virtualmachine', 'synapsespark'],
    keys: [
      ['resource_id', 'type'],
      ['size', 'max_instances'],
      ['namespace', 'resource_id'],
    ],
    not: ['endpoint_name'],
  },
  {
    what: 'registry',
    label: 'a registry',
    schemas: ['registry'],
    keys: [['replication_locations'], ['intellectual_property', 'location']],
  },
  {
    what: 'workspace',
    label: 'a workspace',
    schemas: ['workspace', 'hub', 'project', 'featurestore', 'aihub', 'aiproject'],
    types: ['hub', 'project'],
    keys: [
      ['hbi_workspace'],
      ['key_vault', 'storage_account'],
      ['managed_network', 'location'],
      ['image_build_compute'],
      ['location', 'display_name'],
    ],
    not: ['auth_mode', 'endpoint_name'],
  },
  {
    what: 'connection',
    label: 'a workspace connection',
    schemas: ['workspaceconnection', 'azureopenaiconnection', 'azureaiservicesconnection', 'serverlessconnection', 'apikeyconnection'],
    types: [
      'azure_open_ai',
      'azure_ai_services',
      'azure_ai_search',
      'azure_content_safety',
      'git',
      'python_feed',
      'container_registry',
      'api_key',
      'custom',
      'snowflake',
      'azure_sql_db',
      's3',
    ],
    keys: [['target', 'credentials']],
    not: ['jobs'],
  },
  { what: 'serverless-endpoint', label: 'a serverless endpoint', schemas: ['serverlessendpoint'], keys: [['model_id', 'name']] },
  { what: 'marketplace', label: 'a marketplace subscription', schemas: ['marketplacesubscription'] },
  {
    what: 'feature-set',
    label: 'a feature set',
    schemas: ['featureset'],
    keys: [
      ['entities', 'specification'],
      ['source', 'features'],
    ],
  },
  { what: 'feature-entity', label: 'a feature store entity', schemas: ['featurestoreentity'], keys: [['index_columns']] },
  { what: 'index', label: 'an index asset', schemas: ['index'] },
  { what: 'code', label: 'a code asset', schemas: ['code'] },
  { what: 'deployment-template', label: 'a deployment template', schemas: ['deploymenttemplate'], keys: [['deployment_template_type']] },
  {
    what: 'autoscale',
    label: 'an autoscale setting',
    sentence: 'It scales a deployment in Azure; here the number of instances is set by hand.',
    keys: [
      ['profiles', 'targetResourceUri'],
      ['profiles', 'target_resource_uri'],
    ],
  },
  {
    what: 'kubernetes-object',
    label: 'a Kubernetes object',
    sentence: 'It is for kubectl; a deployment of this product is a file of Azure ML.',
    keys: [['apiVersion', 'kind']],
  },
  { what: 'compose', label: 'a Docker Compose file', keys: [['services']], not: ['endpoint_name', 'auth_mode'] },
  {
    what: 'ci-pipeline',
    label: 'a CI pipeline',
    keys: [
      ['on', 'jobs'],
      ['jobs', 'steps'],
      ['trigger', 'pool'],
      ['stages', 'trigger'],
      ['steps', 'pool'],
      ['trigger', 'steps'],
      ['trigger', 'stages'],
    ],
  },
  { what: 'prompt-flow', label: 'a prompt flow', schemas: ['flow'], keys: [['nodes', 'inputs', 'outputs']] },
  {
    what: 'request',
    label: 'a request for scoring',
    sentence: 'Send it on the Test tab of an endpoint.',
    keys: [['input_data'], ['Inputs'], ['instances'], ['data'], ['inputs'], ['dataframe_split'], ['dataframe_records']],
    not: ['name', 'type', 'path', 'properties', 'dependencies'],
  },
  {
    what: 'mlmodel',
    label: 'the description of an MLflow model',
    sentence: 'Register the folder it lies in as a model of type mlflow_model; it needs neither script nor environment.',
    place: 'models',
    keys: [
      ['flavors', 'mlflow_version'],
      ['flavors', 'model_uuid'],
      ['flavors', 'artifact_path'],
      ['flavors', 'utc_time_created'],
    ],
    not: ['path'],
  },
  {
    what: 'python-env',
    label: 'an MLflow description of Python packages',
    sentence: 'Drop conda.yaml beside it instead.',
    keys: [['python', 'dependencies'], ['build_dependencies']],
  },
  {
    what: 'openapi',
    label: 'an OpenAPI description',
    sentence: 'It belongs into the code folder, as swagger2.json or swagger3.json.',
    keys: [
      ['swagger', 'paths'],
      ['openapi', 'paths'],
    ],
  },
  { what: 'notebook', label: 'a notebook', keys: [['cells', 'nbformat']] },
]

/** The row of the table that fits plain data; undefined when none does. `$schema` decides, then `type`, then keys. */
export function findOtherKind(data: unknown): OtherKind | undefined {
  if (!isRecord(data)) return undefined
  const schema = schemaName(data)
  const bySchema = schema && otherKinds.find(({ schemas }) => schemas?.includes(schema))
  if (bySchema) return bySchema
  const type = typeof data.type === 'string' ? data.type.toLowerCase() : undefined
  // `type: command` with a version is a component, which the keys know.
  const byKeys = otherKinds.find(
    ({ keys, not }) => keys?.some((list) => list.every((key) => key in data)) && !not?.some((key) => key in data),
  )
  if (type === undefined) return byKeys
  const byType = otherKinds.find(({ types }) => types?.includes(type))
  if (byType && byKeys?.what === 'component') return byKeys
  return byType ?? byKeys
}
