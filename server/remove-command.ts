/** Ending for good: the question before, the backup offered, the removal of the data folder. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { backupDatabases, backupTargetFault } from '@/lib/home/database-backup'
import { removeHome } from '@/lib/home/remove-home'

const confirmation = 'remove everything'

/** What `npm run remove-everything` was told: `[--backup FILE] [--yes]`. Throws one sentence naming what is wrong, before anything is stopped. */
export function readRemoval(
  layout: HomeLayout,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { backup?: string; isConfirmed: boolean } {
  if (!existsSync(layout.home)) throw new Error(`there is nothing at ${layout.home}.`)
  const at = args.indexOf('--backup')
  const isConfirmed = args.includes('--yes')
  if (at < 0) return { isConfirmed }
  const named = args[at + 1]
  if (!named || named.startsWith('--')) throw new Error('--backup needs the name of the file to write.')
  const backup = resolve(env.SCOREPOINT_START_DIR || env.INIT_CWD || process.cwd(), named)
  const fault = backupTargetFault(backup, layout)
  if (fault) throw new Error(`--backup: ${fault}.`)
  return { backup, isConfirmed }
}

/** Asks in the terminal; anything but the words, the end of the input included, is a no. */
export async function askBeforeRemoval(layout: HomeLayout): Promise<boolean> {
  console.log(`This ends Scorepoint and deletes every endpoint, model, environment, log and setting in ${layout.home}.`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await new Promise<string>((settle) => {
    terminal.once('close', () => settle(''))
    terminal.question(`Type "${confirmation}" to go on: `, settle)
  })
  terminal.close()
  return answer.trim().toLowerCase() === confirmation
}

/** Writes the backup and says where it is. Nothing of the product runs any more. */
export function writeLastBackup(layout: HomeLayout, target: string): void {
  const bytes = backupDatabases(layout, target)
  console.log(`Both databases are in ${target} (${Math.ceil(bytes / 1024)} KiB, with the keys of your endpoints).`)
}

/** Deletes what is Scorepoint's own in the data folder and says what stayed. */
export async function removeData(layout: HomeLayout): Promise<void> {
  const left = await removeHome(layout)
  console.log(
    left.length === 0
      ? `Everything in ${layout.home} was removed.`
      : `Everything of Scorepoint in ${layout.home} was removed; not its own, and still there: ${left.join(', ')}.`,
  )
}

/** The studio's word over IPC that the person asked for it on the page. */
export function isRemovalRequest(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'remove-everything'
}
