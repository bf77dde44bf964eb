import { chmod, lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes a file or a folder with everything below it, read-only folders included (environments are sealed). Links are removed,
 * never followed. What is gone already is fine.
 */
export async function removeTree(path: string): Promise<void> {
  await unseal(path)
  await rm(path, { recursive: true, force: true, maxRetries: 3 })
}

/** A folder without the write bit cannot be emptied by its owner. */
async function unseal(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (!found?.isDirectory()) return
  if ((found.mode & 0o700) !== 0o700) await chmod(path, 0o700)
  // Gone meanwhile is what is wanted.
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory()) await unseal(join(path, entry.name))
}
