/** The answer of `List Blobs` and the request of `Put Block List`, the two XML bodies uploads need. */
import type { Blob } from '@/agent/blob/blob-store'

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const escapeXml = (text: string) => text.replace(/[&<>"']/g, (character) => named[character] ?? character)
const tag = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`

export interface BlobListing {
  serviceEndpoint: string
  container: string
  prefix: string
  delimiter: string
  includeMetadata: boolean
  maxResults: number
  /** Path of the last entry of the page before. */
  marker: string
}

function blobXml(blob: Blob, includeMetadata: boolean): string {
  const properties = [
    tag('Creation-Time', new Date(blob.createdAt).toUTCString()),
    tag('Last-Modified', new Date(blob.modifiedAt).toUTCString()),
    tag('Etag', blob.etag.replaceAll('"', '')),
    tag('Content-Length', String(blob.size)),
    tag('Content-Type', blob.contentType),
    tag('BlobType', 'BlockBlob'),
    tag('LeaseStatus', 'unlocked'),
    tag('LeaseState', 'available'),
  ].join('')
  const metadata = Object.entries(blob.metadata)
    .map(([name, value]) => tag(name, value))
    .join('')
  return `<Blob>${tag('Name', blob.path)}<Properties>${properties}</Properties>${includeMetadata ? `<Metadata>${metadata}</Metadata>` : ''}</Blob>`
}

/** Doc: https://learn.microsoft.com/rest/api/storageservices/list-blobs. `blobs` are sorted by path and begin with the prefix. */
export function listBlobsXml(blobs: readonly Blob[], listing: BlobListing): string {
  const { prefix, delimiter, marker, maxResults } = listing
  const entries = new Map<string, string>()
  for (const blob of blobs) {
    const cut = delimiter === '' ? -1 : blob.path.indexOf(delimiter, prefix.length)
    const folder = cut === -1 ? undefined : blob.path.slice(0, cut + delimiter.length)
    if ((folder ?? blob.path) <= marker) continue
    if (folder === undefined) entries.set(blob.path, blobXml(blob, listing.includeMetadata))
    else entries.set(folder, `<BlobPrefix>${tag('Name', folder)}</BlobPrefix>`)
    if (entries.size > maxResults) break
  }
  const shown = [...entries].slice(0, maxResults)
  const next = entries.size > maxResults ? (shown.at(-1)?.[0] ?? '') : ''
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<EnumerationResults ServiceEndpoint="${escapeXml(listing.serviceEndpoint)}" ContainerName="${escapeXml(listing.container)}">`,
    tag('Prefix', prefix),
    tag('Marker', marker),
    tag('MaxResults', String(maxResults)),
    delimiter === '' ? '' : tag('Delimiter', delimiter),
    `<Blobs>${shown.map(([, xml]) => xml).join('')}</Blobs>`,
    tag('NextMarker', next),
    '</EnumerationResults>',
  ].join('')
}

/** Block ids of a `Put Block List` body, in order. Doc: https://learn.microsoft.com/rest/api/storageservices/put-block-list */
export function parseBlockList(xml: string): string[] {
  return [...xml.matchAll(/<(Latest|Committed|Uncommitted)>([A-Za-z0-9+/=_\-\s]{1,200})<\/\1>/g)].map((match) => (match[2] ?? '').trim())
}
