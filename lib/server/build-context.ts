import 'server-only'
import type { Connection } from '@/lib/arm/connection'
import { type LocalTree, readLocalTree } from '@/lib/arm/local-files'
import { plannedBlobUri, uploadTree } from '@/lib/arm/upload'
import { defaultDockerfile, maxContextBytes, maxContextFiles } from '@/lib/contract/yaml/environment'
import { isRemotePath } from '@/lib/domain/convert/references'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'

/** A Docker build context as it is written: a folder of this computer with a Dockerfile in it. */
export interface BuildContextInput {
  path: string
  dockerfilePath?: string | undefined
  baseDir: string | undefined
  /** Field that names the folder, for messages. */
  field: string
}

/** Reads the folder without sending it. Throws ProblemError (BadArgument) naming the field and Azure's limit that it passes. */
async function readContext({ path, dockerfilePath = defaultDockerfile, baseDir, field }: BuildContextInput): Promise<LocalTree> {
  const refuse = (message: string) =>
    new ProblemError({ code: 'BadArgument', message: `${field}: ${message}`, target: field, origin: 'input', retryable: false })
  if (isRemotePath(path)) throw refuse(`${path} is an address; on this computer a build context is a folder of this computer.`)
  const tree = await readLocalTree(allowedPath(path, baseDir))
  const wanted = dockerfilePath.replace(/^\.\//, '')
  if (!tree.isFolder || !tree.files.some(({ name }) => name === wanted)) throw refuse(`the folder has no ${wanted}.`)
  if (tree.files.length > maxContextFiles || tree.sizeBytes > maxContextBytes)
    throw refuse(`Azure takes at most ${maxContextFiles} files and 1 MiB; list the rest in .amlignore.`)
  return tree
}

/** Uploads the folder and answers its address, a `build.contextUri`. Throws as above. */
export async function uploadContext(connection: Connection, input: BuildContextInput, signal?: AbortSignal): Promise<string> {
  return (await uploadTree(connection, await readContext(input), signal)).blobUri
}

/** The address an upload would have, from the contents as they lie there now. Throws as above. */
export async function plannedContext(connection: Connection, input: BuildContextInput): Promise<string> {
  return plannedBlobUri(connection, await readContext(input))
}
