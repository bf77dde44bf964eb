import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl as ws } from '@/agent/routes/testing/agent-under-test'
import { assetContainerSchema, environmentVersionSchema, modelVersionSchema } from '@/lib/contract/arm/asset'
import { deploymentSchema } from '@/lib/contract/arm/deployment'
import { endpointKeysSchema, endpointSchema } from '@/lib/contract/arm/endpoint'
import { errorEnvelopeSchema } from '@/lib/contract/arm/error'
import { operationStatusSchema, pageSchema } from '@/lib/contract/arm/operation'
import type { EndpointStatus } from '@/lib/contract/scorepoint'

let agent: AgentUnderTest
beforeAll(async () => {
  agent = await startAgentUnderTest()
})
afterAll(() => agent.close())

async function read<T extends z.ZodType>(schema: T, response: Response, status = 200): Promise<z.infer<T>> {
  const text = await response.text()
  expect(`${response.status} ${response.status === status ? '' : text}`).toBe(`${status} `)
  return schema.parse(JSON.parse(text))
}
const put = (path: string, body: unknown, headers = {}) => agent.call('PUT', `${ws}/${path}`, body, headers)
const get = (path: string) => agent.call('GET', `${ws}/${path}`)
const remove = (path: string) => agent.call('DELETE', `${ws}/${path}`)
const post = (path: string, body?: unknown) => agent.call('POST', `${ws}/${path}`, body)
const failure = async (response: Response, status: number) => (await read(errorEnvelopeSchema, response, status)).error

async function makeEndpoint(name: string) {
  const response = await put(`onlineEndpoints/${name}`, { location: 'local', properties: { authMode: 'Key' } })
  expect((await agent.finish(response)).status).toBe('Succeeded')
}
async function makeAssets(suffix: string) {
  const modelUri = await agent.upload(`m${suffix}`, 'model', { 'model/weights.txt': `weights ${suffix}`, 'model/deep/a.txt': 'a' })
  const codeUri = await agent.upload(`c${suffix}`, 'src', { 'src/score.py': 'def init(): pass\ndef run(data): return 1\n' })
  await put(`models/m${suffix}/versions/1`, { properties: { modelUri } })
  await put(`codes/c${suffix}/versions/1`, { properties: { codeUri } })
  await put(`environments/e${suffix}/versions/1`, { properties: { image: 'img', condaFile: 'dependencies: [python=3.11]' } })
  return {
    endpointComputeType: 'Managed',
    model: `azureml:m${suffix}:1`,
    environmentId: `azureml:e${suffix}@latest`,
    codeConfiguration: { codeId: `${ws}/codes/c${suffix}/versions/1`, scoringScript: 'score.py' },
    instanceType: 'Standard_DS3_v2',
  }
}

describe('endpoints', () => {
  it('keeps unknown properties, answers in the scope and host of the caller and matches paths without case', async () => {
    const body = { location: 'westeurope', tags: { a: '1' }, properties: { authMode: 'key', newField: { x: 1 }, traffic: {} } }
    const created = await agent.call('PUT', `${ws}/onlineEndpoints/First?api-version=2099-01-01`, body, { host: '127.0.0.1:7443' })
    const address = created.headers.get('azure-asyncoperation') ?? ''
    expect(address).toMatch(/^https:\/\/127\.0\.0\.1:7443\/subscriptions\/Sub-1\/.*\/mfeOperationsStatus\/[\w-]+\?api-version=2099-01-01$/)
    expect(created.headers.get('x-ms-async-operation-timeout')).toBe('PT1H')
    const endpoint = await read(endpointSchema, created, 201)
    expect(endpoint).toMatchObject({ id: `${ws}/onlineEndpoints/First`, name: 'First', tags: { a: '1' } })
    expect(endpoint.properties).toMatchObject({
      authMode: 'Key',
      newField: { x: 1 },
      traffic: {},
      mirrorTraffic: {},
      provisioningState: 'Creating',
    })
    expect(endpoint.properties.scoringUri).toBe('http://127.0.0.1:7080/api/v1/endpoint/First/score')
    expect((await agent.finish(created)).status).toBe('Succeeded')
    const again = await agent.call(
      'GET',
      `${ws.replace('Microsoft', 'microsoft').replace('resourceGroups', 'RESOURCEGROUPS')}/ONLINEENDPOINTS/fIRST`,
    )
    expect((await read(endpointSchema, again)).properties.provisioningState).toBe('Succeeded')
    const unchanged = await put('onlineEndpoints/first', body)
    expect(unchanged.status).toBe(200)
  })

  it('never answers keys except by listKeys, and makes a new one when asked with the present one', async () => {
    const sent = { properties: { authMode: 'Key', keys: { primaryKey: 'p'.repeat(32), secondaryKey: 's'.repeat(32) } } }
    const created = await put('onlineEndpoints/keyed', sent)
    expect((await read(endpointSchema, created.clone(), 201)).properties.keys).toBeUndefined()
    await agent.finish(created)
    const keys = await read(endpointKeysSchema, await post('onlineEndpoints/keyed/listkeys'))
    expect(keys.primaryKey).toBe('p'.repeat(32))
    const rotate = (keyValue: string) =>
      agent.call(
        'POST',
        `${ws}/onlineEndpoints/keyed/regenerateKeys`,
        { keyType: 'primary', keyValue },
        { 'x-ms-client-request-id': 'rotate-1' },
      )
    const rotated = await rotate(keys.primaryKey)
    expect(rotated.status).toBe(202)
    expect(new URL(rotated.headers.get('location') ?? '').pathname).toContain('/mfeOperationResults/')
    await agent.finish(rotated)
    const result = new URL(rotated.headers.get('location') ?? '')
    expect((await agent.call('GET', result.pathname)).status).toBe(204)
    const after = await read(endpointKeysSchema, await post('onlineEndpoints/keyed/listKeys'))
    expect(after.primaryKey).not.toBe(keys.primaryKey)
    expect(after.secondaryKey).toBe(keys.secondaryKey)
    // The answer got lost and the client asks again: the same operation, and no second key.
    expect((await rotate(keys.primaryKey)).headers.get('location')).toBe(rotated.headers.get('location'))
    expect(await read(endpointKeysSchema, await post('onlineEndpoints/keyed/listKeys'))).toEqual(after)
    expect(
      (await failure(await post('onlineEndpoints/keyed/regenerateKeys', { keyType: 'Primary', keyValue: 'k' }), 400)).message,
    ).toContain('16')
    expect((await failure(await post('onlineEndpoints/keyed/token'), 400)).message).toContain('listKeys')
  })

  it('gives tokens to token endpoints only', async () => {
    await agent.finish(await put('onlineEndpoints/tokened', { properties: { authMode: 'AMLToken' } }))
    const token = (await (await post('onlineEndpoints/tokened/token')).json()) as Record<string, unknown>
    expect(token).toMatchObject({ tokenType: 'Bearer', accessToken: expect.any(String), expiryTimeUtc: expect.any(Number) })
    await failure(await post('onlineEndpoints/tokened/listKeys'), 400)
  })

  it('pages lists with absolute links that keep the query', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await makeEndpoint(name)
    const names: string[] = []
    let path = `${ws}/onlineEndpoints?count=2&api-version=1`
    while (path) {
      const found = await read(pageSchema(endpointSchema), await agent.call('GET', path))
      names.push(...found.value.map((endpoint) => endpoint.name ?? ''))
      const next = found.nextLink ? new URL(found.nextLink) : undefined
      if (next) expect([next.origin, next.searchParams.get('count')]).toEqual(['https://localhost:7443', '2'])
      path = next ? next.pathname + next.search : ''
    }
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['page-a', 'page-b', 'page-c']))
  })

  it('answers an idempotent PUT with the same operation and refuses the id for another body', async () => {
    const body = { properties: { authMode: 'Key' } }
    const first = await put('onlineEndpoints/once', body, { 'x-ms-client-request-id': 'id-1' })
    const second = await put('onlineEndpoints/once', body, { 'x-ms-client-request-id': 'id-1' })
    expect(second.headers.get('azure-asyncoperation')).toBe(first.headers.get('azure-asyncoperation'))
    await failure(await put('onlineEndpoints/once', { ...body, tags: { a: 'b' } }, { 'x-ms-client-request-id': 'id-1' }), 409)
  })

  it('deletes with 202 and a location, then 204', async () => {
    await makeEndpoint('doomed')
    const started = await remove('onlineEndpoints/doomed')
    expect(started.status).toBe(202)
    expect((await agent.finish(started)).status).toBe('Succeeded')
    await failure(await get('onlineEndpoints/doomed'), 404)
    expect((await remove('onlineEndpoints/doomed')).status).toBe(204)
  })
})

describe('deployments', () => {
  it('walks from PUT through the operation to Succeeded, with latest settled, then patch, logs, stop and delete', async () => {
    await makeEndpoint('serve')
    const properties = await makeAssets('1')
    const body = { location: 'local', sku: { name: 'Default', capacity: 1 }, properties }
    const deploy = () => put('onlineEndpoints/serve/deployments/Blue', body, { 'x-ms-client-request-id': 'deploy-1' })
    const created = await deploy()
    const deployment = await read(deploymentSchema, created.clone(), 201)
    expect(deployment).toMatchObject({ id: `${ws}/onlineEndpoints/serve/deployments/Blue`, sku: { capacity: 1 } })
    expect(deployment.properties).toMatchObject({
      environmentId: 'azureml:e1:1',
      scaleSettings: { scaleType: 'Default' },
      endpointComputeType: 'Managed',
    })
    // Repeated after a newer version was registered, `@latest` still means what it meant.
    await put('environments/e1/versions/2', { properties: { image: 'img', condaFile: 'dependencies: [python=3.12]' } })
    const repeated = await deploy()
    expect(repeated.headers.get('azure-asyncoperation')).toBe(created.headers.get('azure-asyncoperation'))
    const running = new URL(created.headers.get('azure-asyncoperation') ?? '')
    const polled = await agent.call('GET', running.pathname)
    const state = await read(operationStatusSchema, polled)
    if (state.status === 'InProgress') expect(polled.headers.get('retry-after')).toBe('1')
    expect((await agent.finish(created)).status).toBe('Succeeded')

    const list = await read(pageSchema(deploymentSchema), await get('onlineEndpoints/serve/deployments'))
    expect(list.value.map((one) => one.properties.provisioningState)).toEqual(['Succeeded'])
    const patched = await agent.call('PATCH', `${ws}/onlineEndpoints/serve/deployments/blue`, { sku: { capacity: 2 } })
    expect(patched.status).toBe(202)
    await agent.finish(patched)
    expect((await read(deploymentSchema, await get('onlineEndpoints/serve/deployments/blue'))).sku?.capacity).toBe(2)
    const skus = (await (await get('onlineEndpoints/serve/deployments/blue/skus')).json()) as { value: unknown[] }
    expect(skus.value).toHaveLength(1)

    const status = (await (await agent.call('GET', '/_scorepoint/endpoints/serve')).json()) as EndpointStatus
    const instance = status.deployments[0]?.instances.at(-1)?.id ?? ''
    const directory = agent.control.logDirectory('serve', 'blue')
    mkdirSync(directory, { recursive: true })
    appendFileSync(join(directory, `${instance}.inference-server.log`), '2026-01-02 03:04:05,678 I [1] azmlinfsrv - hello\nplain\n')
    const logs = (await (await post('onlineEndpoints/serve/deployments/blue/getLogs', { tail: 1 })).json()) as { content: string }
    expect(logs).toEqual({ content: 'plain\n' })

    const stopped = await agent.call('POST', '/_scorepoint/endpoints/serve/deployments/blue/stop')
    expect(stopped.status).toBe(202)
    expect((await failure(await remove('models/m1/versions/1'), 409)).message).toContain('serve/Blue')
    await failure(await remove('environments/e1'), 409)
    const { operationId } = (await stopped.json()) as { operationId: string }
    await expect
      .poll(async () => ((await (await agent.call('GET', `/_scorepoint/operations/${operationId}`)).json()) as { status: string }).status)
      .toBe('Succeeded')
    await agent.finish(await remove('onlineEndpoints/serve'))
    expect((await remove('models/m1/versions/1')).status).toBe(200)
    expect((await remove('models/m1/versions/1')).status).toBe(204)
  })

  it('names what a deployment refers to and does not exist, at once and with its field', async () => {
    await makeEndpoint('missing')
    const properties = await makeAssets('2')
    const target = 'onlineEndpoints/missing/deployments/blue'
    const model = await failure(await put(target, { properties: { ...properties, model: 'azureml:nothing:1' } }), 400)
    expect(model).toMatchObject({ code: 'BadArgument', target: 'properties.model' })
    await failure(await put('onlineEndpoints/nowhere/deployments/blue', { properties }), 404)
    expect(agent.control.listDeployments('missing')).toEqual([])
  })
})

describe('assets', () => {
  it('keeps versions immutable, counts the next one and lets only tags and archive state change', async () => {
    await failure(await get('models/counted'), 404)
    const modelUri = await agent.upload('counted', 'model.pkl', { 'model.pkl': 'one' })
    const properties = { modelUri, tags: { a: '1' }, isAnonymous: false }
    const created = await read(modelVersionSchema, await put('models/counted/versions/3', { properties }), 201)
    expect(created.properties).toMatchObject({ flavors: {}, modelType: 'custom_model', modelUri })
    await read(
      modelVersionSchema,
      await put('models/counted/versions/3', { properties: { ...properties, tags: { a: '2' }, isArchived: true } }),
    )
    const container = await read(assetContainerSchema, await get('models/counted'))
    expect(container.properties).toMatchObject({ nextVersion: '4', latestVersion: null })
    const other = await agent.upload('other', 'model.pkl', { 'model.pkl': 'two' })
    const refused = await failure(await put('models/counted/versions/3', { properties: { modelUri: other } }), 409)
    expect(refused).toMatchObject({ code: 'UserError', message: 'Asset paths cannot be updated.' })
    const archived = await read(pageSchema(modelVersionSchema), await get('models/counted/versions?listViewType=ArchivedOnly'))
    const active = await read(pageSchema(modelVersionSchema), await get('models/counted/versions'))
    expect([archived.value.length, active.value.length]).toEqual([1, 0])
    await failure(await put('models/counted/versions/4', { properties: { modelUri: modelUri.replace('counted', 'never-uploaded') } }), 400)
    await failure(await put('models/counted/versions/4', { properties: {} }), 400)
    expect(agent.assets.model('azureml:counted:3')).toMatchObject({ name: 'counted', version: '3', modelType: 'custom_model' })
  })

  it('refuses a changed environment and accepts the same one again', async () => {
    const properties = { image: 'img:1', condaFile: 'name: x' }
    await read(environmentVersionSchema, await put('environments/env/versions/1', { properties }), 201)
    await read(environmentVersionSchema, await put('environments/env/versions/1', { properties: { ...properties, description: 'new' } }))
    const refused = await failure(await put('environments/env/versions/1', { properties: { ...properties, image: 'img:2' } }), 409)
    expect(refused.message).toContain('image')
    await failure(await put('environments/env/versions/2', { properties: {} }), 400)
    await failure(await put('environments/bad%20name/versions/1', { properties }), 400)
  })

  it('finds uploaded code by its hash and gives an upload container with a signature of its own', async () => {
    const ticket = (await (
      await post('codes/mine/versions/1/startPendingUpload', { pendingUploadType: 'TemporaryBlobReference' })
    ).json()) as {
      blobReferenceForConsumption: { blobUri: string; credential: { sasUri: string } }
    }
    const { blobUri, credential } = ticket.blobReferenceForConsumption
    const target = new URL(credential.sasUri)
    const uploaded = await agent.call('PUT', `${target.pathname}/score.py${target.search}`, 'def run(): pass', {
      'x-ms-blob-type': 'BlockBlob',
      authorization: undefined,
    })
    expect(uploaded.status).toBe(201)
    const hash = { hash_sha256: 'abc', hash_version: 202_208 }
    await put('codes/mine/versions/1', { properties: { codeUri: blobUri, properties: hash } })
    const found = (await (await get('codes/mine/versions?hash=abc&hashVersion=202208')).json()) as { value: unknown[] }
    const none = (await (await get('codes/mine/versions?hash=abd')).json()) as { value: unknown[] }
    expect([found.value.length, none.value.length]).toEqual([1, 0])
    const stranger = target.pathname.replace('upload-', 'upload0-')
    expect((await agent.call('PUT', `${stranger}/score.py${target.search}`, 'x', { 'x-ms-blob-type': 'BlockBlob' })).status).toBe(403)
  })
})
