import 'server-only'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join, sep } from 'node:path'
import { ignoreFiles, type UploadRules, uploadRules } from '@/lib/domain/upload-rules/upload-rules'
import { ProblemError } from '@/lib/problems/problem'

export interface LocalFile {
  /** Relative to the folder, `/`-separated. */
  name: string
  path: string
  sizeBytes: number
}

/** A tree whose bytes were read: what is uploaded later must still have these hashes. */
export interface HashedTree extends LocalTree {
  /** SHA-256 hex over names, sizes and contents: equal trees upload once. */
  hash: string
  /** SHA-256 hex of each file, in the order of `files`. */
  fileHashes: string[]
}

/** A file or folder as it will be uploaded: its own name is the last segment below AZUREML_MODEL_DIR. */
export interface LocalTree {
  name: string
  isFolder: boolean
  files: LocalFile[]
  sizeBytes: number
  /** What stays here by the rules of `ignoreFile` and as a hidden folder: names below the folder, folders with a slash at the end, the first 200. */
  leftOut?: string[]
  /** The file of the folder whose rules were followed. */
  ignoreFile?: string
}

/** More files than Azure takes in one model version. */
export const maxFilesPerAsset = 1_500
const shownLeftOut = 200
/** Beyond this an upload is a mistake, not a model. */
const maxFilesPerUpload = 10_000

const unreadable = (path: string, reason: string) =>
  new ProblemError({ code: 'Studio.PathUnreadable', message: `${path} ${reason}.`, target: path, origin: 'input', retryable: false })

/** `.amlignore`, else `.gitignore`, of the folder itself, as the official tools do. */
function ignoreRules(folder: string) {
  const ignoreFile = ignoreFiles.find((name) => existsSync(join(folder, name)))
  return { rules: uploadRules(ignoreFile && readFileSync(join(folder, ignoreFile), 'utf8')), ignoreFile }
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
  if (root === realpathSync(homedir())) throw unreadable(path, 'is your whole home folder; choose the folder of the model or code')
  const { rules, ignoreFile } = ignoreRules(root)
  const leftOut: string[] = []
  const files = await walk(root, rules, leftOut)
  if (files.length === 0) throw unreadable(path, 'has no files to upload (after .amlignore or .gitignore)')
  files.sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    name: basename(root),
    isFolder: true,
    files,
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    leftOut: leftOut.sort().slice(0, shownLeftOut),
    ignoreFile,
  }
}

/** Depth-first, so that an ignored or dot-folder is never entered. */
async function walk(root: string, rules: UploadRules, leftOut: string[], below = ''): Promise<LocalFile[]> {
  const files: LocalFile[] = []
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      if (rules.staysHere(name, true)) {
        leftOut.push(`${name}/`)
        continue
      }
      files.push(...(await walk(root, rules, leftOut, name)))
    } else if (rules.staysHere(name, false)) {
      if (!ignoreFiles.some((own) => own === name)) leftOut.push(name)
    } else {
      const file = describe(root, name)
      if (file) files.push(file)
    }
    if (files.length > maxFilesPerUpload)
      throw unreadable(
        root,
        `has more than ${maxFilesPerUpload} files; choose the folder of the model or code, or list the rest in .amlignore`,
      )
  }
  return files
}

/** Undefined for a link to a folder inside: its files are found where they lie. */
function describe(root: string, name: string): LocalFile | undefined {
  const full = join(root, name)
  if (!existsSync(full)) throw unreadable(full, 'is a link that leads nowhere')
  const real = realpathSync(full)
  if (!real.startsWith(root + sep)) throw unreadable(full, 'is a link that leaves the folder; copy the file into it')
  const info = statSync(real)
  if (info.isDirectory()) return undefined
  if (!info.isFile()) throw unreadable(full, 'is not a regular file')
  return { name, path: real, sizeBytes: info.size }
}

/** Reads every byte once and names the tree by its contents; sizes are those of the bytes read, which may be newer than the listing. */
export async function hashTree(tree: LocalTree): Promise<HashedTree> {
  const all = createHash('sha256').update(`${tree.name}\n${tree.isFolder}\n`)
  const fileHashes: string[] = []
  const files: LocalFile[] = []
  for (const file of tree.files) {
    const one = createHash('sha256')
    let sizeBytes = 0
    for await (const chunk of createReadStream(file.path) as AsyncIterable<Buffer>) {
      one.update(chunk)
      sizeBytes += chunk.length
    }
    const hash = one.digest('hex')
    fileHashes.push(hash)
    files.push({ ...file, sizeBytes })
    all.update(`#${file.name}#${sizeBytes}#${hash}\n`)
  }
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  return { ...tree, files, sizeBytes, hash: all.digest('hex'), fileHashes }
}

/** SHA-256 hex of each file of a tree by its path in it. */
export function filesOf(tree: HashedTree): Record<string, string> {
  return Object.fromEntries(tree.files.map((file, index) => [file.name, tree.fileHashes[index] ?? '']))
}
