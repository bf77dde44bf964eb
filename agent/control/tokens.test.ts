import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { normaliseEndpoint } from '@/agent/control/normalise'
import { issueToken, newTokenKey, publicTokenKey, tokenLifeSeconds } from '@/agent/control/tokens'
import { checkCredential } from '@/agent/router/credentials'
import { createTokenCheck } from '@/agent/router/tokens'

const now = 1_800_000_000_000
const endpoint = { uid: 'u-1', name: 'prices', spec: normaliseEndpoint('prices', { properties: { authMode: 'AMLToken' } }) }

it('a token is taken until its expiry, by its own endpoint alone', () => {
  const key = newTokenKey()
  const token = issueToken(key, endpoint, now)
  expect(token).toMatchObject({
    tokenType: 'Bearer',
    expiryTimeUtc: now / 1000 + tokenLifeSeconds,
    refreshAfterTimeUtc: now / 1000 + tokenLifeSeconds / 2,
  })
  const check = createTokenCheck(publicTokenKey(key), endpoint.uid)
  // Twice each: the second time the signature is remembered.
  for (const later of [0, 0, tokenLifeSeconds - 1]) expect(check(token.accessToken, now + later * 1000)).toBe('valid')
  for (const later of [tokenLifeSeconds, tokenLifeSeconds + 5]) expect(check(token.accessToken, now + later * 1000)).toBe('expired')
  expect(createTokenCheck(publicTokenKey(key), 'u-2')(token.accessToken, now)).toBe('wrong')
  expect(createTokenCheck(publicTokenKey(newTokenKey()), endpoint.uid)(token.accessToken, now)).toBe('wrong')
})

it('refuses what was not signed with the key of the endpoint', () => {
  const key = newTokenKey()
  const check = createTokenCheck(publicTokenKey(key), endpoint.uid)
  const [head = '', body = '', signature = ''] = issueToken(key, endpoint, now).accessToken.split('.')
  const later = Buffer.from(JSON.stringify({ sub: endpoint.uid, exp: now })).toString('base64url')
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
  const changed = [`${head}.${later}.${signature}`, `${unsigned}.${body}.`, `${head}.${body}`, `${head}.${body}.${signature}.x`, 'x', '..']
  for (const token of [...changed, 'x'.repeat(9000)]) expect(check(token, now)).toBe('wrong')
})

it('says what is simulated', () => {
  const simulated = { ...endpoint, spec: normaliseEndpoint('prices', { properties: { authMode: 'AADToken' } }) }
  const [, body = ''] = issueToken(newTokenKey(), simulated, now).accessToken.split('.')
  expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toMatchObject({
    iss: 'scorepoint-simulated-entra',
    aud: 'https://ml.azure.com',
  })
})

it('takes no key where tokens are asked for', () => {
  const key = newTokenKey()
  const check = createTokenCheck(publicTokenKey(key), endpoint.uid)
  const { accessToken } = issueToken(key, endpoint, Date.now())
  expect(checkCredential(`Bearer ${accessToken}`, [], check)).toBe('valid')
  expect(checkCredential('Bearer some-primary-key', [], check)).toBe('wrong')
  expect(checkCredential(undefined, [], check)).toBe('missing')
  const other = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  expect(checkCredential(`Bearer ${issueToken(other, endpoint, Date.now()).accessToken}`, [], check)).toBe('wrong')
})
