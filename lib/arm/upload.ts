import 'server-only'
import { createReadStream } from 'node:fs'
import { agentCall, agentFetch, agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'
import { hashTree, type LocalTree } from '@/lib/arm/local-files'
import type { Datastore } from '@/lib/contract/arm/asset'
import { ProblemError } from '@/lib/problems/problem'

export interface Uploaded {
  /** SHA-256 hex of names and contents. */
  hash: string
  /** `azureml://subscriptions/…/datastores/workspaceblobstore/paths/LocalUpload/<hash>/<name>`: a modelUri. */
  datastoreUri: string
  /** https address of the same folder: a codeUri. */
  blobUri: string
  uploadedFiles: number
  skippedFiles: number
}

const datastore = 'workspaceblobstore'
const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/')

async function openContainer(connection: Connection): Promise<{ path: string; sas: string }> {
  const root = `${connection.workspaceId}/datastores/${datastore}`
  const store = await agentJson<Datastore>(connection, withVersion(root))
  const secrets = await agentJson<{ sasToken?: string }>(connection, withVersion(`${root}/listSecrets`), {
    method: 'POST',
    json: { expirableSecret: true },
  })
  const container = store.properties.containerName
  if (!container || !secrets.sasToken)
    throw new ProblemError(
      {
        code: 'Studio.UploadUnavailable',
        message: `Datastore ${datastore} gave no container and upload credential.`,
        origin: 'agent',
        retryable: true,
      },
      502,
    )
  return { path: `/devstoreaccount1/${container}`, sas: secrets.sasToken }
}

/**
 * Uploads a file or folder below `LocalUpload/<hash>/<name>`; files that are there already with the right size are skipped,
 * so a resumed job continues where it stopped. Throws ProblemError with the storage's own code.
 */
export async function uploadTree(connection: Connection, tree: LocalTree, signal?: AbortSignal): Promise<Uploaded> {
  const hash = await hashTree(tree)
  const container = await openContainer(connection)
  const folder = `LocalUpload/${hash}/${tree.name}`
  let skippedFiles = 0
  for (const file of tree.files) {
    const blob = `${container.path}/${encodePath(tree.isFolder ? `${folder}/${file.name}` : folder)}?${container.sas}`
    const head = await agentFetch(connection, blob, { method: 'HEAD', signal })
    if (head.ok && Number(head.headers.get('content-length')) === file.sizeBytes) {
      skippedFiles += 1
      continue
    }
    const put = await agentCall(connection, blob, {
      method: 'PUT',
      headers: {
        'x-ms-blob-type': 'BlockBlob',
        'content-length': String(file.sizeBytes),
        'content-type': 'application/octet-stream',
      },
      body: createReadStream(file.path),
      signal,
      timeoutMs: 0,
    })
    await put.text()
  }
  // The resource group segment is lower-cased in datastore addresses, as the official SDK writes it.
  const scope = connection.workspaceId
    .replace('/resourceGroups/', '/resourcegroups/')
    .replace('/providers/Microsoft.MachineLearningServices', '')
  return {
    hash,
    datastoreUri: `azureml:/${scope}/datastores/${datastore}/paths/${folder}`,
    blobUri: `${connection.agentUrl}${container.path}/${encodePath(folder)}`,
    uploadedFiles: tree.files.length - skippedFiles,
    skippedFiles,
  }
}
