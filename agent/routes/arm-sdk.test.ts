/** Microsoft's JavaScript SDK over the real TLS port: paging, long-running operations and error envelopes as its users see them. */
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, testToken } from '@/agent/routes/testing/agent-under-test'
import { ensureTls } from '@/agent/tls'
import { startTlsServer, type TlsServer } from '@/agent/tls-server'

let agent: AgentUnderTest
let server: TlsServer
let client: AzureMachineLearningWorkspaces
const at = ['group', 'space'] as const

beforeAll(async () => {
  agent = await startAgentUnderTest()
  server = await startTlsServer(agent.layout, 0)
  server.serve(agent.appOn(server.port))
  const credential = { getToken: async () => ({ token: testToken, expiresOnTimestamp: Date.now() + 3_600_000 }) }
  const { caPem } = await ensureTls(agent.layout)
  client = new AzureMachineLearningWorkspaces(credential, 'sub', {
    endpoint: `https://localhost:${server.port}`,
    tlsOptions: { ca: caPem },
    retryOptions: { maxRetries: 0 },
  })
})
afterAll(async () => {
  server.close()
  await agent.close()
})

it('creates, pages, patches, rotates and deletes', async () => {
  expect((await client.workspaces.get(...at)).location).toBe('local')
  const body = { location: 'local', tags: { a: '1' }, properties: { authMode: 'Key' } }
  const made = await client.onlineEndpoints.beginCreateOrUpdateAndWait(...at, 'sdk-one', body, { updateIntervalInMs: 20 })
  expect(made).toMatchObject({ name: 'sdk-one', tags: { a: '1' }, properties: { provisioningState: 'Succeeded', authMode: 'Key' } })
  await client.onlineEndpoints.beginCreateOrUpdateAndWait(...at, 'sdk-two', body, { updateIntervalInMs: 20 })
  const names: (string | undefined)[] = []
  for await (const endpoint of client.onlineEndpoints.list(...at, { count: 1 })) names.push(endpoint.name)
  expect(names.sort()).toEqual(['sdk-one', 'sdk-two'])

  const patched = await client.onlineEndpoints.beginUpdateAndWait(...at, 'sdk-one', { tags: { b: '2' } }, { updateIntervalInMs: 20 })
  expect(patched.tags).toMatchObject({ b: '2' })
  const before = await client.onlineEndpoints.listKeys(...at, 'sdk-one')
  await client.onlineEndpoints.beginRegenerateKeysAndWait(...at, 'sdk-one', { keyType: 'Secondary' }, { updateIntervalInMs: 20 })
  const after = await client.onlineEndpoints.listKeys(...at, 'sdk-one')
  expect([after.primaryKey === before.primaryKey, after.secondaryKey === before.secondaryKey]).toEqual([true, false])

  await client.onlineEndpoints.beginDeleteAndWait(...at, 'sdk-two', { updateIntervalInMs: 20 })
  await expect(client.onlineEndpoints.get(...at, 'sdk-two')).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' })
})

it('reads and changes the simulated quota, and lists the sizes', async () => {
  const usages = async () => {
    const found: [string | undefined, number | undefined, number | undefined][] = []
    for await (const { name, currentValue, limit } of client.usages.list('local')) found.push([name?.value, currentValue, limit])
    return found
  }
  expect(await usages()).toEqual([])
  agent.control.quota.save({ enabled: true, total: 24, families: {} })
  const id = '/subscriptions/sub/providers/Microsoft.MachineLearningServices/locations/local/quotas/standardDSv2Family'
  const updated = await client.quotas.update('local', { value: [{ id, type: 'quotas', limit: 6, unit: 'Count' }] })
  expect(updated.value?.[0]).toMatchObject({ status: 'Success', limit: 6 })
  expect(await usages()).toContainEqual(['standardDSv2Family', 0, 6])
  const { value } = await client.virtualMachineSizes.list('local')
  expect(value?.find((size) => size.name === 'Standard_DS3_v2')).toMatchObject({ vCPUs: 4, family: 'standardDSv2Family' })
  agent.control.quota.save({ enabled: false, total: 24, families: {} })
})

it('registers and deploys, and shows a refusal with its code', async () => {
  const { sasToken } = (await client.datastores.listSecrets(...at, 'workspaceblobstore')) as { sasToken?: string }
  expect(sasToken).toContain('sig=')
  const codeUri = await agent.upload('sdk', 'src', { 'src/score.py': 'def init(): pass\ndef run(data): return 1\n' })
  await client.codeVersions.createOrUpdate(...at, 'code', '1', { properties: { codeUri } })
  await client.environmentVersions.createOrUpdate(...at, 'env', '1', { properties: { image: 'img', condaFile: 'dependencies: []' } })
  const deployment = await client.onlineDeployments.beginCreateOrUpdateAndWait(
    ...at,
    'sdk-one',
    'blue',
    {
      location: 'local',
      sku: { name: 'Default', capacity: 1 },
      properties: {
        endpointComputeType: 'Managed',
        environmentId: 'azureml:env:1',
        codeConfiguration: { codeId: 'azureml:code:1', scoringScript: 'score.py' },
        instanceType: 'Standard_DS3_v2',
      },
    },
    { updateIntervalInMs: 20 },
  )
  expect(deployment.properties).toMatchObject({ provisioningState: 'Succeeded', scaleSettings: { scaleType: 'Default' } })
  const { content } = await client.onlineDeployments.getLogs(...at, 'sdk-one', 'blue', { containerType: 'StorageInitializer', tail: 10 })
  expect(content).toContain('storage initializer')
  const changed = client.environmentVersions.createOrUpdate(...at, 'env', '1', { properties: { image: 'other' } })
  await expect(changed).rejects.toMatchObject({ statusCode: 409, code: 'Conflict' })
  await client.onlineDeployments.beginDeleteAndWait(...at, 'sdk-one', 'blue', { updateIntervalInMs: 20 })
})
