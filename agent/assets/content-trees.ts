/** Content-addressed folders below assets/: regular files and directories only, read-only, made whole or not at all. */
import { createHash, randomUUID } from 'node:crypto'
import { constants, copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { pathFault } from '@/agent/blob/blob-path'
import { refusal } from '@/agent/errors'
import { makePrivateDirectory } from '@/agent/private-files'

/** Far above the 1 500 files Azure allows per model version; a bound for this computer. */
const maxFiles = 10_000

export interface TreeFile {
  /** Relative, with `/`. */
  path: string
  sha256: string
  /** Where the bytes are now. */
  source: string
}

function checkFiles(files: readonly TreeFile[]): void {
  if (files.length > maxFiles) throw refusal('badArgument', `The upload has ${files.length} files; at most ${maxFiles} are staged.`)
  const known = new Set(files.map((file) => file.path))
  const folded = new Map<string, string>()
  for (const { path } of files) {
    const fault = pathFault(path)
    if (fault) throw refusal('badArgument', `The uploaded file "${path.slice(0, 200)}" cannot be staged: ${fault}.`)
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
      if (known.has(parent)) throw refusal('badArgument', `"${parent}" was uploaded both as a file and as a folder.`)
    }
    const key = path.normalize('NFC').toLowerCase()
    const twin = folded.get(key)
    if (twin !== undefined) throw refusal('badArgument', `"${twin}" and "${path}" differ only in case or accents' encoding. Rename one.`)
    folded.set(key, path)
  }
}

/** A hard link costs no space and the bytes are read-only; other file systems get a copy. */
function place(source: string, target: string): void {
  try {
    linkSync(source, target)
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(String(error.code))) {
      copyFileSync(source, target, constants.COPYFILE_EXCL)
    } else {
      throw error
    }
  }
}

/** Content-addressed folders below `root`. */
export function createContentTrees(root: string) {
  makePrivateDirectory(root)
  const pathOf = (hash: string): string => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('not a content hash')
    return join(root, hash)
  }
  return {
    pathOf,

    /**
     * Makes `<root>/<hash>` hold exactly `files`; the hash covers names and contents, so the same upload is staged once.
     * @throws ProblemError BadArgument naming the file that cannot be staged.
     */
    stage(files: readonly TreeFile[]): string {
      checkFiles(files)
      const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
      const hash = createHash('sha256')
      for (const file of sorted) hash.update(`${file.path}\0${file.sha256}\n`)
      const digest = hash.digest('hex')
      const final = pathOf(digest)
      if (existsSync(final)) return digest
      const partial = join(root, `${randomUUID()}.partial`)
      try {
        mkdirSync(partial, { mode: 0o700 })
        for (const file of sorted) {
          const target = resolve(partial, file.path)
          // Names were checked; this holds even if a rule above is ever loosened.
          if (!target.startsWith(partial + sep)) throw refusal('badArgument', `"${file.path}" leads out of the upload.`)
          mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
          place(file.source, target)
        }
        renameSync(partial, final)
      } finally {
        rmSync(partial, { recursive: true, force: true })
      }
      return digest
    },

    remove: (hash: string): void => rmSync(pathOf(hash), { recursive: true, force: true }),

    /** Removes half-made folders and those not in `used` (left by a crash). */
    tidy(used: ReadonlySet<string>): void {
      for (const name of readdirSync(root)) {
        const unused = /^[0-9a-f]{64}$/.test(name) && !used.has(name)
        if (unused || name.endsWith('.partial')) rmSync(join(root, name), { recursive: true, force: true })
      }
    },
  }
}

export type ContentTrees = ReturnType<typeof createContentTrees>
