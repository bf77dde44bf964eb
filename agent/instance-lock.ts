/** One agent per data folder: an exclusive SQLite lock, which the system releases however the process ends. */
import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { makePrivateDirectory, writePrivateFile } from '@/agent/private-files'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

function holder(layout: HomeLayout): string {
  try {
    const info: unknown = JSON.parse(readFileSync(layout.agentInfo, 'utf8'))
    if (typeof info === 'object' && info !== null && 'pid' in info) return `process ${String(info.pid)}`
  } catch {
    // The holder may not have written its record yet; the sentence then does without the number.
  }
  return 'another process'
}

/**
 * Takes run/agent.lock and keeps it until the process ends or `release()`; writes this process's id to run/agent.json.
 * @param waitMs a holder that was killed a moment ago lets it go within this time
 * @throws ProblemError `Agent.AlreadyRunning` (409) after that time, naming the process that holds it.
 */
export function takeInstanceLock(layout: HomeLayout, waitMs = 300): { release(): void } {
  makePrivateDirectory(layout.run)
  const lock = new Database(layout.agentLock, { timeout: waitMs })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error
    throw new ProblemError(
      {
        code: 'Agent.AlreadyRunning',
        message: `The agent of ${layout.home} already runs as ${holder(layout)}. Stop it first, or choose another SCOREPOINT_HOME.`,
        origin: 'agent',
        retryable: false,
      },
      409,
    )
  }
  writePrivateFile(layout.agentInfo, JSON.stringify({ pid: process.pid }))
  return { release: () => lock.close() }
}
