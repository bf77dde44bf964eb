/** Microsoft's JavaScript SDK against the built agent on the real runtime. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { localResourceGroup, localSubscriptionId, localWorkspaceName } from '@/lib/contract/arm/scope'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, startAgent } from '../agent-process'
import { deployLocal } from '../deploy-folder'

const sample = join(import.meta.dirname, '../../samples/diabetes-regression')
const at = [localResourceGroup, localWorkspaceName] as const
const quickly = { updateIntervalInMs: 100 }
let agent: AgentProcess
let client: AzureMachineLearningWorkspaces

beforeAll(async () => {
  agent = await startAgent()
  const credential = { getToken: async () => ({ token: agent.token, expiresOnTimestamp: Date.now() + 3_600_000 }) }
  client = new AzureMachineLearningWorkspaces(credential, localSubscriptionId, {
    endpoint: `https://localhost:${agent.agentPort}`,
    tlsOptions: { ca: readFileSync(homeLayout(agent.home).caPem, 'utf8') },
    retryOptions: { maxRetries: 0 },
  })
})
afterAll(() => agent?.close())

it('creates an endpoint, deploys what is registered, scores, reads logs and keys, and deletes', async () => {
  const made = await client.onlineEndpoints.beginCreateOrUpdateAndWait(
    ...at,
    'js-endpoint',
    { location: 'local', properties: { authMode: 'Key' } },
    quickly,
  )
  expect(made.properties).toMatchObject({ provisioningState: 'Succeeded', authMode: 'Key' })

  // Files go up by other means; the JavaScript SDK has no storage client. What they became is named by the SDK.
  const uploaded = await deployLocal(agent, {
    endpoint: 'js-endpoint',
    name: 'seed',
    model: join(sample, 'model-blue'),
    code: join(sample, 'onlinescoring'),
    condaText: readFileSync(join(sample, 'environment/conda.yaml'), 'utf8'),
  })
  expect(uploaded.explanation ?? uploaded.problem).toBeUndefined()
  const seed = await client.onlineDeployments.get(...at, 'js-endpoint', 'seed')
  const poller = await client.onlineDeployments.beginCreateOrUpdate(
    ...at,
    'js-endpoint',
    'blue',
    {
      location: 'local',
      sku: { name: 'Default', capacity: 1 },
      properties: {
        endpointComputeType: 'Managed',
        model: seed.properties.model,
        environmentId: seed.properties.environmentId,
        codeConfiguration: seed.properties.codeConfiguration,
        instanceType: 'Standard_DS3_v2',
      },
    },
    quickly,
  )
  expect(poller.isDone()).toBe(false)
  const blue = await poller.pollUntilDone()
  expect(blue.properties).toMatchObject({ provisioningState: 'Succeeded', scaleSettings: { scaleType: 'Default' } })

  const names: (string | undefined)[] = []
  for await (const deployment of client.onlineDeployments.list(...at, 'js-endpoint', { top: 1 })) names.push(deployment.name)
  expect(names.sort()).toEqual(['blue', 'seed'])
  const routed = await client.onlineEndpoints.beginCreateOrUpdateAndWait(
    ...at,
    'js-endpoint',
    { ...made, properties: { ...made.properties, traffic: { blue: 100 } } },
    quickly,
  )
  expect(routed.properties.traffic).toEqual({ blue: 100 })

  const { primaryKey } = await client.onlineEndpoints.listKeys(...at, 'js-endpoint')
  const answer = await agent.score('js-endpoint', { data: [Array(10).fill(0)] }, { authorization: `Bearer ${primaryKey}` })
  expect([answer.status, answer.headers['azureml-model-deployment']]).toEqual([200, 'blue'])
  const log = async (containerType: string) =>
    (await client.onlineDeployments.getLogs(...at, 'js-endpoint', 'blue', { containerType, tail: 200 })).content
  expect(await log('InferenceServer')).toMatch(/POST \/score 200/)
  expect(await log('StorageInitializer')).toMatch(/AZUREML_MODEL_DIR=/)

  await client.onlineDeployments.beginDeleteAndWait(...at, 'js-endpoint', 'seed', quickly)
  await client.onlineEndpoints.beginDeleteAndWait(...at, 'js-endpoint', quickly)
  await expect(client.onlineEndpoints.get(...at, 'js-endpoint')).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' })
})

it('is told what is not served', async () => {
  const listed = client.jobs.list(...at).next()
  await expect(listed).rejects.toMatchObject({
    statusCode: 501,
    code: 'NotImplemented',
    message: expect.stringContaining('Jobs run in Azure.'),
  })
})
