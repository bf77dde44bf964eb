import 'server-only'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { databaseBackup } from '@/lib/arm/storage'
import { backupName } from '@/lib/home/backup-name'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { getConnection } from '@/lib/server/connection'
import { logger } from '@/lib/server/logger'

/** Both databases as a download. */
export async function downloadBackup(): Promise<Response> {
  const answer = await databaseBackup(getConnection())
  return new Response(answer.body, {
    headers: { 'content-type': 'application/x-tar', 'content-disposition': `attachment; filename="${backupName()}"` },
  })
}

/** Writes the backup into an allowed folder, never over an existing file, and answers its path. Throws as allowedPath does. */
export async function saveBackup(folder: string): Promise<{ path: string }> {
  const path = join(allowedPath(folder.replace(/^~(?=$|\/)/, homedir())), backupName(new Date()))
  const answer = await databaseBackup(getConnection())
  if (!answer.body) throw new Error('the backup has no body')
  try {
    await pipeline(
      Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream),
      createWriteStream(path, { mode: 0o600, flags: 'wx' }),
    )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new ProblemError(
        {
          code: 'Studio.BackupExists',
          message: `${path} exists already; move it away or choose another folder.`,
          target: 'folder',
          origin: 'input',
          retryable: false,
        },
        409,
      )
    }
    // What was written is no backup.
    await rm(path, { force: true })
    throw error
  }
  return { path }
}

/** Long enough for the answer to reach the page. */
const answerMs = 300

/**
 * Tells the launcher to stop everything and to delete the data folder; it does so when this answer is out.
 * @throws ProblemError `Studio.NoLauncher` when the studio runs without one.
 */
export function requestRemoval(): void {
  if (!process.send || !process.connected) {
    throw new ProblemError(
      {
        code: 'Studio.NoLauncher',
        message: 'This studio was not started by npm start, so nobody would be left to remove the data.',
        origin: 'studio',
        retryable: false,
      },
      409,
    )
  }
  logger().warn('everything is removed at the request of the signed-in person')
  setTimeout(() => process.send?.({ type: 'remove-everything' }), answerMs)
}
