/** A complete Python script for azure-ai-ml (v2): the same objects as the YAML, in code. */
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import type { EndpointYaml } from '@/lib/contract/yaml/endpoint'
import { isData } from '@/lib/domain/convert/field-map'
import { isRemotePath } from '@/lib/domain/convert/references'
import { codeOf, environmentOf, modelOf } from '@/lib/domain/export/assets-of'
import { assetNotes } from '@/lib/domain/export/az-script'
import { commentText, pythonLiteral, shellWord } from '@/lib/domain/export/quote'
import { type ExportDocument, type ExportFile, type ExportNote, type ExportSource, pathBeside, sharesOf } from '@/lib/domain/export/source'

/** A call written in Python. */
interface Call {
  call: string
  /** Keyword → value; undefined ones are left out. */
  with: Record<string, unknown>
}
/** A piece of Python, as it is. */
interface Raw {
  python: string
}

const isCall = (value: unknown): value is Call => isData(value) && typeof value.call === 'string' && isData(value.with) && calls.has(value)
const isRaw = (value: unknown): value is Raw => isData(value) && typeof value.python === 'string' && raws.has(value)
// Marks, so that data of a file can never be taken for code.
const calls = new WeakSet<object>()
const raws = new WeakSet<object>()

function call(name: string, args: Record<string, unknown>): Call {
  const made = { call: name, with: args }
  calls.add(made)
  return made
}
function raw(python: string): Raw {
  const made = { python }
  raws.add(made)
  return made
}

function write(value: unknown, indent: string, used: Set<string>): string {
  if (isRaw(value)) return value.python
  if (isCall(value)) {
    used.add(value.call)
    const inner = `${indent}    `
    const given = Object.entries(value.with).filter(([, each]) => each !== undefined)
    if (given.length === 0) return `${value.call}()`
    return `${value.call}(\n${given.map(([key, each]) => `${inner}${key}=${write(each, inner, used)},\n`).join('')}${indent})`
  }
  if (isData(value) && Object.values(value).some(isCall)) {
    const inner = `${indent}    `
    return `{\n${Object.entries(value)
      .map(([key, each]) => `${inner}${pythonLiteral(key)}: ${write(each, inner, used)},\n`)
      .join('')}${indent}}`
  }
  if (Array.isArray(value) && value.some(isCall)) return `[${value.map((each) => write(each, indent, used)).join(', ')}]`
  return pythonLiteral(value, indent)
}

/** In Python a label is written `name@label`. */
const reference = (text: string) => text.replace(/^azureml:(?=[^:@/]+@)/, '')

function localPath(fileName: string, path: string): Raw {
  return raw(`str(here / ${pythonLiteral(pathBeside(fileName, path) ?? path)})`)
}

/** Keys of the file that this script writes; the others are named in a comment. */
const endpointKeys = [
  '$schema',
  'name',
  'description',
  'tags',
  'properties',
  'auth_mode',
  'identity',
  'public_network_access',
  'compute',
  'traffic',
  'mirror_traffic',
]
const sharedKeys = [
  '$schema',
  'name',
  'endpoint_name',
  'type',
  'description',
  'tags',
  'properties',
  'model',
  'model_mount_path',
  'code_configuration',
  'environment',
  'environment_variables',
  'instance_type',
  'instance_count',
  'scale_settings',
  'request_settings',
  'liveness_probe',
  'readiness_probe',
  'app_insights_enabled',
]
const managedKeys = ['egress_public_network_access', 'data_collector']
const kubernetesKeys = ['resources']

function leftOut(data: Record<string, unknown>, keys: readonly string[]): string[] {
  return Object.keys(data).filter((key) => !keys.includes(key) && data[key] !== undefined)
}

function pick(data: unknown, keys: readonly string[]): Record<string, unknown> {
  return isData(data) ? Object.fromEntries(keys.map((key) => [key, data[key]])) : {}
}

function endpointCall(yaml: EndpointYaml): Call {
  const identity = yaml.identity
  const identities = identity?.user_assigned_identities?.map((each) =>
    call('ManagedIdentityConfiguration', { resource_id: typeof each === 'string' ? each : each.resource_id }),
  )
  const common = {
    name: raw('endpoint_name'),
    description: yaml.description,
    tags: yaml.tags,
    properties: yaml.properties,
    auth_mode: yaml.auth_mode ?? 'key',
    identity: identity && call('IdentityConfiguration', { type: identity.type, user_assigned_identities: identities }),
  }
  return yaml.compute === undefined
    ? call('ManagedOnlineEndpoint', { ...common, public_network_access: word(yaml.public_network_access) })
    : call('KubernetesOnlineEndpoint', { ...common, compute: yaml.compute.replace(/^azureml:/i, '') })
}

function modelArgument({ yaml, fileName }: ExportDocument<DeploymentYaml>): unknown {
  const model = modelOf(yaml)
  if (!model || model.form === 'reference') return model && reference(model.text)
  return call('Model', {
    ...pick(model.yaml, ['name', 'version', 'type', 'description', 'tags', 'properties', 'flavors']),
    path: model.form === 'remote' ? model.path : localPath(fileName, model.path),
  })
}

function environmentArgument({ yaml, fileName }: ExportDocument<DeploymentYaml>): unknown {
  const use = environmentOf(yaml)
  if (!use || use.form === 'reference') return use && reference(use.text)
  const { conda_file: conda, build } = use.yaml
  return call('Environment', {
    ...pick(use.yaml, ['name', 'version', 'image', 'description', 'tags', 'properties', 'inference_config']),
    conda_file: typeof conda === 'string' ? localPath(fileName, conda) : conda,
    build:
      build &&
      call('BuildContext', {
        path: isRemotePath(build.path) ? build.path : localPath(fileName, build.path),
        dockerfile_path: build.dockerfile_path,
      }),
  })
}

/** The SDK translates these words of YAML only when it reads a file. */
const word = (text: string | undefined) => text && (text[0] ?? '').toUpperCase() + text.slice(1).toLowerCase()

const probeKeys = ['initial_delay', 'period', 'timeout', 'success_threshold', 'failure_threshold']

function scaleArgument(settings: DeploymentYaml['scale_settings']): unknown {
  if (settings === undefined) return undefined
  if (settings.type !== 'target_utilization') return call('DefaultScaleSettings', {})
  return call(
    'TargetUtilizationScaleSettings',
    pick(settings, ['min_instances', 'max_instances', 'target_utilization_percentage', 'polling_interval']),
  )
}

function resourcesArgument(resources: unknown): unknown {
  if (!isData(resources)) return undefined
  const amounts = (data: unknown) =>
    isData(data) ? call('ResourceSettings', { cpu: data.cpu, memory: data.memory, gpu: data['nvidia.com/gpu'] }) : undefined
  return call('ResourceRequirementsSettings', { requests: amounts(resources.requests), limits: amounts(resources.limits) })
}

function collectorArgument(collector: unknown): unknown {
  if (!isData(collector)) return undefined
  const collections = isData(collector.collections) ? collector.collections : {}
  const logging = isData(collector.request_logging) ? collector.request_logging : undefined
  return call('DataCollector', {
    collections: Object.fromEntries(
      Object.entries(collections).map(([name, each]) => [name, call('DeploymentCollection', pick(each, ['enabled', 'data', 'client_id']))]),
    ),
    rolling_rate: collector.rolling_rate,
    sampling_rate: collector.sampling_rate,
    request_logging: logging && call('RequestLogging', { capture_headers: logging.capture_headers }),
  })
}

function deploymentCall(document: ExportDocument<DeploymentYaml>, isKubernetes: boolean): Call {
  const { yaml, fileName } = document
  const code = codeOf(yaml)
  const script = yaml.code_configuration?.scoring_script
  return call(isKubernetes ? 'KubernetesOnlineDeployment' : 'ManagedOnlineDeployment', {
    name: document.name,
    endpoint_name: raw('endpoint_name'),
    description: yaml.description,
    tags: yaml.tags,
    properties: yaml.properties,
    model: modelArgument(document),
    model_mount_path: yaml.model_mount_path,
    code_configuration:
      yaml.code_configuration &&
      call('CodeConfiguration', {
        code: code?.form === 'local' ? localPath(fileName, code.path) : code?.text,
        scoring_script: script,
      }),
    environment: environmentArgument(document),
    environment_variables: yaml.environment_variables,
    instance_type: yaml.instance_type,
    instance_count: yaml.instance_count,
    scale_settings: scaleArgument(yaml.scale_settings),
    request_settings:
      yaml.request_settings &&
      call(
        'OnlineRequestSettings',
        pick(yaml.request_settings, ['request_timeout_ms', 'max_concurrent_requests_per_instance', 'max_queue_wait_ms']),
      ),
    liveness_probe: yaml.liveness_probe && call('ProbeSettings', pick(yaml.liveness_probe, probeKeys)),
    readiness_probe: yaml.readiness_probe && call('ProbeSettings', pick(yaml.readiness_probe, probeKeys)),
    app_insights_enabled: yaml.app_insights_enabled,
    ...(isKubernetes
      ? { resources: resourcesArgument(yaml.resources) }
      : { egress_public_network_access: word(yaml.egress_public_network_access), data_collector: collectorArgument(yaml.data_collector) }),
  })
}

/** Lines a shell needs before the script talks to this computer; none when the source is not here. */
function localExports({ local }: ExportSource): string[] {
  if (!local) return []
  return [
    '# For this computer, set these first; nothing of your sign-in to Azure is sent then:',
    `#   export AZUREML_DEV_URL_MFE=${shellWord(local.agentUrl)}`,
    `#   export REQUESTS_CA_BUNDLE=${commentText(shellWord(local.caPem))}`,
    '#   export no_proxy="127.0.0.1,localhost"',
    `#   export AGENT_TOKEN="$(cat ${commentText(shellWord(local.agentToken))})"`,
  ]
}

/** The script: endpoint, deployments, then traffic and mirroring. It reads where to go, and its token, from the environment. */
export function pythonScript(source: ExportSource): ExportFile[] {
  const { endpoint, deployments, target } = source
  const used = new Set<string>()
  const isKubernetes = endpoint.yaml.compute !== undefined
  const left = [
    ...leftOut(endpoint.yaml, endpointKeys).map((key) => `${endpoint.fileName}: ${key}`),
    ...deployments.flatMap(({ yaml, fileName }) =>
      leftOut(yaml, [...sharedKeys, ...(isKubernetes ? kubernetesKeys : managedKeys)]).map((key) => `${fileName}: ${key}`),
    ),
  ]
  const made = write(endpointCall(endpoint.yaml), '', used)
  const steps = deployments.map((each) => write(deploymentCall(each, isKubernetes), '    ', used))
  const traffic = sharesOf(endpoint.yaml.traffic)
  const mirror = sharesOf(endpoint.yaml.mirror_traffic)
  const entities = [...used].toSorted()
  const defaults = [target.subscription, target.resourceGroup, target.workspace].map((each) => pythonLiteral(each))
  const setting = (index: number, name: string) => `setting(${pythonLiteral(name)}, ${defaults[index]})`
  const lines = [
    `# Creates the online endpoint ${commentText(endpoint.name)} with its deployments, or brings an existing one up to date.`,
    '# Needs: pip install azure-ai-ml azure-identity',
    '# In Azure: sign in (az login), and set SUBSCRIPTION_ID, RESOURCE_GROUP and WORKSPACE_NAME.',
    ...localExports(source),
    ...(left.length === 0
      ? []
      : ['#', '# Not written by this script, as the SDK has no argument for it:', ...left.map((each) => `#   ${commentText(each)}`)]),
    'import os',
    'import time',
    'from pathlib import Path',
    '',
    'from azure.ai.ml import MLClient',
    'from azure.ai.ml.entities import (',
    ...entities.map((name) => `    ${name},`),
    ')',
    'from azure.core.credentials import AccessToken',
    'from azure.core.exceptions import ResourceNotFoundError',
    '',
    'here = Path(__file__).resolve().parent',
    'is_local = "AZUREML_DEV_URL_MFE" in os.environ',
    '',
    '',
    'class LocalCredential:',
    '    """Shows the agent\'s own token. A real credential would send your real Azure token to the agent."""',
    '',
    '    def get_token(self, *scopes, **kwargs):',
    '        return AccessToken(os.environ["AGENT_TOKEN"], int(time.time()) + 3600)',
    '',
    '',
    'def credential():',
    '    if is_local:',
    '        if not os.environ.get("AGENT_TOKEN"):',
    '            raise SystemExit("Set AGENT_TOKEN to the token of the agent.")',
    '        return LocalCredential()',
    '    from azure.identity import DefaultAzureCredential',
    '',
    '    return DefaultAzureCredential()',
    '',
    '',
    'def setting(name, default):',
    `    value = os.environ.get(name) or ${source.local ? '(default if is_local else None)' : 'default'}`,
    '    if not value:',
    '        raise SystemExit(f"Set {name}.")',
    '    return value',
    '',
    '',
    'ml_client = MLClient(',
    '    credential(),',
    `    ${setting(0, 'SUBSCRIPTION_ID')},`,
    `    ${setting(1, 'RESOURCE_GROUP')},`,
    `    ${setting(2, 'WORKSPACE_NAME')},`,
    '    enable_telemetry=not is_local,',
    ')',
    '',
    `endpoint_name = ${pythonLiteral(endpoint.name)}`,
    `endpoint = ${made}`,
    '',
    'try:',
    '    ml_client.online_endpoints.get(endpoint_name)',
    '    existed = True',
    'except ResourceNotFoundError:',
    '    ml_client.online_endpoints.begin_create_or_update(endpoint).result()',
    '    existed = False',
    '',
    ...steps.flatMap((step) => ['ml_client.online_deployments.begin_create_or_update(', `    ${step}`, ').result()', '']),
    ...(traffic.length + mirror.length > 0
      ? [
          '# Traffic and mirroring last: they name deployments, which must exist.',
          `endpoint.traffic = ${pythonLiteral(Object.fromEntries(traffic))}`,
          `endpoint.mirror_traffic = ${pythonLiteral(Object.fromEntries(mirror))}`,
          'ml_client.online_endpoints.begin_create_or_update(endpoint).result()',
        ]
      : ['if existed:', '    ml_client.online_endpoints.begin_create_or_update(endpoint).result()']),
    '',
    'print(ml_client.online_endpoints.get(endpoint_name).scoring_uri)',
  ]
  const notes: ExportNote[] = [
    { id: 'pythonCredential' },
    ...(left.length === 0 ? [] : [{ id: 'pythonLeftOut' as const, values: { keys: left.join(', ') } }]),
    ...assetNotes(source),
  ]
  return [{ name: 'deploy.py', text: `${lines.join('\n')}\n`, notes }]
}
