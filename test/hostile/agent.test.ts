/** The agent's side of T1–T4: every route of its table, with every method, by strangers. */

import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentDeps } from '@/agent/routes/context'
import { agentRoutes, createApp } from '@/agent/server'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { homeLayout } from '@/lib/domain/home-layout'
import { type Product, send, startProduct } from '../product/start-product'
import { canaryEndpoint, plantCanaries, stateOf } from './private-state'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
let product: Product
let canaries: string[] = []

beforeAll(async () => {
  product = await startProduct({ env: { SCOREPOINT_RUNTIME: 'fake' } })
  canaries = await plantCanaries(product)
})
afterAll(async () => {
  await product?.stop()
})

/** The route table of the code. No handler is called here, so what they would work on is never touched. */
function routeTable() {
  const untouched = new Proxy(Object.create(null), {
    get: (_target, name) => () => {
      throw new Error(`the route table must not call ${String(name)}`)
    },
  })
  const control: AgentDeps['control'] = untouched
  const assets: AgentDeps['assets'] = untouched
  const storage: AgentDeps['storage'] = untouched
  const python: AgentDeps['python'] = untouched
  const engine: AgentDeps['engine'] = untouched
  const templates: AgentDeps['templates'] = untouched
  return agentRoutes(
    createApp({
      control,
      assets,
      storage,
      python,
      engine,
      templates,
      backup: () => 0,
      layout: homeLayout('/nowhere'),
      logs: { ask: () => Promise.reject(new Error('not asked')), close: async () => {} },
      token: 'x',
      agentPort: 1,
      scoringPort: 2,
      version: '0',
      log: pino({ level: 'silent' }),
      doctor: () => Promise.reject(new Error('not asked')),
      describeEnvironment: () => Promise.reject(new Error('not asked')),
      shutdown: () => undefined,
    }),
  )
}

/** Names for `:parameters`: the canary where one exists. */
function pathOf(pattern: string): string {
  const [, , subscription = '', , group = '', , , , workspace = ''] = localWorkspaceId.split('/')
  const names: Record<string, string> = { endpoint: canaryEndpoint, subscription, resourceGroup: group, group, workspace, path: 'file.txt' }
  return pattern.replace(/:(\w+)(\{[^}]*\})?/g, (_match, name: string) => names[name] ?? `some-${name}`)
}

interface Stranger {
  name: string
  headers: (bearer: string) => Record<string, string>
  allowed: number[]
}

const strangers: Record<'anonymous' | 'cross-site' | 'rebinding' | 'neighbour', Stranger[]> = {
  anonymous: [
    { name: 'no token', headers: () => ({}), allowed: [400, 401, 403, 405] },
    { name: 'wrong token', headers: () => ({ authorization: 'Bearer wrong' }), allowed: [400, 401, 403, 405] },
    { name: 'token as a cookie', headers: (bearer) => ({ cookie: `token=${bearer}` }), allowed: [400, 401, 403, 405] },
    {
      name: 'token in another scheme',
      headers: (bearer) => ({ authorization: `Basic ${Buffer.from(`:${bearer}`).toString('base64')}` }),
      allowed: [400, 401, 403, 405],
    },
  ],
  'cross-site': [
    {
      name: 'page with the token',
      headers: (bearer) => ({ authorization: `Bearer ${bearer}`, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
      allowed: [403, 405],
    },
    { name: 'null origin', headers: (bearer) => ({ authorization: `Bearer ${bearer}`, origin: 'null' }), allowed: [403, 405] },
    { name: 'frame', headers: () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }), allowed: [403, 405] },
  ],
  rebinding: [
    {
      name: 'rebound name with the token',
      headers: (bearer) => ({ host: 'evil.example:7443', authorization: `Bearer ${bearer}` }),
      allowed: [421],
    },
    {
      name: 'forged forwarded host',
      headers: (bearer) => ({ host: 'evil.example', 'x-forwarded-host': '127.0.0.1', authorization: `Bearer ${bearer}` }),
      allowed: [421],
    },
  ],
  neighbour: [
    {
      name: 'page of a model',
      headers: (bearer) => ({ authorization: `Bearer ${bearer}`, origin: product.scoringUrl, 'sec-fetch-site': 'same-site' }),
      allowed: [403, 405],
    },
    {
      name: 'the studio itself in a browser',
      headers: (bearer) => ({ authorization: `Bearer ${bearer}`, origin: product.url }),
      allowed: [403, 405],
    },
  ],
}

it('has a route table to walk', () => {
  const paths = routeTable().map(({ path }) => path)
  expect(paths.length).toBeGreaterThan(40)
  expect(paths).toContain('/_scorepoint/shutdown')
})

describe.each(['anonymous', 'cross-site', 'rebinding', 'neighbour'] as const)('agent: %s', (suite) => {
  it('executes nothing and learns nothing at any route, by any method', async () => {
    const before = await stateOf(product)
    const wrong: string[] = []
    for (const stranger of strangers[suite]) {
      for (const route of routeTable()) {
        for (const method of methods) {
          const open = route.guard === 'open' && suite === 'anonymous' && (method === 'GET' || method === 'HEAD')
          // A blob's own guard is its signature, which no stranger has.
          const allowed = open ? [200] : route.guard === 'signature' ? [...stranger.allowed, 404] : stranger.allowed
          const body = method === 'GET' || method === 'HEAD' ? undefined : '{}'
          const headers = { ...stranger.headers(product.token), ...(body ? { 'content-type': 'application/json' } : {}) }
          const answer = await send(product.agentUrl, method, `${pathOf(route.path)}?api-version=2024-10-01`, headers, body)
          const leaked = canaries.some((canary) => (answer.text + JSON.stringify(answer.headers)).includes(canary))
          if (leaked || !allowed.includes(answer.status))
            wrong.push(`${stranger.name}: ${method} ${route.path}: ${leaked ? 'leaks' : answer.status}`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(await stateOf(product)).toEqual(before)
  })
})
