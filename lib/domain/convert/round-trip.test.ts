import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deploymentSchema } from '@/lib/contract/arm/deployment'
import { endpointSchema } from '@/lib/contract/arm/endpoint'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { type DeploymentYaml, deploymentYamlSchema } from '@/lib/contract/yaml/deployment'
import { type EndpointYaml, endpointYamlSchema } from '@/lib/contract/yaml/endpoint'
import { type EnvironmentYaml, environmentYamlSchema } from '@/lib/contract/yaml/environment'
import { type ModelYaml, modelYamlSchema } from '@/lib/contract/yaml/model'
import { deploymentFromArm, deploymentToArm } from '@/lib/domain/convert/deployment'
import { endpointFromArm, endpointToArm } from '@/lib/domain/convert/endpoint'
import { environmentFromArm, environmentToArm } from '@/lib/domain/convert/environment'
import { modelFromArm, modelToArm } from '@/lib/domain/convert/model'

const word = fc.stringMatching(/^[a-z][a-z0-9]{2,8}$/)
const text = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => value.trim() === value && value !== '')
const texts = fc.dictionary(word, fc.string({ maxLength: 20 }), { maxKeys: 4, minKeys: 1 })
const anything = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.stringify(value))
  // Keys that YAML text refuses or reads as merge.
  .filter((json) => json !== 'null' && !/__proto__|constructor|prototype|<</.test(json))
  // Without -0, which JSON cannot carry.
  .map((json): unknown => JSON.parse(json))
/** Keys no schema knows, top level and nested, with any value. */
const unknown = fc.dictionary(fc.stringMatching(/^zz_[a-z_]{1,10}$/), anything, { maxKeys: 3 })
const withUnknown = <T extends object>(known: fc.Arbitrary<T>) => fc.tuple(unknown, known).map(([extra, data]) => ({ ...extra, ...data }))
/** Every key of the record may be absent. */
const partial = <T extends Record<string, fc.Arbitrary<unknown>>>(model: T) => withUnknown(fc.record(model, { requiredKeys: [] }))
const words = <const T extends string>(...values: T[]) => fc.constantFrom(...values)
const count = fc.integer({ min: 1, max: 50 })

const probe = partial({ initial_delay: count, period: count, timeout: count, success_threshold: count, failure_threshold: count })
const amounts = partial({ cpu: words('0.5', '500m', '2'), memory: words('500Mi', '1Gi'), 'nvidia.com/gpu': words('1', '2') })
const common = { description: text, tags: texts, properties: texts }

const endpoint = fc
  .tuple(
    word,
    partial({
      ...common,
      traffic: fc.dictionary(word, fc.integer({ min: 0, max: 100 })),
      mirror_traffic: fc.dictionary(word, fc.integer({ min: 0, max: 50 })),
      public_network_access: words('enabled', 'disabled'),
      compute: word.map((name) => `azureml:${name}`),
      identity: withUnknown(
        fc.oneof(
          fc.record({ type: words('system_assigned', 'none') }),
          fc.record({
            type: words('user_assigned'),
            user_assigned_identities: fc
              .uniqueArray(word, { minLength: 1, maxLength: 2 })
              .map((ids) => ids.map((id) => ({ resource_id: `/subscriptions/${id}` }))),
          }),
        ),
      ),
    }),
    words('key', 'aml_token', 'aad_token'),
  )
  .map(([name, rest, authMode]) => ({ ...rest, name, auth_mode: authMode }))

const collection = withUnknown(
  fc.record(
    { enabled: words('true', 'false'), data: fc.oneof(text, fc.record({ name: word, path: text, version: word })), client_id: word },
    { requiredKeys: ['enabled'] },
  ),
)
const deployment = fc
  .tuple(
    word,
    word,
    partial({
      ...common,
      model: fc.tuple(word, count).map(([name, version]) => `azureml:${name}:${version}`),
      environment: fc.oneof(
        fc.tuple(word, count).map(([name, version]) => `azureml:${name}:${version}`),
        word.map((name) => `azureml://registries/azureml/environments/${name}/labels/latest`),
      ),
      model_mount_path: word.map((name) => `/${name}`),
      code_configuration: withUnknown(
        fc.record(
          {
            code: fc.tuple(word, count).map(([name, version]) => `azureml:${name}:${version}`),
            scoring_script: words('score.py', 'a/score.py'),
          },
          { requiredKeys: ['scoring_script'] },
        ),
      ),
      environment_variables: texts,
      instance_type: words('Standard_DS3_v2', 'defaultinstancetype'),
      instance_count: count,
      scale_settings: withUnknown(
        fc.record(
          {
            type: words('default', 'target_utilization'),
            min_instances: count,
            max_instances: count,
            target_utilization_percentage: fc.integer({ min: 1, max: 100 }),
            polling_interval: count,
          },
          { requiredKeys: ['type'] },
        ),
      ),
      request_settings: partial({
        request_timeout_ms: fc.integer({ min: 1, max: 300_000 }),
        max_concurrent_requests_per_instance: count,
        max_queue_wait_ms: fc.integer({ min: 0, max: 90_000 }),
      }),
      liveness_probe: probe,
      readiness_probe: probe,
      app_insights_enabled: fc.boolean(),
      egress_public_network_access: words('enabled', 'disabled'),
      private_network_connection: fc.boolean(),
      resources: partial({ requests: amounts, limits: amounts }),
      data_collector: withUnknown(
        fc.record(
          {
            collections: fc.dictionary(word, collection, { maxKeys: 3 }),
            rolling_rate: words('minute', 'hour', 'day'),
            sampling_rate: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
            request_logging: fc.record({ capture_headers: fc.array(word) }),
          },
          { requiredKeys: ['collections'] },
        ),
      ),
    }),
    words('managed', 'kubernetes'),
  )
  .map(([name, endpointName, rest, type]) => ({ ...rest, name, endpoint_name: endpointName, type }))

const asset = { ...common, version: count.map(String) }
const model = fc
  .tuple(
    word,
    partial({ ...asset, flavors: fc.dictionary(word, texts, { minKeys: 1, maxKeys: 2 }), stage: word }),
    words('custom_model', 'mlflow_model', 'triton_model'),
    text,
  )
  .map(([name, rest, type, path]) => ({ ...rest, name, type, path }))
const route = withUnknown(fc.record({ port: fc.integer({ min: 1, max: 65_535 }), path: word.map((name) => `/${name}`) }))
const environment = fc
  .tuple(
    word,
    partial({
      ...asset,
      image: text,
      conda_file: fc.dictionary(word, anything, { minKeys: 1, maxKeys: 4 }),
      build: fc.record({ path: text, dockerfile_path: text }, { requiredKeys: ['path'] }),
      inference_config: withUnknown(fc.record({ liveness_route: route, readiness_route: route, scoring_route: route })),
    }),
  )
  .map(([name, rest]) => ({ ...rest, name, os_type: 'linux' }))

describe('YAML → ARM → YAML gives the file back', () => {
  it('endpoint', () => {
    fc.assert(
      fc.property(endpoint, (data) => {
        const yaml: EndpointYaml = endpointYamlSchema.parse(data)
        const arm = endpointSchema.parse(JSON.parse(JSON.stringify(endpointToArm(yaml, { workspaceId: localWorkspaceId }))))
        expect(endpointFromArm(arm, { workspaceId: localWorkspaceId })).toEqual(yaml)
      }),
      { numRuns: 500 },
    )
  })

  it('deployment', () => {
    fc.assert(
      fc.property(deployment, fc.boolean(), (data, resolved) => {
        const yaml: DeploymentYaml = deploymentYamlSchema.parse(data)
        const target = resolved ? { workspaceId: localWorkspaceId } : {}
        const arm = deploymentSchema.parse(JSON.parse(JSON.stringify(deploymentToArm(yaml, target))))
        expect(deploymentFromArm(arm, { ...target, endpointName: yaml.endpoint_name })).toEqual(yaml)
      }),
      { numRuns: 500 },
    )
  })

  it('model', () => {
    fc.assert(
      fc.property(model, (data) => {
        const yaml: ModelYaml = modelYamlSchema.parse(data)
        expect(modelFromArm(modelToArm(yaml), { name: yaml.name, version: yaml.version })).toEqual(yaml)
      }),
    )
  })

  it('environment', () => {
    fc.assert(
      fc.property(environment, (data) => {
        const yaml: EnvironmentYaml = environmentYamlSchema.parse(data)
        expect(environmentFromArm(environmentToArm(yaml), { name: yaml.name, version: yaml.version })).toEqual(yaml)
      }),
    )
  })
})

describe('ARM → YAML → ARM keeps the body', () => {
  it('deployment, read-only fields aside', () => {
    fc.assert(
      fc.property(deployment, (data) => {
        const arm = deploymentToArm(deploymentYamlSchema.parse(data))
        const answered = {
          ...arm,
          id: `${localWorkspaceId}/onlineEndpoints/e/deployments/d`,
          properties: { ...arm.properties, provisioningState: 'Succeeded' },
        }
        expect(deploymentToArm(deploymentFromArm(answered))).toEqual(arm)
      }),
    )
  })
  it('endpoint, read-only fields aside', () => {
    fc.assert(
      fc.property(endpoint, (data) => {
        const arm = endpointToArm(endpointYamlSchema.parse(data))
        const answered = {
          ...arm,
          properties: { ...arm.properties, provisioningState: 'Succeeded', scoringUri: 'http://x', swaggerUri: 'http://y', keys: null },
        }
        expect(endpointToArm(endpointFromArm(answered))).toEqual(arm)
      }),
    )
  })
})
