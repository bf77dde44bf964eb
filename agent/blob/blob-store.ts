/** The blobs behind uploads: rows in the agent database, bytes in content files. */
import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { checkBlobPath, checkContainerName, pathFault } from '@/agent/blob/blob-path'
import type { ContentFiles, StoredContent } from '@/agent/blob/content-files'
import { refusal } from '@/agent/errors'
import type { AgentDatabase } from '@/agent/store/database'

/** One model may be large; a full disk is refused separately. */
export const maxBlobBytes = 50 * 1024 ** 3
/** Doc: https://learn.microsoft.com/rest/api/storageservices/put-block */
const maxBlocks = 50_000
/** Blocks never committed are forgotten after this time. */
const abandonedAfterMs = 24 * 3600_000

export interface Blob {
  container: string
  path: string
  size: number
  sha256: string
  etag: string
  contentType: string
  metadata: Record<string, string>
  createdAt: string
  modifiedAt: string
}

interface BlobRow {
  container: string
  path: string
  size: number
  sha256: string
  etag: string
  content_type: string
  metadata: string
  created_at: string
  modified_at: string
}

function toBlob(row: BlobRow): Blob {
  return {
    container: row.container,
    path: row.path,
    size: row.size,
    sha256: row.sha256,
    etag: row.etag,
    contentType: row.content_type,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}

/** A `LIKE` pattern that matches exactly the texts beginning with `prefix`. */
function startsWith(prefix: string): string {
  return `${prefix.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
}

/** Blob operations on top of `db` and `files`. Paths and names are checked here, whoever calls. */
export function createBlobStore(db: AgentDatabase, files: ContentFiles) {
  const find = db.prepare<[string, string], BlobRow>('SELECT * FROM blob WHERE container = ? AND path = ?')
  const list = db.prepare<[string, string], BlobRow>(`SELECT * FROM blob WHERE container = ? AND path LIKE ? ESCAPE '\\' ORDER BY path`)
  const save = db.prepare(
    `INSERT INTO blob (container, path, size, sha256, etag, content_type, metadata, created_at, modified_at)
     VALUES (@container, @path, @size, @sha256, @etag, @contentType, @metadata, @at, @at)
     ON CONFLICT (container, path) DO UPDATE SET size = @size, sha256 = @sha256, etag = @etag,
       content_type = @contentType, metadata = @metadata, modified_at = @at`,
  )
  const drop = db.prepare('DELETE FROM blob WHERE container = ? AND path = ?')
  const setMetadata = db.prepare('UPDATE blob SET metadata = ?, etag = ?, modified_at = ? WHERE container = ? AND path = ?')
  const saveBlock = db.prepare(
    `INSERT INTO blob_block (container, path, block_id, size, sha256, created_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (container, path, block_id) DO UPDATE SET size = excluded.size, sha256 = excluded.sha256, created_at = excluded.created_at`,
  )
  const blocks = db.prepare<[string, string], { block_id: string; size: number; sha256: string }>(
    'SELECT block_id, size, sha256 FROM blob_block WHERE container = ? AND path = ?',
  )
  const dropBlocks = db.prepare('DELETE FROM blob_block WHERE container = ? AND path = ?')
  const users = db.prepare<[string, string], { n: number }>(
    'SELECT (SELECT count(*) FROM blob WHERE sha256 = ?) + (SELECT count(*) FROM blob_block WHERE sha256 = ?) AS n',
  )
  const newEtag = () => `"0x${randomBytes(8).toString('hex').toUpperCase()}"`

  /** A path that no blob can have is simply not there: clients probe for folders with a trailing slash. */
  const get = (container: string, path: string): Blob | undefined => {
    const row = pathFault(path) === undefined ? find.get(checkContainerName(container), path) : undefined
    return row && toBlob(row)
  }

  /** Bytes that lost a user; removed only while no upload runs, as one may just have found them and be about to name them. */
  const suspects = new Set<string>()
  let running = 0
  function sweep(): void {
    if (running > 0) return
    for (const sha256 of suspects) if (users.get(sha256, sha256)?.n === 0) files.remove(sha256)
    suspects.clear()
  }
  async function whileUploading<T>(work: () => Promise<T>): Promise<T> {
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      sweep()
    }
  }

  function record(
    container: string,
    path: string,
    content: StoredContent,
    header: { contentType: string; metadata: Record<string, string> },
  ): Blob {
    const before = get(container, path)
    const at = new Date().toISOString()
    const { sha256, size } = content
    save.run({
      container,
      path,
      size,
      sha256,
      etag: newEtag(),
      contentType: header.contentType,
      metadata: JSON.stringify(header.metadata),
      at,
    })
    if (before) suspects.add(before.sha256)
    const saved = get(container, path)
    if (!saved) throw new Error('a blob vanished while it was written')
    return saved
  }

  function checkMd5(content: StoredContent, md5: string | undefined): void {
    if (md5 !== undefined && content.md5.toString('base64') !== md5) {
      throw refusal('badArgument', 'The bytes received do not have the MD5 sum named in Content-MD5. Send them again.', {
        target: 'Content-MD5',
      })
    }
  }

  return {
    get,

    /** Blobs whose path begins with `prefix`, by path. */
    list: (container: string, prefix: string): Blob[] =>
      // LIKE ignores the case of ASCII letters; paths do not.
      list
        .all(checkContainerName(container), startsWith(prefix))
        .filter((row) => row.path.startsWith(prefix))
        .map(toBlob),

    /** Whole blob in one go; replaces an older one of this path. `md5` in base64 is checked when given. */
    async put(
      container: string,
      path: string,
      source: Readable,
      header: { contentType: string; metadata: Record<string, string>; md5?: string },
    ): Promise<Blob> {
      checkContainerName(container)
      checkBlobPath(path)
      return whileUploading(async () => {
        const content = await files.write(source, maxBlobBytes)
        suspects.add(content.sha256)
        checkMd5(content, header.md5)
        return record(container, path, content, header)
      })
    },

    /** One block of a blob to come; invisible until committed. */
    async putBlock(container: string, path: string, blockId: string, source: Readable, md5?: string): Promise<void> {
      checkContainerName(container)
      checkBlobPath(path)
      if (!/^[A-Za-z0-9+/=_-]{1,128}$/.test(blockId))
        throw refusal('badArgument', 'blockid must be base64 of at most 64 bytes.', { target: 'blockid' })
      await whileUploading(async () => {
        const content = await files.write(source, maxBlobBytes)
        suspects.add(content.sha256)
        checkMd5(content, md5)
        saveBlock.run(container, path, blockId, content.size, content.sha256, new Date().toISOString())
      })
    },

    /** Joins blocks in the order given. @throws ProblemError BadArgument when a block is unknown. */
    async commit(
      container: string,
      path: string,
      blockIds: string[],
      header: { contentType: string; metadata: Record<string, string> },
    ): Promise<Blob> {
      checkContainerName(container)
      checkBlobPath(path)
      if (blockIds.length > maxBlocks) throw refusal('badArgument', `A blob has at most ${maxBlocks} blocks.`, { target: 'blocklist' })
      const known = new Map(blocks.all(container, path).map((block) => [block.block_id, block]))
      const chosen = blockIds.map((id) => {
        const block = known.get(id)
        if (!block) throw refusal('badArgument', `The block list names "${id}", which was not uploaded.`, { target: 'blocklist' })
        return block
      })
      async function* bytes() {
        for (const block of chosen) yield* files.read(block.sha256)
      }
      return whileUploading(async () => {
        const content = await files.write(Readable.from(bytes()), maxBlobBytes)
        const blob = record(container, path, content, header)
        dropBlocks.run(container, path)
        for (const block of known.values()) suspects.add(block.sha256)
        return blob
      })
    },

    /** Forgets blobs and frees their bytes, unless another blob has the same ones. */
    remove(gone: readonly Blob[]): void {
      db.transaction(() => {
        for (const { container, path } of gone) drop.run(container, path)
      })()
      for (const { sha256 } of gone) suspects.add(sha256)
      sweep()
    },

    /** Replaces the metadata. @throws ProblemError ResourceNotFound. */
    setMetadata(container: string, path: string, metadata: Record<string, string>): Blob {
      setMetadata.run(JSON.stringify(metadata), newEtag(), new Date().toISOString(), checkContainerName(container), checkBlobPath(path))
      const blob = get(container, path)
      if (!blob) throw refusal('notFound', `There is no blob ${container}/${path}.`)
      return blob
    },

    /** At start: forgets blocks never committed, and bytes that no row names (left by a crash). */
    tidy(now = Date.now()): void {
      db.prepare('DELETE FROM blob_block WHERE created_at < ?').run(new Date(now - abandonedAfterMs).toISOString())
      for (const sha256 of files.tidy()) suspects.add(sha256)
      sweep()
    },

    read: (blob: Blob, range?: { start: number; end: number }): Readable => files.read(blob.sha256, range),
    filePath: (blob: Blob): string => files.pathOf(blob.sha256),
    /** An identifier of the whole listing: changes when any of the blobs changes. */
    fingerprint: (blobs: readonly Blob[]): string =>
      createHash('sha256')
        .update(blobs.map((blob) => `${blob.path}\0${blob.sha256}\n`).join(''))
        .digest('hex'),
  }
}

export type BlobStore = ReturnType<typeof createBlobStore>
