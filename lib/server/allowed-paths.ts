import 'server-only'
import { existsSync, realpathSync } from 'node:fs'
import { isAbsolute, join, resolve, sep } from 'node:path'
import { studioHome } from '@/lib/db/studio-home'
import { homeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'
import { allowedFolders } from '@/lib/server/folder-settings'
import { projectsHome } from '@/lib/server/project-roots'

/** As the person knows them: what Settings allows, the product itself, its uploads and the projects it keeps. */
const knownRoots = (): string[] =>
  [...allowedFolders().map((folder) => folder.path), process.cwd(), join(homeLayout(studioHome()).cache, 'uploads'), projectsHome()].filter(
    (root) => root !== '' && root !== '/' && existsSync(root),
  )

/** Folders the studio may read on the user's behalf, as real paths, longest first. */
export function allowedRoots(): string[] {
  return [...new Set(knownRoots().map((root) => realpathSync(root)))].sort((a, b) => b.length - a.length)
}

const inside = (path: string, root: string) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
/** The data folder holds keys and databases; only uploads and projects are read from it, wherever the person put it. */
function inDataFolder(real: string): boolean {
  const { home, cache } = homeLayout(studioHome())
  if (!existsSync(home) || !inside(real, realpathSync(home))) return false
  return ![join(cache, 'uploads'), projectsHome()].some((open) => existsSync(open) && inside(real, realpathSync(open)))
}
const hasDotFolder = (path: string, root: string) =>
  path
    .slice(root.length)
    .split(sep)
    .some((segment) => segment.startsWith('.'))

function refuse(path: string, rule: string): never {
  throw new ProblemError(
    { code: 'Studio.PathNotAllowed', message: `${path} may not be read: ${rule}.`, target: path, origin: 'input', retryable: false },
    403,
  )
}

/**
 * The real path of `path` (relative ones start at `base`), when it lies below an allowed root and in no dot-folder. A relative
 * `..` is fine as long as the result stays inside; a symbolic link counts by where it leads.
 * Throws ProblemError `Studio.PathNotAllowed` or `Studio.PathUnreadable`.
 */
export function allowedPath(path: string, base?: string, roots: string[] = allowedRoots()): string {
  if (path.includes('\0')) refuse('(path)', 'it holds a NUL character')
  if (!isAbsolute(path) && base === undefined) refuse(path, 'write the whole path, beginning with /')
  const wanted = isAbsolute(path) ? resolve(path) : resolve(base ?? '/', path)
  // Judged before it is touched, so that a refusal does not tell whether something exists outside. A root may itself be reached
  // by a link (a data folder on another disk), hence both spellings; where the path really leads is judged below.
  if (![...roots, ...knownRoots()].some((root) => inside(wanted, root)))
    refuse(wanted, `it lies outside the folders the studio may read (${roots.join(', ')}); Settings, Folders adds another`)
  if (!existsSync(wanted))
    throw new ProblemError(
      {
        code: 'Studio.PathUnreadable',
        message: `${wanted} does not exist; choose an existing file or folder.`,
        target: wanted,
        origin: 'input',
        retryable: false,
      },
      404,
    )
  const real = realpathSync(wanted)
  const root = roots.find((candidate) => inside(real, candidate))
  if (root === undefined) return refuse(wanted, `it leads to ${real}, outside the folders the studio may read`)
  if (inDataFolder(real)) refuse(wanted, "it lies in Scorepoint's own data folder, which holds keys")
  if (hasDotFolder(real, root)) refuse(wanted, 'files and folders whose name begins with a dot are never read')
  return real
}
