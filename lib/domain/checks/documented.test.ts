/** The documented limits and combinations that no other test names: one document each, and what is said of it. */
import { describe, expect, it } from 'vitest'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { checkDeploymentText } from '@/lib/domain/checks/check-deployment-text'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { checkWithFiles } from '@/lib/domain/checks/check-with-files'
import { nameFinding } from '@/lib/domain/live-edit/name-finding'
import { checkScript } from '@/lib/domain/script-checks/check-script'
import { missingWords } from '@/test/missing-words'

const managed = `name: blue
endpoint_name: my-endpoint
model:
  path: model/
code_configuration:
  code: src
  scoring_script: score.py
environment:
  image: i
instance_type: Standard_DS3_v2
instance_count: 3
`
const kubernetes = managed.replace('Standard_DS3_v2', 'defaultinstancetype').concat('type: kubernetes\n')
const endpoint = 'name: my-endpoint\nauth_mode: key\n'
const clusterEndpoint = `${endpoint}compute: azureml:aks\n`
const environment = 'name: e\nversion: 1\n'

const found = (text: string, kind: DocumentKind) => {
  const { findings } = checkYaml(text, { kind })
  expect(missingWords(findings)).toEqual([])
  return findings.map(({ severity, rule, path }) => `${severity} ${rule} ${path.join('.')}`)
}

describe('limits', () => {
  const cases: [string, string, string][] = [
    ['a timeout of nothing', 'request_settings:\n  request_timeout_ms: 0\n', 'error minimum request_settings.request_timeout_ms'],
    [
      'no concurrency',
      'request_settings:\n  max_concurrent_requests_per_instance: 0\n',
      'error minimum request_settings.max_concurrent_requests_per_instance',
    ],
    ['no instance', 'instance_count: 0\n', 'error minimum instance_count'],
    ['a probe that starts at once', 'liveness_probe:\n  initial_delay: 0\n', 'error minimum liveness_probe.initial_delay'],
    ['a probe that never waits', 'readiness_probe:\n  timeout: 0\n', 'error minimum readiness_probe.timeout'],
    ['a probe that never fails', 'readiness_probe:\n  failure_threshold: 0\n', 'error minimum readiness_probe.failure_threshold'],
    ['a probe that never succeeds', 'readiness_probe:\n  success_threshold: 0\n', 'error minimum readiness_probe.success_threshold'],
    [
      'more than everything collected',
      'data_collector:\n  collections:\n    c: {enabled: "True"}\n  sampling_rate: 1.5\n',
      'error maximum data_collector.sampling_rate',
    ],
  ]
  it.each(cases)('%s', (_, lines, expected) => {
    const key = lines.slice(0, lines.indexOf(':'))
    expect(found(managed.replace(new RegExp(`^${key}:.*\n`, 'm'), '') + lines, 'deployment')).toContain(expected)
  })

  it.each([
    ['more than full use', '  target_utilization_percentage: 101', 'error maximum scale_settings.target_utilization_percentage'],
    ['no polling', '  polling_interval: 0', 'error minimum scale_settings.polling_interval'],
  ])('on Kubernetes: %s', (_, line, expected) => {
    expect(found(`${kubernetes}scale_settings:\n  type: target_utilization\n${line}\n`, 'deployment')).toContain(expected)
  })

  it.each([
    ['ab', 'error name-length name'],
    ['b'.repeat(33), 'error name-length name'],
    ['1blue', 'error name-start name'],
    ['blue-', 'error name-end name'],
    ['bl.ue', 'error name-characters name'],
    ['bl--ue', 'warning name-double-dash name'],
  ])('the name %s', (name, expected) => {
    expect(found(managed.replace('name: blue', `name: ${name}`), 'deployment')).toContain(expected)
    expect(found(endpoint.replace('name: my-endpoint', `name: ${name}`), 'endpoint')).toContain(expected)
  })

  it('1,500 files of a model version', async () => {
    const view = { kind: () => 'folder' as const, text: () => undefined, count: (_: string, limit: number) => limit, bytes: () => 0 }
    const findings = await checkWithFiles('model', { path: 'model' }, { view, readScript: async () => undefined })
    expect(missingWords(findings)).toEqual([])
    expect(findings.map(({ rule }) => rule)).toEqual(['model-files'])
  })
})

describe('what does not go together', () => {
  it.each<[string, string, DocumentKind, string]>([
    ['compute in a deployment', `${managed}compute: azureml:aks\n`, 'deployment', 'error wrong-file compute'],
    ['mirrored traffic on Kubernetes', `${clusterEndpoint}mirror_traffic: {blue: 10}\n`, 'endpoint', 'error managed-only mirror_traffic'],
    [
      'a private endpoint on Kubernetes',
      `${clusterEndpoint}public_network_access: disabled\n`,
      'endpoint',
      'error managed-only public_network_access',
    ],
    [
      'identities of a system-assigned one',
      `${endpoint}identity:\n  type: system_assigned\n  user_assigned_identities: [{resource_id: /x}]\n`,
      'endpoint',
      'error identity-type identity.user_assigned_identities',
    ],
    ['build and conda file', `${environment}build: {path: .}\nconda_file: c.yaml\n`, 'environment', 'warning build-and-conda conda_file'],
    ['Windows', `${environment}image: i\nos_type: windows\n`, 'environment', 'error os-linux os_type'],
    [
      'a conda file of nothing',
      `${environment}image: i\nconda_file: {channels: [c]}\n`,
      'environment',
      'warning conda-dependencies conda_file',
    ],
    [
      'a version of an environment without a name',
      `${managed}environment: {name: "", version: "2", image: i}\n`,
      'deployment',
      'error version-without-name environment.version',
    ],
    ['a data collector of nothing', `${managed}data_collector: {}\n`, 'deployment', 'error required data_collector.collections'],
    ['an alias within its own anchor', `${managed}tags: &t\n  a: *t\n`, 'deployment', 'error yaml-cycle tags.a'],
    ['a version of no name', 'name: ""\nversion: 2\npath: m\n', 'model', 'error version-without-name version'],
    [
      'a variable no process can hold',
      `${managed}environment_variables: {A: "x\\0y"}\n`,
      'deployment',
      'error variable-value environment_variables.A',
    ],
    ['a merge of no mapping', `${managed}tags:\n  <<: 1\n`, 'deployment', 'error yaml-merge tags.<<'],
    ['a character YAML has not', `${managed}description: a\u0001b\n`, 'deployment', 'error yaml-character '],
  ])('%s', (_, text, kind, expected) => {
    expect(found(text, kind)).toContain(expected)
  })

  it('a deployment the endpoint has already, and a live file under another name', () => {
    const existing = checkDeploymentText(managed, { endpoint: 'my-endpoint', existing: ['Blue'] }).filter(
      ({ rule }) => rule === 'name-exists',
    )
    expect(existing).toMatchObject([{ severity: 'warning', path: ['name'], line: 1 }])
    expect(nameFinding(managed, 'deployment', 'green')).toMatchObject({ rule: 'live-name', severity: 'error', line: 1, column: 7 })
    expect(nameFinding(managed, 'deployment', 'BLUE')).toBeUndefined()
  })
})

it('a script Python cannot be made to read is a warning, and nothing else is said of it', () => {
  const context = {
    file: 'src/score.py',
    text: '',
    isEntry: true,
    modules: new Set<string>(),
    environmentVariables: {},
    inCode: () => false,
  }
  const findings = checkScript({ python: '', unreadable: 'deep' }, context)
  expect(missingWords(findings)).toEqual([])
  expect(findings).toMatchObject([{ rule: 'script-unreadable', severity: 'warning', file: 'src/score.py', line: 1 }])
})
