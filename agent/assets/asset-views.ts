/** Registered models and environments with their files and users, for people to look at. */
import type { AssetStore } from '@/agent/assets/asset-store'
import type { AssetContainerRecord, AssetVersionRecord } from '@/agent/assets/version-store'
import { refusal } from '@/agent/errors'
import type { AssetDetail, AssetSummary, AssetVersionView, RegisteredKind } from '@/lib/contract/assets'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function tagsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).flatMap(([key, tag]) => (typeof tag === 'string' ? [[key, tag]] : [])))
}

/** A model's type, or what an environment is made of. */
function typeOf({ kind, properties }: AssetVersionRecord): string {
  if (kind === 'models') return text(properties.modelType) ?? 'custom_model'
  if (properties.build) return 'build'
  return properties.condaFile ? (properties.image ? 'image + conda' : 'conda') : 'image'
}

/** One version; its files are counted and weighed. */
export function versionView(assets: AssetStore, record: AssetVersionRecord): AssetVersionView {
  const { properties } = record
  const kind = record.kind === 'models' ? 'models' : 'environments'
  const files = assets.filesOf(record)
  const description = text(properties.description)
  return {
    name: record.name,
    version: record.version,
    ...(description === undefined ? {} : { description }),
    tags: tagsOf(properties.tags),
    type: typeOf(record),
    isArchived: properties.isArchived === true,
    isAnonymous: properties.isAnonymous === true,
    usedBy: assets.users(kind, record.name, record.version),
    ...(files.length === 0 ? {} : { sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) }),
    fileCount: files.length,
    createdAt: record.createdAt,
    modifiedAt: record.modifiedAt,
  }
}

function summaryOf(assets: AssetStore, kind: RegisteredKind, container: AssetContainerRecord): AssetDetail {
  const versionList = assets.listVersions(kind, container.name, 'All', false).map((record) => versionView(assets, record))
  const registered = versionList.filter((version) => !version.isAnonymous)
  const active = registered.filter((version) => !version.isArchived)
  const newest = active[0] ?? registered[0]
  const { properties } = container
  const description = text(properties.description) ?? newest?.description
  const tags = tagsOf(properties.tags)
  return {
    name: container.name,
    ...(newest === undefined ? {} : { latestVersion: newest.version }),
    nextVersion: container.nextVersion,
    versions: registered.length,
    ...(description === undefined ? {} : { description }),
    tags: Object.keys(tags).length > 0 ? tags : (newest?.tags ?? {}),
    type: newest?.type ?? (kind === 'models' ? 'custom_model' : 'conda'),
    isArchived: properties.isArchived === true || (registered.length > 0 && active.length === 0),
    usedBy: [...new Set(versionList.flatMap((version) => version.usedBy))].sort(),
    ...(newest?.sizeBytes === undefined ? {} : { sizeBytes: newest.sizeBytes }),
    createdAt: container.createdAt,
    modifiedAt: container.modifiedAt,
    versionList,
  }
}

/** Every registered name, archived ones too; newest change first. Names that only deployments made are left out. */
export function assetSummaries(assets: AssetStore, kind: RegisteredKind): AssetSummary[] {
  return assets.listContainers(kind, 'All').map((container) => {
    const { versionList: _list, ...summary } = summaryOf(assets, kind, container)
    return summary
  })
}

/** One name with its versions. Throws ResourceNotFound. */
export function assetDetail(assets: AssetStore, kind: RegisteredKind, name: string): AssetDetail {
  const container = assets.getContainer(kind, name)
  const word = kind === 'models' ? 'model' : 'environment'
  if (!container) throw refusal('notFound', `There is no ${word} "${name}" here.`, { target: name })
  return summaryOf(assets, kind, container)
}
