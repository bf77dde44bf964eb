import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GateRequest, judge } from './judge'
import { agentGateSettings, parseOrigins, studioGateSettings } from './settings'

const studio = studioGateSettings(3000, [])
const agent = agentGateSettings(7443)

/** A request as node:http hands it over. */
function aRequest(method: string, url: string, headers: Record<string, string>): GateRequest {
  const all = { host: '127.0.0.1:3000', ...headers }
  return { method, url, headers: all, rawHeaders: Object.entries(all).flat() }
}
const own = { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }

describe('judge for the studio', () => {
  it('passes what the own page sends', () => {
    expect(judge(aRequest('GET', '/endpoints?tab=1', {}), studio)).toEqual({ kind: 'pass' })
    expect(judge(aRequest('POST', '/api/session', own), studio)).toEqual({ kind: 'pass' })
    expect(judge(aRequest('GET', '/', { 'sec-fetch-site': 'none' }), studio)).toEqual({ kind: 'pass' })
  })

  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1',
    '127.0.0.1:3001',
    '127.0.0.1.nip.io:3000',
    '10.0.0.1:3000',
    '',
    '[::1]:3000',
    'localhost:3001',
  ])('refuses the host %j', (host) => {
    expect(judge(aRequest('GET', '/', { host }), studio)).toMatchObject({ kind: 'refuse', status: 421 })
  })

  it('refuses two Host headers', () => {
    const request = { ...aRequest('GET', '/', {}), rawHeaders: ['Host', '127.0.0.1:3000', 'host', 'evil.example'] }
    expect(judge(request, studio)).toMatchObject({ kind: 'refuse', status: 400 })
  })

  it('sends localhost to 127.0.0.1 for reads only', () => {
    expect(judge(aRequest('GET', '/endpoints?x=1', { host: 'localhost:3000' }), studio)).toEqual({
      kind: 'redirect',
      location: 'http://127.0.0.1:3000/endpoints?x=1',
    })
    expect(judge(aRequest('POST', '/endpoints', { host: 'localhost:3000', origin: 'http://localhost:3000' }), studio)).toMatchObject({
      status: 421,
    })
    expect(judge(aRequest('GET', '//evil.example/', { host: 'localhost:3000' }), studio)).toMatchObject({ kind: 'refuse' })
  })

  it.each([
    'null',
    'http://evil.example',
    'http://localhost:3000',
    'http://127.0.0.1:7080',
    'https://127.0.0.1:3000',
    'http://127.0.0.1:3000/',
    '%00',
    'http://127.0.0.1:3000, http://127.0.0.1:3000',
  ])('answers 403 to the origin %j, for reads too', (origin) => {
    for (const method of ['GET', 'POST'])
      expect(judge(aRequest(method, '/', { origin }), studio)).toMatchObject({ kind: 'refuse', status: 403 })
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('wants an origin for %s, whatever credentials come along', (method) => {
    expect(judge(aRequest(method, '/', { cookie: 'scorepoint_session_3000=x' }), studio)).toMatchObject({
      status: 403,
      code: 'Studio.OriginRequired',
    })
    expect(judge(aRequest(method, '/', { authorization: 'Bearer x' }), studio)).toMatchObject({ status: 403 })
    expect(judge(aRequest(method, '/', { ...own, 'sec-fetch-site': 'none' }), studio)).toMatchObject({ status: 403 })
  })

  it('wants an origin for an upgrade', () => {
    expect(judge(aRequest('GET', '/', { upgrade: 'websocket' }), studio)).toMatchObject({ status: 403 })
  })

  it.each(['cross-site', 'same-site'])('refuses %s reads, and offers the hop to a person who followed a link', (site) => {
    expect(judge(aRequest('GET', '/api/endpoints', { 'sec-fetch-site': site }), studio)).toEqual({
      kind: 'refuse',
      status: 403,
      code: 'Studio.CrossSite',
      seen: site,
    })
    const navigation = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect(judge(aRequest('GET', '/endpoints', navigation), studio)).toMatchObject({ status: 403, hop: true })
  })

  it.each(['OPTIONS', 'TRACE', 'PROPFIND', 'get'])('does not serve %s', (method) => {
    expect(judge(aRequest(method, '/', own), studio)).toMatchObject({ status: 405 })
  })

  it.each(['http://127.0.0.1:3000/', '//evil', '*', '/a\\b', ''])('refuses the target %j', (url) => {
    expect(judge(aRequest('GET', url, {}), studio)).toMatchObject({ status: 400 })
  })

  it('never throws and passes nothing from an unknown host or origin', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.constantFrom('GET', 'POST', 'HEAD', 'DELETE'), (host, origin, site, method) => {
        fc.pre(origin !== own.origin && host.toLowerCase() !== 'localhost:3000')
        expect(judge(aRequest(method, '/', { host, origin, 'sec-fetch-site': site }), studio).kind).toBe('refuse')
      }),
    )
  })

  it('lets further origins in by their exact strings', () => {
    const further = studioGateSettings(3000, parseOrigins('https://me.example, http://localhost:8080'))
    expect(judge(aRequest('POST', '/', { host: 'me.example', origin: 'https://me.example' }), further).kind).toBe('pass')
    expect(judge(aRequest('POST', '/', { host: 'me.example', origin: 'http://me.example' }), further).kind).toBe('refuse')
    expect(judge(aRequest('GET', '/', { host: 'x.me.example' }), further).kind).toBe('refuse')
    expect(() => parseOrigins('https://me.example/path')).toThrow('https://me.example/path')
    expect(() => parseOrigins('me.example')).toThrow('me.example')
  })
})

describe('judge for the agent', () => {
  const bearer = { host: '127.0.0.1:7443', authorization: 'Bearer secret' }

  it('lets a bearer write without an origin, on its three loopback names', () => {
    for (const host of ['127.0.0.1:7443', 'localhost:7443', '[::1]:7443']) {
      expect(judge(aRequest('PUT', '/subscriptions/x', { ...bearer, host }), agent).kind).toBe('pass')
    }
    expect(judge(aRequest('PUT', '/subscriptions/x', { ...bearer, host: 'evil.example:7443' }), agent)).toMatchObject({ status: 421 })
  })

  it('refuses every browser: an origin, or a cookie beside the bearer', () => {
    expect(judge(aRequest('PUT', '/', { ...bearer, origin: 'https://127.0.0.1:7443' }), agent)).toMatchObject({ status: 403 })
    expect(judge(aRequest('PUT', '/', { ...bearer, cookie: 'a=b' }), agent)).toMatchObject({ status: 403 })
    expect(judge(aRequest('PUT', '/', { host: bearer.host }), agent)).toMatchObject({ status: 403 })
  })
})
