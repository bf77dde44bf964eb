import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { access, copyFile, link, lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { ProjectEntry, ProjectFile, ProjectListing } from '@/lib/contract/project'
import { maxProjectFileBytes } from '@/lib/contract/project'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { isOfProduct, writableRoots } from '@/lib/server/project-roots'

/**
 * The one door to the files of a project. Every path is relative to the project's folder, every part of it is judged before the disk
 * is touched, and what a symbolic link leads to counts: nothing outside the folder is read, written, renamed or removed.
 */

const maxEntries = 1_000
const sniffBytes = 4_096
/** Endings whose contents are never text, whatever their first bytes look like. */
const binaryEndings = /\.(pkl|joblib|npy|npz|onnx|pt|pth|bin|h5|parquet|png|jpe?g|gif|webp|ico|zip|gz|tgz|tar|whl|so|pyc|safetensors|pdf)$/i

function refuse(path: string, rule: string, code = 'Studio.ProjectPathRefused', status = 400): never {
  throw new ProblemError(
    { code, message: `${path || 'The folder'}: ${rule}.`, target: path || 'path', origin: 'input', retryable: false },
    status,
  )
}

const isControl = (character: string) => (character.codePointAt(0) ?? 0) < 32
/** Zero-width and bidirectional marks make two names look alike. */
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/
const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** The parts of a relative path. Throws `Studio.ProjectPathRefused` naming the rule a hostile or mistyped one breaks. */
function partsOf(path: string): string[] {
  if (path === '') return []
  if (path.includes('\0') || [...path].some(isControl)) refuse('The name', 'it holds a control character')
  if (path.startsWith('/') || path.includes('\\')) refuse(path, 'write a path inside the folder, with / between its parts')
  if (invisible.test(path)) refuse('The name', 'it holds invisible characters')
  const parts = path.split('/')
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') refuse(path, 'empty parts, "." and ".." lead elsewhere and are not taken')
    if (part.startsWith('.')) refuse(path, 'files and folders whose name begins with a dot are never read or written')
    if (Buffer.byteLength(part) > 255) refuse(part.slice(0, 40), 'a name has at most 255 bytes')
  }
  return parts
}

const inside = (path: string, folder: string) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

/** Real path of an existing entry, inside the folder. */
async function existing(folder: string, path: string): Promise<string> {
  const root = allowedPath(folder)
  const wanted = join(root, ...partsOf(path))
  const real = await realpath(wanted).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') refuse(path, 'it does not exist', 'Studio.ProjectFileMissing', 404)
    if (codeOf(error) === 'ELOOP') refuse(path, 'it is a link that leads to itself')
    throw error
  })
  if (!inside(real, root)) refuse(path, 'it is a link that leads out of the folder', 'Studio.PathNotAllowed', 403)
  // The rules of the studio hold for where it really lies too: no dot-folder, no data folder.
  return allowedPath(real)
}

/** Where something new will lie: its folder exists, inside. */
async function place(folder: string, path: string): Promise<string> {
  const parts = partsOf(path)
  const name = parts.at(-1)
  if (name === undefined) refuse(path, 'name the file')
  const parent = await existing(folder, parts.slice(0, -1).join('/'))
  if (!(await stat(parent)).isDirectory()) refuse(path, 'it would lie inside a file')
  return join(parent, name)
}

/** Throws `Studio.ProjectReadOnly` where nothing may be written. */
function mayWrite(folder: string): void {
  const real = allowedPath(folder)
  if (isOfProduct(real) || !writableRoots().some((root) => inside(real, root)))
    refuse(
      folder,
      'it belongs to the product or to an upload and stays as it is; change the file where it came from, or open a copy of the folder',
      'Studio.ProjectReadOnly',
      403,
    )
}

/** Whether the files of the folder can be changed. */
export function isWritableProject(folder: string): boolean {
  try {
    mayWrite(folder)
    return true
  } catch (error) {
    if (error instanceof ProblemError) return false
    throw error
  }
}

/** Real path of the project's folder. Throws as allowedPath does, and when it is a file. */
export async function projectFolder(folder: string): Promise<string> {
  const real = allowedPath(folder)
  if (!(await stat(real)).isDirectory()) refuse(real, 'it is a file; choose a folder', 'Studio.PathUnreadable')
  await access(real, constants.R_OK | constants.X_OK).catch(() => refuse(real, 'you may not read it', 'Studio.PathUnreadable', 403))
  return real
}

async function opensAs(path: string, info: Stats): Promise<'text' | 'large' | 'binary'> {
  if (binaryEndings.test(path)) return 'binary'
  if (info.size > maxProjectFileBytes) return 'large'
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0)
    return buffer.subarray(0, bytesRead).includes(0) ? 'binary' : 'text'
  } finally {
    await file.close()
  }
}

async function describe(folder: string, below: string, name: string): Promise<ProjectEntry | undefined> {
  const path = below === '' ? name : `${below}/${name}`
  try {
    const real = await existing(folder, path)
    const [info, own] = await Promise.all([stat(real), lstat(join(allowedPath(folder), path))])
    const common = { name, path, ...(own.isSymbolicLink() ? { isLink: true } : {}) }
    if (info.isDirectory()) return { ...common, kind: 'folder' }
    if (!info.isFile()) return undefined
    return { ...common, kind: 'file', sizeBytes: info.size, opens: await opensAs(real, info) }
  } catch (error) {
    // A link that leads out or nowhere, a file removed or locked meanwhile: not offered.
    if (error instanceof ProblemError || ['ENOENT', 'EACCES', 'EPERM'].includes(codeOf(error))) return undefined
    throw error
  }
}

/** One folder of the project: folders first, by name; dot-entries and links that lead out are left out. */
export async function listProjectFolder(folder: string, below: string): Promise<ProjectListing> {
  const real = await existing(folder, below)
  const names = (await readdir(real)).filter((name) => !name.startsWith('.') && name !== '__pycache__').sort((a, b) => a.localeCompare(b))
  const found = await Promise.all(names.slice(0, maxEntries).map((name) => describe(folder, below, name)))
  const entries = found.filter((entry) => entry !== undefined)
  entries.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'folder' ? -1 : 1))
  return { entries, truncated: names.length > maxEntries }
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** A text file with its hash. Throws `Studio.ProjectFileMissing`, `Studio.ProjectFileTooLarge` or `Studio.ProjectFileNotText`. */
export async function readProjectFile(folder: string, path: string): Promise<ProjectFile> {
  const real = await existing(folder, path)
  const info = await stat(real)
  if (!info.isFile()) refuse(path, 'it is no file')
  if (info.size > maxProjectFileBytes)
    refuse(path, `it has ${info.size} bytes; up to ${maxProjectFileBytes} are opened here`, 'Studio.ProjectFileTooLarge', 413)
  const bytes = await readFile(real)
  const text = decode(bytes)
  if (text === undefined) refuse(path, 'it is not UTF-8 text', 'Studio.ProjectFileNotText', 415)
  return {
    path,
    text,
    hash: hashOf(bytes),
    sizeBytes: bytes.length,
    modifiedAt: info.mtime.toISOString(),
    ...(isWritableProject(folder) ? {} : { isReadOnly: true }),
  }
}

/** The text with its byte-order mark and line endings, or undefined when the bytes are no text. */
function decode(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // Not UTF-8: opening it would change what it holds.
    return undefined
  }
}

const shared = globalThis as { scorepointFileWrites?: Map<string, Promise<unknown>> }
shared.scorepointFileWrites ??= new Map()
/** The last write of each file, so that two saves never overtake each other; on globalThis because Next may load this module twice. */
const writes = shared.scorepointFileWrites

async function oneAtATime<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = writes.get(path)
  // How the one before ended is its caller's matter.
  const mine = (before ?? Promise.resolve()).catch(() => undefined).then(work)
  writes.set(path, mine)
  try {
    return await mine
  } finally {
    if (writes.get(path) === mine) writes.delete(path)
  }
}

function changedMeanwhile(path: string, rule: string): never {
  throw new ProblemError(
    {
      code: 'Studio.ProjectFileChanged',
      message: `${path} ${rule}; nothing was written.`,
      target: path,
      origin: 'input',
      retryable: false,
    },
    409,
  )
}

/**
 * Writes a text file whole or not at all (a new file beside it, then one rename; the mode stays). `ifHash` is the hash the text was made
 * from: another one on the disk is 409 `Studio.ProjectFileChanged`. null = the file must not exist yet; `any` = whatever is there.
 */
export async function writeProjectFile(folder: string, path: string, text: string, ifHash: string | null): Promise<ProjectFile> {
  mayWrite(folder)
  return writeTextFile(folder, path, text, ifHash)
}

/** The same for a copy that the product keeps itself, such as an upload: whoever calls has asked whether it may be changed now. */
export async function writeTextFile(folder: string, path: string, text: string, ifHash: string | null): Promise<ProjectFile> {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length > maxProjectFileBytes)
    refuse(path, `it would have ${bytes.length} bytes; up to ${maxProjectFileBytes} are written here`, 'Studio.ProjectFileTooLarge', 413)
  if (text.includes('\0')) refuse(path, 'a text holds no NUL character', 'Studio.ProjectFileNotText')
  const wanted = await place(folder, path)
  const isThere = await lstat(wanted).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    },
  )
  // What a link leads to is written, so that it stays a link.
  const target = isThere ? await existing(folder, path) : wanted
  return oneAtATime(target, async () => {
    const before = await stat(target).catch(() => undefined)
    if (before && !before.isFile()) refuse(path, 'it is no file')
    if (before && ifHash === null) changedMeanwhile(path, 'exists already')
    if (!before && ifHash !== null && ifHash !== 'any') changedMeanwhile(path, 'was removed or renamed meanwhile')
    const partial = join(dirname(target), `.${basename(target).slice(0, 200)}.${randomUUID()}.saving`)
    try {
      const file = await open(partial, 'wx', before ? before.mode & 0o777 : 0o644)
      try {
        // The mode of `open` is cut by the umask.
        if (before) await file.chmod(before.mode & 0o777)
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      if (before && ifHash !== 'any' && hashOf(await readFile(target)) !== ifHash)
        changedMeanwhile(path, 'was changed on the disk meanwhile')
      await (before ? rename(partial, target) : putNew(partial, target, path))
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) refuse(path, 'you may not write it', 'Studio.ProjectFileDenied', 403)
      if (codeOf(error) === 'ENOSPC') refuse(path, 'the disk is full; nothing was written', 'Studio.ProjectDiskFull', 507)
      throw error
    } finally {
      await rm(partial, { force: true })
    }
    return readProjectFile(folder, path)
  })
}

/** Gives a whole file its name, unless another has taken the name meanwhile. */
async function putNew(partial: string, target: string, path: string): Promise<void> {
  try {
    await link(partial, target)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') changedMeanwhile(path, 'exists already')
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) throw error
    // File systems without hard links.
    await copyFile(partial, target, constants.COPYFILE_EXCL)
  }
}

/** Makes a folder; one that exists is 409. */
export async function makeProjectFolder(folder: string, path: string): Promise<void> {
  mayWrite(folder)
  await mkdir(await place(folder, path)).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') changedMeanwhile(path, 'exists already')
    if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) refuse(path, 'you may not write there', 'Studio.ProjectFileDenied', 403)
    throw error
  })
}

/** Renames or moves an entry inside the project; a name that is taken is 409. A link is renamed itself. */
export async function renameProjectEntry(folder: string, from: string, to: string): Promise<void> {
  mayWrite(folder)
  await existing(folder, from)
  const [source, target] = [await place(folder, from), await place(folder, to)]
  if (source === target) return
  if (inside(target, source)) refuse(to, 'a folder cannot be moved into itself')
  const info = await lstat(source)
  if (
    await lstat(target).then(
      () => true,
      () => false,
    )
  )
    changedMeanwhile(to, 'exists already')
  if (info.isFile()) {
    // A name that is taken in between is refused by the disk itself.
    await putNew(source, target, to)
    await unlink(source)
  } else await rename(source, target)
}

/** Removes a file, a link (not what it leads to) or a folder with everything in it. */
export async function removeProjectEntry(folder: string, path: string): Promise<void> {
  mayWrite(folder)
  if (partsOf(path).length === 0) refuse(path, 'the folder itself is not removed here')
  await existing(folder, path)
  await rm(await place(folder, path), { recursive: true })
}
