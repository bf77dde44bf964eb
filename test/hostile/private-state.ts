/** What hostile requests are after: data that must not leak and state that must not change. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { homeLayout } from '@/lib/domain/home-layout'
import type { Product } from '../product/start-product'

const apiVersion = 'api-version=2024-10-01'
export const canaryEndpoint = 'canary-endpoint'
const canaryDescription = 'canary-description-5f1c'

/** Creates an endpoint with telling values through the agent; returns every text that must never be seen without credentials. */
export async function plantCanaries(product: Product): Promise<string[]> {
  const path = `${localWorkspaceId}/onlineEndpoints/${canaryEndpoint}`
  const created = await product.agent(`${path}?${apiVersion}`, {
    method: 'PUT',
    body: { location: 'local', tags: { canary: 'canary-tag-77aa' }, properties: { authMode: 'Key', description: canaryDescription } },
  })
  if (created.status !== 201) throw new Error(`the canary endpoint was answered with ${created.status}: ${created.text}`)
  const deadline = performance.now() + 20_000
  while (!(await product.agent(`${path}?${apiVersion}`)).text.includes('"Succeeded"')) {
    if (performance.now() > deadline) throw new Error('the canary endpoint did not get ready')
  }
  const keys: { primaryKey: string; secondaryKey: string } = JSON.parse(
    (await product.agent(`${path}/listKeys?${apiVersion}`, { method: 'POST' })).text,
  )
  const layout = homeLayout(product.home)
  return [
    canaryDescription,
    'canary-tag-77aa',
    keys.primaryKey,
    keys.secondaryKey,
    readFileSync(layout.agentToken, 'utf8').trim(),
    product.token,
    product.home,
  ]
}

/** A digest-able picture of everything a request could have changed: ARM resources, keys, operations, studio rows, uploaded files. */
export async function stateOf(product: Product): Promise<Record<string, string>> {
  const layout = homeLayout(product.home)
  const endpoint = `${localWorkspaceId}/onlineEndpoints/${canaryEndpoint}`
  const db = new Database(layout.studioDb, { readonly: true })
  const rows = Object.fromEntries(
    ['Job', 'Draft', 'Invocation', 'Preference', 'Session'].map((table) => [
      table,
      String(db.prepare(`SELECT count(*) AS n FROM "${table}"`).pluck().get()),
    ]),
  )
  db.close()
  const operations: unknown[] = JSON.parse((await product.agent('/_scorepoint/operations?limit=1000')).text)
  return {
    ...rows,
    endpoint: (await product.agent(`${endpoint}?${apiVersion}`)).text,
    endpoints: (await product.agent(`${localWorkspaceId}/onlineEndpoints?${apiVersion}`)).text.length.toString(),
    keys: createHash('sha256')
      .update((await product.agent(`${endpoint}/listKeys?${apiVersion}`, { method: 'POST' })).text)
      .digest('hex'),
    operations: String(operations.length),
    assets: existsSync(layout.assets) ? readdirSync(layout.assets, { recursive: true }).sort().join('\n') : '',
    codes: existsSync(layout.signinCodes) ? readdirSync(layout.signinCodes).join('\n') : '',
    launcher: readFileSync(join(layout.run, 'launcher.json'), 'utf8'),
    agent: existsSync(layout.agentInfo) ? readFileSync(layout.agentInfo, 'utf8') : '',
  }
}
