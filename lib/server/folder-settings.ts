import 'server-only'
import { existsSync, realpathSync, statSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, resolve, sep } from 'node:path'
import { z } from 'zod'
import type { AllowedFolder } from '@/lib/contract/folders'
import { readPreference, writePreference } from '@/lib/db/preferences'
import { studioHome } from '@/lib/db/studio-home'
import { ProblemError } from '@/lib/problems/problem'
import { studioEnv } from '@/lib/server/env'

const key = 'folders'
const schema = z.object({ added: z.array(z.string()), withoutHome: z.boolean(), withoutStart: z.boolean() })
type FolderSettings = z.infer<typeof schema>
const initial: FolderSettings = { added: [], withoutHome: false, withoutStart: false }

/** On globalThis because Next may load this module more than once; paths are judged without waiting for the database. */
const shared = globalThis as { scorepointFolders?: FolderSettings }

/** Reads what was settled; called once when the studio starts. */
export async function loadFolderSettings(): Promise<void> {
  shared.scorepointFolders = schema.catch(initial).parse((await readPreference(key)) ?? initial)
}

/** The folders the studio may read: the home folder and the one `npm start` ran in unless taken away, and those added. */
export function allowedFolders(): AllowedFolder[] {
  const { added, withoutHome, withoutStart } = shared.scorepointFolders ?? initial
  const home = homedir()
  const start = studioEnv().startDir
  return [
    ...(withoutHome ? [] : [{ path: home, origin: 'home' as const }]),
    ...(withoutStart || start === home || start === '' ? [] : [{ path: start, origin: 'start' as const }]),
    ...added.map((path) => ({ path, origin: 'added' as const })),
  ]
}

async function save(settings: FolderSettings): Promise<AllowedFolder[]> {
  await writePreference(key, settings)
  shared.scorepointFolders = settings
  return allowedFolders()
}

function refuse(path: string, rule: string): never {
  throw new ProblemError({
    code: 'Studio.FolderRefused',
    message: `${path || 'The folder'} cannot be allowed: ${rule}.`,
    target: 'path',
    origin: 'input',
    retryable: false,
  })
}

/** Places of the system and of other programs' secrets, whoever asks. */
const never = ['/', '/proc', '/sys', '/dev', '/run', '/etc', '/boot', '/root/.ssh']

/** Allows one more folder. @throws ProblemError `Studio.FolderRefused` naming the rule it breaks; nothing has changed then. */
export async function addFolder(text: string): Promise<AllowedFolder[]> {
  const written = text.trim().replace(/^~(?=$|\/)/, homedir())
  if (written.includes('\0')) refuse('', 'its name holds a NUL character')
  if (!isAbsolute(written)) refuse(text, 'write the whole path, beginning with / or ~')
  const wanted = resolve(written)
  if (!existsSync(wanted)) refuse(wanted, 'it does not exist')
  const real = realpathSync(wanted)
  if (!statSync(real).isDirectory()) refuse(real, 'it is a file; choose a folder')
  if (never.includes(real) || ['/proc', '/sys', '/dev'].some((root) => real.startsWith(`${root}/`)))
    refuse(real, 'it belongs to the system')
  if (real.split(sep).some((part) => part.startsWith('.'))) refuse(real, 'folders whose name begins with a dot are never read')
  const data = existsSync(studioHome()) ? realpathSync(studioHome()) : studioHome()
  if (real === data || real.startsWith(data + sep)) refuse(real, "it lies in Scorepoint's own data folder, which holds keys")
  await access(real, constants.R_OK | constants.X_OK).catch(() => refuse(real, 'you may not read it'))
  const covering = allowedFolders().find(
    ({ path }) => existsSync(path) && (real === realpathSync(path) || real.startsWith(realpathSync(path) + sep)),
  )
  if (covering) refuse(real, `it lies in ${covering.path}, which is allowed already`)
  const current = shared.scorepointFolders ?? initial
  return save({ ...current, added: [...current.added.filter((path) => !path.startsWith(real + sep)), real] })
}

/** Takes a folder away; what was deployed from it stays. */
export async function removeFolder(path: string): Promise<AllowedFolder[]> {
  const found = allowedFolders().find((folder) => folder.path === path)
  if (!found) return allowedFolders()
  const current = shared.scorepointFolders ?? initial
  if (found.origin === 'home') return save({ ...current, withoutHome: true })
  if (found.origin === 'start') return save({ ...current, withoutStart: true })
  return save({ ...current, added: current.added.filter((one) => one !== path) })
}

/** Allows the home folder and the folder `npm start` ran in again. */
export async function restoreFolders(): Promise<AllowedFolder[]> {
  return save({ ...(shared.scorepointFolders ?? initial), withoutHome: false, withoutStart: false })
}
