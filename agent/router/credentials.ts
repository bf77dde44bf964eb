/** The bearer check in front of every deployment. Only SHA-256 hashes of the valid credentials ever reach the router. */
import { hash, timingSafeEqual } from 'node:crypto'

export type CredentialCheck = 'valid' | 'missing' | 'wrong'

/**
 * Compares the `Authorization: Bearer <credential>` header with every valid hash (both keys are valid at once), always with all of
 * them, so that the time tells nothing about which one was near.
 * @param keyHashes 32-byte SHA-256 digests
 */
export function checkCredential(authorization: string | undefined, keyHashes: readonly Buffer[]): CredentialCheck {
  if (authorization === undefined || authorization.length < 8 || authorization.slice(0, 7).toLowerCase() !== 'bearer ') return 'missing'
  const digest = hash('sha256', authorization.slice(7).trim(), 'buffer')
  let valid = false
  for (const keyHash of keyHashes) valid = timingSafeEqual(digest, keyHash) || valid
  return valid ? 'valid' : 'wrong'
}
