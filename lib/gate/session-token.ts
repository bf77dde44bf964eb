/** The studio's session cookie: a random value in the browser, its hash in the database. */
import { createHash, randomBytes } from 'node:crypto'

export const sessionIdleMs = 8 * 3600_000
export const sessionAbsoluteMs = 7 * 24 * 3600_000
const base = 'scorepoint_session'

/** 256 random bits as base64url. */
export function createSessionToken(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 hex; what the database stores. */
export function hashSessionToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Cookies ignore ports, so the port is part of the name: two studios on one machine keep their sessions apart. */
export function sessionCookieName(port: number, secure: boolean): string {
  return `${secure ? '__Host-' : ''}${base}_${port}`
}

/** `Set-Cookie` value; `token` empty ends the cookie. `secure` when the browser reached the studio over https. */
export function sessionCookie(token: string, port: number, secure: boolean): string {
  const life = token === '' ? 'Max-Age=0' : `Max-Age=${sessionAbsoluteMs / 1000}`
  return `${sessionCookieName(port, secure)}=${token}; Path=/; HttpOnly; SameSite=Strict; ${life}${secure ? '; Secure' : ''}`
}

/** The session token in a `Cookie` header, or undefined. */
export function readSessionToken(cookieHeader: string | null | undefined, port: number): string | undefined {
  const pairs = (cookieHeader ?? '').split(';').map((pair) => pair.trim())
  for (const name of [sessionCookieName(port, true), sessionCookieName(port, false)]) {
    const found = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
    if (found && /^[\w-]{43}$/.test(found)) return found
  }
  return undefined
}
