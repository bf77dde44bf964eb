import 'server-only'
import { z } from 'zod'
import { putEnvironmentVersion, putModelVersion } from '@/lib/arm/assets'
import type { Connection } from '@/lib/arm/connection'
import { readLocalTree } from '@/lib/arm/local-files'
import { assetVersion, nextVersion } from '@/lib/arm/registered'
import { uploadTree } from '@/lib/arm/upload'
import type { RegisteredKind } from '@/lib/contract/assets'
import { defaultDockerfile } from '@/lib/contract/yaml/environment'
import { checkName } from '@/lib/domain/names/names'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { uploadContext } from '@/lib/server/build-context'
import { getConnection } from '@/lib/server/connection'

const routeSchema = z.object({ port: z.number().int().min(1).max(65_535), path: z.string().startsWith('/').max(1_024) })

const common = {
  name: z.string().min(1).max(255),
  /** Counts up by itself when left out. */
  version: z.string().max(255).optional(),
  description: z.string().max(4_096).optional(),
  tags: z.record(z.string().min(1).max(256), z.string().max(1_024)),
}
export const registerModelSchema = z.object({
  ...common,
  path: z.string().min(1).max(4_096),
  type: z.enum(['custom_model', 'mlflow_model', 'triton_model']),
})
export const registerEnvironmentSchema = z.object({
  ...common,
  image: z.string().max(1_024).optional(),
  /** Text of the conda file. */
  condaFile: z.string().max(262_144).optional(),
  /** Folder with a Dockerfile; instead of an image. */
  buildPath: z.string().max(4_096).optional(),
  /** Below that folder; `Dockerfile` when left out. */
  dockerfilePath: z.string().max(1_024).optional(),
  /** Of a container that brings its own server. */
  inferenceConfig: z.object({ livenessRoute: routeSchema, readinessRoute: routeSchema, scoringRoute: routeSchema }).optional(),
})

function refuse(field: string, message: string): ProblemError {
  return new ProblemError({ code: 'BadArgument', message: `${field}: ${message}`, target: field, origin: 'input', retryable: false })
}

async function settle(
  connection: Connection,
  kind: RegisteredKind,
  input: { name: string; version?: string | undefined },
): Promise<string> {
  const error = checkName(kind === 'models' ? 'model' : 'environment', input.name).find((finding) => finding.severity === 'error')
  if (error) throw refuse('name', `${error.message} ${error.fix ?? ''}`.trim())
  const next = () => nextVersion(connection, kind, input.name)
  if (input.version === undefined || input.version === '') return next()
  if (await exists(connection, kind, input.name, input.version))
    throw refuse('version', `${input.name}:${input.version} exists and versions never change. The next free one is ${await next()}.`)
  return input.version
}

async function exists(connection: Connection, kind: RegisteredKind, name: string, version: string): Promise<boolean> {
  try {
    await assetVersion(connection, kind, name, version)
    return true
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return false
    throw error
  }
}

export interface Registered {
  name: string
  version: string
}

/**
 * Uploads a file or folder of this computer and registers it. The upload is addressed by its content and the version comes last, so a
 * failure leaves nothing registered and another try sends only what is missing. Throws ProblemError naming the field.
 */
export async function registerModelVersion(input: z.output<typeof registerModelSchema>): Promise<Registered> {
  const connection = getConnection()
  const version = await settle(connection, 'models', input)
  const uploaded = await uploadTree(connection, await readLocalTree(allowedPath(input.path, undefined)))
  const { description, tags, type: modelType } = input
  const properties = { modelUri: uploaded.datastoreUri, modelType, tags, ...(description ? { description } : {}) }
  await putModelVersion(connection, input.name, version, { properties })
  return { name: input.name, version }
}

/** Registers an environment; a build context is uploaded first. Throws ProblemError naming the field. */
export async function registerEnvironmentVersion(input: z.output<typeof registerEnvironmentSchema>): Promise<Registered> {
  const connection = getConnection()
  const { image, condaFile, buildPath, dockerfilePath, inferenceConfig, description, tags } = input
  if (buildPath && image) throw refuse('buildPath', 'an environment has either an image or a build context. Leave one of them empty.')
  const version = await settle(connection, 'environments', input)
  const build = buildPath ? { path: buildPath, dockerfilePath, baseDir: undefined, field: 'buildPath' } : undefined
  const contextUri = build && (await uploadContext(connection, build))
  await putEnvironmentVersion(connection, input.name, version, {
    properties: {
      ...(image ? { image } : {}),
      ...(condaFile?.trim() ? { condaFile } : {}),
      ...(contextUri ? { build: { contextUri, dockerfilePath: dockerfilePath ?? defaultDockerfile } } : {}),
      ...(inferenceConfig ? { inferenceConfig } : {}),
      osType: 'Linux',
      tags,
      ...(description ? { description } : {}),
    },
  })
  return { name: input.name, version }
}
