/**
 * Access tokens for clients that insist on signing in: a JWT made from the agent's token, accepted for an hour in its place. Only who shows
 * the agent's token is given one, and it ends with that token: the key is derived from it, and nothing is kept.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import { equalSecrets, isBearer } from '@/lib/gate/bearer'

/** The one tenant of this computer. A GUID, as clients take it for the account's tenant. */
export const localTenantId = '00000000-0000-0000-0000-000000000001'
/** Seconds. */
export const accessTokenLife = 3600

const header = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'HS256' })).toString('base64url')

function sign(agentToken: string, text: string): string {
  const key = Buffer.from(hkdfSync('sha256', agentToken, '', 'scorepoint access token', 32))
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** A three-part JWT with the claims clients read (`tid`, `oid`, `appid`, `exp`); `audience` is the agent's address, `client` what the caller calls itself. */
export function makeAccessToken(agentToken: string, audience: string, client: string, nowMs = Date.now()): string {
  const now = Math.floor(nowMs / 1000)
  const claims = {
    aud: audience,
    iss: `${audience}/${localTenantId}/`,
    iat: now,
    nbf: now,
    exp: now + accessTokenLife,
    appid: client,
    idtyp: 'app',
    oid: localTenantId,
    sub: localTenantId,
    tid: localTenantId,
    ver: '1.0',
  }
  const text = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${text}.${sign(agentToken, text)}`
}

/** Whether this is an access token made from `agentToken` that has not ended. Any other header, an unsigned one too, is refused. */
export function isAccessToken(jwt: string, agentToken: string, nowMs = Date.now()): boolean {
  const [head, body = '', signature = '', ...more] = jwt.split('.')
  if (head !== header || more.length > 0 || !equalSecrets(signature, sign(agentToken, `${head}.${body}`))) return false
  const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
  return typeof claims === 'object' && claims !== null && 'exp' in claims && typeof claims.exp === 'number' && claims.exp > nowMs / 1000
}

/** Whether an `Authorization` header carries the agent's token, or an access token made from it. */
export function admits(authorization: string | undefined, agentToken: string): boolean {
  if (isBearer(authorization, agentToken)) return true
  const given = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  return given?.startsWith(`${header}.`) === true && isAccessToken(given, agentToken)
}
