import 'server-only'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { agentCall, agentFetch, agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'
import { filesOf, type HashedTree, hashTree, type LocalFile, type LocalTree } from '@/lib/arm/local-files'
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
  /** SHA-256 hex of each file by its path in the folder. */
  files: Record<string, string>
}

const datastore = 'workspaceblobstore'
const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/')

interface Container {
  path: string
  sas: string
}

/** A credential holds for an hour and more. */
const reuseContainerMs = 5 * 60_000
/** The container last opened, for this agent and token. */
let opened: { key: string; until: number; container: Container } | undefined

/** The datastore's container with an upload credential; asked for anew every few minutes. */
async function knownContainer(connection: Connection): Promise<Container> {
  const key = `${connection.agentUrl}\n${connection.token}\n${connection.workspaceId}`
  if (opened?.key === key && Date.now() < opened.until) return opened.container
  const container = await openContainer(connection)
  opened = { key, until: Date.now() + reuseContainerMs, container }
  return container
}

async function openContainer(connection: Connection): Promise<Container> {
  const root = `${connection.workspaceId}/datastores/${datastore}`
  const [store, secrets] = await Promise.all([
    agentJson<Datastore>(connection, withVersion(root)),
    agentJson<{ sasToken?: string }>(connection, withVersion(`${root}/listSecrets`), { method: 'POST', json: { expirableSecret: true } }),
  ])
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

/** Blob metadata that says which bytes lie there; equal size alone does not. */
const hashHeader = 'x-ms-meta-sha256'

/** Smaller files are read whole and sent in one piece: a stream costs more than their bytes. */
const wholeBelowBytes = 1024 * 1024
/** So many files are under way at once. */
const atOnce = 4

const changedMeanwhile = (file: LocalFile) =>
  new ProblemError({
    code: 'Studio.FileChanged',
    message: `${file.path} changed while it was uploaded; deploy again.`,
    target: file.path,
    origin: 'input',
    retryable: true,
  })

/** Passes bytes on and keeps the last piece back until the hash is right: a file that changed meanwhile never becomes a blob. */
function sameBytes(file: LocalFile, sha256: string): Transform {
  const seen = createHash('sha256')
  let held: Buffer | undefined
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen.update(chunk)
      const before = held
      held = chunk
      done(null, before)
    },
    flush(done) {
      if (seen.digest('hex') === sha256) return done(null, held)
      done(changedMeanwhile(file))
    },
  })
}

const blobHeaders = (sizeBytes: number, sha256: string) => ({
  'x-ms-blob-type': 'BlockBlob',
  'content-length': String(sizeBytes),
  'content-type': 'application/octet-stream',
  [hashHeader]: sha256,
})

async function streamFile(connection: Connection, blob: string, file: LocalFile, sha256: string, signal: AbortSignal | undefined) {
  const body = sameBytes(file, sha256)
  let broken: unknown
  const gaveUp = new AbortController()
  body.on('error', (error) => {
    broken = error
    // The transport does not notice: both sides would wait for bytes that never come.
    gaveUp.abort()
  })
  createReadStream(file.path)
    .on('error', (error) => body.destroy(error))
    .pipe(body)
  try {
    const put = await agentCall(connection, blob, {
      method: 'PUT',
      headers: blobHeaders(file.sizeBytes, sha256),
      body,
      signal: signal ? AbortSignal.any([signal, gaveUp.signal]) : gaveUp.signal,
      timeoutMs: 0,
    })
    await put.text()
  } catch (error) {
    throw broken ?? error
  }
}

const folderOf = (hash: string, tree: LocalTree) => `LocalUpload/${hash}/${tree.name}`
const blobUriOf = (connection: Connection, container: Container, folder: string) =>
  `${connection.agentUrl}${container.path}/${encodePath(folder)}`

/** The `blobUri` an upload would answer, without sending anything. */
export async function plannedBlobUri(connection: Connection, tree: LocalTree): Promise<string> {
  const [{ hash }, container] = await Promise.all([hashTree(tree), knownContainer(connection)])
  return blobUriOf(connection, container, folderOf(hash, tree))
}

/** True when the blob was not there and is now; nothing is written over. */
async function putSmall(connection: Connection, blob: string, file: LocalFile, sha256: string, signal?: AbortSignal): Promise<boolean> {
  const body = await readFile(file.path, { signal })
  if (createHash('sha256').update(body).digest('hex') !== sha256) throw changedMeanwhile(file)
  try {
    const headers = { ...blobHeaders(body.length, sha256), 'if-none-match': '*' }
    const put = await agentCall(connection, blob, { method: 'PUT', headers, body, signal, timeoutMs: 0 })
    await put.text()
    return true
  } catch (error) {
    if (error instanceof ProblemError && error.status === 409) return false
    throw error
  }
}

/** Brings one file there, unless it is; says whether it was sent. */
async function sendFile(connection: Connection, blob: string, file: LocalFile, sha256: string, signal?: AbortSignal): Promise<boolean> {
  // What is sent most often is new: then nobody is asked whether it is there.
  if (file.sizeBytes < wholeBelowBytes && (await putSmall(connection, blob, file, sha256, signal))) return true
  const head = await agentFetch(connection, blob, { method: 'HEAD', signal })
  if (head.ok && head.headers.get(hashHeader) === sha256) return false
  await streamFile(connection, blob, file, sha256, signal)
  return true
}

/**
 * Uploads a file or folder below `LocalUpload/<hash>/<name>`; files that are there already with the same bytes are skipped,
 * so a resumed job continues where it stopped. Throws ProblemError with the storage's own code.
 */
export async function uploadTree(connection: Connection, tree: LocalTree | HashedTree, signal?: AbortSignal): Promise<Uploaded> {
  const hashed = 'fileHashes' in tree ? tree : await hashTree(tree)
  const { hash, fileHashes } = hashed
  const container = await knownContainer(connection)
  const folder = folderOf(hash, tree)
  let uploadedFiles = 0
  const waiting = hashed.files.entries()
  // The lanes share what is waiting; the first failure ends all of them.
  const failed = new AbortController()
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  const lane = async () => {
    for (const [index, file] of waiting) {
      either.throwIfAborted()
      const blob = `${container.path}/${encodePath(tree.isFolder ? `${folder}/${file.name}` : folder)}?${container.sas}`
      if (await sendFile(connection, blob, file, fileHashes[index] ?? '', either)) uploadedFiles += 1
    }
  }
  const lanes = Array.from({ length: Math.min(atOnce, hashed.files.length) }, () =>
    lane().catch((error: unknown) => {
      // The first one's reason stays.
      failed.abort(error)
    }),
  )
  await Promise.all(lanes)
  if (failed.signal.aborted) throw failed.signal.reason
  // The resource group segment is lower-cased in datastore addresses, as the official SDK writes it.
  const scope = connection.workspaceId
    .replace('/resourceGroups/', '/resourcegroups/')
    .replace('/providers/Microsoft.MachineLearningServices', '')
  return {
    hash,
    datastoreUri: `azureml:/${scope}/datastores/${datastore}/paths/${folder}`,
    blobUri: blobUriOf(connection, container, folder),
    uploadedFiles,
    skippedFiles: tree.files.length - uploadedFiles,
    files: filesOf(hashed),
  }
}
