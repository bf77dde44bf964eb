import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePrivateDirectory } from '@/agent/private-files'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { writeWhole } from './instance-files'
import launcherText from './launcher.py'
import shimText from './shim.sh'
import warmText from './warm.py'

/**
 * Puts the shim, the Python launcher and the warm parent's script on disk, named by their contents: a newer release never changes files that a worker
 * of an older one is running from. Returns their absolute paths.
 */
export function installShimFiles(layout: HomeLayout): { shim: string; launcher: string; warm: string } {
  const digest = createHash('sha256').update(shimText).update(launcherText).update(warmText).digest('hex').slice(0, 16)
  const directory = join(layout.cache, 'process-runtime', digest)
  const shim = join(directory, 'shim.sh')
  const launcher = join(directory, 'launcher.py')
  const warm = join(directory, 'warm.py')
  ensurePrivateDirectory(directory)
  if (!existsSync(shim)) writeWhole(shim, shimText)
  if (!existsSync(launcher)) writeWhole(launcher, launcherText)
  if (!existsSync(warm)) writeWhole(warm, warmText)
  return { shim, launcher, warm }
}
