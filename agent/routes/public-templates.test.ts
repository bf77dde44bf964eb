import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import { templateDeploymentViewSchema } from '@/lib/contract/arm/template-deployment'

const fixtures = join(import.meta.dirname, '../../../shared/fixtures/azureml-examples/arm-templates')
const group = '/subscriptions/Sub-1/resourcegroups/Group/providers/Microsoft.Resources/deployments'
let agent: AgentUnderTest

beforeAll(async () => {
  agent = await startAgentUnderTest()
})
afterAll(() => agent.close())

/** Deploys and waits; the whole view. */
async function deploy(name: string, sent: unknown) {
  await agent.finish(await agent.call('PUT', `${group}/${name}?api-version=2021-04-01`, sent))
  return templateDeploymentViewSchema.parse(await (await agent.call('GET', `${group}/${name}`)).json())
}

describe('Microsoft’s public templates', () => {
  const there = existsSync(fixtures)
  if (!there) console.log('skipped: the public azureml-examples templates are not beside this checkout')
  const read = (name: string) => JSON.parse(readFileSync(join(fixtures, name), 'utf8')) as unknown

  it.skipIf(!there)('deploy code, model, environment, endpoint and deployment', async () => {
    const modelUri = await agent.upload('cccc', 'model', { 'model/weights.txt': 'w' })
    const codeUri = await agent.upload('dddd', 'code', { 'code/score.py': 'def init(): pass\ndef run(d): return d\n' })
    const steps: [string, Record<string, unknown>][] = [
      ['code-version', { codeAssetName: 'ms-code', codeUri }],
      ['model-version', { modelAssetName: 'ms-model', modelUri }],
      [
        'environment-version',
        {
          environmentAssetName: 'ms-env',
          condaFile: 'dependencies: [python=3.11]',
          dockerImage: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest',
        },
      ],
      ['online-endpoint', { location: 'local', onlineEndpointName: 'ms-endpoint', identityType: 'SystemAssigned' }],
      [
        'online-endpoint-deployment',
        {
          location: 'local',
          onlineEndpointName: 'ms-endpoint',
          codeId: `${workspaceUrl}/codes/ms-code/versions/1`,
          environmentId: `${workspaceUrl}/environments/ms-env/versions/1`,
          model: `${workspaceUrl}/models/ms-model/versions/1`,
          endpointComputeType: 'Managed',
          skuName: 'Default',
          skuCapacity: 1,
        },
      ],
    ]
    for (const [name, parameters] of steps) {
      const sent = {
        properties: {
          mode: 'Incremental',
          template: read(`${name}.json`),
          parameters: Object.fromEntries(Object.entries({ workspaceName: 'Space', ...parameters }).map(([key, value]) => [key, { value }])),
        },
      }
      const done = await deploy(`ms-${name}`, sent)
      expect(done.properties.error, name).toBeUndefined()
      expect(done.properties.provisioningState).toBe('Succeeded')
    }
    const made = (await (await agent.call('GET', `${workspaceUrl}/onlineEndpoints/ms-endpoint/deployments/blue`)).json()) as object
    expect(made).toMatchObject({ tags: { tag1: 'value1' }, properties: { provisioningState: 'Succeeded' } })
  })
})
