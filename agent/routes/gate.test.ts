import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import { agentRoutes } from '@/agent/server'
import { errorEnvelopeSchema } from '@/lib/contract/arm/error'

let agent: AgentUnderTest
beforeAll(async () => {
  agent = await startAgentUnderTest()
})
afterAll(() => agent.close())

const example = (path: string) => path.replace(/:path\{\.\+\}/, 'a/b').replace(/:\w+/g, 'x123')

async function expectRefusal(response: Response, status: number, code?: string) {
  expect(response.status).toBe(status)
  expect(response.headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  const envelope = errorEnvelopeSchema.parse(await response.json())
  if (code) expect(envelope.error.code).toBe(code)
  return envelope.error
}

describe('every route', () => {
  it('is in the inventory with its guard', () => {
    const routes = agentRoutes(agent.app)
    expect(routes.length).toBeGreaterThan(60)
    expect(routes.filter((route) => route.guard === 'open').map((route) => `${route.method} ${route.path}`)).toEqual([
      'GET /health',
      'GET /adfs/.well-known/openid-configuration',
      'GET /adfs/adfs/.well-known/openid-configuration',
      'GET /adfs/adfs/v2.0/.well-known/openid-configuration',
      'GET /metadata/endpoints',
    ])
    expect(routes.filter((route) => route.guard === 'password').map((route) => route.path)).toEqual(['/adfs/oauth2/token'])
    expect(routes.filter((route) => route.guard === 'signature')).toHaveLength(3)
  })

  it('refuses whoever shows no token, a wrong one, or comes from a page, another host or with a cookie', async () => {
    for (const { method, path, guard } of agentRoutes(agent.app)) {
      const address = example(path)
      const body = method === 'PUT' || method === 'POST' ? '{}' : undefined
      if (guard === 'token') {
        await expectRefusal(await agent.call(method, address, body, { authorization: undefined }), 401, 'AuthenticationFailed')
        await expectRefusal(await agent.call(method, address, body, { authorization: 'Bearer wrong' }), 401, 'AuthenticationFailed')
      }
      if (guard === 'password') expect((await agent.call(method, address, body)).status).toBe(401)
      if (guard === 'signature') await expectRefusal(await agent.call(method, address, body), 403, 'AuthorizationFailure')
      await expectRefusal(await agent.call(method, address, body, { host: 'evil.example:7443' }), 421, 'Agent.HostRefused')
      await expectRefusal(await agent.call(method, address, body, { host: 'localhost:7444' }), 421)
      await expectRefusal(await agent.call(method, address, body, { origin: 'https://localhost:7443' }), 403, 'Agent.CrossSiteRefused')
      if (method !== 'GET') await expectRefusal(await agent.call(method, address, body, { cookie: 'a=b' }), 403)
    }
    expect(agent.control.listEndpoints()).toEqual([])
    expect(agent.shutdowns()).toBe(0)
  })
})

describe('answers', () => {
  it('serves /health without a token', async () => {
    const response = await agent.call('GET', '/health', undefined, { authorization: undefined })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok', version: '0.0.0', router: 'ok' })
  })

  it('uses the envelope for unknown addresses and methods, and tells nothing without the token', async () => {
    await expectRefusal(await agent.call('GET', '/nothing/here'), 404, 'InvalidResourceType')
    await expectRefusal(await agent.call('GET', '/nothing/here', undefined, { authorization: undefined }), 401)
    const error = await agent.call('DELETE', `${workspaceUrl}/onlineEndpoints`)
    expect(error.headers.get('allow')).toBe('GET')
    await expectRefusal(error, 405, 'MethodNotAllowed')
    await expectRefusal(await agent.call('TRACEX', '/health'), 405)
  })

  it('refuses bodies that are too large, no JSON, another type, too deep or aimed at prototypes', async () => {
    const target = `${workspaceUrl}/onlineEndpoints/bodies`
    await expectRefusal(await agent.call('PUT', target, `"${'x'.repeat(1024 * 1024)}"`), 413)
    await expectRefusal(await agent.call('PUT', target, '{"a":'), 400, 'InvalidRequestContent')
    await expectRefusal(await agent.call('PUT', target, '{}', { 'content-type': 'text/plain' }), 415)
    await expectRefusal(await agent.call('PUT', target, '{"properties":{"__proto__":{"authMode":"Key"}}}'), 400, 'InvalidRequestContent')
    await expectRefusal(await agent.call('PUT', target, '{"properties":{"constructor":1}}'), 400, 'InvalidRequestContent')
    await expectRefusal(await agent.call('PUT', target, `${'['.repeat(100)}${']'.repeat(100)}`), 400, 'InvalidRequestContent')
    await expectRefusal(await agent.call('PUT', target, '['.repeat(500_000)), 400)
    await expectRefusal(await agent.call('PUT', target), 400)
  })

  it('names field, rule and fix of every wrong property', async () => {
    const body = { properties: { authMode: 'Password', traffic: { blue: 'much' } } }
    const error = await expectRefusal(await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/fields`, body), 400, 'BadArgument')
    expect(error.details?.map((detail) => [detail.target, detail.message])).toEqual([
      ['properties.authMode', 'properties.authMode must be one of Key, AMLToken, AADToken. Use one of these words.'],
      ['properties.traffic.blue', 'properties.traffic.blue must be of type number. Write a number without quotes.'],
    ])
  })

  it('hides the inner text of an unexpected error and logs it with the request id', async () => {
    const original = agent.control.statuses
    agent.control.statuses = () => {
      throw new Error('secret detail')
    }
    const response = await agent.call('GET', '/_scorepoint/endpoints')
    agent.control.statuses = original
    const error = await expectRefusal(response, 500, 'InternalServerError')
    expect(error.message).not.toContain('secret')
    expect(agent.errors).toHaveLength(1)
  })

  it('answers 507 when the disk is full', async () => {
    const original = agent.control.putEndpoint
    agent.control.putEndpoint = () => {
      throw Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' })
    }
    const response = await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/full`, { properties: { authMode: 'Key' } })
    agent.control.putEndpoint = original
    await expectRefusal(response, 507, 'Agent.NoSpace')
  })
})
