import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePrivateDirectory } from '@/agent/private-files'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { writeWhole } from './instance-files'
import launcherText from './launcher.py'
import shimText from './shim.sh'

/**
 * Puts the shim and the Python launcher on disk, named by their contents: a newer release never changes files that a worker
 * of an older one is running from. Returns their absolute paths.
 */
export function installShimFiles(layout: HomeLayout): { shim: string; launcher: string } {
  const digest = createHash('sha256').update(shimText).update(launcherText).digest('hex').slice(0, 16)
  const directory = join(layout.cache, 'process-runtime', digest)
  const shim = join(directory, 'shim.sh')
  const launcher = join(directory, 'launcher.py')
  ensurePrivateDirectory(directory)
  if (!existsSync(shim)) writeWhole(shim, shimText)
  if (!existsSync(launcher)) writeWhole(launcher, launcherText)
  return { shim, launcher }
}
