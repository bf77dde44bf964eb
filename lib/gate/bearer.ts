import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two secrets are equal, in time that depends on neither. */
export function equalSecrets(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return expected !== '' && timingSafeEqual(digest(given), digest(expected))
}

/** Whether an `Authorization` header carries exactly this bearer token. */
export function isBearer(authorization: string | undefined, expected: string): boolean {
  const given = /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1]
  return given !== undefined && equalSecrets(given, expected)
}
