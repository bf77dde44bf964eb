/** Bytes by their SHA-256 below assets/blobs: streamed to disk, never overwritten, read-only once complete. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readdirSync, rmSync } from 'node:fs'
import { chmod, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { refusal } from '@/agent/errors'
import { makePrivateDirectory } from '@/agent/private-files'

export interface StoredContent {
  sha256: string
  md5: Buffer
  size: number
}

/** Smaller contents are written in one piece: a stream costs more than their bytes. */
const wholeBelowBytes = 1024 * 1024

const shaPattern = /^[0-9a-f]{64}$/

const tooLarge = (maxBytes: number) => refusal('tooLarge', `The upload is larger than ${maxBytes} bytes.`)

/** Content files below `directory`. */
export function createContentFiles(directory: string) {
  makePrivateDirectory(directory)

  /** Absolute path of stored bytes. */
  const pathOf = (sha256: string): string => {
    if (!shaPattern.test(sha256)) throw new Error('not a content hash')
    return join(directory, sha256)
  }

  async function writeWhole(content: Buffer, partial: string): Promise<StoredContent> {
    const sha256 = createHash('sha256').update(content).digest('hex')
    if (!existsSync(pathOf(sha256))) {
      await writeFile(partial, content, { flag: 'wx', mode: 0o400, flush: true })
      await rename(partial, pathOf(sha256))
    }
    return { sha256, md5: createHash('md5').update(content).digest(), size: content.length }
  }

  async function writeStream(source: AsyncIterable<Buffer>, maxBytes: number, partial: string): Promise<StoredContent> {
    const sha = createHash('sha256')
    const md5 = createHash('md5')
    let size = 0
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length
        if (size > maxBytes) return done(tooLarge(maxBytes))
        sha.update(chunk)
        md5.update(chunk)
        done(null, chunk)
      },
    })
    await pipeline(Readable.from(source), count, createWriteStream(partial, { flags: 'wx', mode: 0o600 }))
    const sha256 = sha.digest('hex')
    if (existsSync(pathOf(sha256))) await rm(partial)
    else await keep(partial, pathOf(sha256))
    return { sha256, md5: md5.digest(), size }
  }

  /**
   * Brings the bytes to disk, counting and hashing; they are durable when it resolves.
   * @throws ProblemError RequestEntityTooLarge beyond `maxBytes`; nothing is left behind on any failure.
   */
  async function write(source: Readable, maxBytes: number): Promise<StoredContent> {
    const partial = join(directory, `${randomUUID()}.partial`)
    const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]()
    const begun: Buffer[] = []
    let size = 0
    try {
      for (let next = await chunks.next(); ; next = await chunks.next()) {
        if (next.done) return await writeWhole(Buffer.concat(begun), partial)
        begun.push(next.value)
        size += next.value.length
        if (size > maxBytes) throw tooLarge(maxBytes)
        if (size >= wholeBelowBytes) break
      }
      return await writeStream(
        (async function* () {
          yield* begun
          yield* { [Symbol.asyncIterator]: () => chunks }
        })(),
        maxBytes,
        partial,
      )
    } catch (error) {
      source.destroy()
      await rm(partial, { force: true })
      throw error
    }
  }

  return {
    pathOf,
    write,
    read: (sha256: string, range?: { start: number; end: number }): Readable => createReadStream(pathOf(sha256), range),
    remove: (sha256: string): void => rmSync(pathOf(sha256), { force: true }),
    /** Removes half-written files and answers the hashes of the whole ones. */
    tidy(): string[] {
      const names = readdirSync(directory)
      for (const name of names) if (name.endsWith('.partial')) rmSync(join(directory, name), { force: true })
      return names.filter((name) => shaPattern.test(name))
    },
  }
}

async function keep(partial: string, final: string): Promise<void> {
  const handle = await open(partial, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  await chmod(partial, 0o400)
  await rename(partial, final)
}

export type ContentFiles = ReturnType<typeof createContentFiles>
