/** Signing in as `az` does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, testToken, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import { localTenantId } from '@/agent/sign-in/access-token'

let agent: AgentUnderTest
beforeAll(async () => {
  agent = await startAgentUnderTest()
})
afterAll(() => agent.close())

const anonymous = { authorization: undefined }
const form = { ...anonymous, 'content-type': 'application/x-www-form-urlencoded' }
const signIn = (fields: Record<string, string>, headers = {}) =>
  agent.call('POST', '/adfs/oauth2/token', new URLSearchParams(fields).toString(), { ...form, ...headers })
const grant = { grant_type: 'client_credentials', client_id: 'anybody', scope: 'https://localhost:7443/.default' }

describe('sign-in', () => {
  it('tells the addresses to anybody, and nothing else', async () => {
    for (const below of ['/adfs', '/adfs/adfs', '/adfs/adfs/v2.0']) {
      const path = `${below}/.well-known/openid-configuration`
      const found = (await (await agent.call('GET', path, undefined, anonymous)).json()) as Record<string, string>
      expect(found.token_endpoint).toBe('https://localhost:7443/adfs/oauth2/token')
      expect(found.issuer?.split('/')[3]).toBe(localTenantId)
      expect(JSON.stringify(found)).not.toContain(testToken)
    }
    const list = (await (await agent.call('GET', '/metadata/endpoints?api-version=2019-05-01', undefined, anonymous)).json()) as unknown
    expect(list).toMatchObject([{ name: 'Scorepoint', resourceManager: 'https://localhost:7443' }])
    const single = (await (await agent.call('GET', '/metadata/endpoints?api-version=2022-09-01', undefined, anonymous)).json()) as unknown
    expect(single).toMatchObject({ resourceManager: 'https://localhost:7443', authentication: { audiences: ['https://localhost:7443'] } })
    const one = (await (await agent.call('GET', '/metadata/endpoints?api-version=2015-01-01', undefined, anonymous)).json()) as unknown
    expect(one).toMatchObject({ authentication: { loginEndpoint: 'https://localhost:7443/adfs' } })
  })

  it('gives a token to who has the agent’s token, and that token opens what it opens', async () => {
    const answer = await signIn({ ...grant, client_secret: testToken })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const { access_token: made, token_type: type } = (await answer.json()) as { access_token: string; token_type: string }
    expect(type).toBe('Bearer')
    expect(made).not.toContain(testToken)
    const authorization = `Bearer ${made}`
    expect((await agent.call('GET', `${workspaceUrl}/onlineEndpoints`, undefined, { authorization })).status).toBe(200)
    expect(await (await agent.call('GET', '/subscriptions', undefined, { authorization })).json()).toMatchObject({
      value: [{ tenantId: localTenantId, state: 'Enabled' }],
    })
    const page = { authorization, origin: 'https://evil.example' }
    expect((await agent.call('GET', '/subscriptions', undefined, page)).status).toBe(403)
  })

  it('refuses every other secret and every other grant, and web pages', async () => {
    for (const secret of ['', 'any', `${testToken} `, testToken.slice(0, -1)]) {
      const answer = await signIn({ ...grant, client_secret: secret })
      expect(answer.status, secret).toBe(401)
      expect(await answer.json()).toMatchObject({ error: 'invalid_client', error_description: expect.stringContaining('run/agent-token') })
    }
    expect((await signIn({ client_id: 'anybody' })).status).toBe(401)
    const other = await signIn({ ...grant, grant_type: 'password', client_secret: testToken })
    expect(other.status).toBe(400)
    expect((await signIn({ ...grant, client_secret: testToken }, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await agent.call('GET', '/subscriptions', undefined, anonymous)).status).toBe(401)
    expect((await agent.call('GET', '/subscriptions', undefined, { authorization: 'Bearer a.b.c' })).status).toBe(401)
  })

  it('plays any subscription and group', async () => {
    expect(await (await agent.call('GET', '/subscriptions/Sub-1')).json()).toMatchObject({
      subscriptionId: 'Sub-1',
      displayName: 'This computer',
    })
    expect(await (await agent.call('GET', '/subscriptions/Sub-1/resourcegroups/Mine')).json()).toMatchObject({ name: 'Mine' })
    expect(await (await agent.call('GET', '/subscriptions/Sub-1/resourceGroups')).json()).toMatchObject({ value: [{ name: 'local' }] })
    expect(await (await agent.call('GET', '/tenants')).json()).toMatchObject({ value: [{ tenantId: localTenantId }] })
  })
})
