import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAttemptLimit } from './attempt-limit'
import { equalSecrets, isBearer } from './bearer'
import { redactText } from './redact'
import { createSessionToken, hashSessionToken, readSessionToken, sessionCookie } from './session-token'
import { issueSigninCode, redeemSigninCode, signinCodeMs } from './signin-codes'

describe('sign-in codes', () => {
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'scorepoint-codes-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('opens once', () => {
    const code = issueSigninCode(home)
    expect(redeemSigninCode(home, `${code}x`)).toBe(false)
    expect(redeemSigninCode(home, code)).toBe(true)
    expect(redeemSigninCode(home, code)).toBe(false)
  })

  it('is over after ten minutes, and its file goes with the next one', () => {
    const now = Date.now()
    const code = issueSigninCode(home, now)
    expect(redeemSigninCode(home, code, now + signinCodeMs)).toBe(false)
    issueSigninCode(home, now)
    issueSigninCode(home, now + signinCodeMs)
    expect(readdirSync(join(home, 'run/signin'))).toHaveLength(1)
  })

  it('keeps only a hash, readable by its owner alone', () => {
    const code = issueSigninCode(home)
    const [name = ''] = readdirSync(join(home, 'run/signin'))
    expect(name).toMatch(/^[0-9a-f]{64}$/)
    expect(name).not.toContain(code)
    expect(statSync(join(home, 'run/signin', name)).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, 'run/signin')).mode & 0o777).toBe(0o700)
  })

  it('takes any text for a code without leaving the folder', () => {
    for (const code of ['../../studio.db', '\0', '', 'a'.repeat(10_000)]) expect(redeemSigninCode(home, code)).toBe(false)
  })
})

describe('attempt limit', () => {
  it('closes for a minute after five failures within one, then for two', () => {
    const limit = createAttemptLimit()
    for (let n = 0; n < 4; n += 1) limit.failed(n)
    expect(limit.waitMs(4)).toBe(0)
    limit.failed(4)
    expect(limit.waitMs(4)).toBe(60_000)
    expect(limit.waitMs(60_004)).toBe(0)
    for (let n = 0; n < 5; n += 1) limit.failed(70_000)
    expect(limit.waitMs(70_000)).toBe(120_000)
  })

  it('forgets failures older than a minute, and all of them after a success', () => {
    const limit = createAttemptLimit()
    for (let n = 0; n < 10; n += 1) limit.failed(n * 20_000)
    expect(limit.waitMs(180_000)).toBe(0)
    for (let n = 0; n < 5; n += 1) limit.failed(200_000)
    limit.succeeded()
    expect(limit.waitMs(200_000)).toBe(0)
  })
})

describe('session cookie', () => {
  it('carries 256 random bits and comes back by its own port only', () => {
    const token = createSessionToken()
    const cookie = sessionCookie(token, 3000, false)
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/)
    const sent = `theme=dark; ${cookie.split(';')[0]}`
    expect(readSessionToken(sent, 3000)).toBe(token)
    expect(readSessionToken(sent, 3001)).toBeUndefined()
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(hashSessionToken(token)).not.toContain(token)
  })

  it('is __Host- and Secure over https', () => {
    const token = createSessionToken()
    expect(sessionCookie(token, 3000, true)).toMatch(/^__Host-scorepoint_session_3000=.*; Secure$/)
    expect(readSessionToken(`__Host-scorepoint_session_3000=${token}`, 3000)).toBe(token)
  })

  it.each([null, '', 'scorepoint_session_3000=', 'scorepoint_session_3000=short', `xscorepoint_session_3000=${'a'.repeat(43)}`])(
    'reads no token from %j',
    (header) => {
      expect(readSessionToken(header, 3000)).toBeUndefined()
    },
  )
})

describe('secrets', () => {
  it('compares whole values', () => {
    expect(equalSecrets('a', 'a')).toBe(true)
    expect(equalSecrets('a', 'ab')).toBe(false)
    expect(equalSecrets('', '')).toBe(false)
    expect(isBearer('Bearer s3cret', 's3cret')).toBe(true)
    expect(isBearer('bearer s3cret', 's3cret')).toBe(true)
    for (const header of [undefined, '', 'Bearer ', 'Bearer s3cre', 'Basic s3cret', 's3cret'])
      expect(isBearer(header, 's3cret')).toBe(false)
  })

  it('redacts by shape', () => {
    const secrets = [
      'Bearer abcdefgh12345678',
      'https://x/y?sv=1&sig=Zm9vYmFy%3D',
      'AccountKey=abc123==',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
      'https://user:hunter2@index.example/simple',
    ]
    for (const secret of secrets) expect(redactText(`before ${secret} after`)).toMatch(/^before .*\[redacted.* after$/)
    expect(redactText(secrets.join('\n'))).not.toMatch(/abcdefgh|Zm9v|abc123|c2ln|hunter2/)
    expect(redactText('GET /endpoints 200 in 5 ms')).toBe('GET /endpoints 200 in 5 ms')
  })
})
