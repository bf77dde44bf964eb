import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { type Entry, openPromise } from 'yauzl'

/** One entry of an archive, before anything of it was written. */
export interface ArchiveEntry {
  /** As the archive writes it. */
  name: string
  /** `file` and `folder` are unpacked, everything else is named in the refusal. */
  kind: 'file' | 'folder' | (string & {})
  /** Bytes the archive promises; what really comes is counted again. */
  bytes: number
  /** The bytes of a file. */
  open(): Promise<AsyncIterable<Uint8Array>>
}

export type ArchiveFormat = 'zip' | 'tar' | 'tar.gz'

/** The format of an archive by its name; undefined = not one that is unpacked. */
export function archiveFormat(name: string): ArchiveFormat | undefined {
  const lower = name.toLowerCase()
  if (lower.endsWith('.zip')) return 'zip'
  if (lower.endsWith('.tar')) return 'tar'
  return lower.endsWith('.tar.gz') || lower.endsWith('.tgz') ? 'tar.gz' : undefined
}

/** Calls `take` for each entry in order, one at a time; what it does not read of an entry is passed over. Rejects for broken archives. */
export async function readArchive(path: string, format: ArchiveFormat, take: (entry: ArchiveEntry) => Promise<void>): Promise<void> {
  if (format === 'zip') await readZip(path, take)
  else await readTar(path, format, take)
}

async function readTar(path: string, format: 'tar' | 'tar.gz', take: (entry: ArchiveEntry) => Promise<void>): Promise<void> {
  // It bounds the long names and extended headers that it keeps in memory.
  const entries = extract()
  const source = createReadStream(path)
  const fed = format === 'tar' ? pipeline(source, entries) : pipeline(source, createGunzip(), entries)
  const read = (async () => {
    try {
      for await (const stream of entries) {
        const { header } = stream
        await take({ name: header.name, kind: tarKind(header), bytes: header.size ?? 0, open: async () => bytesOf(stream) })
        stream.resume()
      }
    } finally {
      source.destroy()
    }
  })()
  const [reading, feeding] = await Promise.allSettled([read, fed])
  // A broken archive ends both sides; the feeding one knows why. A refusal by the taker breaks the feeding off.
  if (reading.status === 'rejected' && !isBrokenOff(reading.reason)) throw reading.reason
  if (feeding.status === 'rejected' && !isBrokenOff(feeding.reason)) throw feeding.reason
  if (reading.status === 'rejected') throw new Error('it ends too early')
}

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new Error('it gives no bytes')
    yield chunk
  }
}

const isBrokenOff = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ABORT_ERR')

function tarKind(header: Header): string {
  // Sparse files of newer archives are plain entries with these records; their bytes are not those of the file.
  if (Object.keys(header.pax ?? {}).some((key) => key.startsWith('GNU.sparse'))) return 'a sparse file'
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      return 'file'
    case 'directory':
      return 'folder'
    case 'symlink':
    case 'link':
      return `a link to ${header.linkname ?? 'somewhere'}`
    case 'character-device':
    case 'block-device':
      return 'a device'
    case 'fifo':
      return 'a named pipe'
    default:
      return 'neither a file nor a folder'
  }
}

async function readZip(path: string, take: (entry: ArchiveEntry) => Promise<void>): Promise<void> {
  const zip = await openPromise(path, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true, autoClose: false })
  try {
    for await (const entry of zip.eachEntry()) {
      await take({
        name: entry.fileName,
        kind: zipKind(entry),
        bytes: entry.uncompressedSize,
        open: () => zip.openReadStreamPromise(entry),
      })
    }
  } finally {
    zip.close()
  }
}

function zipKind(entry: Entry): string {
  if (entry.isEncrypted()) return 'encrypted'
  // The upper half holds the Unix mode where a Unix program wrote the archive.
  const type = (entry.externalFileAttributes >>> 16) & 0xf000
  if (type === 0xa000) return 'a link'
  if (type !== 0 && type !== 0x8000 && type !== 0x4000) return 'a device'
  return entry.fileName.endsWith('/') ? 'folder' : 'file'
}
