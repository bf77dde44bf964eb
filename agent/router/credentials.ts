/** The bearer check in front of every deployment. Only SHA-256 hashes of keys and public keys of tokens ever reach the router. */
import { hash, timingSafeEqual } from 'node:crypto'
import type { TokenCheck } from '@/agent/router/tokens'

export type CredentialCheck = 'valid' | 'missing' | 'wrong' | 'expired'

/**
 * Compares the `Authorization: Bearer <credential>` header with every valid hash (both keys are valid at once), always with all of
 * them, so that the time tells nothing about which one was near. An endpoint with tokens has a check instead of hashes.
 * @param keyHashes 32-byte SHA-256 digests
 */
export function checkCredential(authorization: string | undefined, keyHashes: readonly Buffer[], checkToken?: TokenCheck): CredentialCheck {
  if (authorization === undefined || authorization.length < 8 || authorization.slice(0, 7).toLowerCase() !== 'bearer ') return 'missing'
  const credential = authorization.slice(7).trim()
  if (checkToken) return checkToken(credential, Date.now())
  const digest = hash('sha256', credential, 'buffer')
  let valid = false
  for (const keyHash of keyHashes) valid = timingSafeEqual(digest, keyHash) || valid
  return valid ? 'valid' : 'wrong'
}
