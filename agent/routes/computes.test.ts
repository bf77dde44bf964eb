import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl as ws } from '@/agent/routes/testing/agent-under-test'
import { computeSchema } from '@/lib/contract/arm/compute'
import { errorEnvelopeSchema } from '@/lib/contract/arm/error'
import { pageSchema } from '@/lib/contract/arm/operation'

let agent: AgentUnderTest
beforeAll(async () => {
  agent = await startAgentUnderTest()
})
afterAll(() => agent.close())

const resourceId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks'
const put = (name: string, properties: object) => agent.call('PUT', `${ws}/computes/${name}`, { location: 'westeurope', properties })

it('registers a Kubernetes compute as simulated, lists, shows and detaches it', async () => {
  const properties = {
    computeType: 'kubernetes',
    resourceId,
    description: 'the cluster',
    properties: { namespace: 'ml', instanceTypes: { small: {} } },
  }
  const created = await put('aks', properties)
  expect(created.status).toBe(201)
  expect(computeSchema.parse(await created.json())).toMatchObject({
    id: `${ws}/computes/aks`,
    type: 'Microsoft.MachineLearningServices/workspaces/computes',
    properties: { computeType: 'Kubernetes', isSimulated: true, isAttachedCompute: true, provisioningState: 'Succeeded', resourceId },
  })
  expect((await put('AKS', properties)).status).toBe(200)
  const listed = pageSchema(computeSchema).parse(await (await agent.call('GET', `${ws}/computes`)).json())
  expect(listed.value.map(({ name }) => name)).toEqual(['aks'])
  expect((await agent.call('GET', `${ws}/computes/Aks`)).status).toBe(200)
  const detach = () => agent.call('DELETE', `${ws}/computes/aks?underlyingResourceAction=Detach`)
  expect([(await detach()).status, (await detach()).status]).toEqual([200, 204])
  expect((await agent.call('GET', `${ws}/computes/aks`)).status).toBe(404)
})

it.each([
  ['another kind', 'cpu', { computeType: 'AmlCompute' }, 'properties.computeType'],
  ['a name', 'a_b', { computeType: 'Kubernetes' }, 'name'],
  ['a namespace', 'aks', { computeType: 'Kubernetes', properties: { namespace: 'No Space' } }, 'properties.properties.namespace'],
])('refuses %s and keeps nothing', async (_, name, properties, target) => {
  const answer = await put(name, properties)
  const { error } = errorEnvelopeSchema.parse(await answer.json())
  expect([answer.status, error.code, error.target]).toEqual([400, 'BadArgument', target])
  expect((await agent.call('GET', `${ws}/computes/${name}`)).status).toBe(404)
})
