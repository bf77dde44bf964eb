import 'server-only'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { maxUploadBytes, type UploadedFile } from '@/lib/contract/files'
import { studioHome } from '@/lib/db/studio-home'
import { homeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

/** Where browser uploads wait until a deploy job stages them. */
export const uploadsFolder = (): string => join(homeLayout(studioHome()).cache, 'uploads')

const refuse = (name: string, rule: string, status = 400) =>
  new ProblemError(
    {
      code: 'Studio.UploadRefused',
      message: `${name || 'The file'} cannot be uploaded: ${rule}.`,
      target: name,
      origin: 'input',
      retryable: false,
    },
    status,
  )

const isControl = (character: string) => (character.codePointAt(0) ?? 0) < 32
/** Zero-width and bidirectional marks make two names look alike. */
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/

/** A relative, `/`-separated name without `..`, dot-entries, control or invisible characters. */
export function checkUploadName(name: string): string {
  const normal = name.normalize('NFC')
  const segments = normal.split('/')
  if (normal === '' || normal.length > 1_024) throw refuse(name, 'its name is empty or longer than 1,024 characters')
  if ([...normal].some(isControl) || invisible.test(normal) || normal.includes('\\'))
    throw refuse(name, 'its name holds control, invisible or backslash characters; rename it')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..' || segment.length > 255))
    throw refuse(name, 'its name must be relative, without empty, "." or ".." parts')
  return normal
}

/**
 * Streams one file of an upload to disk, counting bytes, and moves it into place when it is whole.
 * `uploadId` is the browser's id for the whole upload; `name` is relative to it. Throws ProblemError `Studio.UploadRefused`.
 */
export async function storeUpload(uploadId: string, name: string, body: ReadableStream<Uint8Array>): Promise<UploadedFile> {
  if (!/^[0-9a-f-]{8,64}$/.test(uploadId)) throw refuse(name, 'the upload id must be 8 to 64 hexadecimal characters')
  const relative = checkUploadName(name)
  const root = join(uploadsFolder(), uploadId)
  const path = join(root, relative)
  if (!path.startsWith(root + sep)) throw refuse(name, 'it would leave the upload folder')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const partial = `${path}.partial`
  let sizeBytes = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      done(sizeBytes > maxUploadBytes ? refuse(name, 'it is larger than 2 GiB; use a path on this computer instead', 413) : null, chunk)
    },
  })
  try {
    await pipeline(Readable.fromWeb(body as import('node:stream/web').ReadableStream), count, createWriteStream(partial, { mode: 0o600 }))
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  await rename(partial, path)
  return { path, root: join(root, relative.split('/')[0] ?? ''), sizeBytes }
}
