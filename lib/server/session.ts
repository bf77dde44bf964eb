import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { deleteExpiredSessions, deleteSession, findSession, insertSession, touchSession } from '@/lib/db/sessions'
import { returnPath } from '@/lib/domain/return-path/return-path'
import { pathHeader } from '@/lib/gate/path-header'
import { createSessionToken, hashSessionToken, readSessionToken, sessionAbsoluteMs, sessionIdleMs } from '@/lib/gate/session-token'
import { studioEnv } from './env'

export interface StudioSession {
  /** SHA-256 hex of the cookie's value. */
  id: string
  expiresAt: Date
}

/** Writing the last-seen time on every request would make each read a write. */
const touchEveryMs = 60_000

/** The session of this request, or null. For routes that answer themselves; pages use `requireSession`. */
export async function currentSession(): Promise<StudioSession | null> {
  const token = readSessionToken((await headers()).get('cookie'), studioEnv().port)
  if (!token) return null
  return sessionById(hashSessionToken(token))
}

/** The living session with this hash, or null; streams call it again every 60 s so that a sign-out ends them. */
export async function sessionById(id: string): Promise<StudioSession | null> {
  const row = await findSession(id)
  const now = new Date()
  if (!row || row.expiresAt <= now || now.getTime() - row.lastSeenAt.getTime() > sessionIdleMs) return null
  if (now.getTime() - row.lastSeenAt.getTime() > touchEveryMs) await touchSession(id, now)
  return { id: row.id, expiresAt: row.expiresAt }
}

/** First line of every page and layout loader: the session, or a redirect to the sign-in page. */
export async function requireSession(): Promise<StudioSession> {
  const session = await currentSession()
  if (!session) {
    const wanted = returnPath((await headers()).get(pathHeader))
    redirect(wanted === '/' ? '/signin' : `/signin?${new URLSearchParams({ to: wanted })}`)
  }
  return session
}

/** A new session; returns the cookie's value, which is stored nowhere. */
export async function createSession(): Promise<string> {
  const token = createSessionToken()
  const now = new Date()
  await deleteExpiredSessions(now, new Date(now.getTime() - sessionIdleMs))
  await insertSession(hashSessionToken(token), now, new Date(now.getTime() + sessionAbsoluteMs))
  return token
}

/** Ends the session of this request, if there is one. */
export async function endSession(): Promise<void> {
  const session = await currentSession()
  if (session) await deleteSession(session.id)
}
