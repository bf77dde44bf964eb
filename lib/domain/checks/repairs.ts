import type { Finding, Repair } from '@/lib/contract/finding'
import { maxRequestTimeoutMsKubernetes, maxRequestTimeoutMsManaged } from '@/lib/contract/request-limits'
import { knownKeys } from '@/lib/contract/yaml/describe'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { requestSettingsDefaults } from '@/lib/contract/yaml/request-settings'
import type { CheckFacts } from '@/lib/domain/checks/check'
import { instancesForAvailability } from '@/lib/domain/checks/high-availability'
import { nearest } from '@/lib/domain/checks/unknown-keys'
import { valueAt } from '@/lib/domain/convert/schema-findings'
import { removeRepair, renameRepair, writeRepair } from '@/lib/domain/convert/schema-repairs'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { defaultInstanceType, skus } from '@/lib/domain/skus/skus'
import { nearestWord } from '@/lib/domain/spelling/nearest'

type Path = (string | number)[]
type MakeRepairs = (finding: Finding, input: unknown, facts: CheckFacts) => Repair[]

const remove: MakeRepairs = ({ path }) => [removeRepair(path)]
const write =
  (value: unknown): MakeRepairs =>
  ({ path }) => [writeRepair(path, value)]
const concurrency: Path = ['request_settings', 'max_concurrent_requests_per_instance']
const workers: Path = ['environment_variables', 'WORKER_COUNT']

/** What one click does about a finding, by its rule. A rule that cannot know what was meant has none. */
const byRule: Readonly<Record<string, MakeRepairs>> = {
  'unknown-key': ({ path }, _input, { kind }) => {
    const near = nearest(String(path.at(-1)), knownKeys(kind, path.slice(0, -1)) ?? [])
    return [...(near === undefined ? [] : [renameRepair(path, near)]), removeRepair(path)]
  },
  'read-only-key': remove,
  'kubernetes-only': (finding) => (finding.path.at(-1) === 'type' ? [writeRepair(finding.path, 'default')] : [removeRepair(finding.path)]),
  'managed-only': (finding) => (finding.path.at(-1) === 'auth_mode' ? [writeRepair(finding.path, 'key')] : [removeRepair(finding.path)]),
  'wrong-file': remove,
  'queue-wait-deprecated': remove,
  'scale-default': remove,
  'scale-count': repairCount,
  'scale-minimum': write(1),
  'instances-here': write(maxInstancesPerDeployment),
  'variable-reserved': remove,
  'environment-anonymous': remove,
  'build-and-conda': remove,
  'model-mount-path-byoc': remove,
  'os-linux': write('linux'),
  'probe-success-threshold': write(1),
  'mlflow-egress': write('enabled'),
  'worker-count-number': ({ path }) => [writeRepair(path, '1', '"1"')],
  'high-availability': write(instancesForAvailability),
  'kubernetes-concurrency': write(1),
  'kubernetes-type': ({ path }) => [writeRepair(path, 'kubernetes', 'type: kubernetes')],
  'variable-text': ({ path }, input) => [writeRepair(path, String(input), JSON.stringify(String(input)))],
  'variable-name': ({ path }) => {
    const name = String(path.at(-1))
      .replace(/[^A-Za-z0-9_]+/g, '_')
      .replace(/^(?=\d)/, '_')
    return name.replaceAll('_', '') === '' ? [] : [renameRepair(path, name)]
  },
  'request-timeout-limit': ({ path }, _input, { compute }) => [
    writeRepair(path, compute === 'managed' ? maxRequestTimeoutMsManaged : maxRequestTimeoutMsKubernetes),
  ],
  'worker-count': (_finding, _input, { raw }) => {
    const inFlight = Number(valueAt(raw, concurrency) ?? requestSettingsDefaults.max_concurrent_requests_per_instance)
    const count = Number(valueAt(raw, workers) ?? 1)
    if (!Number.isInteger(inFlight) || !Number.isInteger(count)) return []
    return [
      writeRepair(workers, String(inFlight), `WORKER_COUNT: "${inFlight}"`),
      writeRepair(concurrency, count, `max_concurrent_requests_per_instance: ${count}`),
    ]
  },
  'scale-range': (_finding, input) => [writeRepair(['scale_settings', 'max_instances'], input, `max_instances: ${String(input)}`)],
  'probe-timeout': ({ path }, _input, { raw }) => {
    const probe = String(path[0])
    const timeout = valueAt(raw, [probe, 'timeout'])
    return typeof timeout === 'number' ? [writeRepair([probe, 'period'], timeout, `period: ${timeout}`)] : []
  },
  'instance-type-unknown': ({ path }, input) => {
    const names = skus.map(({ name }) => name)
    const near = typeof input === 'string' ? nearestWord(input, names) : undefined
    return [writeRepair(path, near ?? defaultInstanceType)]
  },
  'instance-type-small': write(defaultInstanceType),
  required: ({ path }) => {
    if (path.join('.') === 'instance_type') return [writeRepair(path, defaultInstanceType, `instance_type: ${defaultInstanceType}`)]
    return path.join('.') === 'instance_count' ? [writeRepair(path, 1, 'instance_count: 1')] : []
  },
  'endpoint-name-differs': ({ path }, _input, { endpointName }) => (endpointName === undefined ? [] : [writeRepair(path, endpointName)]),
  'endpoint-name-missing': ({ path }, _input, { endpointName }) =>
    endpointName === undefined ? [] : [writeRepair(path, endpointName, `endpoint_name: ${endpointName}`)],
  'model-mount-path-absolute': ({ path }, input) =>
    typeof input === 'string' && !input.split('/').includes('..') ? [writeRepair(path, `/${input.replace(/^[./\\]+/, '')}`)] : [],
  'route-path': ({ path }, input) => [writeRepair(path, `/${String(input)}`)],
  'build-and-image': ({ path }) => [removeRepair(path), removeRepair([...path.slice(0, -1), 'image'])],
  'name-characters': ({ path }, input) => repairName(path, input),
  'name-start': ({ path }, input) => repairName(path, input),
  'name-end': ({ path }, input) => repairName(path, input),
  'name-double-dash': ({ path }, input) => repairName(path, input),
  'scoring-script-relative': ({ path }, input) => {
    const name = String(input).split(/[\\/]/).at(-1) ?? ''
    return /^[\w.-]+\.py$/.test(name) ? [writeRepair(path, name)] : []
  },
  'schema-kind': ({ path }, input, { compute }) => {
    const other = compute === 'managed' ? 'kubernetes' : 'managed'
    return typeof input === 'string' && input.includes(other) ? [writeRepair(path, input.replace(other, compute))] : []
  },
  'conda-inline': moveConda,
}

/** The bound the scale settings would bring the count to. */
function repairCount({ path, values }: Finding): Repair[] {
  return values?.nearest === undefined ? [] : [writeRepair(path, values.nearest, `instance_count: ${values.nearest}`)]
}

/** Letters, digits and single dashes, beginning with a letter: the name as it may be. */
function repairName(path: Path, input: unknown): Repair[] {
  const name = String(input)
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '')
  return name.length >= 3 && name !== input ? [writeRepair(path, name)] : []
}

/** Conda contents pasted into the environment go below conda_file. */
function moveConda({ path }: Finding, _input: unknown, { raw }: CheckFacts): Repair[] {
  const base = path.slice(0, -1)
  const environment = valueAt(raw, base)
  if (!isRecord(environment) || 'conda_file' in environment) return []
  const keys = ['channels', 'dependencies'].filter((key) => key in environment)
  const contents = Object.fromEntries(keys.map((key) => [key, environment[key]]))
  return [
    {
      label: 'Move them below conda_file',
      action: 'move',
      what: 'conda_file',
      changes: [
        ...keys.map((key) => ({ op: 'remove' as const, path: [...base, key] })),
        { op: 'set', path: [...base, 'conda_file'], value: contents },
      ],
    },
  ]
}

/** The finding with what one click can do about it, where its rule knows. */
export function withRepairs(finding: Finding, facts: CheckFacts): Finding {
  if (finding.repairs !== undefined) return finding
  const make = Object.hasOwn(byRule, finding.rule) ? byRule[finding.rule] : undefined
  const repairs = make?.(finding, valueAt(facts.raw, finding.path), facts) ?? []
  return repairs.length === 0 ? finding : { ...finding, repairs }
}
