/** Microsoft's JavaScript SDK for deployments of templates against the built agent: statuses, polling and errors as that client reads them. */
import { readFileSync } from 'node:fs'
import { ResourceManagementClient } from '@azure/arm-resources'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { localResourceGroup, localSubscriptionId } from '@/lib/contract/arm/scope'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, startAgent } from '../agent-process'

const quickly = { updateIntervalInMs: 100 }
let agent: AgentProcess
let client: ResourceManagementClient

beforeAll(async () => {
  agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'fake' } })
  const credential = { getToken: async () => ({ token: agent.token, expiresOnTimestamp: Date.now() + 3_600_000 }) }
  client = new ResourceManagementClient(credential, localSubscriptionId, {
    endpoint: `https://localhost:${agent.agentPort}`,
    tlsOptions: { ca: readFileSync(homeLayout(agent.home).caPem, 'utf8') },
    retryOptions: { maxRetries: 0 },
  })
})
afterAll(() => agent?.close())

const template = (resources: unknown[]) => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  parameters: { name: { type: 'string' } },
  resources,
  outputs: {
    id: { type: 'string', value: "[resourceId('Microsoft.MachineLearningServices/workspaces/onlineEndpoints', 'w', parameters('name'))]" },
  },
})
const endpoint = {
  type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
  apiVersion: '2024-10-01',
  name: "[concat('w/', parameters('name'))]",
  location: '[resourceGroup().location]',
  properties: { authMode: 'Key' },
}

it('creates, lists, exports and deletes a deployment, and reads its operations', async () => {
  const properties = { mode: 'Incremental' as const, template: template([endpoint]), parameters: { name: { value: 'made' } } }
  const validated = await client.deployments.beginValidateAndWait(localResourceGroup, 'first', { properties }, quickly)
  expect(validated.properties?.provisioningState).toBe('Succeeded')
  const done = await client.deployments.beginCreateOrUpdateAndWait(localResourceGroup, 'first', { properties }, quickly)
  expect(done.properties).toMatchObject({ provisioningState: 'Succeeded', mode: 'Incremental', outputs: { id: { type: 'String' } } })
  expect(done.properties?.outputResources?.[0]?.id).toMatch(/onlineEndpoints\/made$/)
  expect((await client.deployments.checkExistence(localResourceGroup, 'first')).body).toBe(true)
  expect((await client.deployments.checkExistence(localResourceGroup, 'other')).body).toBe(false)
  const listed: (string | undefined)[] = []
  for await (const each of client.deployments.listByResourceGroup(localResourceGroup)) listed.push(each.name)
  expect(listed).toEqual(['first'])
  const operations: (string | undefined)[] = []
  for await (const each of client.deploymentOperations.list(localResourceGroup, 'first'))
    operations.push(each.properties?.targetResource?.resourceName)
  expect(operations).toEqual(['w/made'])
  expect((await client.deployments.exportTemplate(localResourceGroup, 'first')).template).toEqual(properties.template)
  await client.deployments.beginDeleteAndWait(localResourceGroup, 'first', quickly)
  expect((await client.deployments.checkExistence(localResourceGroup, 'first')).body).toBe(false)
})

it('reads why a deployment is refused or fails', async () => {
  const refused = client.deployments.beginCreateOrUpdateAndWait(localResourceGroup, 'bad', {
    properties: { mode: 'Incremental', template: template([]) },
  })
  await expect(refused).rejects.toMatchObject({ code: 'InvalidTemplate', statusCode: 400 })
  const failing = { ...endpoint, properties: { authMode: 'Password' } }
  const failed = client.deployments.beginCreateOrUpdateAndWait(
    localResourceGroup,
    'failing',
    { properties: { mode: 'Incremental', template: template([failing]), parameters: { name: { value: 'x' } } } },
    quickly,
  )
  await expect(failed).rejects.toThrow(/At least one resource deployment operation failed/)
  const { properties } = await client.deployments.get(localResourceGroup, 'failing')
  expect(properties?.error).toMatchObject({ code: 'DeploymentFailed', details: [{ code: 'BadArgument' }] })
})
