import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl as ws } from '@/agent/routes/testing/agent-under-test'
import { endpointSchema } from '@/lib/contract/arm/endpoint'
import { errorEnvelopeSchema } from '@/lib/contract/arm/error'
import type { EndpointStatus } from '@/lib/contract/scorepoint'

let agent: AgentUnderTest
const path = `${ws}/onlineEndpoints/shadowed`

beforeAll(async () => {
  agent = await startAgentUnderTest()
  await agent.finish(await agent.call('PUT', path, { properties: { authMode: 'Key' } }))
  const codeUri = await agent.upload('mirror', 'src', { 'src/score.py': 'def init(): pass\ndef run(data): return 1\n' })
  await agent.call('PUT', `${ws}/codes/mirror/versions/1`, { properties: { codeUri } })
  const condaFile = 'dependencies: [python=3.11]'
  await agent.call('PUT', `${ws}/environments/mirror/versions/1`, { properties: { image: 'img', condaFile } })
  const deployment = {
    properties: {
      endpointComputeType: 'Managed',
      instanceType: 'Standard_DS3_v2',
      environmentId: 'azureml:mirror:1',
      codeConfiguration: { codeId: `${ws}/codes/mirror/versions/1`, scoringScript: 'score.py' },
    },
  }
  for (const name of ['blue', 'Green', 'red']) {
    expect((await agent.finish(await agent.call('PUT', `${path}/deployments/${name}`, deployment))).status).toBe('Succeeded')
  }
})
afterAll(() => agent.close())

const put = (properties: object) => agent.call('PUT', path, { properties: { authMode: 'Key', traffic: { blue: 100 }, ...properties } })
const stored = async () => endpointSchema.parse(await (await agent.call('GET', path)).json()).properties
const status = async () => (await (await agent.call('GET', '/_scorepoint/endpoints/shadowed')).json()) as EndpointStatus

it('keeps one target in the spelling of the deployment and says it in the status', async () => {
  expect((await agent.finish(await put({ mirrorTraffic: { green: 10 } }))).status).toBe('Succeeded')
  expect((await stored()).mirrorTraffic).toEqual({ Green: 10 })
  expect((await status()).mirrorTraffic).toEqual({ Green: 10 })
})

it.each([
  ['more than 50 percent', { mirrorTraffic: { green: 51 } }, 'mirrorTraffic.green is 51; it must be a whole percent up to 50.'],
  ['half percents', { mirrorTraffic: { green: 2.5 } }, 'mirrorTraffic.green is 2.5'],
  ['less than none', { mirrorTraffic: { green: -1 } }, 'mirrorTraffic.green is -1'],
  ['two targets', { mirrorTraffic: { green: 10, red: 10 } }, 'mirrorTraffic names 2 deployments; exactly one is possible.'],
  ['a target with live traffic', { mirrorTraffic: { Blue: 10 } }, 'Blue gets 100 percent live traffic and mirrored traffic'],
  ['an unknown target', { mirrorTraffic: { white: 10 } }, 'mirrorTraffic.white: the endpoint has no deployment white.'],
])('refuses %s and changes nothing', async (_, properties, message) => {
  const before = await stored()
  const answer = await put(properties)
  const { error } = errorEnvelopeSchema.parse(await answer.json())
  expect([answer.status, error.code, error.target]).toEqual([400, 'BadArgument', 'properties.mirrorTraffic'])
  expect(error.message).toContain(message)
  expect(await stored()).toEqual(before)
})

it('refuses live traffic for the target until it is no target any more', async () => {
  const move = (mirrorTraffic: object) => put({ traffic: { blue: 50, green: 50 }, mirrorTraffic })
  expect((await move({ green: 10 })).status).toBe(400)
  expect((await agent.finish(await move({ green: 0 }))).status).toBe('Succeeded')
  expect((await status()).mirrorTraffic).toBeUndefined()
  await agent.finish(await put({}))
})

it('is switched off by 0, and erased by a PUT of a client that does not know the field', async () => {
  await agent.finish(await put({ mirrorTraffic: { green: 20 } }))
  await agent.finish(await put({ mirrorTraffic: { green: 0 } }))
  expect((await status()).mirrorTraffic).toBeUndefined()
  await agent.finish(await put({ mirrorTraffic: { green: 20 } }))
  await agent.finish(await put({}))
  expect((await stored()).mirrorTraffic).toEqual({})
})

it('goes with its target', async () => {
  await agent.finish(await put({ mirrorTraffic: { red: 20 } }))
  await agent.finish(await agent.call('DELETE', `${path}/deployments/red`))
  expect((await stored()).mirrorTraffic).toEqual({})
  expect((await stored()).traffic).toEqual({ blue: 100 })
})
