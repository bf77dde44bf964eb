/** Every form in which a deployment may name a model, an environment or code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl as ws } from '@/agent/routes/testing/agent-under-test'
import { deploymentSchema } from '@/lib/contract/arm/deployment'
import { errorEnvelopeSchema } from '@/lib/contract/arm/error'

let agent: AgentUnderTest
let uploaded = { model: '', code: '' }
const put = (path: string, body: unknown) => agent.call('PUT', `${ws}/${path}`, body)

beforeAll(async () => {
  agent = await startAgentUnderTest()
  await agent.finish(await put('onlineEndpoints/named', { location: 'local', properties: { authMode: 'Key' } }))
  const model = await agent.upload('m', 'model', { 'model/weights.txt': 'weights' })
  const code = await agent.upload('c', 'src', { 'src/score.py': 'def init(): pass\ndef run(data): return 1\n' })
  uploaded = { model, code }
  for (const version of ['1', '2']) await put(`models/m/versions/${version}`, { properties: { modelUri: model } })
  await put('codes/c/versions/1', { properties: { codeUri: code } })
  for (const version of ['1', '2']) {
    const properties = { image: `img:${version}`, condaFile: 'dependencies: [python=3.11]' }
    await put(`environments/e/versions/${version}`, { properties })
  }
})
afterAll(() => agent.close())

const guid = '00000000-0000-0000-0000-00000000000a'
const bare = ws.slice(1)
const deploy = (changed: { model?: string; environmentId?: string; codeId?: string }, name = 'blue') =>
  put(`onlineEndpoints/named/deployments/${name}`, {
    properties: {
      endpointComputeType: 'Managed',
      model: changed.model ?? 'azureml:m:1',
      environmentId: changed.environmentId ?? 'azureml:e:1',
      codeConfiguration: { codeId: changed.codeId ?? `${ws}/codes/c/versions/1`, scoringScript: 'score.py' },
      instanceType: 'Standard_DS3_v2',
    },
  })

/** Address below a workspace, in the forms Azure's clients write it. */
const forms = (kind: string, name: string, version: string) => [
  `azureml:${name}:${version}`,
  `${ws}/${kind}/${name}/versions/${version}`,
  `azureml:${ws}/${kind}/${name}/versions/${version}`,
  `azureml://${bare}/${kind}/${name}/versions/${version}`,
  `azureml://locations/local/workspaces/${guid}/${kind}/${name}/versions/${version}`,
  ws.replace('resourceGroups', 'resourcegroups').concat(`/${kind}/${name}/versions/${version}`),
]

describe('references', () => {
  it('name a version of a model, an environment or code in every form', async () => {
    const all = [
      ...forms('models', 'm', '1').map((model) => ({ model })),
      ...forms('environments', 'e', '1').map((environmentId) => ({ environmentId })),
      ...forms('codes', 'c', '1').map((codeId) => ({ codeId })),
      { model: uploaded.model },
      { codeId: uploaded.code },
      {
        model: uploaded.model.replace(
          'azureml://',
          `azureml://${bare.replace('resourceGroups', 'resourcegroups').replace('/providers/Microsoft.MachineLearningServices', '')}/`,
        ),
      },
    ]
    for (const changed of all) {
      const answer = await deploy(changed)
      expect([200, 201], `${JSON.stringify(changed)}: ${await answer.clone().text()}`).toContain(answer.status)
      expect((await agent.finish(answer)).status, JSON.stringify(changed)).toBe('Succeeded')
    }
  })

  it('settle the newest version when the request is made', async () => {
    for (const latest of [
      'azureml:m@latest',
      `${ws}/models/m/labels/latest`,
      `azureml://locations/local/workspaces/${guid}/models/m/labels/latest`,
    ]) {
      const answer = await deploy({ model: latest })
      expect(deploymentSchema.parse(await answer.json()).properties.model, latest).toBe('azureml:m:2')
      await agent.finish(answer)
    }
  })

  it('of a registry are told with the commands that bring the asset here', async () => {
    const refused = async (changed: Parameters<typeof deploy>[0]) => {
      const answer = await deploy(changed, 'never')
      expect(answer.status).toBe(404)
      return errorEnvelopeSchema.parse(await answer.json()).error
    }
    const model = await refused({ model: 'azureml://registries/azureml/models/some-model/versions/4' })
    expect(model).toMatchObject({ code: 'Agent.RegistryAsset', target: 'properties.model' })
    expect(model.message).toContain('name it azureml:some-model:4')
    const [download, register] = model.details ?? []
    expect(download?.message).toContain('az ml model download --name some-model --version 4 --registry-name azureml --download-path .')
    expect(register?.message).toContain('ml_client.models.create_or_update(Model(name="some-model", version="4", path="./some-model"))')
    const environment = await refused({ environmentId: 'azureml://registries/azureml/environments/sklearn-1.5/labels/latest' })
    expect(environment).toMatchObject({ code: 'Agent.RegistryAsset', target: 'properties.environmentId' })
    expect(environment.details?.[0]?.message).toContain('az ml environment show --name sklearn-1.5 --label latest --registry-name azureml')
    expect(agent.control.listDeployments('named').map(({ name }) => name)).toEqual(['blue'])
  })

  it('of other things are refused in words', async () => {
    for (const [model, words] of [
      ['azureml:AzureML-sklearn-1.0:1', 'curated environment'],
      ['runs:/1234/model', 'an MLflow run'],
      ['azureml://jobs/one/outputs/model', 'a job output'],
      ['https://account.blob.core.windows.net/container/model', 'an address outside this computer'],
      ['azureml:m:9', 'There is no model "m:9" here.'],
      [`${ws}/environments/e/versions/1`, 'not one of the models'],
      ['m:1', 'names no model'],
    ] as const) {
      const answer = await deploy({ model }, 'never')
      expect(answer.status, model).toBe(400)
      expect(errorEnvelopeSchema.parse(await answer.json()).error.message, model).toContain(words)
    }
  })

  it('to the same code are found by its hash, whatever name is asked', async () => {
    const properties = { codeUri: uploaded.code, properties: { hash_sha256: 'abc', hash_version: '202208' } }
    await put('codes/hashed/versions/1', { properties })
    const find = async (query: string) =>
      ((await (await agent.call('GET', `${ws}/codes/just-made-up/versions?${query}`)).json()) as { value: { id: string }[] }).value
    expect(await find('hash=abc&hashVersion=202208')).toMatchObject([{ id: `${ws}/codes/hashed/versions/1` }])
    expect(await find('hash=abc&hashVersion=other')).toEqual([])
    expect(await find('hash=def&hashVersion=202208')).toEqual([])
    expect(await find('')).toEqual([])
  })
})
