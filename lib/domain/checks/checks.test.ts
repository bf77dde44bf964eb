import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import type { CheckContext } from '@/lib/domain/checks/check'
import { checkDocument, checkYaml } from '@/lib/domain/checks/check-document'
import { parseQuantity } from '@/lib/domain/checks/resources'
import { nearest } from '@/lib/domain/checks/unknown-keys'
import { missingWords } from '@/test/missing-words'

type Data = Record<string, unknown>

const managed: Data = {
  name: 'blue',
  endpoint_name: 'my-endpoint',
  model: { path: 'model/' },
  code_configuration: { code: 'src', scoring_script: 'score.py' },
  environment: { image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest', conda_file: 'conda.yaml' },
  instance_type: 'Standard_DS3_v2',
  instance_count: 3,
}
const kubernetes: Data = { ...managed, type: 'kubernetes', instance_type: 'defaultinstancetype' }
const endpoint: Data = { name: 'my-endpoint', auth_mode: 'key' }

const found = (kind: DocumentKind, data: Data, context?: CheckContext) => {
  const { findings } = checkDocument(kind, data, context)
  expect(missingWords(findings)).toEqual([])
  return findings.map((finding) => `${finding.severity} ${finding.rule} ${finding.path.join('.')}`)
}

describe('sound documents have no findings', () => {
  it.each<[DocumentKind, Data]>([
    ['deployment', managed],
    ['deployment', kubernetes],
    ['deployment', { ...managed, model: 'azureml:m:1', environment: 'azureml:e@latest' }],
    [
      'deployment',
      {
        name: 'blue',
        endpoint_name: 'my-endpoint',
        model: { path: 'm', type: 'mlflow_model' },
        instance_type: 'Standard_DS3_v2',
        instance_count: 3,
      },
    ],
    ['endpoint', endpoint],
    ['endpoint', { ...endpoint, $schema: 'https://x/kubernetesOnlineEndpoint.schema.json', compute: 'azureml:c' }],
    ['model', { name: 'my_model', path: 'model/', version: 1 }],
    ['environment', { name: 'env', image: 'i' }],
    ['environment', { name: 'env', build: { path: '.' } }],
  ])('%s %j', (kind, data) => {
    expect(found(kind, data)).toEqual([])
  })
})

describe('deployment rules', () => {
  it('advises three instances where the file may go anywhere, not on every small deployment of this computer', () => {
    const one = { ...managed, instance_count: 1 }
    expect(found('deployment', one)).toEqual(['info high-availability instance_count'])
    expect(found('deployment', one, { runsHere: true })).toEqual([])
  })
  const cases: [string, Data, string][] = [
    ['managed without instance_type', { instance_type: undefined }, 'error required instance_type'],
    ['managed without instance_count', { instance_count: undefined }, 'error required instance_count'],
    ['a small size', { instance_type: 'standard_ds1_v2' }, 'warning instance-type-small instance_type'],
    ['an unknown size', { instance_type: 'Standard_X1' }, 'warning instance-type-unknown instance_type'],
    ['more instances than the limit', { instance_count: 51 }, 'warning instance-count-limit instance_count'],
    ['resources on managed', { resources: { requests: { cpu: '1' } } }, 'error kubernetes-only resources'],
    ['target utilisation on managed', { scale_settings: { type: 'target_utilization' } }, 'error kubernetes-only scale_settings.type'],
    ['a mount path without routes', { model_mount_path: '/models' }, 'warning model-mount-path-byoc model_mount_path'],
    [
      'a word that names no runtime',
      { properties: { 'scorepoint.runtime': 'podman' } },
      'error runtime-word properties.scorepoint.runtime',
    ],
    [
      'a process for a Dockerfile',
      { environment: { build: { path: 'd' } }, properties: { 'scorepoint.runtime': 'process' } },
      'error runtime-needs-docker properties.scorepoint.runtime',
    ],
    [
      'a Dockerfile outside its context',
      { environment: { build: { path: 'd', dockerfile_path: '../Dockerfile' } } },
      'error dockerfile-relative environment.build.dockerfile_path',
    ],
    ['a relative mount path', { model_mount_path: 'models' }, 'error model-mount-path-absolute model_mount_path'],
    [
      'MLflow without egress',
      {
        model: { path: 'm', type: 'mlflow_model' },
        environment: undefined,
        code_configuration: undefined,
        egress_public_network_access: 'disabled',
      },
      'error mlflow-egress egress_public_network_access',
    ],
    ['code without a script', { code_configuration: { code: 'src' } }, 'error required code_configuration.scoring_script'],
    [
      'a script outside the code',
      { code_configuration: { code: 'src', scoring_script: '../score.py' } },
      'error scoring-script-relative code_configuration.scoring_script',
    ],
    [
      'a script that is no Python',
      { code_configuration: { code: 'src', scoring_script: 'score.R' } },
      'warning scoring-script-python code_configuration.scoring_script',
    ],
    [
      'no environment for a custom model',
      { environment: undefined, code_configuration: undefined },
      'error environment-required environment',
    ],
    ['code without environment', { environment: undefined }, 'error environment-required environment'],
    [
      'a registered model alone',
      { model: 'azureml:m:1', environment: undefined, code_configuration: undefined },
      'info environment-no-code environment',
    ],
    ['an environment without code', { code_configuration: undefined }, 'warning code-required code_configuration'],
    [
      'a timeout above the limit',
      { request_settings: { request_timeout_ms: 180_001 } },
      'error request-timeout-limit request_settings.request_timeout_ms',
    ],
    [
      'a timeout above every limit',
      { request_settings: { request_timeout_ms: 300_001 } },
      'error maximum request_settings.request_timeout_ms',
    ],
    [
      'a queue wait on managed',
      { request_settings: { max_queue_wait_ms: 500 } },
      'info queue-wait-deprecated request_settings.max_queue_wait_ms',
    ],
    [
      'WORKER_COUNT beside the default concurrency',
      { environment_variables: { WORKER_COUNT: '4' } },
      'warning worker-count environment_variables.WORKER_COUNT',
    ],
    [
      'concurrency without WORKER_COUNT',
      { request_settings: { max_concurrent_requests_per_instance: 2 } },
      'warning worker-count request_settings.max_concurrent_requests_per_instance',
    ],
    [
      'WORKER_COUNT that is no number',
      { environment_variables: { WORKER_COUNT: 'two' } },
      'error worker-count-number environment_variables.WORKER_COUNT',
    ],
    [
      'a reserved variable',
      { environment_variables: { AZUREML_MODEL_DIR: '/x' } },
      'warning variable-reserved environment_variables.AZUREML_MODEL_DIR',
    ],
    ['a boolean variable', { environment_variables: { DEBUG: true } }, 'warning variable-text environment_variables.DEBUG'],
    ['a number as variable', { environment_variables: { LEVEL: 3 } }, 'info variable-text environment_variables.LEVEL'],
    ['a bad variable name', { environment_variables: { 'A=B': 'x' } }, 'error variable-name environment_variables.A=B'],
    [
      "a path of Azure's containers",
      { environment_variables: { P: '/var/azureml-app/azureml-models/m/1' } },
      'warning hard-coded-prefix environment_variables.P',
    ],
    [
      'conda pasted inline',
      { environment: { image: 'i', dependencies: ['numpy'], channels: [] } },
      'error conda-inline environment.channels',
    ],
    ['build and image', { environment: { image: 'i', build: { path: '.' } } }, 'error build-and-image environment.build'],
    ['an environment without image', { environment: { conda_file: 'c' } }, 'error image-required environment.image'],
    ['a named inline environment', { environment: { name: 'e', image: 'i' } }, 'info environment-anonymous environment.name'],
    [
      'a route without slash',
      {
        environment: {
          image: 'i',
          inference_config: {
            liveness_route: { port: 1, path: '/' },
            readiness_route: { port: 1, path: '/' },
            scoring_route: { port: 1, path: 'score' },
          },
        },
      },
      'error route-path environment.inference_config.scoring_route.path',
    ],
    [
      'an incomplete inference_config',
      { environment: { image: 'i', inference_config: { scoring_route: { port: 1, path: '/' } } } },
      'error required environment.inference_config.liveness_route',
    ],
    ['an illegal name', { name: 'regular_deployment' }, 'error name-characters name'],
    ['an illegal endpoint name', { endpoint_name: 'my_endpoint' }, 'error name-characters endpoint_name'],
    ['no endpoint name', { endpoint_name: undefined }, 'warning endpoint-name-missing endpoint_name'],
    ['traffic in the wrong file', { traffic: { blue: 100 } }, 'error wrong-file traffic'],
    ['an image in the wrong place', { image: 'i' }, 'error wrong-file image'],
    ['a misspelt key', { scale_setting: { type: 'default' } }, 'error unknown-key scale_setting'],
    ['a nested unknown key', { request_settings: { request_timeout: 5 } }, 'error unknown-key request_settings.request_timeout'],
    ['a read-only key', { provisioning_state: 'Succeeded' }, 'info read-only-key provisioning_state'],
    ['a placeholder', { endpoint_name: '<ENDPOINT_NAME>' }, 'error placeholder endpoint_name'],
    ['a placeholder inside', { environment: { image: '{{ACR}}.azurecr.io/x' } }, 'error placeholder environment.image'],
    ['a malformed reference', { model: 'azureml:m' }, 'error reference model'],
    ['a path where a reference belongs', { model: 'model/' }, 'error reference model'],
    ['a malformed model path', { model: { path: 'azureml://datastores/x' } }, 'error model-path model.path'],
    [
      'a liveness success threshold',
      { liveness_probe: { success_threshold: 2 } },
      'error probe-success-threshold liveness_probe.success_threshold',
    ],
    ['a probe timeout above its period', { readiness_probe: { timeout: 20 } }, 'warning probe-timeout readiness_probe.timeout'],
    [
      'bounds of a fixed scale',
      { scale_settings: { type: 'default', max_instances: 3 } },
      'warning scale-default scale_settings.max_instances',
    ],
    [
      'too many collections',
      { data_collector: { collections: Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`c${i}`, { enabled: 'True' }])) } },
      'error collections-limit data_collector.collections',
    ],
    [
      'a schema of the other kind',
      { $schema: 'https://x/kubernetesOnlineDeployment.schema.json', type: 'managed' },
      'error schema-kind $schema',
    ],
    ['a word that is not allowed', { type: 'batch' }, 'error allowed-values type'],
  ]
  it.each(cases)('%s', (_, change, expected) => {
    expect(found('deployment', { ...managed, ...change })).toContain(expected)
  })

  const onKubernetes: [string, Data, string][] = [
    ['egress', { egress_public_network_access: 'disabled' }, 'error managed-only egress_public_network_access'],
    ['the data collector', { data_collector: { collections: {} } }, 'warning data-collector-kubernetes data_collector'],
    ['a fixed scale without count', { scale_settings: { type: 'default' }, instance_count: undefined }, 'error required instance_count'],
    [
      'a minimum above the maximum',
      { scale_settings: { type: 'target_utilization', min_instances: 2 } },
      'error scale-range scale_settings.min_instances',
    ],
    [
      'a request above the limit',
      { resources: { requests: { memory: '1Gi' }, limits: { memory: '1000Mi' } } },
      'error resources-range resources.requests.memory',
    ],
    ['a quantity that is none', { resources: { requests: { memory: '1 gig' } } }, 'error quantity resources.requests.memory'],
    ['half a GPU', { resources: { limits: { 'nvidia.com/gpu': '0.5' } } }, 'error quantity resources.limits.nvidia.com/gpu'],
    ['long names', { name: 'b'.repeat(32), endpoint_name: 'e'.repeat(32) }, 'error name-sum-kubernetes name'],
  ]
  it.each(onKubernetes)('on Kubernetes: %s', (_, change, expected) => {
    expect(found('deployment', { ...kubernetes, ...change })).toContain(expected)
  })

  it('allows 300 s and a queue wait on Kubernetes', () => {
    expect(found('deployment', { ...kubernetes, request_settings: { request_timeout_ms: 300_000, max_queue_wait_ms: 3_000 } })).toEqual([])
  })

  it('compares the endpoint with the chosen one', () => {
    expect(found('deployment', managed, { endpointName: 'other' })).toEqual(['error endpoint-name-differs endpoint_name'])
    expect(found('deployment', { ...managed, endpoint_name: undefined }, { endpointName: 'other' })).toEqual([])
    expect(found('deployment', managed, { endpointName: 'MY-endpoint' })).toEqual([])
  })

  it('leaves secret references and own servers alone', () => {
    const routes = {
      liveness_route: { port: 80, path: '/' },
      readiness_route: { port: 80, path: '/' },
      scoring_route: { port: 80, path: '/' },
    }
    expect(
      found('deployment', {
        ...managed,
        environment: { image: 'i', inference_config: routes },
        model_mount_path: '/models',
        request_settings: { max_concurrent_requests_per_instance: 8 },
        environment_variables: { S: '$' + '{{azureml://connections/c/credentials/k}}', P: '/var/azureml-app/x' },
      }),
    ).toEqual([])
  })

  it('one slip does not hide the rest', () => {
    const rules = found('deployment', {
      ...managed,
      instance_count: 'many',
      scale_settings: {},
      traffic: { blue: 100 },
      environment_variables: { WORKER_COUNT: '4' },
    })
    expect(rules).toEqual(
      expect.arrayContaining([
        'error type instance_count',
        'error required scale_settings.type',
        'error wrong-file traffic',
        'warning worker-count environment_variables.WORKER_COUNT',
      ]),
    )
  })
})

describe('endpoint rules', () => {
  const cases: [string, Data, CheckContext, string][] = [
    ['a sum that is not 100', { traffic: { blue: 90 } }, {}, 'error traffic-sum traffic'],
    ['traffic for nobody', { traffic: { blue: 100 } }, { deploymentNames: [] }, 'error traffic-unknown-deployment traffic.blue'],
    ['a mirror above 50', { mirror_traffic: { green: 60 } }, {}, 'error mirror-percent mirror_traffic.green'],
    [
      'a mirror for nobody',
      { mirror_traffic: { green: 10 } },
      { deploymentNames: ['blue'] },
      'error traffic-unknown-deployment mirror_traffic.green',
    ],
    ['instance_type in the wrong file', { instance_type: 'x' }, {}, 'error wrong-file instance_type'],
    [
      'user_assigned without identity',
      { identity: { type: 'user_assigned' } },
      {},
      'error identity-required identity.user_assigned_identities',
    ],
    ['aad_token on Kubernetes', { compute: 'azureml:c', auth_mode: 'aad_token' }, {}, 'error managed-only auth_mode'],
    ['Kubernetes without compute', { $schema: 'https://x/kubernetesOnlineEndpoint.schema.json' }, {}, 'error required compute'],
    [
      'a managed schema with compute',
      { $schema: 'https://x/managedOnlineEndpoint.schema.json', compute: 'azureml:c' },
      {},
      'error schema-kind $schema',
    ],
    ['a name with underscore', { name: 'my_endpoint' }, {}, 'error name-characters name'],
  ]
  it.each(cases)('%s', (_, change, context, expected) => {
    expect(found('endpoint', { ...endpoint, ...change }, context)).toContain(expected)
  })
})

describe('checkYaml', () => {
  it('places every finding', () => {
    const { findings, kind } = checkYaml('name: my_endpoint\nauth_mode: key\ninstance_type: x\ntraffic:\n  blue: 90\n')
    expect(kind).toBe('endpoint')
    expect(findings.map(({ rule, line, column }) => ({ rule, line, column }))).toEqual([
      { rule: 'name-characters', line: 1, column: 7 },
      { rule: 'wrong-file', line: 3, column: 1 },
      { rule: 'traffic-sum', line: 4, column: 1 },
    ])
  })

  it('gives every finding field, rule and message, and errors a fix', () => {
    const word = fc.constantFrom(
      'name',
      'traffic',
      'model',
      'environment',
      'type',
      'blue',
      '1',
      '-5',
      '[]',
      '{}',
      'azureml:x',
      'x_y',
      'true',
      'image',
      'build',
      'code_configuration',
      'scale_settings',
      'probe',
    )
    fc.assert(
      fc.property(
        fc.constantFrom<DocumentKind>('endpoint', 'deployment', 'model', 'environment'),
        fc.array(fc.tuple(word, word), { maxLength: 8 }),
        (kind, pairs) => {
          const { findings, value } = checkYaml([...new Map(pairs)].map(([key, item]) => `${key}: ${item}\n`).join(''), { kind })
          for (const finding of findings) {
            expect(finding.rule).toMatch(/^[a-z][a-z-]+$/)
            expect(finding.message.length).toBeGreaterThan(10)
            expect(finding.line).toBeGreaterThan(0)
          }
          if (value === undefined) expect(findings.some((finding) => finding.severity === 'error')).toBe(true)
        },
      ),
    )
  })
})

describe('pieces', () => {
  it('reads quantities', () => {
    expect(parseQuantity('500m')).toBe(0.5)
    expect(parseQuantity('1Gi')).toBe(2 ** 30)
    expect(parseQuantity('1 Gi')).toBeUndefined()
    expect(parseQuantity('1constructor')).toBeUndefined()
  })
  it('knows what was meant', () => {
    expect(nearest('scale_setting', ['scale_settings', 'tags'])).toBe('scale_settings')
    expect(nearest('instanceType', ['instance_type'])).toBe('instance_type')
    expect(nearest('banana', ['tags', 'name'])).toBeUndefined()
  })
})
