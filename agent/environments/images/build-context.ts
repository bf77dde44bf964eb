/** The files of a build as the tar the engine takes: sorted and without times, so that the builder's cache knows them again. */
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import dockerIgnore from '@balena/dockerignore'
import { pack } from 'tar-stream'
import { ProblemError } from '@/lib/problems/problem'

/** Limits of a build context on this computer; docs/docker.md names them. */
export const maxContextBytes = 1024 ** 3
export const maxContextFiles = 10_000

export interface ContextFile {
  /** Relative, with `/`. */
  path: string
  size: number
  /** Absolute path of the file, or its bytes. */
  source: string | Buffer
}

function refuse(message: string, fix: string): ProblemError {
  return new ProblemError({
    code: 'BadArgument',
    message,
    target: 'build.path',
    origin: 'input',
    retryable: false,
    hint: { cause: 'The build context cannot be sent to the builder.', fix },
  })
}

/**
 * The files below `folder` that `.dockerignore` (or `<Dockerfile>.dockerignore`, which goes before it) leaves, sorted.
 * @throws ProblemError `BadArgument` when they exceed the limits or the Dockerfile is missing.
 */
export async function contextFiles(folder: string, dockerfilePath: string): Promise<ContextFile[]> {
  const rules = (await textAt(join(folder, `${dockerfilePath}.dockerignore`))) ?? (await textAt(join(folder, '.dockerignore')))
  const ignore = dockerIgnore({ ignorecase: false }).add(rules ?? '')
  const dockerfile = posix.normalize(dockerfilePath)
  const always = new Set([dockerfile, '.dockerignore'])
  const found: ContextFile[] = []
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const source = join(entry.parentPath, entry.name)
    const path = source.slice(folder.length + 1).replaceAll('\\', '/')
    if (!always.has(path) && ignore.ignores(path)) continue
    const { size } = await stat(source)
    bytes += size
    found.push({ path, size, source })
  }
  if (!found.some(({ path }) => path === dockerfile)) {
    const names = found.map(({ path }) => path).filter((path) => /dockerfile/i.test(path))
    throw refuse(
      `The build context has no ${dockerfile}.`,
      names.length > 0
        ? `Set dockerfile_path to ${names.slice(0, 3).join(' or ')}.`
        : 'Put a Dockerfile into the folder, or set dockerfile_path.',
    )
  }
  if (found.length > maxContextFiles)
    throw refuse(
      `The build context has ${found.length} files; at most ${maxContextFiles} are sent.`,
      'List what the Dockerfile does not copy in .dockerignore.',
    )
  if (bytes > maxContextBytes) {
    const largest = [...found].sort((a, b) => b.size - a.size).slice(0, 3)
    throw refuse(
      `The build context has ${(bytes / 1024 ** 2).toFixed(0)} MiB; at most ${maxContextBytes / 1024 ** 2} MiB are sent. The largest: ${largest.map(({ path, size }) => `${path} (${(size / 1024 ** 2).toFixed(0)} MiB)`).join(', ')}.`,
      'List what the Dockerfile does not copy in .dockerignore; models belong into the deployment’s model, not into the image.',
    )
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // no such rules
  }
}

/** Packs the files; read errors end the stream, and so the build. */
export function packContext(files: readonly ContextFile[]): Readable {
  const tar = pack()
  async function fill(): Promise<void> {
    for (const { path, size, source } of files) {
      // Uploads have no execute bit, on Azure neither; a Dockerfile sets it where it is needed.
      const header = { name: path, size, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }
      if (typeof source === 'string') await pipeline(createReadStream(source), tar.entry(header))
      else tar.entry(header, source)
    }
    tar.finalize()
  }
  fill().catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))))
  return Readable.from(tar, { objectMode: false })
}
