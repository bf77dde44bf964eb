import { describe, expect, it } from 'vitest'
import type { CheckContext } from '@/lib/domain/checks/check'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'
import { missingWords } from '@/test/missing-words'

const deployment = `# blue
name: blue
endpoint_name: my-endpoint
model:
  path: model/
code_configuration:
  code: src
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
  conda_file: conda.yaml
instance_type: Standard_DS3_v2
instance_count: 3 # spare
`
const context: CheckContext = { endpointName: 'my-endpoint', deploymentNames: [] }
const found = (text: string, more: CheckContext = {}) => checkYaml(text, { kind: 'deployment', context: { ...context, ...more } }).findings

/** Text with a mistake, the rule, and what one click leaves of the line. */
const cases: [string, string, string, string, CheckContext?][] = [
  ['an unknown key near a known one', 'instance_cuont: 3', 'unknown-key', 'instance_count: 3'],
  ['a number in quotes', 'instance_count: "3"', 'type', 'instance_count: 3'],
  ['one instance', 'instance_count: 1', 'high-availability', 'instance_count: 3'],
  ['a size with a slip', 'instance_type: Standard_DS3_v3', 'instance-type-unknown', 'instance_type: Standard_DS3_v2'],
  ['a word with a slip', 'type: mangaed', 'allowed-values', 'type: managed'],
  ['a name with an underscore', 'name: my_blue', 'name-characters', 'name: my-blue'],
  ['a timeout above the limit', 'request_settings:\n  request_timeout_ms: 200000', 'request-timeout-limit', '  request_timeout_ms: 180000'],
  ['a number as a variable', 'environment_variables:\n  THREADS: 4', 'variable-text', '  THREADS: "4"'],
  ['workers without requests', 'environment_variables:\n  WORKER_COUNT: "4"', 'worker-count', '  WORKER_COUNT: "1"'],
  ['another endpoint', 'endpoint_name: other', 'endpoint-name-differs', 'endpoint_name: my-endpoint'],
  [
    'a start longer than the probes allow',
    'readiness_probe:\n  failure_threshold: 3',
    'probe-budget',
    '  failure_threshold: 10',
    { measured: { initSeconds: 65 } },
  ],
  [
    'answers near the timeout',
    'request_settings:\n  request_timeout_ms: 5000',
    'timeout-margin',
    '  request_timeout_ms: 6000',
    { measured: { p95Ms: 3500 } },
  ],
]

function withLines(lines: string): string {
  const key = /^(\w+):/.exec(lines)?.[1] ?? ''
  const known = new RegExp(`^${key === 'instance_cuont' ? 'instance_count' : key}:.*\n(?:  .*\n)*`, 'm')
  return known.test(deployment) ? deployment.replace(known, `${lines}\n`) : `${deployment}${lines}\n`
}

describe('one click', () => {
  it('is offered for nothing in a sound document', () => {
    expect(found(deployment)).toEqual([])
  })

  it.each(cases)('repairs %s', (_, lines, rule, repaired, more) => {
    const text = withLines(lines)
    const before = found(text, more)
    expect(missingWords(before)).toEqual([])
    const repair = before.find((finding) => finding.rule === rule)?.repairs?.[0]
    expect(repair?.changes, JSON.stringify(before)).toBeDefined()
    const after = editYaml(text, repair?.changes ?? []).text
    expect(after.split('\n')).toContain(repaired)
    expect(after.startsWith('# blue\n')).toBe(true)
    expect(found(after, more).filter((finding) => finding.rule === rule)).toEqual([])
  })

  it('moves pasted conda contents below conda_file', () => {
    const text = deployment.replace('  conda_file: conda.yaml\n', '  channels: [conda-forge]\n  dependencies:\n    - python=3.12\n')
    const repair = found(text).find(({ rule }) => rule === 'conda-inline')?.repairs?.[0]
    const after = editYaml(text, repair?.changes ?? []).text
    expect(checkYaml(after, { kind: 'deployment' }).data).toMatchObject({
      environment: { conda_file: { channels: ['conda-forge'], dependencies: ['python=3.12'] } },
    })
    expect(found(after).map(({ rule }) => rule)).not.toContain('conda-inline')
  })

  it.each<[string, CheckContext]>([
    ['nothing was measured', {}],
    ['what was measured is far from the limits', { measured: { initSeconds: 100, p95Ms: 900 } }],
  ])('is not asked for when %s', (_, more) => {
    expect(found(deployment, more)).toEqual([])
  })

  it('says that an endpoint is full, but not of a deployment it has', () => {
    const deploymentNames = ['blue', ...Array.from({ length: 19 }, (_, index) => `d-${index}`)]
    expect(found(deployment, { deploymentNames })).toEqual([])
    expect(found(deployment.replace('name: blue', 'name: green'), { deploymentNames }).map(({ rule }) => rule)).toEqual([
      'deployments-limit',
    ])
  })

  it('says what concurrency Kubernetes advises, and where images cannot be pulled from', () => {
    const text = `${deployment.replace('instance_type: Standard_DS3_v2\n', '').replace('mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest', 'localhost:5000/mine')}type: kubernetes\nrequest_settings:\n  max_concurrent_requests_per_instance: 2\nenvironment_variables:\n  WORKER_COUNT: "2"\n`
    expect(
      found(text)
        .map(({ rule }) => rule)
        .sort(),
    ).toEqual(['kubernetes-concurrency', 'registry-local'])
  })
})
