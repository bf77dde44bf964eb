/** Models and environments as the studio shows them: lists with users and sizes, files and their bytes, what was built. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { assetDetail, assetSummaries, versionView } from '@/agent/assets/asset-views'
import { refusal } from '@/agent/errors'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import type { AssetKind } from '@/lib/contract/arm/scope'
import { type AssetContent, type AssetVersionDetail, type RegisteredKind, registeredKinds } from '@/lib/contract/assets'

function kindOf(c: AgentContext): RegisteredKind {
  const kind = registeredKinds.find((known) => known === param(c, 'kind'))
  if (!kind) throw refusal('noRoute', `There are models and environments, not "${param(c, 'kind').slice(0, 60)}".`)
  return kind
}

/** Files are given of code, too. */
function contentKindOf(c: AgentContext): AssetKind {
  return param(c, 'kind') === 'codes' ? 'codes' : kindOf(c)
}

/** Handlers of `/_scorepoint/assets/…`. */
export function scorepointAssetRoutes({ assets, describeEnvironment }: AgentDeps) {
  const list: Handler = (c) => c.json(assetSummaries(assets, kindOf(c)))
  const detail: Handler = (c) => c.json(assetDetail(assets, kindOf(c), param(c, 'name')))

  const version: Handler = async (c) => {
    const kind = kindOf(c)
    const record = assets.requireVersion(kind, param(c, 'name'), param(c, 'version'))
    const { properties } = record
    const answer: AssetVersionDetail = {
      ...versionView(assets, record),
      files: assets.filesOf(record).map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
      properties,
      ...(kind === 'models'
        ? {}
        : {
            build: await describeEnvironment({
              ...(typeof properties.condaFile === 'string' ? { condaFile: properties.condaFile } : {}),
              ...(typeof properties.image === 'string' ? { image: properties.image } : {}),
            }),
          }),
    }
    return c.json(answer)
  }

  /** What a model, an environment or code holds. */
  const content: Handler = (c) => {
    const record = assets.requireVersion(contentKindOf(c), param(c, 'name'), param(c, 'version'))
    const answer: AssetContent = {
      files: assets.filesOf(record).map(({ path, sizeBytes }) => ({ path, sizeBytes })),
      ...(record.kind === 'codes' && record.contentName ? { folder: record.contentName } : {}),
      properties: record.properties,
    }
    return c.json(answer)
  }

  /** The bytes of one file; `?path=` is one of the paths of the version. */
  const file: Handler = (c) => {
    const record = assets.requireVersion(contentKindOf(c), param(c, 'name'), param(c, 'version'))
    const wanted = c.req.query('path') ?? ''
    const found = assets.filesOf(record).find(({ path }) => path === wanted)
    if (!found) {
      throw refusal('notFound', `${record.name}:${record.version} has no file "${wanted.slice(0, 200)}".`, { target: 'path' })
    }
    c.header('content-type', 'application/octet-stream')
    c.header('content-length', String(found.sizeBytes))
    return c.body(Readable.toWeb(createReadStream(found.source)) as ReadableStream)
  }

  return { list, detail, version, content, file }
}
