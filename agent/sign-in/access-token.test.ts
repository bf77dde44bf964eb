import { describe, expect, it } from 'vitest'
import { accessTokenLife, admits, isAccessToken, localTenantId, makeAccessToken } from './access-token'

const at = Date.parse('2026-01-01T00:00:00Z')
const made = makeAccessToken('secret', 'https://localhost:7443', 'anybody', at)
const part = (index: number) => Buffer.from(made.split('.')[index] ?? '', 'base64url').toString('utf8')

describe('access tokens', () => {
  it('carry what clients read and never the secret', () => {
    expect(JSON.parse(part(1))).toMatchObject({
      tid: localTenantId,
      aud: 'https://localhost:7443',
      appid: 'anybody',
      exp: at / 1000 + accessTokenLife,
    })
    expect(made).not.toContain('secret')
    expect(part(1)).not.toContain('secret')
  })

  it('are accepted until they end, and only with the secret they were made from', () => {
    expect(isAccessToken(made, 'secret', at)).toBe(true)
    expect(isAccessToken(made, 'secret', at + accessTokenLife * 1000)).toBe(false)
    expect(isAccessToken(made, 'another', at)).toBe(false)
  })

  it('are refused when anything of them was changed, and when they are not signed', () => {
    const [head = '', body = '', signature = ''] = made.split('.')
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const later = encode({ ...JSON.parse(part(1)), exp: 9e9 })
    const unsigned = encode({ typ: 'JWT', alg: 'none' })
    for (const forged of [
      `${head}.${later}.${signature}`,
      `${unsigned}.${body}.`,
      `${unsigned}.${body}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      `${made}.more`,
      `${head}..`,
      '',
    ])
      expect(isAccessToken(forged, 'secret', at), forged).toBe(false)
  })

  it('stand beside the token itself in the Authorization header', () => {
    const fresh = makeAccessToken('secret', 'https://localhost:7443', 'anybody')
    expect(admits('Bearer secret', 'secret')).toBe(true)
    expect(admits(`Bearer ${fresh}`, 'secret')).toBe(true)
    for (const header of [undefined, '', 'Bearer', `Basic ${fresh}`, `Bearer ${fresh} more`, `Bearer ${made}`, 'Bearer a.b.c'])
      expect(admits(header, 'secret'), header).toBe(false)
  })
})
