/** Rows of asset containers and versions. What may change and what never may is decided in asset-store. */
import type { AgentDatabase } from '@/agent/store/database'
import type { AssetKind } from '@/lib/contract/arm/scope'

export type AssetProperties = Record<string, unknown>

export interface AssetVersionRecord {
  kind: AssetKind
  name: string
  version: string
  properties: AssetProperties
  fingerprint: string
  contentHash?: string
  contentName?: string
  createdAt: string
  modifiedAt: string
}
export interface AssetContainerRecord {
  kind: AssetKind
  name: string
  properties: AssetProperties
  latestVersion?: string
  nextVersion: string
  createdAt: string
  modifiedAt: string
}
export type ListView = 'ActiveOnly' | 'ArchivedOnly' | 'All'

interface VersionRow {
  kind: AssetKind
  name: string
  version: string
  properties: string
  fingerprint: string
  content_hash: string | null
  content_name: string | null
  created_at: string
  modified_at: string
}
interface ContainerRow {
  kind: AssetKind
  name: string
  properties: string
  next_version: number
  created_at: string
  modified_at: string
  latest: string | null
}

function toVersion(row: VersionRow): AssetVersionRecord {
  return {
    kind: row.kind,
    name: row.name,
    version: row.version,
    properties: JSON.parse(row.properties) as AssetProperties,
    fingerprint: row.fingerprint,
    contentHash: row.content_hash ?? undefined,
    contentName: row.content_name ?? undefined,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}

function toContainer(row: ContainerRow): AssetContainerRecord {
  return {
    kind: row.kind,
    name: row.name,
    properties: JSON.parse(row.properties) as AssetProperties,
    latestVersion: row.latest ?? undefined,
    nextVersion: String(row.next_version),
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}

const latest = `(SELECT v.version FROM asset_version v WHERE v.kind = c.kind AND v.name = c.name AND v.is_archived = 0 ORDER BY v.seq DESC LIMIT 1) AS latest`
const viewClause: Record<ListView, string> = { ActiveOnly: 'AND is_archived = 0', ArchivedOnly: 'AND is_archived = 1', All: '' }

/** Reads and writes over asset_container and asset_version. */
export function createVersionStore(db: AgentDatabase) {
  const one = db.prepare<[string, string, string], VersionRow>('SELECT * FROM asset_version WHERE kind = ? AND name = ? AND version = ?')
  const newest = db.prepare<[string, string], VersionRow>(
    'SELECT * FROM asset_version WHERE kind = ? AND name = ? AND is_archived = 0 ORDER BY seq DESC LIMIT 1',
  )
  const container = db.prepare<[string, string], ContainerRow>(
    `SELECT c.*, ${latest} FROM asset_container c WHERE c.kind = ? AND c.name = ?`,
  )
  const containers = db.prepare<[string], ContainerRow & { registered: number; active: number }>(
    `SELECT * FROM (
       SELECT c.*, ${latest}, count(v.seq) AS total, count(v.seq) FILTER (WHERE v.is_anonymous = 0) AS registered,
         count(v.seq) FILTER (WHERE v.is_anonymous = 0 AND v.is_archived = 0) AS active
       FROM asset_container c LEFT JOIN asset_version v ON v.kind = c.kind AND v.name = c.name
       WHERE c.kind = ? GROUP BY c.kind, c.name
     ) WHERE total = 0 OR registered > 0 ORDER BY modified_at DESC, name`,
  )
  const saveContainer = db.prepare(
    `INSERT INTO asset_container (kind, name, properties, created_at, modified_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, name) DO UPDATE SET properties = excluded.properties, modified_at = excluded.modified_at`,
  )
  const touchContainer = db.prepare(
    `INSERT INTO asset_container (kind, name, properties, next_version, created_at, modified_at) VALUES (@kind, @name, '{}', @next, @at, @at)
     ON CONFLICT (kind, name) DO UPDATE SET next_version = max(next_version, @next), modified_at = @at`,
  )
  const saveVersion = db.prepare(
    `INSERT INTO asset_version (kind, name, version, properties, fingerprint, content_hash, content_name, is_anonymous, is_archived, created_at, modified_at)
     VALUES (@kind, @name, @version, @properties, @fingerprint, @contentHash, @contentName, @anonymous, @archived, @at, @at)
     ON CONFLICT (kind, name, version) DO UPDATE SET properties = @properties, is_archived = @archived, modified_at = @at`,
  )
  const dropVersion = db.prepare('DELETE FROM asset_version WHERE kind = ? AND name = ? AND version = ?')
  const dropContainer = db.prepare('DELETE FROM asset_container WHERE kind = ? AND name = ?')
  const uris = db.prepare<[], { uri: string }>(
    `SELECT DISTINCT coalesce(json_extract(properties, '$.modelUri'), json_extract(properties, '$.codeUri')) AS uri FROM asset_version
     WHERE content_hash IS NOT NULL AND uri IS NOT NULL`,
  )
  const sameHash = db.prepare<[string], VersionRow>(
    `SELECT * FROM asset_version WHERE kind = 'codes' AND json_extract(properties, '$.properties.hash_sha256') = ? ORDER BY seq DESC`,
  )
  const hashes = db.prepare<[], { content_hash: string }>('SELECT DISTINCT content_hash FROM asset_version WHERE content_hash IS NOT NULL')

  return {
    getVersion(kind: AssetKind, name: string, version: string): AssetVersionRecord | undefined {
      const row = one.get(kind, name, version)
      return row && toVersion(row)
    },
    latestVersion(kind: AssetKind, name: string): AssetVersionRecord | undefined {
      const row = newest.get(kind, name)
      return row && toVersion(row)
    },
    getContainer(kind: AssetKind, name: string): AssetContainerRecord | undefined {
      const row = container.get(kind, name)
      return row && toContainer(row)
    },

    /** Newest first unless `oldestFirst`. */
    listVersions(kind: AssetKind, name: string, view: ListView, oldestFirst: boolean): AssetVersionRecord[] {
      const order = oldestFirst ? 'ASC' : 'DESC'
      const sql = `SELECT * FROM asset_version WHERE kind = ? AND name = ? ${viewClause[view]} ORDER BY seq ${order}`
      return db.prepare<[string, string], VersionRow>(sql).all(kind, name).map(toVersion)
    },

    /** Code versions of whatever name whose client noted this SHA-256 over their files; newest first. */
    codesWithHash: (hash: string): AssetVersionRecord[] => sameHash.all(hash).map(toVersion),

    /**
     * Containers that hold registered (not only anonymous) versions, or none yet; newest change first. A container counts as
     * archived when it was archived itself or none of its versions is active.
     */
    listContainers(kind: AssetKind, view: ListView): AssetContainerRecord[] {
      return containers
        .all(kind)
        .filter((row) => {
          const archived = (JSON.parse(row.properties) as AssetProperties).isArchived === true || (row.registered > 0 && row.active === 0)
          return view === 'All' || archived === (view === 'ArchivedOnly')
        })
        .map(toContainer)
    },

    saveContainer(kind: AssetKind, name: string, properties: AssetProperties): void {
      const at = new Date().toISOString()
      saveContainer.run(kind, name, JSON.stringify(properties), at, at)
    },

    /** Inserts, or replaces the properties of an existing version; keeps the number of the next automatic version ahead. */
    saveVersion(record: Omit<AssetVersionRecord, 'createdAt' | 'modifiedAt'>): void {
      const at = new Date().toISOString()
      const number = /^\d{1,9}$/.test(record.version) ? Number(record.version) : 0
      db.transaction(() => {
        touchContainer.run({ kind: record.kind, name: record.name, next: number + 1, at })
        saveVersion.run({
          kind: record.kind,
          name: record.name,
          version: record.version,
          properties: JSON.stringify(record.properties),
          fingerprint: record.fingerprint,
          contentHash: record.contentHash ?? null,
          contentName: record.contentName ?? null,
          anonymous: record.properties.isAnonymous === true ? 1 : 0,
          archived: record.properties.isArchived === true ? 1 : 0,
          at,
        })
      })()
    },

    deleteVersion: (kind: AssetKind, name: string, version: string): boolean => dropVersion.run(kind, name, version).changes > 0,
    deleteContainer: (kind: AssetKind, name: string): boolean => dropContainer.run(kind, name).changes > 0,
    /** Addresses of uploads that versions name. */
    usedUris: (): string[] => uris.all().map((row) => row.uri),
    usedHashes: (): Set<string> => new Set(hashes.all().map((row) => row.content_hash)),
  }
}

export type VersionStore = ReturnType<typeof createVersionStore>
