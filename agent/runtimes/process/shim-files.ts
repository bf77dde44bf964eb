import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePrivateDirectory } from '@/agent/private-files'
import type { HomeLayout } from '@/lib/domain/home-layout'
import forkedAheadText from './forked_ahead.py'
import { writeWhole } from './instance-files'
import launcherText from './launcher.py'
import shimText from './shim.sh'
import warmText from './warm.py'

/**
 * Puts the shim, the Python launcher and the warm parent's scripts on disk, named by their contents: a newer release never changes files that a worker
 * of an older one is running from. Returns the absolute paths of those that are started.
 */
export function installShimFiles(layout: HomeLayout): { shim: string; launcher: string; warm: string } {
  const texts = { 'shim.sh': shimText, 'launcher.py': launcherText, 'warm.py': warmText, 'forked_ahead.py': forkedAheadText }
  const digest = createHash('sha256')
  for (const text of Object.values(texts)) digest.update(text)
  const directory = join(layout.cache, 'process-runtime', digest.digest('hex').slice(0, 16))
  ensurePrivateDirectory(directory)
  for (const [name, text] of Object.entries(texts)) {
    const path = join(directory, name)
    if (!existsSync(path)) writeWhole(path, text)
  }
  return { shim: join(directory, 'shim.sh'), launcher: join(directory, 'launcher.py'), warm: join(directory, 'warm.py') }
}
