/**
 * Where a new key goes: the order in which the documented schemas list the keys, one list for all kinds of files, as only the order
 * within one mapping counts. Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online
 */
const rootOrder = [
  '$schema',
  'name',
  'version',
  'endpoint_name',
  'type',
  'path',
  'description',
  'tags',
  'properties',
  'compute',
  'auth_mode',
  'identity',
  'location',
  'public_network_access',
  'traffic',
  'mirror_traffic',
  'defaults',
  'flavors',
  'stage',
  'model',
  'model_mount_path',
  'code_configuration',
  'environment',
  'image',
  'conda_file',
  'build',
  'os_type',
  'inference_config',
  'environment_variables',
  'instance_type',
  'instance_count',
  'resources',
  'scale_settings',
  'request_settings',
  'liveness_probe',
  'readiness_probe',
  'startup_probe',
  'data_collector',
  'app_insights_enabled',
  'egress_public_network_access',
  'private_network_connection',
  'datastore',
]

const probeOrder = ['path', 'port', 'initial_delay', 'period', 'timeout', 'success_threshold', 'failure_threshold']

const nestedOrder: Record<string, readonly string[]> = {
  code_configuration: ['code', 'scoring_script'],
  model: rootOrder,
  environment: rootOrder,
  build: ['path', 'dockerfile_path'],
  inference_config: ['liveness_route', 'readiness_route', 'scoring_route'],
  liveness_route: ['path', 'port'],
  readiness_route: ['path', 'port'],
  scoring_route: ['path', 'port'],
  scale_settings: ['type', 'min_instances', 'max_instances', 'polling_interval', 'target_utilization_percentage'],
  request_settings: ['request_timeout_ms', 'max_concurrent_requests_per_instance', 'max_queue_wait_ms'],
  liveness_probe: probeOrder,
  readiness_probe: probeOrder,
  startup_probe: probeOrder,
  resources: ['requests', 'limits'],
  requests: ['cpu', 'memory', 'nvidia.com/gpu'],
  limits: ['cpu', 'memory', 'nvidia.com/gpu'],
  identity: ['type', 'user_assigned_identities'],
}

/**
 * After which of `present` (in the order of the text) a new key belongs: the nearest one before it in the documented order; undefined
 * when nothing says so, then it goes to the end.
 */
export function predecessorOf(parent: string | undefined, present: readonly string[], key: string): string | undefined {
  const order = parent === undefined ? rootOrder : (nestedOrder[parent] ?? [])
  const rank = order.indexOf(key)
  if (rank === -1) return undefined
  const before = order.slice(0, rank).reverse()
  return before.find((known) => present.includes(known))
}
