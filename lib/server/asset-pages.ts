import 'server-only'
import { makeZip } from 'client-zip'
import { assetDetail, assetFile, assetSummaries, assetVersion } from '@/lib/arm/registered'
import { environmentVersionSchema, modelVersionSchema } from '@/lib/contract/arm/asset'
import type { AssetFilePreview, AssetVersionPage } from '@/lib/contract/asset-page'
import { type AssetDetail, type AssetSummary, type RegisteredKind, registeredKinds } from '@/lib/contract/assets'
import { environmentFromArm } from '@/lib/domain/convert/environment'
import { modelFromArm } from '@/lib/domain/convert/model'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { orderedYaml } from '@/lib/server/endpoint-yaml'
import { logger } from '@/lib/server/logger'

/** The kind an address names. Throws 404 for another word. */
export function registeredKind(text: string): RegisteredKind {
  const kind = registeredKinds.find((known) => known === text)
  if (kind) return kind
  throw new ProblemError(
    {
      code: 'ResourceNotFound',
      message: `There are models and environments, not "${text.slice(0, 60)}".`,
      target: 'kind',
      origin: 'input',
      retryable: false,
    },
    404,
  )
}

/** A version with its file as YAML. Throws ProblemError 404. */
export async function versionPage(kind: RegisteredKind, name: string, version: string, signal?: AbortSignal): Promise<AssetVersionPage> {
  const detail = await assetVersion(getConnection(), kind, name, version, signal)
  const segments = { name: detail.name, version: detail.version }
  const body = { properties: detail.properties }
  const file =
    kind === 'models'
      ? modelFromArm(modelVersionSchema.parse(body), segments)
      : environmentFromArm(environmentVersionSchema.parse(body), segments)
  return { ...detail, yaml: orderedYaml(file) }
}

const previewBytes = 64 * 1024

/** The beginning of a file as text; undefined text when it is no text. */
export async function previewFile(kind: RegisteredKind, name: string, version: string, path: string): Promise<AssetFilePreview> {
  const response = await assetFile(getConnection(), kind, name, version, path)
  const sizeBytes = Number(response.headers.get('content-length') ?? 0)
  const chunks: Uint8Array[] = []
  let read = 0
  const reader = response.body?.getReader()
  while (reader && read < previewBytes) {
    const { value, done } = await reader.read()
    if (done) break
    chunks.push(value)
    read += value.byteLength
  }
  // The rest of a large file is not wanted; a stream that is already gone is fine.
  await reader?.cancel().catch(() => undefined)
  const bytes = Buffer.concat(chunks).subarray(0, previewBytes)
  const truncated = sizeBytes > bytes.length
  if (bytes.includes(0)) return { sizeBytes, truncated }
  try {
    // A character cut at the end of the window is no fault of the text.
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated }), sizeBytes, truncated }
  } catch {
    // Not UTF-8: shown as a binary file.
    return { sizeBytes, truncated }
  }
}

const attachment = (name: string) =>
  `attachment; filename="${name.replace(/[^\w.-]+/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`

/** All files of a version: a single file as it is, several as one zip, streamed and not compressed (models hardly shrink). Throws 404 without files. */
export async function downloadVersion(kind: RegisteredKind, name: string, version: string, signal: AbortSignal): Promise<Response> {
  const connection = getConnection()
  const { files, modifiedAt } = await assetVersion(connection, kind, name, version, signal)
  const [first] = files
  if (!first)
    throw new ProblemError(
      {
        code: 'ResourceNotFound',
        message: `${name}:${version} has no files on this computer.`,
        target: 'version',
        origin: 'input',
        retryable: false,
      },
      404,
    )
  const open = (path: string) => assetFile(connection, kind, name, version, path, signal)
  if (files.length === 1 && !first.path.includes('/')) {
    const { body } = await open(first.path)
    return new Response(body, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(first.sizeBytes),
        'content-disposition': attachment(first.path),
      },
    })
  }
  async function* entries() {
    for (const file of files)
      yield { name: file.path, size: file.sizeBytes, lastModified: new Date(modifiedAt), input: await open(file.path) }
  }
  return new Response(makeZip(entries()), {
    headers: { 'content-type': 'application/zip', 'content-disposition': attachment(`${name}-${version}.zip`) },
  })
}

/** A slow agent must not hold the first paint: the page then reads by itself. */
const patienceMs = 1_500

/** The list for the first paint; undefined when the agent does not answer in time. */
export async function firstSummaries(kind: RegisteredKind): Promise<AssetSummary[] | undefined> {
  try {
    return await assetSummaries(getConnection(), kind, AbortSignal.timeout(patienceMs))
  } catch (error) {
    // The page asks again and says what is wrong.
    logger().debug({ err: error }, 'no assets for the first paint')
    return undefined
  }
}

async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined
    throw error
  }
}

/** A name with its versions, or undefined. */
export const findDetail = (kind: RegisteredKind, name: string): Promise<AssetDetail | undefined> =>
  unlessMissing(assetDetail(getConnection(), kind, name))

/** A version with its files, or undefined. */
export const findVersion = (kind: RegisteredKind, name: string, version: string): Promise<AssetVersionPage | undefined> =>
  unlessMissing(versionPage(kind, name, version))

/** The same as an answer for the browser: null when it is missing. */
export const versionIfThere = async (
  kind: RegisteredKind,
  name: string,
  version: string,
  signal?: AbortSignal,
): Promise<AssetVersionPage | null> => (await unlessMissing(versionPage(kind, name, version, signal))) ?? null
