import 'server-only'
import { getDb } from './client'

export interface SessionRow {
  /** SHA-256 hex of the cookie's value. */
  id: string
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
}

/** Stores a new session. `expiresAt` is the absolute end, idle time is judged from `lastSeenAt`. */
export async function insertSession(id: string, now: Date, expiresAt: Date): Promise<void> {
  await getDb().session.create({ data: { id, createdAt: now, lastSeenAt: now, expiresAt } })
}

/** The row with this hash, or null. */
export async function findSession(id: string): Promise<SessionRow | null> {
  return getDb().session.findUnique({ where: { id } })
}

/** Moves the idle end forward. A session signed out meanwhile stays gone. */
export async function touchSession(id: string, now: Date): Promise<void> {
  await getDb().session.updateMany({ where: { id }, data: { lastSeenAt: now } })
}

/** Ends one session; absent is fine. */
export async function deleteSession(id: string): Promise<void> {
  await getDb().session.deleteMany({ where: { id } })
}

/** Removes what can never be used again. */
export async function deleteExpiredSessions(now: Date, idleBefore: Date): Promise<void> {
  await getDb().session.deleteMany({ where: { OR: [{ expiresAt: { lt: now } }, { lastSeenAt: { lt: idleBefore } }] } })
}
