import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AssetStore, createAssetStore } from '@/agent/assets/asset-store'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import { createResourceStore } from '@/agent/store/resource-store'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { homeLayout } from '@/lib/domain/home-layout'

let home: string
let db: AgentDatabase
let assets: AssetStore
const layout = () => homeLayout(home)
const at = new Date(0).toISOString()
const address = (path: string) => `azureml://datastores/workspaceblobstore/paths/LocalUpload/${path}`
const stored = () => readdirSync(join(layout().assets, 'blobs')).length

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-assets-'))
  db = openDatabase(layout().agentDb)
  assets = createAssetStore(db, layout())
})
afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const upload = (path: string, text: string) =>
  assets.blobs.put('azureml-blobstore', `LocalUpload/${path}`, Readable.from([Buffer.from(text)]), {
    contentType: 'text/plain',
    metadata: {},
  })

const runs = (model?: string): Deployment => ({ properties: { endpointComputeType: 'Managed', model } })

/** An endpoint with one deployment whose generation 1 serves and whose generation 2 failed. */
function deploy(serving: Deployment, newest: Deployment): void {
  const resources = createResourceStore(db)
  const both = { specHash: '', state: 'Failed' as const, createdAt: at, modifiedAt: at }
  resources.saveEndpoint({ ...both, uid: 'e', name: 'Prices', endpointKey: 'prices', spec: { properties: { authMode: 'Key' } } })
  resources.saveDeployment({
    ...both,
    uid: 'd',
    endpointUid: 'e',
    name: 'Blue',
    endpointKey: 'prices',
    deploymentKey: 'blue',
    spec: newest,
    generation: 2,
    observedGeneration: 1,
    replicas: 1,
    stopped: false,
  })
  for (const [index, spec] of [serving, newest].entries()) {
    const { model } = spec.properties
    const found = model ? assets.model(model) : undefined
    resources.saveRevision({ resourceUid: 'd', generation: index + 1, spec, resolved: found ? { model: found } : {} })
  }
}

it('keeps what the serving generation was made from, also after an update to another version failed', async () => {
  await upload('one/model', 'old')
  await upload('two/model', 'new')
  for (const [version, folder] of [
    ['1', 'one'],
    ['2', 'two'],
    ['3', 'two'],
  ] as const)
    assets.putVersion('models', 'm', version, { modelUri: address(`${folder}/model`) })
  deploy(runs('azureml:m:1'), runs('azureml:M@latest'))
  const users = (version?: string) => assets.users('models', 'm', version)
  expect([users(), users('1'), users('2'), users('3')]).toEqual([['Prices/Blue'], ['Prices/Blue'], [], ['Prices/Blue']])
})

it('stages files named by their address alone and keeps them over a restart', async () => {
  await upload('loose/model', 'loose')
  deploy(runs(address('loose/model')), runs())
  const { path } = assets.model(address('loose/model'))
  assets.putVersion('models', 'same', '1', { modelUri: address('loose/model') })
  assets.deleteVersion('models', 'same', '1')
  createAssetStore(db, layout())
  expect(existsSync(path)).toBe(true)
  createResourceStore(db).remove('d')
  createAssetStore(db, layout())
  expect(existsSync(path)).toBe(false)
})

it('frees the disk when the last version of an upload goes', async () => {
  await upload('a/model/weights', 'weights')
  await upload('a/model/config', 'config')
  await upload('b/other', 'config')
  const modelUri = address('a/model')
  assets.putVersion('models', 'm', '1', { modelUri })
  assets.putVersion('models', 'm', '2', { modelUri: `${modelUri}/` })
  assets.deleteVersion('models', 'm', '1')
  expect(stored()).toBe(2)
  assets.deleteContainer('models', 'm')
  expect(readdirSync(layout().assets)).toEqual(['blobs'])
  expect(stored()).toBe(1)
  expect(assets.blobs.list('azureml-blobstore', '').map((blob) => blob.path)).toEqual(['LocalUpload/b/other'])
})
