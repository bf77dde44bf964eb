/** The blob operations uploads need, on the agent's own TLS port below /devstoreaccount1, each guarded by a shared access signature. */
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { storageAccount } from '@/agent/assets/reference'
import type { Blob } from '@/agent/blob/blob-store'
import { listBlobsXml, parseBlockList } from '@/agent/blob/list-xml'
import { checkContainerSas } from '@/agent/blob/sas'
import { refusal } from '@/agent/errors'
import { type AgentContext, type AgentDeps, type Handler, originOf, param } from '@/agent/routes/context'
import { readSmallText } from '@/agent/routes/request-body'

const storageVersion = '2021-08-06'
const maxMetadataBytes = 8 * 1024
const maxListResults = 5000

function metadataOf(c: AgentContext): Record<string, string> {
  const prefix = 'x-ms-meta-'
  const metadata = Object.fromEntries(
    Object.entries(c.req.header())
      .filter(([name]) => name.startsWith(prefix) && /^[a-z_][a-z0-9_]*$/.test(name.slice(prefix.length)))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
  if (JSON.stringify(metadata).length > maxMetadataBytes) throw refusal('tooLarge', 'The metadata of a blob may have 8 KiB.')
  return metadata
}

function blobHeaders(blob: Blob): Record<string, string> {
  return {
    ETag: blob.etag,
    'Last-Modified': new Date(blob.modifiedAt).toUTCString(),
    'x-ms-creation-time': new Date(blob.createdAt).toUTCString(),
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-lease-status': 'unlocked',
    'x-ms-lease-state': 'available',
    'x-ms-server-encrypted': 'false',
    'Accept-Ranges': 'bytes',
    ...Object.fromEntries(Object.entries(blob.metadata).map(([name, value]) => [`x-ms-meta-${name}`, value])),
  }
}

/** `bytes=a-b`, also from `x-ms-range`; undefined = the whole blob. Suffix ranges are not part of the storage protocol. */
function rangeOf(c: AgentContext, size: number): { start: number; end: number } | undefined {
  const text = c.req.header('x-ms-range') ?? c.req.header('range')
  const match = /^bytes=(\d+)-(\d*)$/.exec(text ?? '')
  if (!match) return undefined
  const start = Number(match[1])
  const end = Math.min(match[2] ? Number(match[2]) : size - 1, size - 1)
  if (start >= size || end < start) throw refusal('rangeNotSatisfiable', `The blob has ${size} bytes; the range begins behind them.`)
  return { start, end }
}

function uploadOf(c: AgentContext): Readable {
  const incoming = c.env?.incoming
  if (incoming) return incoming
  return c.req.raw.body ? Readable.fromWeb(c.req.raw.body as WebStream<Uint8Array>) : Readable.from([])
}

/** Handlers for `/devstoreaccount1/{container}` and `/devstoreaccount1/{container}/{path}`. */
export function blobRoutes(deps: AgentDeps) {
  const { assets } = deps
  const { blobs } = assets

  function admitted(c: AgentContext, anyOf: string): { container: string; path: string } {
    const container = param(c, 'container')
    if (!checkContainerSas(assets.accountKey(), container, new URL(c.req.url).searchParams, anyOf)) {
      throw refusal(
        'storageForbidden',
        'The shared access signature is missing, wrong, expired or does not allow this. Ask listSecrets for a new one.',
      )
    }
    c.header('x-ms-version', c.req.header('x-ms-version') ?? storageVersion)
    return { container, path: c.req.param('path') ?? '' }
  }

  function requireBlob(c: AgentContext, container: string, path: string): Blob {
    const blob = blobs.get(container, path)
    if (blob) return blob
    c.header('x-ms-error-code', 'BlobNotFound')
    throw refusal('notFound', 'The specified blob does not exist.')
  }

  const head: Handler = (c) => {
    const { container, path } = admitted(c, 'r')
    const blob = requireBlob(c, container, path)
    return c.body(null, 200, { ...blobHeaders(blob), 'Content-Length': String(blob.size), 'Content-Type': blob.contentType })
  }

  const get: Handler = (c) => {
    if (c.req.method === 'HEAD') return head(c)
    const { container, path } = admitted(c, 'r')
    const blob = requireBlob(c, container, path)
    const range = blob.size === 0 ? undefined : rangeOf(c, blob.size)
    const body = Readable.toWeb(blobs.read(blob, range)) as ReadableStream<Uint8Array>
    const length = range ? range.end - range.start + 1 : blob.size
    return c.body(body, range ? 206 : 200, {
      ...blobHeaders(blob),
      'Content-Type': blob.contentType,
      'Content-Length': String(length),
      // Content from outside must never run as a page of this origin.
      'Content-Security-Policy': 'sandbox',
      'Content-Disposition': 'attachment',
      ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${blob.size}` } : {}),
    })
  }

  const put: Handler = async (c) => {
    const { container, path } = admitted(c, 'cwa')
    const comp = (c.req.query('comp') ?? '').toLowerCase()
    const header = {
      contentType: c.req.header('x-ms-blob-content-type') ?? c.req.header('content-type') ?? 'application/octet-stream',
      metadata: metadataOf(c),
    }
    const md5 = c.req.header('content-md5')
    if (comp === 'metadata') return c.body(null, 200, blobHeaders(blobs.setMetadata(container, path, header.metadata)))
    if (comp === 'block') {
      await blobs.putBlock(container, path, c.req.query('blockid') ?? '', uploadOf(c), md5)
      return c.body(null, 201)
    }
    if (comp === 'blocklist') {
      const saved = await blobs.commit(container, path, parseBlockList(await readSmallText(c)), {
        ...header,
        contentType: c.req.header('x-ms-blob-content-type') ?? 'application/octet-stream',
      })
      return c.body(null, 201, blobHeaders(saved))
    }
    if (comp !== '')
      throw refusal('badArgument', `comp=${comp} is not served; blobs take whole uploads, blocks, block lists and metadata.`, {
        target: 'comp',
      })
    const type = c.req.header('x-ms-blob-type')
    if (type !== 'BlockBlob')
      throw refusal('badArgument', `x-ms-blob-type must be BlockBlob, not "${type ?? ''}".`, { target: 'x-ms-blob-type' })
    const wanted = c.req.header('if-none-match')
    if (wanted === '*' && blobs.get(container, path)) {
      c.header('x-ms-error-code', 'BlobAlreadyExists')
      throw refusal('conflict', 'The specified blob already exists.')
    }
    const saved = await blobs.put(container, path, uploadOf(c), { ...header, ...(md5 ? { md5 } : {}) })
    return c.body(null, 201, { ...blobHeaders(saved), ...(md5 ? { 'Content-MD5': md5 } : {}) })
  }

  /** List of a container, or its bare properties, which some clients ask for first. */
  const getContainer: Handler = (c) => {
    const { container } = admitted(c, 'lr')
    if (c.req.query('comp') !== 'list') return c.body(null, 200, { 'x-ms-lease-state': 'available' })
    const prefix = c.req.query('prefix') ?? ''
    const xml = listBlobsXml(blobs.list(container, prefix), {
      serviceEndpoint: `${originOf(c, deps)}/${storageAccount}`,
      container,
      prefix,
      delimiter: c.req.query('delimiter') ?? '',
      includeMetadata: (c.req.query('include') ?? '').split(',').includes('metadata'),
      maxResults: Math.min(maxListResults, Math.max(1, Number.parseInt(c.req.query('maxresults') ?? '', 10) || maxListResults)),
      marker: c.req.query('marker') ?? '',
    })
    return c.body(xml, 200, { 'Content-Type': 'application/xml' })
  }

  return { get, put, getContainer }
}
