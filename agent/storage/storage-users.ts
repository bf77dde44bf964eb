/** Which deployments need what: read from the journal in one go, at the moment it counts. */
import { basename, dirname } from 'node:path'
import { createKeptGenerations, referenceOf, treesOf } from '@/agent/assets/kept-generations'
import type { AgentDatabase } from '@/agent/store/database'
import type { AssetKind } from '@/lib/contract/arm/scope'
import type { HomeLayout } from '@/lib/domain/home-layout'

export interface StorageUsers {
  /** Environment hash → `endpoint/deployment`. */
  environments: ReadonlyMap<string, string[]>
  /** Hash of a content tree → `endpoint/deployment`. */
  trees: ReadonlyMap<string, string[]>
  /** `versionKey` of a registered version → `endpoint/deployment`. */
  versions: ReadonlyMap<string, string[]>
  /** Instance id → `endpoint/deployment`. */
  instances: ReadonlyMap<string, string[]>
  /** `endpoint/deployment` in lower case, as log folders are called. */
  deployments: ReadonlySet<string>
}

interface InstanceRow {
  id: string
  endpoint: string
  deployment: string
  spec: string | null
}

/** One name for a version, whatever the case of its parts. */
export function versionKey(kind: AssetKind, { name, version }: { name: string; version: string }): string {
  return `${kind}/${name}/${version}`.toLowerCase()
}

type Identify = (kind: AssetKind, reference: string) => { name: string; version: string } | undefined

/** Reads who needs what. Every call looks anew: an answer that was kept would be no protection. */
export function createStorageUsers(db: AgentDatabase, layout: HomeLayout, identify: Identify): () => StorageUsers {
  const keptGenerations = createKeptGenerations(db)
  const instanceRows = db.prepare<[], InstanceRow>(
    `SELECT i.id, e.name AS endpoint, d.name AS deployment, i.spec
     FROM instance i JOIN resource d ON d.uid = i.deployment_uid JOIN resource e ON e.uid = d.parent_uid`,
  )
  const deploymentRows = db.prepare<[], { endpoint: string; deployment: string }>(
    "SELECT endpoint_key AS endpoint, deployment_key AS deployment FROM resource WHERE kind = 'deployment'",
  )
  return () => {
    const environments = new Map<string, string[]>()
    const trees = new Map<string, string[]>()
    const versions = new Map<string, string[]>()
    // A thousand deployments share a handful of assets.
    const identified = new Map<string, { name: string; version: string } | undefined>()
    const find = (kind: AssetKind, reference: string) => {
      const key = `${kind} ${reference}`
      if (!identified.has(key)) identified.set(key, identify(kind, reference))
      return identified.get(key)
    }
    const instances = new Map<string, string[]>()
    for (const kept of keptGenerations()) {
      const user = `${kept.endpoint}/${kept.deployment}`
      const environment = kept.resolved?.resolvedEnvironment?.hash
      if (environment) note(environments, environment, user)
      for (const tree of treesOf([kept], layout.assets)) note(trees, tree, user)
      for (const kind of ['models', 'codes'] as const) {
        const reference = referenceOf(kind, kept.spec)
        const found = reference === undefined ? undefined : find(kind, reference)
        if (found) note(versions, versionKey(kind, found), user)
      }
      // `@latest` meant an older version when it was resolved.
      if (kept.resolved?.model) note(versions, versionKey('models', kept.resolved.model), user)
    }
    for (const { id, endpoint, deployment, spec } of instanceRows.all()) {
      const user = `${endpoint}/${deployment}`
      note(instances, id, user)
      // A worker of an older generation may still drain.
      const python = spec === null ? undefined : (JSON.parse(spec) as { python?: string }).python
      const folder = python === undefined ? undefined : dirname(dirname(python))
      if (folder !== undefined && dirname(folder) === layout.env) note(environments, basename(folder), user)
    }
    const deployments = new Set(deploymentRows.all().map(({ endpoint, deployment }) => `${endpoint}/${deployment}`))
    return { environments, trees, versions, instances, deployments }
  }
}

function note(map: Map<string, string[]>, key: string, user: string): void {
  const users = map.get(key) ?? []
  if (!users.includes(user)) map.set(key, [...users, user])
}
