import { describe, expect, it } from 'vitest'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { deploymentYamlSchema } from '@/lib/contract/yaml/deployment'
import { endpointYamlSchema } from '@/lib/contract/yaml/endpoint'
import { deploymentFromArm, deploymentToArm } from '@/lib/domain/convert/deployment'
import { endpointFromArm, endpointToArm } from '@/lib/domain/convert/endpoint'
import { environmentFromArm, environmentToArm } from '@/lib/domain/convert/environment'
import { modelFromArm, modelToArm } from '@/lib/domain/convert/model'
import { expandReference, parseAssetReference, shortenReference } from '@/lib/domain/convert/references'

describe('endpoint', () => {
  it('goes to the wire as Azure expects it', () => {
    const yaml = endpointYamlSchema.parse({
      name: 'e1e',
      auth_mode: 'AML_Token',
      public_network_access: 'Disabled',
      compute: 'azureml:cluster',
      identity: { type: 'user_assigned', user_assigned_identities: [{ resource_id: '/subscriptions/x' }] },
      tags: { a: 1 },
      brandNew: { x: 1 },
    })
    expect(endpointToArm(yaml, { location: 'westeurope', workspaceId: localWorkspaceId })).toEqual({
      name: 'e1e',
      location: 'westeurope',
      tags: { a: '1' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { '/subscriptions/x': {} } },
      properties: {
        authMode: 'AMLToken',
        publicNetworkAccess: 'Disabled',
        compute: `${localWorkspaceId}/computes/cluster`,
        brandNew: { x: 1 },
      },
    })
  })

  it('defaults to key authentication', () => {
    expect(endpointToArm({ name: 'e1e' }).properties.authMode).toBe('Key')
  })

  it('reads an answer of the service', () => {
    const yaml = endpointFromArm({
      id: `${localWorkspaceId}/onlineEndpoints/e1e`,
      name: 'e1e',
      location: 'local',
      tags: {},
      identity: { type: 'SystemAssigned', principalId: 'p', tenantId: 't' },
      properties: {
        authMode: 'Key',
        traffic: { blue: 100 },
        mirrorTraffic: {},
        compute: null,
        keys: null,
        provisioningState: 'Succeeded',
        scoringUri: 'http://x/score',
      },
    })
    expect(yaml).toEqual({
      name: 'e1e',
      auth_mode: 'key',
      traffic: { blue: 100 },
      mirror_traffic: {},
      identity: { type: 'system_assigned' },
    })
  })
})

describe('deployment', () => {
  const yaml = deploymentYamlSchema.parse({
    name: 'blue',
    endpoint_name: 'e1e',
    type: 'Kubernetes',
    model: { path: 'model/' },
    code_configuration: { code: 'src', scoring_script: 'score.py' },
    environment: { image: 'i', conda_file: 'c.yml' },
    environment_variables: { WORKER_COUNT: 2, DEBUG: true },
    instance_count: 3,
    scale_settings: { type: 'target_utilization', polling_interval: 10 },
    request_settings: { request_timeout_ms: 3000, max_queue_wait_ms: 500, max_concurrent_requests_per_instance: 2 },
    liveness_probe: { initial_delay: 90, period: 10 },
    resources: { requests: { cpu: 0.1, 'nvidia.com/gpu': 1 } },
    data_collector: { collections: { model_inputs: { enabled: 'True' } }, rolling_rate: 'Hour', sampling_rate: 0.5 },
    future_key: [1],
  })

  it('goes to the wire as Azure expects it', () => {
    expect(deploymentToArm(yaml, { modelId: 'M', codeId: 'C', environmentId: 'E', location: 'l' })).toEqual({
      name: 'blue',
      location: 'l',
      tags: {},
      sku: { name: 'Default', capacity: 3 },
      properties: {
        endpointComputeType: 'Kubernetes',
        model: 'M',
        codeConfiguration: { codeId: 'C', scoringScript: 'score.py' },
        environmentId: 'E',
        environmentVariables: { WORKER_COUNT: '2', DEBUG: 'true' },
        scaleSettings: { scaleType: 'TargetUtilization', pollingInterval: 'PT10S' },
        requestSettings: { requestTimeout: 'PT3S', maxQueueWait: 'PT0.5S', maxConcurrentRequestsPerInstance: 2 },
        livenessProbe: { initialDelay: 'PT1M30S', period: 'PT10S' },
        containerResourceRequirements: { containerResourceRequests: { cpu: '0.1', gpu: '1' } },
        dataCollector: { collections: { model_inputs: { dataCollectionMode: 'Enabled', samplingRate: 0.5 } }, rollingRate: 'Hour' },
        future_key: [1],
      },
    })
  })

  it('names the field that is not registered yet', () => {
    expect(() => deploymentToArm(yaml, { environmentId: 'E', codeId: 'C' })).toThrow(/model is described inline/)
    expect(() => deploymentToArm(yaml, { modelId: 'M', codeId: 'C' })).toThrow(/environment is described inline/)
  })

  it('takes the kind from $schema when type is silent', () => {
    expect(deploymentToArm({ name: 'b', $schema: 'https://x/kubernetesOnlineDeployment.schema.json' }).properties.endpointComputeType).toBe(
      'Kubernetes',
    )
    expect(deploymentToArm({ name: 'b' }).properties.endpointComputeType).toBe('Managed')
  })

  it('reads an answer whose values break a limit of the file', () => {
    const read = deploymentFromArm({
      id: `${localWorkspaceId}/onlineEndpoints/e1e/deployments/blue`,
      name: 'blue',
      sku: { name: 'Default', capacity: 1 },
      properties: {
        endpointComputeType: 'Managed',
        model: `${localWorkspaceId}/models/m/versions/3`,
        requestSettings: { requestTimeout: 'PT20M' },
        provisioningState: 'Failed',
      },
    })
    expect(read).toEqual({
      name: 'blue',
      endpoint_name: 'e1e',
      type: 'managed',
      model: `${localWorkspaceId}/models/m/versions/3`,
      instance_count: 1,
      request_settings: { request_timeout_ms: 1_200_000 },
    })
  })

  it('expands and shortens references in its workspace', () => {
    const arm = deploymentToArm({ name: 'b', model: 'azureml:m:1', environment: 'azureml:e@latest' }, { workspaceId: localWorkspaceId })
    expect(arm.properties.model).toBe(`${localWorkspaceId}/models/m/versions/1`)
    expect(arm.properties.environmentId).toBe('azureml:e@latest')
    expect(deploymentFromArm(arm, { workspaceId: localWorkspaceId }).model).toBe('azureml:m:1')
  })
})

describe('assets', () => {
  it('model', () => {
    expect(modelToArm({ name: 'm', path: 'model/', version: '1', datastore: 'd', tags: { a: 'b' } }, { modelUri: 'azureml://x' })).toEqual({
      properties: { modelUri: 'azureml://x', modelType: 'custom_model', tags: { a: 'b' } },
    })
    expect(
      modelFromArm({
        id: `${localWorkspaceId}/models/m%20x/versions/2`,
        name: '2',
        properties: { modelUri: 'u', modelType: 'mlflow_model', flavors: {}, tags: {} },
      }),
    ).toEqual({
      name: 'm x',
      version: '2',
      path: 'u',
      type: 'mlflow_model',
    })
  })

  it('environment', () => {
    expect(environmentToArm({ name: 'e', image: 'i', conda_file: 'c.yml' }, { condaText: 'dependencies: []\n' }).properties).toEqual({
      image: 'i',
      condaFile: 'dependencies: []\n',
      osType: 'Linux',
    })
    expect(() => environmentToArm({ name: 'e', image: 'i', conda_file: 'c.yml' })).toThrow(/c\.yml/)
    expect(
      environmentFromArm({
        id: '/x/environments/e/versions/1',
        properties: { image: 'i', condaFile: 'dependencies:\n- pip\n', inferenceConfig: null },
      }),
    ).toEqual({
      name: 'e',
      version: '1',
      image: 'i',
      conda_file: { dependencies: ['pip'] },
    })
  })
})

describe('references', () => {
  it.each([
    ['azureml:my-model:1', { form: 'version', name: 'my-model', version: '1' }],
    ['azureml:my-model@latest', { form: 'label', name: 'my-model', label: 'latest' }],
    [
      'azureml://registries/azureml/environments/sklearn-1.5/labels/latest',
      { form: 'registry', registry: 'azureml', kind: 'environments', name: 'sklearn-1.5', label: 'latest' },
    ],
    [
      'azureml://locations/local/workspaces/0-0/environments/e/versions/1',
      { form: 'location', location: 'local', workspaceGuid: '0-0', kind: 'environments', name: 'e', version: '1' },
    ],
    [`${localWorkspaceId}/models/m/versions/1`, { form: 'id', name: 'm', version: '1', kind: 'models' }],
    [`azureml:/${localWorkspaceId}/models/m/versions/1`, { form: 'id', name: 'm' }],
  ])('reads %s', (text, expected) => {
    expect(parseAssetReference(text)).toMatchObject(expected)
  })
  it.each(['model/', 'azureml:', 'azureml:m', 'azureml:m:1:2', 'azureml:m: 1', './azureml:m:1'])('refuses %j', (text) => {
    expect(parseAssetReference(text)).toBeUndefined()
  })
  it('leaves foreign references alone', () => {
    expect(expandReference('azureml:m@latest', 'models', '/w')).toBe('azureml:m@latest')
    expect(shortenReference('/other/models/m/versions/1', 'models', '/w')).toBe('/other/models/m/versions/1')
    expect(shortenReference('/W/Models/m/versions/1', 'models', '/w')).toBe('azureml:m:1')
  })
})
