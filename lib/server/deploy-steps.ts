import 'server-only'
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { putCodeVersion, putEnvironmentVersion, putModelVersion } from '@/lib/arm/assets'
import type { Connection } from '@/lib/arm/connection'
import { type HashedTree, readLocalTree } from '@/lib/arm/local-files'
import { uploadTree } from '@/lib/arm/upload'
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import type { EnvironmentYaml, InlineEnvironmentYaml } from '@/lib/contract/yaml/environment'
import type { InlineModelYaml } from '@/lib/contract/yaml/model'
import { environmentToArm } from '@/lib/domain/convert/environment'
import { modelToArm } from '@/lib/domain/convert/model'
import { isRemotePath, looksLikeReference, parseAssetReference } from '@/lib/domain/convert/references'
import { yamlText } from '@/lib/domain/convert/yaml-text'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { plannedContext, uploadContext } from '@/lib/server/build-context'

/** One side of a deploy job: where its relative paths start, and how to give up. */
export interface StepContext {
  connection: Connection
  baseDir: string | undefined
  signal: AbortSignal
  /** Told which local folder the code was read from. */
  onCode?: (sent: SentCode) => void
}

/** Code as it was read from this computer and registered. */
export interface SentCode {
  codeId: string
  /** Absolute path of the folder. */
  folder: string
  /** SHA-256 hex of each file by its path in the folder. */
  files: Record<string, string>
}

const maxCondaBytes = 1024 * 1024
const anonymousName = 'CliV2AnonymousEnvironment'

/**
 * The model's ARM reference: as written, or after uploading the local path and registering it under its content hash, version 1,
 * as Azure does for inline models. Undefined when the deployment has no model.
 */
export async function registerModel(yaml: DeploymentYaml, context: StepContext): Promise<string | undefined> {
  const model = yaml.model
  if (model === undefined || model === null) return undefined
  if (typeof model === 'string') return model
  const path = model.path
  if (typeof path !== 'string') return undefined
  if (parseAssetReference(path)) return path
  if (isRemotePath(path)) return registerUri(model, path, createHash('sha256').update(path).digest('hex'), context)
  const tree = await readLocalTree(allowedPath(path, context.baseDir))
  const uploaded = await uploadTree(context.connection, tree, context.signal)
  return registerUri(model, uploaded.datastoreUri, uploaded.hash, context)
}

function registerUri(model: InlineModelYaml, uri: string, hash: string, context: StepContext): Promise<string> {
  const body = modelToArm({ ...model, path: uri })
  return putModelVersion(context.connection, hash.slice(0, 32), '1', {
    ...body,
    properties: { ...body.properties, modelUri: uri, isAnonymous: true },
  })
}

/** The code's ARM reference, uploaded and registered like the model. Undefined when the deployment has no code. */
export async function registerCode(yaml: DeploymentYaml, context: StepContext): Promise<string | undefined> {
  const code = yaml.code_configuration?.code
  if (typeof code !== 'string') return undefined
  if (looksLikeReference(code)) return code
  const sent = await sendCode(allowedPath(code, context.baseDir), context)
  context.onCode?.(sent)
  return sent.codeId
}

/**
 * Uploads a folder that may be read and registers it under its content hash; what is there already is not sent again.
 * @param hashed the folder as it was read a moment ago
 */
export async function sendCode(
  folder: string,
  { connection, signal }: Pick<StepContext, 'connection' | 'signal'>,
  hashed?: HashedTree,
): Promise<SentCode> {
  const uploaded = await uploadTree(connection, hashed ?? (await readLocalTree(folder)), signal)
  const codeId = await putCodeVersion(connection, uploaded.hash.slice(0, 32), '1', {
    properties: {
      codeUri: uploaded.blobUri,
      isAnonymous: true,
      properties: { hash_sha256: uploaded.hash, hash_version: '202208' },
    },
  })
  return { codeId, folder, files: uploaded.files }
}

/** conda_file as text: read from the path it names, or the inline mapping written out. */
function condaText(condaFile: EnvironmentYaml['conda_file'], baseDir: string | undefined): string | undefined {
  if (condaFile === undefined || condaFile === null) return undefined
  if (typeof condaFile !== 'string') return yamlText(condaFile)
  const path = allowedPath(condaFile, baseDir)
  const info = statSync(path)
  if (info.isFile() && info.size <= maxCondaBytes) return readFileSync(path, 'utf8')
  throw new ProblemError({
    code: 'BadArgument',
    message: `conda_file: ${path} is no conda file (a text file of at most 1 MiB).`,
    target: 'environment.conda_file',
    origin: 'input',
    retryable: false,
  })
}

/** Version and body under which an inline environment is registered: the hash of its content, that of a build context included. */
function anonymousEnvironment(environment: InlineEnvironmentYaml, baseDir: string | undefined, contextUri: string | undefined) {
  const body = environmentToArm(environment, { condaText: condaText(environment.conda_file, baseDir), contextUri })
  return { name: anonymousName, version: createHash('md5').update(JSON.stringify(body.properties)).digest('hex'), body }
}

const contextOf = ({ build }: InlineEnvironmentYaml, baseDir: string | undefined) =>
  build && { path: build.path, dockerfilePath: build.dockerfile_path, baseDir, field: 'environment.build.path' }

/** What an inline environment would be registered as, from the files as they lie there now; nothing is sent. */
export async function plannedEnvironment(environment: InlineEnvironmentYaml, connection: Connection, baseDir: string | undefined) {
  const context = contextOf(environment, baseDir)
  return anonymousEnvironment(environment, baseDir, context && (await plannedContext(connection, context)))
}

/** The environment's ARM reference; inline ones are registered anonymously, their build context uploaded first. */
export async function registerEnvironment(yaml: DeploymentYaml, context: StepContext): Promise<string | undefined> {
  const environment = yaml.environment
  if (environment === undefined || environment === null) return undefined
  if (typeof environment === 'string') return environment
  const build = contextOf(environment, context.baseDir)
  const contextUri = build && (await uploadContext(context.connection, build, context.signal))
  const { name, version, body } = anonymousEnvironment(environment, context.baseDir, contextUri)
  return putEnvironmentVersion(context.connection, name, version, {
    ...body,
    properties: { ...body.properties, isAnonymous: true },
  })
}
