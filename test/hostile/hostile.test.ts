/** T1–T4 of docs/security.md: over every address and method, nothing is executed, nothing private is answered, nothing breaks (never 5xx). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, type RawAnswer, send, startProduct } from '../product/start-product'
import { builtPatterns, definedActions, type StudioRoute, serverActionIds, studioRoutes } from './inventory'
import { type Persona, studioPersonas } from './personas'
import { canaryEndpoint, plantCanaries, stateOf } from './private-state'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** Addresses that answer anybody, with nothing private in them. */
const open = new Set(['GET /api/health', 'HEAD /api/health'])

let product: Product
let canaries: string[] = []
let cookie = ''
let routes: StudioRoute[] = []

beforeAll(async () => {
  product = await startProduct({ env: { SCOREPOINT_RUNTIME: 'fake' } })
  canaries = await plantCanaries(product)
  cookie = await product.signIn()
  routes = studioRoutes({ endpoint: canaryEndpoint, deployment: 'blue', id: 'job', invocation: 'one' })
})
afterAll(async () => {
  if (product) expect((await product.stop()).ms).toBeLessThan(10_000)
})

/** What is wrong with an answer to a stranger; undefined when nothing is. */
function flaw(answer: RawAnswer): string | undefined {
  if (answer.status >= 500) return `${answer.status}`
  const everything = answer.text + JSON.stringify(answer.headers)
  const leaked = canaries.find((canary) => everything.includes(canary))
  return leaked ? `leaks ${leaked.slice(0, 4)}…` : undefined
}

function isRightStatus(persona: Persona, method: string, route: StudioRoute, { status, headers }: RawAnswer): boolean {
  if (persona.expects === 'gate') return [400, 403, 405, 421].includes(status)
  if (open.has(`${method} ${route.pattern}`)) return status === 200
  // A page is rendered whatever the method; this one is for strangers.
  if (route.pattern === '/signin') return [200, 400, 405].includes(status)
  if (route.pattern === '/api/session' && method === 'POST') return status === 400
  if (route.kind === 'route') return status === 401 || status === 405
  return (
    (status >= 300 && status < 400 && /^\/signin(\?to=%2F[\w%.=-]*)?$/.test(String(headers.location))) || [400, 404, 405].includes(status)
  )
}

describe('inventory', () => {
  it('knows every address of the build, and the build every address of the source', () => {
    const known = new Set(routes.map(({ pattern }) => pattern))
    const assets = /^\/(_not-found|_global-error|icon\.svg|favicon\.ico|apple-icon.*|manifest.*)$/
    expect(builtPatterns().filter((pattern) => !known.has(pattern) && !assets.test(pattern))).toEqual([])
    expect([...known].filter((pattern) => !builtPatterns().includes(pattern))).toEqual([])
    expect(routes.length).toBeGreaterThan(10)
  })

  it('shows the canaries to the session they belong to, so that their absence elsewhere means something', async () => {
    const answer = await send(product.url, 'GET', '/api/endpoints', { cookie, 'sec-fetch-site': 'same-origin' })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(canaries[0])
  })
})

describe.each(['anonymous', 'cross-site', 'rebinding', 'neighbour'] as const)('studio: %s', (suite) => {
  it('executes nothing and learns nothing at any address, by any method', async () => {
    const before = await stateOf(product)
    const wrong: string[] = []
    let requests = 0
    for (const persona of studioPersonas(product, cookie).filter((one) => one.suite === suite)) {
      for (const route of routes) {
        for (const method of methods) {
          const body = method === 'GET' || method === 'HEAD' ? undefined : '{}'
          const headers = { ...persona.headers, ...(body ? { 'content-type': 'application/json' } : {}) }
          // A frame or image only reads; with a method that changes something the missing origin is what stops it.
          const answer = await send(product.url, method, route.path, headers, body)
          requests += 1
          const reason = flaw(answer) ?? (isRightStatus(persona, method, route, answer) ? undefined : `status ${answer.status}`)
          if (reason) wrong.push(`${persona.name}: ${method} ${route.path}: ${reason}`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(requests).toBeGreaterThan(100)
    expect(await stateOf(product)).toEqual(before)
  })

  it('reaches no server action', async () => {
    const ids = serverActionIds()
    const defined = definedActions()
    expect(ids.length, `the source defines ${defined.join(', ')}`).toBeGreaterThanOrEqual(defined.length > 0 ? 1 : 0)
    const before = await stateOf(product)
    const wrong: string[] = []
    const reached = new Set<string>()
    for (const persona of studioPersonas(product, cookie).filter((one) => one.suite === suite)) {
      for (const id of ids) {
        for (const path of ['/signin', '/', `/endpoints/${canaryEndpoint}`]) {
          for (const body of ['[]', '[{}]', `["${canaryEndpoint}"]`, `[{"endpoint":"${canaryEndpoint}","clientRequestId":"x"}]`]) {
            const headers = {
              ...persona.headers,
              'next-action': id,
              accept: 'text/x-component',
              'content-type': 'text/plain;charset=UTF-8',
            }
            const answer = await send(product.url, 'POST', path, headers, body)
            const refused = persona.expects === 'gate' ? [403, 421].includes(answer.status) : isRefusedAction(answer)
            const reason = flaw(answer) ?? (refused ? undefined : `status ${answer.status} ${answer.text.slice(0, 200)}`)
            if (answer.text.includes('Studio.SignInRequired')) reached.add(id)
            if (reason) wrong.push(`${persona.name}: action ${id} at ${path}: ${reason}`)
          }
        }
      }
    }
    expect(wrong).toEqual([])
    expect(await stateOf(product)).toEqual(before)
    // Who stands behind the gate does get through to each action, and is refused by the action itself.
    expect(reached.size).toBe(suite === 'anonymous' ? ids.length : 0)
  })
})

/** Behind the gate an action answers a stranger with the one refusal, or Next does not know it at that page. */
function isRefusedAction(answer: RawAnswer): boolean {
  return [303, 307, 400, 404, 405].includes(answer.status) || (answer.status === 200 && answer.text.includes('Studio.SignInRequired'))
}
