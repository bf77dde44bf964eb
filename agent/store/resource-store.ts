import { fromJson, fromNullableJson, toJson } from '@/agent/store/columns'
import type { AgentDatabase } from '@/agent/store/database'
import { createEndpointVersions, type EndpointVersions } from '@/agent/store/endpoint-versions'
import type { DeploymentRecord, EndpointRecord, ResolvedRevision, RevisionRecord } from '@/agent/store/records'
import type { ProvisioningState } from '@/lib/contract/scorepoint'

interface Row {
  uid: string
  kind: string
  parent_uid: string | null
  endpoint_key: string
  deployment_key: string
  name: string
  spec: string
  spec_hash: string
  state: string
  generation: number
  observed_generation: number
  replicas: number
  stopped: number
  problem: string | null
  explanation: string | null
  created_at: string
  modified_at: string
}
interface RevisionRow {
  resource_uid: string
  generation: number
  spec: string
  resolved: string | null
}

function resourceFields(row: Row) {
  return {
    uid: row.uid,
    name: row.name,
    endpointKey: row.endpoint_key,
    specHash: row.spec_hash,
    state: row.state as ProvisioningState,
    problem: fromNullableJson<NonNullable<EndpointRecord['problem']>>(row.problem),
    explanation: fromNullableJson<NonNullable<EndpointRecord['explanation']>>(row.explanation),
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}
function toEndpoint(row: Row): EndpointRecord {
  return { ...resourceFields(row), spec: fromJson(row.spec) }
}
function toDeployment(row: Row): DeploymentRecord {
  return {
    ...resourceFields(row),
    spec: fromJson(row.spec),
    endpointUid: row.parent_uid ?? '',
    deploymentKey: row.deployment_key,
    generation: row.generation,
    observedGeneration: row.observed_generation,
    replicas: row.replicas,
    stopped: row.stopped === 1,
  }
}

/** Endpoints, deployments, their generations and keys. Names are given in any case. */
export function createResourceStore(db: AgentDatabase, versions: EndpointVersions = createEndpointVersions(db)) {
  const insert = db.prepare(
    `INSERT INTO resource (uid, kind, parent_uid, endpoint_key, deployment_key, name, spec, spec_hash, state, generation, observed_generation, replicas, stopped, problem, explanation, created_at, modified_at)
     VALUES (@uid, @kind, @parentUid, @endpointKey, @deploymentKey, @name, @spec, @specHash, @state, @generation, @observedGeneration, @replicas, @stopped, @problem, @explanation, @createdAt, @modifiedAt)
     ON CONFLICT (uid) DO UPDATE SET spec = excluded.spec, spec_hash = excluded.spec_hash, state = excluded.state, generation = excluded.generation,
       observed_generation = excluded.observed_generation, replicas = excluded.replicas, stopped = excluded.stopped, problem = excluded.problem,
       explanation = excluded.explanation, modified_at = excluded.modified_at`,
  )
  const byKey = db.prepare<[string, string], Row>('SELECT * FROM resource WHERE endpoint_key = ? AND deployment_key = ?')
  const byUid = db.prepare<[string], Row>('SELECT * FROM resource WHERE uid = ?')
  const endpoints = db.prepare<[], Row>("SELECT * FROM resource WHERE kind = 'endpoint' ORDER BY created_at, name")
  const children = db.prepare<[string], Row>(
    "SELECT * FROM resource WHERE kind = 'deployment' AND endpoint_key = ? ORDER BY created_at, name",
  )
  const deployments = db.prepare<[], Row>("SELECT * FROM resource WHERE kind = 'deployment' ORDER BY created_at, name")
  const remove = db.prepare('DELETE FROM resource WHERE uid = ?')
  const deploymentUids = db.prepare<[], { uid: string }>("SELECT uid FROM resource WHERE kind = 'deployment' ORDER BY created_at, name")
  const unsettledEndpoints = db.prepare<[], { uid: string }>(
    `SELECT uid FROM resource WHERE kind = 'endpoint'
       AND (state = 'Deleting' OR uid IN (SELECT resource_uid FROM operation WHERE status = 'InProgress'))`,
  )
  const nextGeneration = db.prepare<[string], { generation: number }>(
    'INSERT INTO last_generation (resource_key, generation) VALUES (?, 1) ON CONFLICT (resource_key) DO UPDATE SET generation = generation + 1 RETURNING generation',
  )
  const saveRevision = db.prepare(
    `INSERT INTO revision (resource_uid, generation, spec, resolved) VALUES (@resourceUid, @generation, @spec, @resolved)
     ON CONFLICT (resource_uid, generation) DO UPDATE SET spec = excluded.spec, resolved = excluded.resolved`,
  )
  const revision = db.prepare<[string, number], RevisionRow>('SELECT * FROM revision WHERE resource_uid = ? AND generation = ?')
  const dropRevisions = db.prepare('DELETE FROM revision WHERE resource_uid = ? AND generation NOT IN (?, ?)')
  const readKeys = db.prepare<[string], { primary_key: string; secondary_key: string }>('SELECT * FROM endpoint_key WHERE endpoint_uid = ?')
  const readTokenKey = db.prepare<[string], { private_key: string }>('SELECT private_key FROM endpoint_token_key WHERE endpoint_uid = ?')
  const writeTokenKey = db.prepare('INSERT INTO endpoint_token_key (endpoint_uid, private_key) VALUES (?, ?)')
  const writeKeys = db.prepare(
    `INSERT INTO endpoint_key (endpoint_uid, primary_key, secondary_key) VALUES (?, ?, ?)
     ON CONFLICT (endpoint_uid) DO UPDATE SET primary_key = excluded.primary_key, secondary_key = excluded.secondary_key`,
  )

  let list: { version: number; endpoints: readonly EndpointRecord[] } | undefined

  return {
    saveEndpoint(record: EndpointRecord): void {
      versions.touch(record.endpointKey)
      insert.run({
        uid: record.uid,
        kind: 'endpoint',
        parentUid: null,
        endpointKey: record.endpointKey,
        deploymentKey: '',
        name: record.name,
        spec: toJson(record.spec),
        specHash: record.specHash,
        state: record.state,
        generation: 0,
        observedGeneration: 0,
        replicas: 0,
        stopped: 0,
        problem: toJson(record.problem),
        explanation: toJson(record.explanation),
        createdAt: record.createdAt,
        modifiedAt: record.modifiedAt,
      })
    },
    saveDeployment(record: DeploymentRecord): void {
      versions.touch(record.endpointKey)
      insert.run({
        uid: record.uid,
        kind: 'deployment',
        parentUid: record.endpointUid,
        endpointKey: record.endpointKey,
        deploymentKey: record.deploymentKey,
        name: record.name,
        spec: toJson(record.spec),
        specHash: record.specHash,
        state: record.state,
        generation: record.generation,
        observedGeneration: record.observedGeneration,
        replicas: record.replicas,
        stopped: record.stopped ? 1 : 0,
        problem: toJson(record.problem),
        explanation: toJson(record.explanation),
        createdAt: record.createdAt,
        modifiedAt: record.modifiedAt,
      })
    },
    endpoint(name: string): EndpointRecord | undefined {
      const row = byKey.get(name.toLowerCase(), '')
      return row && toEndpoint(row)
    },
    endpointByUid(uid: string): EndpointRecord | undefined {
      const row = byUid.get(uid)
      return row?.kind === 'endpoint' ? toEndpoint(row) : undefined
    },
    /** Oldest first. Kept until the next write: callers change copies only. */
    endpoints(): readonly EndpointRecord[] {
      if (list?.version !== versions.version()) list = { version: versions.version(), endpoints: endpoints.all().map(toEndpoint) }
      return list.endpoints
    },
    deployment(endpoint: string, name: string): DeploymentRecord | undefined {
      const row = byKey.get(endpoint.toLowerCase(), name.toLowerCase())
      return row && toDeployment(row)
    },
    deploymentByUid(uid: string): DeploymentRecord | undefined {
      const row = byUid.get(uid)
      return row?.kind === 'deployment' ? toDeployment(row) : undefined
    },
    deploymentsOf(endpoint: string): DeploymentRecord[] {
      return children.all(endpoint.toLowerCase()).map(toDeployment)
    },
    deployments(): DeploymentRecord[] {
      return deployments.all().map(toDeployment)
    },
    deploymentUids: (): string[] => deploymentUids.all().map((row) => row.uid),
    /** Endpoints that are being deleted or have a running operation. */
    unsettledEndpointUids: (): string[] => unsettledEndpoints.all().map((row) => row.uid),
    /** Removes the resource and everything that hangs on it (generations, instances, keys, counters). */
    remove(uid: string): void {
      versions.touchResource(uid)
      versions.forgetResource(uid)
      remove.run(uid)
    },
    /** The next number for a deployment name, never given twice. */
    nextGeneration(endpoint: string, deployment: string): number {
      return nextGeneration.get(`${endpoint}/${deployment}`.toLowerCase())?.generation ?? 1
    },
    saveRevision(record: RevisionRecord): void {
      versions.touchResource(record.resourceUid)
      saveRevision.run({
        resourceUid: record.resourceUid,
        generation: record.generation,
        spec: toJson(record.spec),
        resolved: toJson(record.resolved),
      })
    },
    revision(resourceUid: string, generation: number): RevisionRecord | undefined {
      const row = revision.get(resourceUid, generation)
      if (!row) return undefined
      return {
        resourceUid: row.resource_uid,
        generation: row.generation,
        spec: fromJson(row.spec),
        resolved: fromNullableJson<ResolvedRevision>(row.resolved),
      }
    },
    keepRevisions(resourceUid: string, generation: number, observedGeneration: number): void {
      versions.touchResource(resourceUid)
      dropRevisions.run(resourceUid, generation, observedGeneration)
    },
    keys(endpointUid: string): { primaryKey: string; secondaryKey: string } | undefined {
      const row = readKeys.get(endpointUid)
      return row && { primaryKey: row.primary_key, secondaryKey: row.secondary_key }
    },
    /** Private key that signs the endpoint's tokens; undefined when it has none. */
    tokenKey(endpointUid: string): string | undefined {
      return readTokenKey.get(endpointUid)?.private_key
    },
    saveTokenKey(endpointUid: string, privateKey: string): void {
      versions.touchResource(endpointUid)
      writeTokenKey.run(endpointUid, privateKey)
    },
    saveKeys(endpointUid: string, keys: { primaryKey: string; secondaryKey: string }): void {
      versions.touchResource(endpointUid)
      writeKeys.run(endpointUid, keys.primaryKey, keys.secondaryKey)
    },
  }
}
