/** Checks the signed tokens of an endpoint (agent/control/tokens.ts makes them) with nothing but the endpoint's public key. */
import { createPublicKey, hash, verify } from 'node:crypto'

export type TokenCheck = (token: string, nowMs: number) => 'valid' | 'wrong' | 'expired'

/** A signature costs about 0.1 ms to check, so the ones found good are remembered by their digest. */
const rememberedTokens = 64
/** Longer ones are none of ours. */
const longestToken = 2048

interface Claims {
  /** Id of the endpoint's life: a deleted namesake's tokens end with it. */
  sub: string
  /** Unix seconds. */
  exp: number
}

function readClaims(text: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (typeof value !== 'object' || value === null || !('sub' in value) || !('exp' in value)) return undefined
    return typeof value.sub === 'string' && typeof value.exp === 'number' ? { sub: value.sub, exp: value.exp } : undefined
  } catch {
    // No JSON: a token of somebody else.
    return undefined
  }
}

/**
 * The check for one endpoint.
 * @param publicKey 32 bytes of an Ed25519 key, base64url
 * @param uid the endpoint's id, which the token must name
 */
export function createTokenCheck(publicKey: string, uid: string): TokenCheck {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  /** Digest of a token with a good signature → its expiry, Unix seconds. */
  const good = new Map<string, number>()

  function expiryOf(token: string): number | undefined {
    if (token.length > longestToken) return undefined
    const digest = hash('sha256', token, 'base64')
    const known = good.get(digest)
    if (known !== undefined) return known
    const [head = '', body = '', signature = '', ...rest] = token.split('.')
    if (rest.length > 0 || signature === '') return undefined
    if (!verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))) return undefined
    const claims = readClaims(body)
    if (claims?.sub !== uid) return undefined
    const [oldest] = good.keys()
    if (good.size >= rememberedTokens && oldest !== undefined) good.delete(oldest)
    good.set(digest, claims.exp)
    return claims.exp
  }

  return (token, nowMs) => {
    const expiry = expiryOf(token)
    if (expiry === undefined) return 'wrong'
    return nowMs < expiry * 1000 ? 'valid' : 'expired'
  }
}
