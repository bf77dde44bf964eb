import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPermissions, signContainerSas } from '@/agent/blob/sas'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl } from '@/agent/routes/testing/agent-under-test'

let agent: AgentUnderTest
let sas = ''
beforeAll(async () => {
  agent = await startAgentUnderTest()
  const answer = await agent.call('POST', `${workspaceUrl}/datastores/workspaceblobstore/listSecrets`, { expirableSecret: true })
  sas = ((await answer.json()) as { sasToken: string }).sasToken
})
afterAll(() => agent.close())

const address = (path: string, query = '') => `/devstoreaccount1/azureml-blobstore/${path}?${query}${query ? '&' : ''}${sas}`
const bare = { authorization: undefined }
const upload = (path: string, body: string, headers: Record<string, string> = {}) =>
  agent.call('PUT', address(path), body, { ...bare, 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream', ...headers })

describe('blobs', () => {
  it('takes a whole upload and answers HEAD, GET, ranges and metadata', async () => {
    expect((await upload('LocalUpload/a/f.bin', '0123456789', { 'x-ms-meta-name': 'f' })).status).toBe(201)
    const head = await agent.call('HEAD', address('LocalUpload/a/f.bin'), undefined, bare)
    expect([head.status, head.headers.get('content-length'), head.headers.get('x-ms-meta-name')]).toEqual([200, '10', 'f'])
    const part = await agent.call('GET', address('LocalUpload/a/f.bin'), undefined, { ...bare, 'x-ms-range': 'bytes=2-4' })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
    expect((await agent.call('GET', address('LocalUpload/a/f.bin'), undefined, { ...bare, range: 'bytes=50-' })).status).toBe(416)
    const set = await agent.call('PUT', address('LocalUpload/a/f.bin', 'comp=metadata'), undefined, {
      ...bare,
      'x-ms-meta-upload_status': 'completed',
    })
    expect(set.status).toBe(200)
    const whole = await agent.call('GET', address('LocalUpload/a/f.bin'), undefined, bare)
    expect([whole.status, whole.headers.get('x-ms-meta-upload_status'), whole.headers.get('x-ms-meta-name'), await whole.text()]).toEqual([
      200,
      'completed',
      null,
      '0123456789',
    ])
  })

  it('joins blocks in the order of the list and refuses unknown ones', async () => {
    const ids = ['one', 'two'].map((id) => Buffer.from(id).toString('base64'))
    for (const [index, id] of ids.entries()) {
      const answer = await agent.call(
        'PUT',
        address('LocalUpload/b/big', `comp=block&blockid=${encodeURIComponent(id)}`),
        `part${index};`,
        bare,
      )
      expect(answer.status).toBe(201)
    }
    const list = (chosen: string[]) =>
      `<?xml version="1.0"?><BlockList>${chosen.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`
    const bad = await agent.call('PUT', address('LocalUpload/b/big', 'comp=blocklist'), list(['bm9uZQ==']), bare)
    expect(bad.status).toBe(400)
    const good = await agent.call('PUT', address('LocalUpload/b/big', 'comp=blocklist'), list(ids.toReversed()), bare)
    expect(good.status).toBe(201)
    expect(await (await agent.call('GET', address('LocalUpload/b/big'), undefined, bare)).text()).toBe('part1;part0;')
  })

  it('lists by prefix and delimiter, in pages', async () => {
    for (const path of ['list/x/1', 'list/x/2', 'list/y', 'list/z&w']) await upload(path, 'v')
    const listing = async (query: string) =>
      (await agent.call('GET', `/devstoreaccount1/azureml-blobstore?restype=container&comp=list&${query}&${sas}`, undefined, bare)).text()
    expect([...(await listing('prefix=list/')).matchAll(/<Name>(.*?)<\/Name>/g)].map((match) => match[1])).toEqual([
      'list/x/1',
      'list/x/2',
      'list/y',
      'list/z&amp;w',
    ])
    const folders = await listing('prefix=list/&delimiter=/')
    expect(folders).toContain('<BlobPrefix><Name>list/x/</Name></BlobPrefix>')
    expect(folders).not.toContain('list/x/1')
    const first = await listing('prefix=list/&maxresults=3')
    const marker = /<NextMarker>(.*?)<\/NextMarker>/.exec(first)?.[1] ?? ''
    expect(marker).toBe('list/y')
    expect(await listing(`prefix=list/&maxresults=3&marker=${marker}`)).toContain('<Name>list/z&amp;w</Name>')
  })

  it('answers 404 with the storage error code and refuses what it does not serve', async () => {
    const missing = await agent.call('HEAD', address('LocalUpload/none'), undefined, bare)
    expect([missing.status, missing.headers.get('x-ms-error-code')]).toEqual([404, 'BlobNotFound'])
    expect((await upload('x', 'v', { 'x-ms-blob-type': 'PageBlob' })).status).toBe(400)
    expect((await upload('x', 'v', { 'content-md5': createHash('md5').update('other').digest('base64') })).status).toBe(400)
    expect((await agent.call('DELETE', address('LocalUpload/a/f.bin'), undefined, bare)).status).toBe(405)
  })

  it('refuses an expired, a foreign, a read-only and a changed signature', async () => {
    const key = agent.assets.accountKey()
    const attempt = (token: string, container = 'azureml-blobstore') =>
      agent.call('PUT', `/devstoreaccount1/${container}/x?${token}`, 'v', { ...bare, 'x-ms-blob-type': 'BlockBlob' })
    expect((await attempt(signContainerSas(key, 'azureml-blobstore', 'racwl', -1000))).status).toBe(403)
    expect((await attempt(signContainerSas(key, 'azureml-blobstore', readPermissions, 60_000))).status).toBe(403)
    expect((await attempt(sas, 'other-container')).status).toBe(403)
    expect((await attempt(sas.replace('sp=racwl', 'sp=racwdl'))).status).toBe(403)
    expect((await attempt('')).status).toBe(403)
  })

  it('keeps every path inside its own folder and never stages one that leads out', async () => {
    for (const path of ['..%2Fescape', 'a/%2e%2e/%2e%2e/b', 'a//b', 'a%5Cb', 'a%00b', 'a/./b%2F..', `${'d/'.repeat(80)}f`]) {
      const answer = await upload(path, 'v')
      const stored = agent.assets.blobs.list('azureml-blobstore', '').map((blob) => blob.path)
      expect(stored.every((name) => !name.split('/').some((segment) => segment === '..' || segment === '.' || segment === ''))).toBe(true)
      if (answer.status !== 201) expect([400, 403, 404, 405]).toContain(answer.status)
    }
    await upload('LocalUpload/clash/m/file', '1')
    await upload('LocalUpload/clash/m/FILE', '2')
    const modelUri = 'azureml://datastores/workspaceblobstore/paths/LocalUpload/clash/m'
    const refused = await agent.call('PUT', `${workspaceUrl}/models/clash/versions/1`, { properties: { modelUri } })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('differ only in case')])
  })

  it('stages a folder below its last segment, a file directly, both read-only and once per content', async () => {
    await upload('LocalUpload/s1/model/a.txt', 'alpha')
    await upload('LocalUpload/s1/model/sub/b.txt', 'beta')
    await upload('LocalUpload/s2/single.pkl', 'bytes')
    const folder = agent.assets.model('azureml://datastores/workspaceblobstore/paths/LocalUpload/s1/model/')
    expect(readFileSync(join(folder.path, 'model', 'sub', 'b.txt'), 'utf8')).toBe('beta')
    expect(statSync(join(folder.path, 'model', 'a.txt')).mode & 0o222).toBe(0)
    const single = agent.assets.model('https://localhost:7443/azureml-blobstore/LocalUpload/s2/single.pkl')
    expect(readdirSync(single.path)).toEqual(['single.pkl'])
    const code = agent.assets.code('https://localhost:7443/devstoreaccount1/azureml-blobstore/LocalUpload/s1/model')
    expect([code.folderName, existsSync(join(code.path, 'a.txt'))]).toEqual(['model', true])
    const before = readdirSync(agent.layout.assets).length
    agent.assets.model('azureml://datastores/workspaceblobstore/paths/LocalUpload/s1/model')
    expect(readdirSync(agent.layout.assets)).toHaveLength(before)
  })
})

describe('datastore', () => {
  it('gives Python clients an account name that leads their uploads here, others a clean one', async () => {
    const read = async (agentName: string) => {
      const answer = await agent.call('GET', `${workspaceUrl}/datastores/WorkspaceBlobStore`, undefined, { 'user-agent': agentName })
      return ((await answer.json()) as { properties: { accountName: string } }).properties.accountName
    }
    expect(await read('azure-ai-ml/1.4.0 azsdk-python-mgmt-machinelearningservices/0.1.0')).toBe('localhost:7443/devstoreaccount1#')
    expect(await read('scorepoint')).toBe('devstoreaccount1')
    expect((await agent.call('GET', `${workspaceUrl}/datastores/other`)).status).toBe(404)
  })
})
