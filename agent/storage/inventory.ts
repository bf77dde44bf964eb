/** What lies in the data folder and who needs it, without sizes: quick enough to be taken anew right before something is removed. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readMarker } from '@/agent/environments/environment-folder'
import type { StorageUsers } from '@/agent/storage/storage-users'
import { versionKey } from '@/agent/storage/storage-users'
import type { AgentDatabase } from '@/agent/store/database'
import type { StorageItem } from '@/lib/contract/storage'
import type { HomeLayout } from '@/lib/domain/home-layout'

export interface Holding extends Omit<StorageItem, 'bytes' | 'ownBytes'> {
  /** What to measure. */
  paths: string[]
  /** Registered version behind it. */
  version?: { kind: 'models' | 'codes'; name: string; version: string }
}

/** Ending of a folder that is being removed; a new one of its name may exist beside it. */
export const removingMark = '.removing-'
/** What was just made may be about to be used by a deployment that does not exist yet. */
export const defaultGraceMs = 10 * 60_000

interface AssetRow {
  kind: 'models' | 'codes'
  name: string
  version: string
  content_hash: string
  is_anonymous: number
  modified_at: string
}

export interface InventoryDependencies {
  db: AgentDatabase
  layout: HomeLayout
  graceMs?: number
}

/** Prepares the reads; each call of the result looks at folder and journal as they are now. */
export function createInventory({ db, layout, graceMs = defaultGraceMs }: InventoryDependencies) {
  const assetRows = db.prepare<[], AssetRow>(
    "SELECT kind, name, version, content_hash, is_anonymous, modified_at FROM asset_version WHERE content_hash IS NOT NULL AND kind IN ('models', 'codes') ORDER BY kind, name, seq",
  )

  function environments(users: StorageUsers, uses: ReadonlyMap<string, string>): Holding[] {
    return entries(layout.env)
      .filter((name) => /^[0-9a-f]+$/.test(name) && statSync(join(layout.env, name), { throwIfNoEntry: false })?.isDirectory())
      .map((hash) => {
        const path = join(layout.env, hash)
        const marker = readMarker(path)
        const usedBy = users.environments.get(hash) ?? []
        const isBuilding = existsSync(`${path}.lock`)
        const fresh = marker !== undefined && isFresh(marker.builtAt, graceMs)
        return {
          id: `environment/${hash}`,
          kind: 'environment',
          name: marker ? packageNames(path) : hash,
          detail: marker ? `Python ${marker.pythonVersion}, ${marker.packages} packages, ${hash}` : hash,
          usedBy,
          lastUsedAt: uses.get(hash) ?? marker?.builtAt,
          state: usedBy.length > 0 ? 'used' : isBuilding || fresh ? 'busy' : 'unused',
          paths: [path],
        }
      })
  }

  function assets(users: StorageUsers): Holding[] {
    const rows = assetRows.all()
    const known = new Set(rows.map((row) => row.content_hash))
    const registered = rows.map((row): Holding => {
      const usedBy = users.versions.get(versionKey(row.kind, row)) ?? []
      const isAnonymous = row.is_anonymous === 1
      return {
        id: `${row.kind === 'models' ? 'model' : 'code'}/${row.name}/${row.version}`,
        kind: row.kind === 'models' ? 'model' : 'code',
        name: isAnonymous ? (firstFile(join(layout.assets, row.content_hash)) ?? row.name) : `${row.name}:${row.version}`,
        ...(isAnonymous ? { detail: row.name } : {}),
        usedBy,
        lastUsedAt: row.modified_at,
        state: usedBy.length > 0 ? 'used' : isFresh(row.modified_at, graceMs) ? 'busy' : isAnonymous ? 'unused' : 'keepsake',
        paths: [join(layout.assets, row.content_hash)],
        version: { kind: row.kind, name: row.name, version: row.version },
      }
    })
    // Trees of deployments that name files instead of a version; unused ones go by themselves at every start.
    const nameless = entries(layout.assets)
      .filter((name) => /^[0-9a-f]{64}$/.test(name) && !known.has(name) && users.trees.has(name))
      .map(
        (hash): Holding => ({
          id: `model/${hash}`,
          kind: 'model',
          name: firstFile(join(layout.assets, hash)) ?? hash,
          detail: hash,
          usedBy: users.trees.get(hash) ?? [],
          state: 'used',
          paths: [join(layout.assets, hash)],
        }),
      )
    return [...registered, ...nameless]
  }

  function instances(users: StorageUsers): Holding[] {
    return entries(layout.instances).map((id) => {
      const usedBy = users.instances.get(id) ?? []
      const path = join(layout.instances, id)
      const changedAt = changed(path)
      const state = usedBy.length > 0 ? 'used' : isFresh(changedAt, graceMs) ? 'busy' : 'unused'
      return { id: `instance/${id}`, kind: 'instance', name: id, usedBy, lastUsedAt: changedAt, state, paths: [path] }
    })
  }

  function logs(users: StorageUsers): Holding[] {
    const endpoints = join(layout.logs, 'endpoints')
    const ofDeployments = entries(endpoints).flatMap((endpoint) =>
      entries(join(endpoints, endpoint)).map((deployment): Holding => {
        const name = `${endpoint}/${deployment}`
        const path = join(endpoints, endpoint, deployment)
        const isKnown = users.deployments.has(name)
        const changedAt = changed(path)
        return {
          id: `log/${name}`,
          kind: 'log',
          name,
          usedBy: isKnown ? [name] : [],
          lastUsedAt: changedAt,
          state: isKnown ? 'used' : isFresh(changedAt, graceMs) ? 'busy' : 'unused',
          paths: [path],
        }
      }),
    )
    const own = entries(layout.logs).filter((name) => name !== 'endpoints')
    const old = own.filter((name) => /\.\d+$/.test(name))
    return [
      ...ofDeployments,
      ...old.map((name): Holding => fileOf('log', layout.logs, name, 'unused')),
      {
        ...group(
          'log',
          'scorepoint',
          layout.logs,
          own.filter((name) => !old.includes(name)),
        ),
        name: 'studio, agent, router',
      },
    ]
  }

  function caches(): Holding[] {
    const builds = [...entries(layout.env).map((name) => join(layout.env, name)), join(layout.cache, 'uv.lock')]
    const isBuilding = builds.some((path) => path.endsWith('.lock') && existsSync(path))
    const homesOfPythons = entries(layout.env).flatMap((hash) => pythonHome(join(layout.env, hash)) ?? [])
    return entries(layout.cache)
      .filter((name) => name !== 'uploads' && !name.endsWith('.lock') && !name.includes(removingMark))
      .flatMap((name): Holding[] => {
        const path = join(layout.cache, name)
        if (name === 'python') {
          return entries(path)
            .filter((one) => one.startsWith('cpython'))
            .map((one) => {
              const needed = homesOfPythons.filter((home) => home.startsWith(join(path, one))).length > 0
              const changedAt = changed(join(path, one))
              const state = needed ? 'used' : isBuilding || isFresh(changedAt, graceMs) ? 'busy' : 'keepsake'
              return {
                id: `cache/python/${one}`,
                kind: 'cache',
                name: one,
                usedBy: [],
                lastUsedAt: changedAt,
                state,
                paths: [join(path, one)],
              }
            })
        }
        const state = isBuilding ? 'busy' : name === 'uv-cache' ? 'unused' : name === 'uv' ? 'keepsake' : 'permanent'
        return [{ id: `cache/${name}`, kind: 'cache', name, usedBy: [], lastUsedAt: changed(path), state, paths: [path] }]
      })
  }

  function databases(): Holding[] {
    const names = entries(layout.home)
    const copies = names.filter((name) => /^(?:studio|agent)\.db[.-](?!wal$|shm$|journal$)/.test(name))
    const isDatabase = (stem: string) => names.filter((name) => name.startsWith(stem) && !copies.includes(name))
    return [
      group('database', 'studio', layout.home, isDatabase(basename(layout.studioDb))),
      group('database', 'agent', layout.home, isDatabase(basename(layout.agentDb))),
      ...copies.map((name) => fileOf('database', layout.home, name, 'keepsake')),
      group('other', 'records', layout.home, ['ca', 'run']),
    ]
  }

  return (users: StorageUsers, environmentUses: ReadonlyMap<string, string>): Holding[] =>
    [environments(users, environmentUses), assets(users), instances(users), logs(users), caches(), databases()]
      .flat()
      .filter((holding) => holding.paths.length > 0)
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    // Made with its first content.
    return []
  }
}

function changed(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtime.toISOString()
}

function isFresh(at: string | undefined, graceMs: number): boolean {
  return at !== undefined && Date.now() - Date.parse(at) < graceMs
}

/** Files of Scorepoint itself, shown as one. */
function group(kind: 'log' | 'database' | 'other', name: string, folder: string, names: string[]): Holding {
  const paths = names.map((one) => join(folder, one))
  return { id: `${kind}/${name}`, kind, name, usedBy: [], state: 'permanent', paths }
}

function fileOf(kind: 'log' | 'database', folder: string, name: string, state: 'unused' | 'keepsake'): Holding {
  const path = join(folder, name)
  return { id: `${kind}/file/${name}`, kind, name, usedBy: [], lastUsedAt: changed(path), state, paths: [path] }
}

/** `numpy, scikit-learn, …` of what the conda file asked for: how a person recognises an environment. */
function packageNames(folder: string): string {
  const list = join(folder, 'requirements.txt')
  if (!existsSync(list)) return basename(folder)
  const names = readFileSync(list, 'utf8')
    .split('\n')
    .flatMap((line) => /^[A-Za-z][\w.-]*/.exec(line)?.[0] ?? [])
    .filter((name) => !/^azureml-(?:inference-server-http|defaults)$/.test(name))
  return names.length === 0 ? 'azureml-inference-server-http' : names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', ')
}

/** An upload has no name of its own but that of its first file or folder. */
function firstFile(folder: string): string | undefined {
  const names = entries(folder)
  return names.length > 1 ? `${names[0]}, …` : names[0]
}

/** Where the Python of an environment lives. */
function pythonHome(folder: string): string | undefined {
  const file = join(folder, 'pyvenv.cfg')
  return existsSync(file) ? /^home\s*=\s*(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.trim() : undefined
}
