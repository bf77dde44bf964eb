import { keysOfStep, type WizardStep } from '@/components/wizard/steps'
import { runtimeProperty } from '@/lib/contract/runtime-choice'
import { isRecord } from '@/lib/domain/convert/yaml-data'

const probe = ['initial_delay', 'period', 'timeout', 'success_threshold', 'failure_threshold']
const route = ['path', 'port']
const amounts = ['cpu', 'memory', 'nvidia.com/gpu']

/** What has a field somewhere in the form: `true` with everything below it, else the keys that have one. */
type Shown = true | { [key: string]: Shown }
const each = (keys: readonly string[], shown: Shown = true): Shown => Object.fromEntries(keys.map((key) => [key, shown]))

const everywhere: { [key: string]: Shown } = {
  $schema: true,
  name: true,
  endpoint_name: true,
  type: true,
  model: each(['path', 'type']),
  code_configuration: each(['code', 'scoring_script']),
  environment: {
    image: true,
    conda_file: true,
    build: each(['path', 'dockerfile_path']),
    inference_config: each(['liveness_route', 'readiness_route', 'scoring_route'], each(route)),
  },
  model_mount_path: true,
  properties: { [runtimeProperty]: true },
  instance_type: true,
  instance_count: true,
  request_settings: each(['request_timeout_ms', 'max_concurrent_requests_per_instance', 'max_queue_wait_ms']),
  environment_variables: true,
  readiness_probe: each(probe),
  liveness_probe: each(probe),
}
const onKubernetes: { [key: string]: Shown } = {
  scale_settings: each(['type', 'min_instances', 'max_instances', 'target_utilization_percentage']),
  resources: each(['requests', 'limits'], each(amounts)),
}

function hidden(value: unknown, shown: Shown | undefined, path: string[]): string[][] {
  if (shown === true) return []
  if (shown === undefined) return [path]
  // A reference instead of the fields has a field of its own.
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => hidden(inner, Object.hasOwn(shown, key) ? shown[key] : undefined, [...path, key]))
}

/** Paths the form has no field for, of the keys a step shows; on Review those of the whole document. Editing the form never removes them. */
export function keptValues(data: unknown, step: WizardStep, isKubernetes: boolean): string[][] {
  if (!isRecord(data)) return []
  const all = hidden(data, isKubernetes ? { ...everywhere, ...onKubernetes } : everywhere, [])
  return step === 'review' ? all : all.filter(([key = '']) => keysOfStep(step).includes(key))
}
