import { describe, expect, it } from 'vitest'
import type { EditorKind } from '@/lib/contract/yaml/kinds'
import { completeYaml } from '@/lib/domain/yaml-language/complete'
import type { LanguageFacts } from '@/lib/domain/yaml-language/facts'
import { formatYaml } from '@/lib/domain/yaml-language/format'
import { hoverYaml } from '@/lib/domain/yaml-language/hover'
import { processorMs } from '@/test/processor-time'

const facts: LanguageFacts = {
  models: [{ name: 'diabetes', versions: ['2', '1'] }],
  environments: [{ name: 'sk', versions: ['7'] }],
  computes: ['cluster'],
  endpoints: ['credit'],
  deployments: ['blue', 'green'],
  paths: ['model/', 'onlinescoring/', 'score.py', 'conda.yaml', 'README.md'],
}

/** `|` is the cursor. */
function at(marked: string, kind: EditorKind = 'deployment') {
  const offset = marked.indexOf('|')
  return completeYaml({ text: marked.slice(0, offset) + marked.slice(offset + 1), offset, kind, facts })
}
const labels = (marked: string, kind?: EditorKind) => at(marked, kind).map((one) => one.label)

/** The text after the proposal with a label is taken; stops become their example. */
function taken(marked: string, label: string, kind?: EditorKind): string {
  const offset = marked.indexOf('|')
  const text = marked.slice(0, offset) + marked.slice(offset + 1)
  const found = at(marked, kind).find((one) => one.label === label)
  if (!found) throw new Error(`${label} is not proposed: ${labels(marked, kind).join(', ')}`)
  const insert = found.isSnippet
    ? found.insert.replace(/\$\{\d+:((?:\\.|[^}\\])*)\}|\$\d+/g, '$1').replace(/\\([\\$}])/g, '$1')
    : found.insert
  return text.slice(0, found.start) + insert + text.slice(found.end)
}

describe('completion of keys', () => {
  it('proposes the keys that are not there, mandatory ones first', () => {
    const found = labels('endpoint_name: credit\n|')
    expect(found[0]).toBe('name')
    expect(found).toContain('instance_type')
    expect(found).not.toContain('endpoint_name')
  })

  it('knows the mapping by the column of the cursor, also on empty lines', () => {
    expect(labels('request_settings:\n  request_timeout_ms: 1\n  |\nname: blue\n')).toEqual([
      'max_concurrent_requests_per_instance',
      'max_queue_wait_ms',
    ])
    expect(labels('request_settings:\n  request_timeout_ms: 1\n|')).toContain('liveness_probe')
  })

  it('works on texts that do not parse, and with Windows line ends', () => {
    expect(labels('name: "blue\nmodel: [a, {\nrequest_settings:\n  ma|')).toContain('max_queue_wait_ms')
    expect(labels('name: blue\r\nrequest_settings:\r\n  req|\r\ninstance_count: 1\r\n')).toContain('request_timeout_ms')
    expect(taken('request_settings:\r\n  req|\r\nname: a\r\n', 'request_timeout_ms')).toBe(
      'request_settings:\r\n  request_timeout_ms: 5000\r\nname: a\r\n',
    )
  })

  it('works in brackets, with the keys behind the cursor taken into account', () => {
    expect(labels('liveness_probe: { period: 5, |, timeout: 2 }')).toEqual(['initial_delay', 'success_threshold', 'failure_threshold'])
    expect(taken('liveness_probe: { per|', 'period')).toBe('liveness_probe: { period: 10')
    expect(labels('environment:\n  inference_config: { scoring_route: { port: 80, | } }')).toEqual(['path'])
  })

  it('works below anchors and inside lists', () => {
    expect(labels('liveness_probe: &probe\n  period: 3\n  |\nreadiness_probe: *probe\n')).toContain('timeout')
    expect(labels('readiness_probe:\n  <<: *probe\n  |')).toContain('period')
    expect(labels('identity:\n  user_assigned_identities:\n    - |', 'endpoint')).toContain('resource_id')
  })

  it('writes a key with its structure in the right column', () => {
    expect(taken('env|', 'environment')).toBe('environment: ')
    expect(taken('code|', 'code_configuration')).toBe('code_configuration:\n  scoring_script: score.py')
    expect(taken('environment:\n  inf|', 'inference_config')).toBe(
      'environment:\n  inference_config:\n' +
        ['liveness', 'readiness', 'scoring'].map((route) => `    ${route}_route:\n      port: 5001\n      path: /score`).join('\n'),
    )
    expect(taken('dependencies:\n  - pi|', 'pip', 'conda')).toBe('dependencies:\n  - pip:\n      - ')
    expect(taken('environment:\n  bui|', 'build')).toBe('environment:\n  build:\n    path: docker/')
  })

  it('renames a key without touching what follows', () => {
    expect(taken('instance_cou|: 3 # three\n', 'instance_count')).toBe('instance_count: 3 # three\n')
  })

  it('proposes nothing in comments and block scalars', () => {
    expect(labels('name: blue # in|\n')).toEqual([])
    expect(labels('description: |\n  inst¦\n'.replace('|', '>').replace('¦', '|'))).toEqual([])
  })

  it('keeps apart what exists on managed and on Kubernetes only', () => {
    expect(labels('name: a\n|')).not.toContain('resources')
    expect(labels('type: kubernetes\n|')).toContain('resources')
    expect(labels('type: kubernetes\ninstance_type: |')).toEqual(['defaultinstancetype'])
    expect(labels('type: kubernetes\n|')).not.toContain('egress_public_network_access')
    expect(labels('scale_settings:\n  type: |')).toEqual(['default'])
    expect(
      labels('$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json\nscale_settings:\n  type: |'),
    ).toEqual(['default', 'target_utilization'])
    expect(labels('name: a\n|', 'endpoint')).toContain('compute')
    expect(labels('compute: azureml:k8s\nauth_mode: |', 'endpoint')).toEqual(['key', 'aml_token'])
  })

  it('offers whole blocks where their key is free', () => {
    expect(labels('name: a\n|')).toContain('environment-container')
    expect(labels('environment: azureml:sk:7\n|')).not.toContain('environment-container')
    expect(taken('name: a\nread|', 'request-settings')).toContain('request_settings:\n  request_timeout_ms: 5000 #')
    expect(labels('|')).toContain('whole')
  })

  it('offers deployments as keys of the traffic table', () => {
    expect(labels('traffic:\n  blue: 100\n  |', 'endpoint')).toEqual(['green'])
  })
})

describe('completion of values', () => {
  it('proposes words, assets, sizes, computes and paths', () => {
    expect(labels('auth_mode: |', 'endpoint')).toEqual(['key', 'aml_token', 'aad_token'])
    expect(labels('app_insights_enabled: |')).toEqual(['true', 'false'])
    expect(labels('model: az|')).toEqual(
      expect.arrayContaining(['azureml:diabetes:2', 'azureml:diabetes:1', 'azureml:diabetes@latest', 'model/']),
    )
    expect(labels('environment: |')).toContain('azureml:sk:7')
    const size = at('instance_type: Standard_DS3|').find((one) => one.label === 'Standard_DS3_v2')
    expect(size?.choice?.facts).toMatchObject({ cores: 4, memoryGib: 14 })
    expect(labels('compute: |', 'endpoint')).toContain('azureml:cluster')
    expect(labels('code_configuration:\n  scoring_script: |')).toEqual(['model/', 'onlinescoring/', 'score.py'])
    expect(labels('environment:\n  conda_file: |')).toContain('conda.yaml')
    expect(labels('endpoint_name: |')).toContain('credit')
  })

  it('replaces the value and nothing else', () => {
    expect(taken('auth_mode: aml| # why\nname: a\n', 'aml_token', 'endpoint')).toBe('auth_mode: aml_token # why\nname: a\n')
    expect(taken('auth_mode: "k|"\n', 'key', 'endpoint')).toBe('auth_mode: "key"\n')
    expect(taken('identity: { type: sys| }', 'system_assigned,user_assigned', 'endpoint')).toBe(
      'identity: { type: "system_assigned,user_assigned" }',
    )
  })

  it('proposes packages of a conda file', () => {
    expect(labels('dependencies:\n  - |', 'conda')).toEqual(expect.arrayContaining(['pip', 'python=3.12']))
    expect(labels('dependencies:\n  - pip:\n    - |', 'conda')).toContain('azureml-inference-server-http')
    expect(labels('channels:\n  - |\n', 'conda')).toContain('conda-forge')
  })

  it('proposes packages with the version the samples run with, as each of the two lists writes it', () => {
    expect(labels('dependencies:\n  - |', 'conda')).toEqual(expect.arrayContaining(['numpy=2.3.1', 'numpy']))
    const pip = labels('dependencies:\n  - pip:\n    - |', 'conda')
    expect(pip.indexOf('numpy==2.3.1')).toBe(pip.indexOf('numpy') - 1)
    expect(pip).not.toContain('numpy=2.3.1')
    expect(taken('dependencies:\n  - pip:\n    - scikit|', 'scikit-learn==1.7.0', 'conda')).toBe(
      'dependencies:\n  - pip:\n    - scikit-learn==1.7.0',
    )
  })

  it('is quick enough to be asked at every key: 2,000 lines', () => {
    const text = `environment_variables:\n${Array.from({ length: 2000 }, (_, index) => `  KEY_${index}: "value ${index}" # note`).join('\n')}\nreq`
    completeYaml({ text, offset: text.length, kind: 'deployment' })
    const before = processorMs()
    for (let round = 0; round < 5; round += 1) completeYaml({ text, offset: text.length, kind: 'deployment' })
    expect((processorMs() - before) / 5).toBeLessThan(100)
  })
})

describe('hover', () => {
  const over = (marked: string, kind: EditorKind = 'deployment') => {
    const offset = marked.indexOf('|')
    return hoverYaml(marked.slice(0, offset) + marked.slice(offset + 1), offset, kind)
  }

  it('tells meaning, default, limits and source of a key, also from its value', () => {
    const found = over('request_settings:\n  request_time|out_ms: 5000\n')
    expect(found?.field).toMatchObject({ title: 'Request timeout (ms)', default: 5000, minimum: 1, types: ['integer'] })
    expect(found?.field.source).toContain('reference-yaml-deployment-managed-online')
    expect(found?.field.limit).toContain('180 000')
    expect(over('request_settings:\n  request_timeout_ms: 50|00\n')?.path).toEqual(['request_settings', 'request_timeout_ms'])
    expect(over('auth_mode: ke|y\n', 'endpoint')?.field).toMatchObject({ default: 'key', allowed: ['key', 'aml_token', 'aad_token'] })
  })

  it('tells the size of an instance type and what exists on one compute only', () => {
    expect(over('instance_type: Standard_DS3|_v2\n')?.sku).toMatchObject({ cores: 4 })
    expect(over('resour|ces:\n  requests:\n')?.field.appliesTo).toBe('kubernetes')
  })

  it('says nothing about keys it does not know', () => {
    expect(over('my_ke|y: 1\n')).toBeUndefined()
  })
})

describe('format', () => {
  it('indents by two and leaves comments, quotes and numbers as written', () => {
    expect(formatYaml('a:\n    b: "x" # why\n    c: [1,2]\n\n# end\nd: 1.0\n')).toBe('a:\n  b: "x" # why\n  c: [ 1, 2 ]\n\n# end\nd: 1.0\n')
  })

  it('refuses a text that does not parse', () => {
    expect(formatYaml('a: [1\nb: 2\n')).toBeUndefined()
  })
})
