import 'server-only'
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FolderEntry, FolderListing } from '@/lib/contract/files'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath, allowedRoots } from '@/lib/server/allowed-paths'

const maxEntries = 1_000

async function describe(folder: string, name: string): Promise<FolderEntry | undefined> {
  const path = join(folder, name)
  // A dangling link or a file removed meanwhile is simply not offered.
  const info = await stat(path).catch(() => undefined)
  if (!info || (!info.isFile() && !info.isDirectory())) return undefined
  return {
    name,
    path,
    kind: info.isDirectory() ? 'folder' : 'file',
    sizeBytes: info.isFile() ? info.size : undefined,
    modifiedAt: info.mtime.toISOString(),
  }
}

/** Folders first, by name, dot-entries left out; the home folder when no path is given. Throws as allowedPath does. */
export async function listFolder(path: string | undefined): Promise<FolderListing> {
  const roots = allowedRoots()
  const folder = allowedPath(path ?? homedir(), undefined, roots)
  if (!(await stat(folder)).isDirectory())
    throw new ProblemError({
      code: 'Studio.PathUnreadable',
      message: `${folder} is a file; choose a folder.`,
      target: folder,
      origin: 'input',
      retryable: false,
    })
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort((a, b) => a.localeCompare(b))
  const entries = (await Promise.all(names.slice(0, maxEntries).map((name) => describe(folder, name)))).filter(
    (entry) => entry !== undefined,
  )
  entries.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'folder' ? -1 : 1))
  return {
    path: folder,
    parent: roots.includes(folder) && !roots.some((root) => folder.startsWith(`${root}/`)) ? undefined : dirname(folder),
    roots,
    entries,
    truncated: names.length > maxEntries,
  }
}
