import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeBuildLock } from '@/agent/environments/build-lock'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import type { EngineView } from '@/lib/contract/engine'
import type { OperationView } from '@/lib/contract/scorepoint'
import type { CleanResult, StorageReport } from '@/lib/contract/storage'

let agent: AgentUnderTest
/** The environment of the deployment below, as the fake resolver names it. */
let usedHash = ''
const properties = {
  endpointComputeType: 'Managed',
  environmentId: 'azureml:e:1',
  codeConfiguration: { codeId: 'azureml:c:1', scoringScript: 'score.py' },
  instanceType: 'Standard_DS3_v2',
}

/** A folder as a finished build leaves it, its package shared with the cache. */
function makeEnvironment(hash: string, text: string): string {
  const { env, cache } = agent.layout
  const folder = join(env, hash)
  mkdirSync(join(folder, 'bin'), { recursive: true })
  mkdirSync(join(cache, 'uv-cache'), { recursive: true })
  writeFileSync(join(folder, 'bin', 'python'), '')
  writeFileSync(join(folder, 'requirements.txt'), 'scikit-learn==1.5\nazureml-inference-server-http\nnumpy\n')
  writeFileSync(join(cache, 'uv-cache', `${hash}.whl`), text)
  linkSync(join(cache, 'uv-cache', `${hash}.whl`), join(folder, 'package.py'))
  writeFileSync(
    join(folder, 'ok'),
    JSON.stringify({ builtAt: '2020-01-01T00:00:00Z', pythonVersion: '3.11.4', serverVersion: '1', packages: 3 }),
  )
  chmodSync(folder, 0o555)
  return folder
}

beforeAll(async () => {
  agent = await startAgentUnderTest()
  await agent.finish(await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/live`, { properties: { authMode: 'Key' } }))
  await agent.call('PUT', `${workspaceUrl}/environments/e/versions/1`, { properties: { image: 'img', condaFile: 'dependencies: []' } })
  const codeUri = await agent.upload('code', 'src', { 'src/score.py': 'def init(): pass\ndef run(data): return 1\n' })
  await agent.call('PUT', `${workspaceUrl}/codes/c/versions/1`, { properties: { codeUri } })
  await agent.finish(await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/live/deployments/blue`, { sku: { capacity: 1 }, properties }))
  const deployed = await agent.call('GET', '/_scorepoint/operations?kind=create&endpoint=live&limit=1')
  expect(((await deployed.json()) as OperationView[])[0]?.deployment).toBe('blue')
  usedHash = agent.environmentHash('live', 'blue')
})
afterAll(() => agent.close())

const report = async () => (await (await agent.call('GET', '/_scorepoint/storage')).json()) as StorageReport
const clean = async (body: unknown) => (await (await agent.call('POST', '/_scorepoint/storage/clean', body)).json()) as CleanResult
const unusedHash = 'ab'.repeat(32)

it('lists what takes space, who needs it, and what a removal gives back', async () => {
  makeEnvironment(usedHash, 'used '.repeat(4000))
  makeEnvironment(unusedHash, 'unused '.repeat(4000))
  const { items, totalBytes } = await report()
  const find = (id: string) => items.find((item) => item.id === id)
  expect(find(`environment/${usedHash}`)).toMatchObject({ state: 'used', usedBy: ['live/blue'], name: 'scikit-learn, numpy' })
  const unused = find(`environment/${unusedHash}`)
  expect(unused).toMatchObject({ state: 'unused', usedBy: [], detail: expect.stringContaining('Python 3.11.4, 3 packages') })
  // The package has a second name in the cache.
  expect(unused?.ownBytes).toBeLessThan(unused?.bytes ?? 0)
  expect(find('code/c/1')).toMatchObject({ state: 'used', usedBy: ['live/blue'], name: 'c:1' })
  expect(find('database/agent')).toMatchObject({ state: 'permanent' })
  expect(totalBytes).toBeGreaterThan(28_000)
  expect(totalBytes).toBeLessThan(items.reduce((sum, item) => sum + item.bytes, 0) + 1_000_000)
})

it('never removes what is used or being built, says why, and what it freed', async () => {
  const building = 'cd'.repeat(32)
  makeEnvironment(building, 'x')
  const release = await takeBuildLock(join(agent.layout.env, `${building}.lock`), AbortSignal.timeout(5000))
  const result = await clean({
    items: [`environment/${usedHash}`, `environment/${building}`, `environment/${unusedHash}`, 'database/agent', 'log/none'],
  })
  release()
  expect(result.removed.map((item) => item.id)).toEqual([`environment/${unusedHash}`])
  expect(result.kept.map(({ id, reason }) => [id, reason])).toEqual([
    [`environment/${usedHash}`, 'used'],
    [`environment/${building}`, 'busy'],
    ['database/agent', 'permanent'],
    ['log/none', 'gone'],
  ])
  expect(result.kept[0]?.usedBy).toEqual(['live/blue'])
  expect(readdirSync(agent.layout.env).sort()).toEqual([usedHash, building].sort())
  expect(existsSync(join(agent.layout.cache, 'uv-cache', `${unusedHash}.whl`))).toBe(true)

  // The cache goes with everything unused: now the shared file is really gone.
  const rest = await clean({ unused: true })
  expect(rest.removed.map((item) => item.id).sort()).toEqual(['cache/uv-cache', `environment/${building}`].sort())
  expect(rest.freedBytes).toBeGreaterThan(28_000)
  expect(readdirSync(agent.layout.cache)).toEqual([])
  expect((await clean({ unused: true })).removed).toEqual([])
})

it('keeps a registered model until it is chosen itself, and frees its upload with it', async () => {
  const modelUri = await agent.upload('m', 'model', { 'model/weights.bin': 'w'.repeat(50_000) })
  await agent.call('PUT', `${workspaceUrl}/models/mine/versions/1`, { properties: { modelUri } })
  expect((await report()).items.find((item) => item.id === 'model/mine/1')).toMatchObject({ state: 'keepsake', name: 'mine:1' })
  expect((await clean({ unused: true })).removed).toEqual([])
  const chosen = await clean({ items: ['model/mine/1'] })
  expect(chosen.removed).toEqual([{ id: 'model/mine/1', name: 'mine:1' }])
  expect(chosen.freedBytes).toBeGreaterThanOrEqual(50_000)
  expect((await agent.call('GET', `${workspaceUrl}/models/mine/versions/1`)).status).toBe(404)
})

it('refuses a clean-up of nothing', async () => {
  expect((await agent.call('POST', '/_scorepoint/storage/clean', { items: [] })).status).toBe(400)
  expect((await agent.call('POST', '/_scorepoint/storage/clean', {})).status).toBe(400)
})

it('sends both databases as one file that tar and SQLite can read', async () => {
  new Database(agent.layout.studioDb).exec('CREATE TABLE note (text TEXT); INSERT INTO note VALUES (1)').close()
  const answer = await agent.call('GET', '/_scorepoint/backup')
  expect(answer.headers.get('content-type')).toBe('application/x-tar')
  const folder = mkdtempSync(join(tmpdir(), 'scorepoint-backup-'))
  try {
    writeFileSync(join(folder, 'backup.tar'), Buffer.from(await answer.arrayBuffer()))
    execFileSync('tar', ['-xf', 'backup.tar'], { cwd: folder })
    const open = (name: string) => new Database(join(folder, name), { readonly: true })
    expect(open('agent.db').prepare("SELECT name FROM resource WHERE kind = 'deployment'").all()).toEqual([{ name: 'blue' }])
    expect(open('studio.db').prepare('SELECT count(*) AS n FROM note').get()).toEqual({ n: 1 })
    expect(readdirSync(agent.layout.run).filter((name) => name.startsWith('backup'))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('keeps what was settled about Pythons and refuses one that is not here', async () => {
  const refused = await agent.call('PUT', '/_scorepoint/python', { strict: true, preferred: '/nowhere/python3' })
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain('preferred')
  expect((await agent.call('PUT', '/_scorepoint/python', { strict: true })).status).toBe(200)
  expect(await (await agent.call('GET', '/_scorepoint/python')).json()).toMatchObject({ strict: true, interpreters: expect.any(Array) })
})

it('pages and filters operations', async () => {
  for (let i = 0; i < 3; i += 1)
    await agent.finish(await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/page-${i}`, { properties: { authMode: 'Key' } }))
  const read = async (query: string) => (await (await agent.call('GET', `/_scorepoint/operations?${query}`)).json()) as OperationView[]
  const [first, second] = await read('text=PAGE-&limit=2')
  expect([first?.endpoint, second?.endpoint]).toEqual(['page-2', 'page-1'])
  expect((await read(`text=page-&before=${second?.seq}`)).map((one) => one.endpoint)).toEqual(['page-0'])
  expect(await read('status=Failed,InProgress')).toEqual([])
  expect((await read('kind=create&endpoint=live')).length).toBe(2)
  expect((await agent.call('GET', '/_scorepoint/operations?status=Broken')).status).toBe(400)
})

it('says what is wrong with the engine and keeps what is settled about images', async () => {
  const answer = await agent.call('GET', '/_scorepoint/engine')
  const view = (await answer.json()) as EngineView
  expect(view).toMatchObject({ state: 'unavailable', engine: { source: 'DOCKER_HOST' }, localModeContainers: [] })
  expect(view.doctor[0]).toMatchObject({ id: 'docker', detail: expect.stringMatching(/its socket does not exist/) })
  expect(view.doctor[0]?.commands?.length).toBeGreaterThan(0)
  expect(view.images).toEqual({ policy: 'IfNotPresent', map: [], fixed: [] })
  const wanted = { policy: 'Never', map: [{ pattern: 'mcr.microsoft.com/azureml/*', image: 'base:1' }] }
  expect(await (await agent.call('PUT', '/_scorepoint/engine/images', wanted)).json()).toEqual({ ...wanted, fixed: [] })
  expect(((await (await agent.call('GET', '/_scorepoint/engine')).json()) as EngineView).images).toEqual({ ...wanted, fixed: [] })
  expect((await agent.call('PUT', '/_scorepoint/engine/images', { policy: 'Sometimes', map: [] })).status).toBe(400)
})
