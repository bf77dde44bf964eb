/** Secrets led through the product's flows, then looked for wherever they must not be: logs, files, arguments, pages, bundles (T7, T8). */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { homeLayout } from '@/lib/domain/home-layout'
import { everyProcess } from '../product/product-agent'
import { type Product, send, startProduct } from '../product/start-product'

const apiVersion = 'api-version=2024-10-01'
const path = `${localWorkspaceId}/onlineEndpoints/secret-keeper`
const canary = (name: string) => `canary-${name}-${randomBytes(8).toString('hex')}`
const secrets = {
  primaryKey: canary('primary'),
  secondaryKey: canary('secondary'),
  regeneratedKey: canary('regenerated'),
  wrongKey: canary('wrong-key'),
  wrongToken: canary('wrong-token'),
  wrongBearer: canary('wrong-bearer'),
  signinCode: canary('code'),
  variable: canary('variable'),
  indexPassword: canary('index'),
  studioToken: canary('studio'),
}
/** Found while the product ran. */
const issued: Record<string, string> = {}
let product: Product
let cookie = ''

beforeAll(async () => {
  product = await startProduct({
    env: {
      SCOREPOINT_RUNTIME: 'fake',
      SCOREPOINT_TOKEN: secrets.studioToken,
      PIP_INDEX_URL: `http://reader:${secrets.indexPassword}@127.0.0.1:9/simple`,
    },
  })
  await leadThrough()
})
afterAll(() => product?.stop())

async function settled(): Promise<void> {
  for (const deadline = performance.now() + 20_000; ; ) {
    if ((await product.agent(`${path}?${apiVersion}`)).text.includes('"Succeeded"')) return
    if (performance.now() > deadline) throw new Error('the endpoint did not settle')
  }
}

async function leadThrough(): Promise<void> {
  const keys = { primaryKey: secrets.primaryKey, secondaryKey: secrets.secondaryKey }
  const body = { location: 'local', properties: { authMode: 'Key', keys } }
  expect((await product.agent(`${path}?${apiVersion}`, { method: 'PUT', body })).status).toBe(201)
  await settled()
  const regenerate = { keyType: 'Secondary', keyValue: secrets.regeneratedKey }
  expect((await product.agent(`${path}/regenerateKeys?${apiVersion}`, { method: 'POST', body: regenerate })).status).toBe(202)
  await settled()
  const score = (key: string, suffix = '') =>
    send(product.scoringUrl, 'POST', `/api/v1/endpoint/secret-keeper/score${suffix}`, { authorization: `Bearer ${key}` }, '{}')
  expect((await score(secrets.wrongKey)).status).toBe(401)
  expect((await score(secrets.primaryKey)).status).not.toBe(401)
  await score(secrets.regeneratedKey, `?key=${secrets.regeneratedKey}`)
  const headers = { origin: product.url, 'content-type': 'application/json' }
  for (const attempt of [{ token: secrets.wrongToken }, { code: secrets.signinCode }])
    expect((await send(product.url, 'POST', '/api/session', headers, JSON.stringify(attempt))).status).toBe(401)
  await send(product.agentUrl, 'GET', '/_scorepoint/endpoints', { authorization: `Bearer ${secrets.wrongBearer}` })
  // Refused, and quoted neither in the answer nor in a log.
  const deployment = {
    location: 'local',
    properties: {
      endpointComputeType: 'Managed',
      model: 'azureml:none:1',
      environmentVariables: { SECRET: secrets.variable },
      codeConfiguration: 7,
    },
  }
  const refused = await product.agent(`${path}/deployments/blue?${apiVersion}`, { method: 'PUT', body: deployment })
  expect(refused.status).toBe(400)
  expect(refused.text).not.toContain(secrets.variable)
  const stores = await product.agent(`${localWorkspaceId}/datastores/workspaceblobstore/listSecrets?${apiVersion}`, { method: 'POST' })
  const { sasToken } = JSON.parse(stores.text) as { sasToken: string }
  const signature = new URLSearchParams(sasToken).get('sig') ?? ''
  expect(signature.length).toBeGreaterThan(20)
  issued.signature = signature
  await send(product.agentUrl, 'PUT', `/devstoreaccount1/azureml-blobstore/x/y.txt?${sasToken}`, { 'x-ms-blob-type': 'BlockBlob' }, 'text')
  await send(product.agentUrl, 'GET', `/devstoreaccount1/azureml-blobstore/none.txt?${sasToken}`)
  cookie = await product.signIn()
  issued.session = cookie.split('=')[1] ?? ''
  expect(JSON.parse((await product.agent('/_scorepoint/doctor')).text)).toHaveProperty('checks')
}

/** The forms in which a secret may be written: in clear, for an address, as base64. */
const forms = (value: string): string[] => [value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=+$/, '')]

/** The secrets that occur in a text, by name. */
function found(text: string): string[] {
  const all = Object.entries({ ...secrets, ...issued })
  // Most texts hold none of the beginnings, so most are looked through twice only.
  if (!text.includes('canary-') && !text.includes('Y2FuYXJ5L') && !Object.values(issued).some((value) => text.includes(value))) return []
  return all.filter(([, value]) => forms(value).some((form) => text.includes(form))).map(([name]) => name)
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
}

const hits = (files: string[]) =>
  files.map((file) => [file, found(readFileSync(file, 'latin1'))] as const).filter(([, names]) => names.length > 0)

it('keeps them out of every log and of what the terminal shows', () => {
  const files = filesBelow(homeLayout(product.home).logs)
  expect(files.length).toBeGreaterThan(1)
  expect(hits(files)).toEqual([])
  expect(found(product.output())).toEqual([])
})

it('keeps them out of the studio database and of all files but those made to hold them', () => {
  const { agentDb, agentToken, home } = homeLayout(product.home)
  // The journal holds the keys it has to show again, the token file its token: both for this user alone.
  const holders = (file: string) => file === agentToken || file.startsWith(agentDb)
  // Packages and interpreters are copies of what anybody can fetch.
  const own = readdirSync(home).filter((name) => !['cache', 'env', 'python'].includes(name))
  const files = own.flatMap((name) => (statSync(join(home, name)).isDirectory() ? filesBelow(join(home, name)) : [join(home, name)]))
  const others = files.filter((file) => !holders(file))
  expect(others.some((file) => file.endsWith('studio.db'))).toBe(true)
  expect(hits(others)).toEqual([])
  for (const file of files.filter(holders)) expect([file, statSync(file).mode & 0o077]).toEqual([file, 0])
})

it('names none in the arguments of a process, and hands the token to none', () => {
  const processes = everyProcess(product.home)
  expect(processes.length).toBeGreaterThan(3)
  const arguments_ = processes.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  expect(arguments_.flatMap(found)).toEqual([])
})

it('shows them in no list, page, report or error', async () => {
  const own = { cookie, 'sec-fetch-site': 'same-origin' }
  const tabs = ['overview', 'deployments', 'traffic', 'test', 'logs', 'metrics', 'consume', 'yaml'].map(
    (tab) => `/endpoints/secret-keeper/${tab}`,
  )
  for (const page of [
    '/',
    '/endpoints',
    ...tabs,
    '/api/endpoints',
    '/api/endpoints/secret-keeper',
    '/api/doctor',
    '/endpoints/none-such',
  ]) {
    const answer = await send(product.url, 'GET', page, own)
    expect([page, found(answer.text + JSON.stringify(answer.headers))]).toEqual([page, []])
  }
  for (const page of [
    `${path}?${apiVersion}`,
    '/_scorepoint/endpoints',
    '/_scorepoint/operations',
    '/_scorepoint/router',
    '/_scorepoint/doctor',
  ])
    expect([page, found((await product.agent(page)).text)]).toEqual([page, []])
})

it('has none in what is sent to browsers', () => {
  expect(hits(filesBelow('.next/static'))).toEqual([])
})
