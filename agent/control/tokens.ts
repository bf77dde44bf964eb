/**
 * Tokens of endpoints with `aml_token`, and the simulated ones of `aad_token`: signed JSON web tokens (EdDSA) that name the endpoint and
 * expire. The private key stays in the journal; the router holds the public half alone, so its table on disk lets nobody make a token.
 * Doc: https://learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import type { EndpointRecord } from '@/agent/store/records'
import type { EndpointToken } from '@/lib/contract/arm/endpoint'

export const tokenLifeSeconds = 3600
/** From then on a client should ask for the next one, while this one is still valid. */
const refreshAfterSeconds = tokenLifeSeconds / 2

function privateKeyOf(text: string) {
  return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' })
}

/** A new private key as it is kept: PKCS #8, base64. */
export function newTokenKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}

/** The public half as it goes into the routing table: 32 bytes, base64url. */
export function publicTokenKey(privateKey: string): string {
  const { x } = createPublicKey(privateKeyOf(privateKey)).export({ format: 'jwk' })
  if (!x) throw new Error('the token key of an endpoint is no Ed25519 key')
  return x
}

/** The answer of `POST …/token`; times are Unix seconds. @param nowMs Unix ms */
export function issueToken(privateKey: string, endpoint: Pick<EndpointRecord, 'uid' | 'name' | 'spec'>, nowMs: number): EndpointToken {
  const now = Math.trunc(nowMs / 1000)
  const isSimulated = endpoint.spec.properties.authMode === 'AADToken'
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    iss: isSimulated ? 'scorepoint-simulated-entra' : 'scorepoint',
    aud: isSimulated ? 'https://ml.azure.com' : endpoint.name,
    sub: endpoint.uid,
    iat: now,
    exp: now + tokenLifeSeconds,
    jti: randomUUID(),
  }
  const signed = `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part(claims)}`
  const signature = sign(null, Buffer.from(signed), privateKeyOf(privateKey)).toString('base64url')
  return {
    accessToken: `${signed}.${signature}`,
    expiryTimeUtc: claims.exp,
    refreshAfterTimeUtc: now + refreshAfterSeconds,
    tokenType: 'Bearer',
  }
}
