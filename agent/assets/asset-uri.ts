/** From the uri of an asset to the uploaded files behind it. */

import type { TreeFile } from '@/agent/assets/content-trees'
import { parseAssetReference } from '@/agent/assets/reference'
import { pathFault } from '@/agent/blob/blob-path'
import type { Blob, BlobStore } from '@/agent/blob/blob-store'
import { badFields, fieldProblem } from '@/agent/errors'
import type { ProblemError } from '@/lib/problems/problem'

export const defaultDatastore = 'workspaceblobstore'
/** Container behind the default datastore. */
export const defaultContainer = 'azureml-blobstore'

/** Uploaded files below one path; `name` is the last segment (of a file or a folder). */
export interface UploadedContent {
  container: string
  path: string
  name: string
  isFile: boolean
  blobs: Blob[]
}

function refuse(field: string, message: string, fix: string): ProblemError {
  return badFields([fieldProblem(field, message, fix)])
}

/** Storage clients mark folders with an empty blob of their own. */
const isFolderMark = (blob: Blob) => blob.metadata.hdi_isfolder === 'true' || blob.path.endsWith('/')

/** Where the uploads behind an address lie: a blob, or the folder of that path. */
export interface UploadLocation {
  container: string
  path: string
}

/** Undefined for an address that names no uploads of this agent. */
export function uploadLocation(uri: string): UploadLocation | undefined {
  const reference = parseAssetReference(uri)
  if (reference?.type !== 'datastore' && reference?.type !== 'blob') return undefined
  // The same file is named by container from older SDKs and by datastore from newer ones.
  return { container: reference.type === 'datastore' ? defaultContainer : reference.container, path: reference.path.replace(/\/+$/, '') }
}

/** True when one location holds the other or is it. */
export function overlaps(a: UploadLocation, b: UploadLocation): boolean {
  const within = (inner: string, outer: string) => outer === '' || inner === outer || inner.startsWith(`${outer}/`)
  return a.container === b.container && (within(a.path, b.path) || within(b.path, a.path))
}

/**
 * Finds what was uploaded at `uri` (an `azureml://…/datastores/…/paths/…` address or a blob address of this agent).
 * @throws ProblemError BadArgument naming `field` when it is no such address, lies elsewhere or holds no file.
 */
export function findUploaded(blobs: BlobStore, uri: string, field: string): UploadedContent {
  const reference = parseAssetReference(uri)
  if (reference?.type === 'elsewhere') {
    throw refuse(field, `${field} names ${reference.what}, which this computer cannot read.`, 'Upload the files to the datastore first.')
  }
  if (reference?.type !== 'datastore' && reference?.type !== 'blob') {
    throw refuse(
      field,
      `${field} must name uploaded files; "${uri.slice(0, 200)}" does not.`,
      `Use azureml://datastores/${defaultDatastore}/paths/LocalUpload/<hash>/<name>.`,
    )
  }
  if (reference.type === 'datastore' && reference.datastore.toLowerCase() !== defaultDatastore) {
    throw refuse(
      field,
      `${field} names the datastore "${reference.datastore}", which does not exist here.`,
      `Upload to ${defaultDatastore}.`,
    )
  }
  const container = reference.type === 'datastore' ? defaultContainer : reference.container
  const path = reference.path.replace(/\/+$/, '')
  const fault = path === '' ? undefined : pathFault(path)
  if (fault) throw refuse(field, `${field} has a path that is refused: ${fault}.`, 'Name the path the files were uploaded to.')

  const single = path === '' ? undefined : blobs.get(container, path)
  const found =
    single && !isFolderMark(single) ? [single] : blobs.list(container, path === '' ? '' : `${path}/`).filter((blob) => !isFolderMark(blob))
  if (found.length === 0) {
    throw refuse(field, `${field} names "${path}", where nothing was uploaded.`, 'Upload the file or folder first, then register it.')
  }
  return { container, path, name: path.split('/').at(-1) ?? '', isFile: found[0] === single, blobs: found }
}

/** Files of an upload as a tree: `keepName` puts them below the last segment of their path, as Azure does for models. */
export function treeFiles(blobs: BlobStore, content: UploadedContent, keepName: boolean): TreeFile[] {
  return content.blobs.map((blob) => {
    const below = content.isFile ? content.name : blob.path.slice(content.path === '' ? 0 : content.path.length + 1)
    const path = keepName && !content.isFile && content.name !== '' ? `${content.name}/${below}` : below
    return { path, sha256: blob.sha256, source: blobs.filePath(blob) }
  })
}
