import 'server-only'
import { createWriteStream, existsSync, realpathSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { maxUploadBytes, type UploadedFile } from '@/lib/contract/files'
import { payloadsBeforePut } from '@/lib/db/jobs'
import { studioHome } from '@/lib/db/studio-home'
import { homeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

/** Where browser uploads wait until a deploy job stages them. */
export const uploadsFolder = (): string => join(homeLayout(studioHome()).cache, 'uploads')

/** Id of the upload a real path lies in; undefined for files of this computer. */
export function uploadIdOf(real: string): string | undefined {
  const root = uploadsFolder()
  if (!existsSync(root)) return undefined
  const [id = '', ...below] = relative(realpathSync(root), real).split(sep)
  return id === '' || id === '..' || below.length === 0 ? undefined : id
}

/**
 * Throws `Studio.DeploymentPreparing` while a job is handing the upload over, which must read it as it was when the job began. Before,
 * it is the product's own copy; afterwards the deployment has one of its own, named by its contents, that no later change reaches.
 */
export async function mayChangeUpload(id: string): Promise<void> {
  const payloads = await payloadsBeforePut()
  if (!payloads.some((payload) => JSON.stringify(payload).includes(id))) return
  throw new ProblemError(
    {
      code: 'Studio.DeploymentPreparing',
      message: 'A deployment is taking these uploaded files over at this moment; nothing was written. Try again in a few seconds.',
      target: id,
      origin: 'studio',
      retryable: true,
    },
    409,
  )
}

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
  const below = checkUploadName(name)
  const root = join(uploadsFolder(), uploadId)
  const path = join(root, below)
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
  return { path, root: join(root, below.split('/')[0] ?? ''), sizeBytes }
}
