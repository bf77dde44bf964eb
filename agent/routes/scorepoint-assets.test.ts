import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import type { AssetDetail, AssetSummary, AssetVersionDetail } from '@/lib/contract/assets'

let agent: AgentUnderTest
beforeEach(async () => {
  agent = await startAgentUnderTest()
})
afterEach(() => agent.close())

const json = async <T>(path: string): Promise<T> => (await (await agent.call('GET', path)).json()) as T
const put = (path: string, properties: object) => agent.call('PUT', `${workspaceUrl}/${path}`, { properties })
const sha = (text: string) => createHash('sha256').update(text).digest('hex')

async function register(version: string): Promise<void> {
  const modelUri = await agent.upload(`h${version}`, 'model', { 'model/weights.bin': `w${version}`, 'model/sub/card.md': '# card' })
  expect((await put(`models/iris/versions/${version}`, { modelUri, description: `v${version}`, tags: { team: 'a' } })).status).toBe(201)
}

async function deploy(model: string): Promise<void> {
  const code = await agent.upload('code', 'src', { 'src/score.py': 'def init(): pass\ndef run(data): return data\n' })
  await put('codes/c/versions/1', { codeUri: code })
  await put('environments/env/versions/1', { image: 'img', condaFile: 'dependencies: [python=3.11]' })
  const endpoint = await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/flowers`, {
    location: 'local',
    properties: { authMode: 'Key' },
  })
  await agent.finish(endpoint)
  const deployment = await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/flowers/deployments/blue`, {
    location: 'local',
    sku: { name: 'Default', capacity: 1 },
    properties: {
      endpointComputeType: 'Managed',
      model,
      environmentId: 'azureml:env:1',
      codeConfiguration: { codeId: 'azureml:c:1', scoringScript: 'score.py' },
      instanceType: 'Standard_DS3_v2',
    },
  })
  expect(deployment.status).toBe(201)
  await agent.finish(deployment)
}

it('lists models with latest version, size and the deployments that use them', async () => {
  await register('1')
  await register('2')
  await deploy('azureml:iris:1')
  const [iris] = await json<AssetSummary[]>('/_scorepoint/assets/models')
  expect(iris).toMatchObject({
    name: 'iris',
    latestVersion: '2',
    versions: 2,
    type: 'custom_model',
    sizeBytes: 8,
    usedBy: ['flowers/blue'],
  })
  const detail = await json<AssetDetail>('/_scorepoint/assets/models/iris')
  expect(detail.versionList.map(({ version, usedBy, fileCount }) => [version, usedBy, fileCount])).toEqual([
    ['2', [], 2],
    ['1', ['flowers/blue'], 2],
  ])
  const [environment] = await json<AssetSummary[]>('/_scorepoint/assets/environments')
  expect(environment).toMatchObject({ name: 'env', type: 'image + conda', usedBy: ['flowers/blue'] })
})

it('shows the files of a version with checksums, and gives their bytes', async () => {
  await register('1')
  const at = '/_scorepoint/assets/models/iris/versions/1'
  const { files } = await json<AssetVersionDetail>(at)
  expect([...files].sort((a, b) => a.path.localeCompare(b.path))).toEqual([
    { path: 'model/sub/card.md', sizeBytes: 6, sha256: sha('# card') },
    { path: 'model/weights.bin', sizeBytes: 2, sha256: sha('w1') },
  ])
  expect(await (await agent.call('GET', `${at}/file?path=model%2Fsub%2Fcard.md`)).text()).toBe('# card')
  const outside = await agent.call('GET', `${at}/file?path=..%2F..%2Fagent.db`)
  expect([outside.status, (await outside.json()).error.message]).toEqual([404, 'iris:1 has no file "../../agent.db".'])
})

it('archives a version and a name as Azure does: hidden from lists, still there and usable', async () => {
  await register('1')
  await register('2')
  const version = `models/iris/versions/2`
  const { properties } = await json<{ properties: object }>(`${workspaceUrl}/${version}`)
  expect((await put(version, { ...properties, isArchived: true })).status).toBe(200)
  const active = await json<{ value: { name: string }[] }>(`${workspaceUrl}/models/iris/versions`)
  expect(active.value.map(({ name }) => name)).toEqual(['1'])
  expect(await json<AssetDetail>('/_scorepoint/assets/models/iris')).toMatchObject({ latestVersion: '1', versions: 2, isArchived: false })
  await deploy('azureml:iris:2')
  expect((await put('models/iris', { isArchived: true })).status).toBe(200)
  expect((await json<{ value: unknown[] }>(`${workspaceUrl}/models`)).value).toEqual([])
  expect(await json<AssetSummary[]>('/_scorepoint/assets/models')).toMatchObject([{ isArchived: true, usedBy: ['flowers/blue'] }])
})

it('says what an environment would be here, and refuses to delete what a deployment uses', async () => {
  await register('1')
  await deploy('azureml:iris:1')
  await put('environments/bare/versions/1', { image: 'img' })
  const of = async (name: string) => (await json<AssetVersionDetail>(`/_scorepoint/assets/environments/${name}/versions/1`)).build
  expect(await of('env')).toMatchObject({ state: 'notBuilt', pythonVersion: '0.0.0' })
  expect(await of('bare')).toEqual({ state: 'needsDocker', deviations: [] })
  const refused = await agent.call('DELETE', `${workspaceUrl}/models/iris/versions/1`)
  expect([refused.status, (await refused.json()).error.message]).toEqual([409, expect.stringContaining('flowers/blue')])
})
