import 'server-only'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import ignore from 'ignore'
import { ProblemError } from '@/lib/problems/problem'

export interface LocalFile {
  /** Relative to the folder, `/`-separated. */
  name: string
  path: string
  sizeBytes: number
}

/** A file or folder as it will be uploaded: its own name is the last segment below AZUREML_MODEL_DIR (runtime.md §2.1). */
export interface LocalTree {
  name: string
  isFolder: boolean
  files: LocalFile[]
  sizeBytes: number
}

/** More files than Azure takes in one model version (azureml-domain.md §18). */
export const maxFilesPerAsset = 1_500

const unreadable = (path: string, reason: string) =>
  new ProblemError({ code: 'Studio.PathUnreadable', message: `${path} ${reason}.`, target: path, origin: 'input', retryable: false })

/** `.amlignore`, else `.gitignore`, of the folder itself, as the official tools do (azureml-domain.md §6). */
function ignoreRules(folder: string) {
  const rules = ignore().add(['.git/', '__pycache__/', '.amlignore', '.gitignore'])
  const file = ['.amlignore', '.gitignore'].map((name) => join(folder, name)).find((path) => existsSync(path))
  return file ? rules.add(readFileSync(file, 'utf8')) : rules
}

/**
 * Lists what an upload of `path` would send. Symbolic links are followed only when they stay inside the folder;
 * devices, sockets and links that leave are refused by name. Throws ProblemError `Studio.PathUnreadable`.
 */
export async function readLocalTree(path: string): Promise<LocalTree> {
  if (!existsSync(path)) throw unreadable(path, 'does not exist; choose an existing file or folder')
  const root = realpathSync(path)
  const info = statSync(root)
  if (info.isFile())
    return {
      name: basename(path),
      isFolder: false,
      files: [{ name: basename(path), path: root, sizeBytes: info.size }],
      sizeBytes: info.size,
    }
  if (!info.isDirectory()) throw unreadable(path, 'is neither a file nor a folder')
  const rules = ignoreRules(root)
  const files: LocalFile[] = []
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name)
    const name = relative(root, full).split(sep).join('/')
    if (rules.ignores(entry.isDirectory() ? `${name}/` : name)) continue
    if (entry.isDirectory()) continue
    const real = realpathSync(full)
    if (real !== root && !real.startsWith(root + sep)) throw unreadable(full, 'is a link that leaves the folder; copy the file into it')
    const stat = statSync(real)
    if (stat.isDirectory()) continue
    if (!stat.isFile()) throw unreadable(full, 'is not a regular file')
    files.push({ name, path: real, sizeBytes: stat.size })
  }
  if (files.length === 0) throw unreadable(path, 'has no files to upload (after .amlignore or .gitignore)')
  files.sort((a, b) => (a.name < b.name ? -1 : 1))
  return { name: basename(root), isFolder: true, files, sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) }
}

/** SHA-256 hex over names, sizes and contents: equal trees upload once. */
export async function hashTree(tree: LocalTree): Promise<string> {
  const hash = createHash('sha256').update(`${tree.name}\n${tree.isFolder}\n`)
  for (const file of tree.files) {
    hash.update(`#${file.name}#${file.sizeBytes}\n`)
    await pipeline(createReadStream(file.path), hash, { end: false })
  }
  return hash.digest('hex')
}
