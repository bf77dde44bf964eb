import 'server-only'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { BodyPart } from '@/lib/contract/invoke'
import { studioEnv } from '@/lib/server/env'

/** Bodies up to here are kept in the history's row; longer ones lie whole in a file beside the database. */
export const rowBodyBytes = 256 * 1024
/** All such files together; the oldest go first, their rows stay with their beginning. */
const keptFileBytes = 1024 ** 3

export type BodySide = 'request' | 'response'
export type BodyEncoding = 'text' | 'base64'

/** A body as the history's row keeps it: its beginning, and how long it is altogether. */
export interface KeptBody {
  /** In the encoding of the body; shorter than `bytes` says when the rest lies in the file. */
  beginning: string
  bytes: number
}

/** Ids are UUIDs made by the studio, never text from a request. */
const fileOf = (id: string, side: BodySide) => join(studioEnv().layout.invocations, `${id}.${side}`)

/** Takes a body piece by piece; what exceeds the row goes to disk as it comes, so that a long answer is never held in memory. */
export function openBodySpool(id: string, side: BodySide, encoding: BodyEncoding) {
  const { layout, maxScoringBodyBytes } = studioEnv()
  let beginning = Buffer.alloc(0)
  let bytes = 0
  let file: FileHandle | undefined
  return {
    /** Bytes beyond the longest body there may be are counted and not kept. */
    async write(chunk: Uint8Array): Promise<void> {
      const room = maxScoringBodyBytes - bytes
      bytes += chunk.byteLength
      if (!file && bytes <= rowBodyBytes) {
        beginning = Buffer.concat([beginning, chunk])
        return
      }
      if (!file) {
        await mkdir(layout.invocations, { recursive: true, mode: 0o700 })
        file = await open(fileOf(id, side), 'w', 0o600)
        await file.writeFile(beginning)
        beginning = Buffer.concat([beginning, chunk.subarray(0, rowBodyBytes - beginning.length)])
      }
      if (room > 0) await file.writeFile(chunk.subarray(0, room))
    },
    async close(): Promise<KeptBody> {
      await file?.close()
      if (file) await removeOldest()
      return { beginning: encoding === 'text' ? wholeCharacters(beginning) : beginning.toString('base64'), bytes }
    },
  }
}

/**
 * Bytes `from` until at most `from + length` of a kept body as text, cut between characters. Undefined when no file is kept.
 * @throws Error of the file system, save that the file is missing
 */
export async function readBodyPart(id: string, side: BodySide, from: number, length: number): Promise<BodyPart | undefined> {
  const path = fileOf(id, side)
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  try {
    const { size } = await file.stat()
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - from)))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
    const whole = from + bytesRead >= size ? buffer.subarray(0, bytesRead) : buffer.subarray(0, characterEnd(buffer.subarray(0, bytesRead)))
    return { text: whole.toString('utf8'), from, next: from + whole.length, total: size }
  } finally {
    await file.close()
  }
}

/** The kept file as a stream with its size, or undefined. */
export async function openBody(id: string, side: BodySide): Promise<{ stream: ReadableStream<Uint8Array>; size: number } | undefined> {
  try {
    const { size } = await stat(fileOf(id, side))
    return { stream: Readable.toWeb(createReadStream(fileOf(id, side))) as ReadableStream<Uint8Array>, size }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Removes the files of these entries, those that have any. */
export async function removeBodies(ids: readonly string[]): Promise<void> {
  await Promise.all(ids.flatMap((id) => [rm(fileOf(id, 'request'), { force: true }), rm(fileOf(id, 'response'), { force: true })]))
}

async function removeOldest(): Promise<void> {
  const folder = studioEnv().layout.invocations
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name)
      // One that is being removed by another request at this moment counts nothing.
      const found = await stat(path).catch(() => undefined)
      return { path, size: found?.size ?? 0, at: found?.mtimeMs ?? 0 }
    }),
  )
  let sum = 0
  for (const { path, size } of files.sort((a, b) => b.at - a.at)) {
    sum += size
    if (sum > keptFileBytes) await rm(path, { force: true })
  }
}

/** Text of the bytes without a character that the end cuts in two. */
export function wholeCharacters(bytes: Buffer): string {
  return bytes.subarray(0, characterEnd(bytes)).toString('utf8')
}

/** Offset behind the last whole UTF-8 character; bytes that are no UTF-8 are not waited for. */
function characterEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0b1100_0000) === 0b1000_0000) continue
    const needed = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needed > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
