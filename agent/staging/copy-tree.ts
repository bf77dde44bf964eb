import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, lstat, mkdir, readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Smaller files are read whole: a stream costs more than their bytes. */
const wholeBelowBytes = 1024 * 1024

export interface CopiedFile {
  /** Relative to the target. */
  path: string
  bytes: number
  sha256: string
}

/**
 * Copies a file or the contents of a folder below `target` and makes the copy read-only (files 0444, folders 0555). Symbolic links are
 * followed inside the source only; one that leaves it, and anything that is neither file nor folder, is refused by throwing.
 * The copy is independent: a script that changed it anyway could not reach the asset. Returns what was copied, sorted by path.
 */
export async function copyTree(source: string, target: string, signal: AbortSignal): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = []
  const root = await realpath(source)
  const stat = await lstat(root)
  await mkdir(target, { recursive: true, mode: 0o700 })
  if (stat.isFile()) await copyFile(root, join(target, basename(source)), basename(source), stat.size)
  else await copyFolder(root, '')
  await chmod(target, 0o555)
  return copied.sort((a, b) => (a.path < b.path ? -1 : 1))

  async function copyFolder(folder: string, prefix: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      signal.throwIfAborted()
      const from = join(folder, entry.name)
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      const real = entry.isSymbolicLink() ? await insideRoot(from) : from
      const kind = await lstat(real)
      if (kind.isDirectory()) {
        if (entry.isSymbolicLink() && from.startsWith(`${real}/`)) throw new Error(`${path} is a link to a folder that contains it`)
        await mkdir(join(target, path), { recursive: true, mode: 0o700 })
        await copyFolder(real, path)
        await chmod(join(target, path), 0o555)
      } else if (kind.isFile()) await copyFile(real, join(target, path), path, kind.size)
      else throw new Error(`${path} is neither a file nor a folder`)
    }
  }

  async function insideRoot(link: string): Promise<string> {
    const real = await realpath(link)
    const way = relative(root, real)
    if (way.startsWith('..')) throw new Error(`${relative(root, link)} is a link to ${await readlink(link)}, outside the folder`)
    return real
  }

  async function copyFile(from: string, to: string, path: string, size: number): Promise<void> {
    if (size < wholeBelowBytes) {
      const content = await readFile(from, { signal })
      await writeFile(to, content, { mode: 0o600, signal })
      await chmod(to, 0o444)
      copied.push({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') })
      return
    }
    const digest = createHash('sha256')
    let bytes = 0
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        digest.update(chunk)
        bytes += chunk.length
        done(null, chunk)
      },
    })
    await pipeline(createReadStream(from), meter, createWriteStream(to, { mode: 0o600 }), { signal })
    await chmod(to, 0o444)
    copied.push({ path, bytes, sha256: digest.digest('hex') })
  }
}
