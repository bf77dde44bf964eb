/** One-time sign-in codes: a file named by the code's hash, so that launcher, studio and `npm run signin` need no common process. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { homeLayout } from '@/lib/domain/home-layout'

export const signinCodeMs = 10 * 60_000

/** Writes a new code valid for ten minutes and returns it; only its hash is stored. Forgets expired ones. */
export function issueSigninCode(home: string, now = Date.now()): string {
  const folder = homeLayout(home).signinCodes
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folder)) {
    if (expiryOf(join(folder, name)) <= now) rmSync(join(folder, name), { force: true })
  }
  const code = randomBytes(16).toString('base64url')
  writeFileSync(fileOf(folder, code), String(now + signinCodeMs), { mode: 0o600, flag: 'wx' })
  return code
}

/** True once per code, within its ten minutes. Removing the file is what uses it up, so two redeemers never both win. */
export function redeemSigninCode(home: string, code: string, now = Date.now()): boolean {
  const file = fileOf(homeLayout(home).signinCodes, code)
  const expires = expiryOf(file)
  try {
    unlinkSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
  return expires > now
}

function fileOf(folder: string, code: string): string {
  return join(folder, createHash('sha256').update(code).digest('hex'))
}

/** Epoch ms; 0 (long past) for a file that is gone or holds no number. */
function expiryOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0
  } catch {
    // Redeemed by someone else between listing and reading.
    return 0
  }
}
