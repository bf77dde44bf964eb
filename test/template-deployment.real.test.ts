/** A template's deployment survives the death of the agent: what was begun is found again, what was not is done, nothing twice. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OperationView } from '@/lib/contract/scorepoint'
import { type AgentProcess, eventually, startAgent } from './agent-process'

let agent: AgentProcess

beforeAll(async () => {
  // Dies by itself, with SIGKILL, right after the second of three deployments was journaled.
  agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'fake', SCOREPOINT_FAILPOINT: 'accept-deployment-create.after:2' } })
})
afterAll(() => agent?.close())

const type = 'Microsoft.MachineLearningServices/workspaces'
const group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.Resources/deployments'

it('goes on after kill -9', async () => {
  const route = { path: '/', port: 8080 }
  const environment = {
    properties: {
      image: 'ghcr.io/example/server:1',
      inferenceConfig: { livenessRoute: route, readinessRoute: route, scoringRoute: route },
    },
  }
  expect((await agent.call('PUT', 'environments/e/versions/1', environment)).status).toBe(201)
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { secret: { type: 'secureString' } },
    resources: [
      {
        type: `${type}/onlineEndpoints`,
        apiVersion: '2024-10-01',
        name: 'local/survivor',
        location: 'local',
        properties: { authMode: 'Key' },
      },
      {
        type: `${type}/onlineEndpoints/deployments`,
        apiVersion: '2024-10-01',
        name: "[concat('local/survivor/', createArray('blue', 'green', 'red')[copyIndex()])]",
        copy: { name: 'each', count: 3 },
        dependsOn: ['local/survivor'],
        location: 'local',
        tags: { secret: "[parameters('secret')]" },
        properties: { endpointComputeType: 'Managed', instanceType: 'Standard_DS3_v2', environmentId: 'azureml:e:1' },
      },
    ],
  }
  const body = { properties: { mode: 'Incremental', template, parameters: { secret: { value: 'kept-for-the-resume' } } } }
  await agent.call('PUT', `${group}/survivor?api-version=2021-04-01`, body).catch(() => undefined)
  const pid = agent.pid()
  await eventually('the agent is dead', () => {
    try {
      return !process.kill(pid, 0)
    } catch {
      // No such process: that is what is waited for.
      return true
    }
  })
  await agent.restart()

  const done = await eventually('the deployment ends', async () => {
    const { properties } = (await agent.call('GET', `${group}/survivor`)).body as {
      properties: { provisioningState: string; error?: unknown }
    }
    return ['Accepted', 'Running'].includes(properties.provisioningState) ? false : properties
  })
  expect(done.error).toBeUndefined()
  expect(done.provisioningState).toBe('Succeeded')
  const { value } = (await agent.call('GET', 'onlineEndpoints/survivor/deployments')).body as {
    value: { name: string; tags: object; properties: { provisioningState: string } }[]
  }
  expect(value.map(({ name, tags, properties }) => [name, tags, properties.provisioningState]).toSorted()).toEqual(
    ['blue', 'green', 'red'].map((name) => [name, { secret: 'kept-for-the-resume' }, 'Succeeded']),
  )
  const operations = (await agent.call('GET', '/_scorepoint/operations?endpoint=survivor')).body as
    | OperationView[]
    | { value: OperationView[] }
  const list = Array.isArray(operations) ? operations : operations.value
  expect(
    list
      .filter(({ kind, deployment }) => kind === 'create' && deployment)
      .map(({ deployment }) => deployment)
      .toSorted(),
  ).toEqual(['blue', 'green', 'red'])
})
