/** Secrets led through the product's flows, then looked for wherever they must not be: logs, files, arguments, pages, bundles (T7, T8). */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { snippet, snippetLanguages } from '@/components/consume/snippets'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { notKept } from '@/lib/contract/invoke'
import { homeLayout } from '@/lib/domain/home-layout'
import { everyProcess } from '../product/product-agent'
import { type Product, type RawAnswer, send, startProduct } from '../product/start-product'
import { type StudioSession, studioSession } from '../product/studio-session'
import { agentAddresses, type Led, leadThroughStudio, studioAddresses } from './secret-flows'

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
  requestHeader: canary('header'),
  requestQuery: canary('query'),
  variable: canary('variable'),
  indexPassword: canary('index'),
  studioToken: canary('studio'),
}
/** Found while the product ran. */
const issued: Record<string, string> = {}
let product: Product
let session: StudioSession
let led: Led

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
  session = await studioSession(product)
  issued.session = session.cookie.split('=')[1] ?? ''
  led = await leadThroughStudio(product, session, 'secret-keeper', { header: secrets.requestHeader, query: secrets.requestQuery })
  issued.accessToken = led.accessToken
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

it('shows them on no page, in no list, JSON view, log, report, download or error', async () => {
  const own = { cookie: session.cookie, 'sec-fetch-site': 'same-origin' }
  const addresses = studioAddresses('secret-keeper', led)
  expect(addresses.length).toBeGreaterThan(50)
  const answers: (readonly [string, RawAnswer])[] = []
  const waiting = [...addresses]
  // Several at a time: some are streams, which are listened to for a while.
  const readers = Array.from({ length: 4 }, async () => {
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift())
      answers.push([address, await send(product.url, 'GET', address, own)])
  })
  await Promise.all(readers)
  expect(answers.filter(([, { status }]) => status >= 500).map(([address]) => address)).toEqual([])
  const told = answers.filter(([, { status }]) => status === 200).map(([address]) => address)
  for (const part of ['history-export', '/body?', 'of=deployment&', '/logs/download', '/api/about', '/examples', '/consume', '/test'])
    expect([part, told.some((address) => address.includes(part))]).toEqual([part, true])
  const leaks = answers.map(([address, { text, headers }]) => [address, found(text + JSON.stringify(headers))] as const)
  expect(leaks.filter(([, names]) => names.length > 0)).toEqual([])
  for (const address of agentAddresses('secret-keeper')) {
    const { status, text } = await product.agent(address)
    expect([address, status, found(text)]).toEqual([address, 200, []])
  }
})

it('keeps a request without them, so that its command lines have none', () => {
  for (const kept of [led.invocation, led.example]) expect(found(JSON.stringify(kept))).toEqual([])
  expect(led.invocation).toMatchObject({ requestHeaders: { 'x-api-key': notKept, 'x-trace': 'shown' } })
  const typed = { 'x-api-key': secrets.requestHeader, 'x-trace': 'shown' }
  const scoringUri = `${product.scoringUrl}/api/v1/endpoint/secret-keeper/score`
  const commands = snippetLanguages.map((language) => snippet(language, { scoringUri, body: '{}', headers: typed }))
  expect(commands.flatMap(found)).toEqual([])
  expect(commands[0]).toContain('shown')
})

it('has none in what is sent to browsers', () => {
  expect(hits(filesBelow('.next/static'))).toEqual([])
})
