import type { OperationFilter } from '@/agent/control-plane'
import { fromJson, fromNullableJson, toJson } from '@/agent/store/columns'
import type { AgentDatabase } from '@/agent/store/database'
import { createEndpointVersions, type EndpointVersions } from '@/agent/store/endpoint-versions'
import type { OperationRecord } from '@/agent/store/records'
import type { OperationKind, OperationView } from '@/lib/contract/scorepoint'

interface Row {
  id: string
  seq: number
  client_request_id: string | null
  kind: string
  resource_uid: string
  endpoint: string
  deployment: string | null
  target: string
  body_hash: string
  created: number
  generation: number
  replicas: number
  exits: number
  cancel_requested: number
  environment_hash: string | null
  changes: string | null
  status: string
  phases: string
  problem: string | null
  explanation: string | null
  started_at: string
  ended_at: string | null
}

function toOperation(row: Row): OperationRecord {
  return {
    id: row.id,
    seq: row.seq,
    kind: row.kind as OperationKind,
    resourceUid: row.resource_uid,
    endpoint: row.endpoint,
    deployment: row.deployment ?? undefined,
    bodyHash: row.body_hash,
    created: row.created === 1,
    generation: row.generation,
    replicas: row.replicas,
    exits: row.exits,
    cancelRequested: row.cancel_requested === 1,
    environmentHash: row.environment_hash ?? undefined,
    changes: fromNullableJson(row.changes),
    status: row.status as OperationView['status'],
    phases: fromJson(row.phases),
    problem: fromNullableJson(row.problem),
    explanation: fromNullableJson(row.explanation),
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
  }
}

/** How many ended operations are kept. Clients poll a finished one for at least a day. */
const keptOperations = 5000

/** Operations, running and ended; they outlive the resource they were for. */
export function createOperationStore(db: AgentDatabase, versions: EndpointVersions = createEndpointVersions(db)) {
  const insert = db.prepare(
    `INSERT INTO operation (id, seq, client_request_id, kind, resource_uid, endpoint, deployment, target, body_hash, created, generation, replicas, exits, cancel_requested, changes, status, phases, started_at, ended_at)
     VALUES (@id, (SELECT coalesce(max(seq), 0) + 1 FROM operation), @clientRequestId, @kind, @resourceUid, @endpoint, @deployment, @target, @bodyHash, @created, @generation, @replicas, 0, 0, @changes, @status, @phases, @startedAt, @endedAt)`,
  )
  const update = db.prepare(
    `UPDATE operation SET exits = @exits, cancel_requested = @cancelRequested, environment_hash = @environmentHash, status = @status, phases = @phases,
       problem = @problem, explanation = @explanation, ended_at = @endedAt WHERE id = @id`,
  )
  const byId = db.prepare<[string], Row>('SELECT * FROM operation WHERE id = ?')
  const byClient = db.prepare<[string, string], Row>('SELECT * FROM operation WHERE client_request_id = ? AND target = ?')
  const running = db.prepare<[], Row>("SELECT * FROM operation WHERE status = 'InProgress' ORDER BY seq")
  const runningOn = db.prepare<[string], Row>(
    "SELECT * FROM operation WHERE resource_uid = ? AND status = 'InProgress' ORDER BY seq DESC LIMIT 1",
  )
  const newestOn = db.prepare<[string], Row>('SELECT * FROM operation WHERE resource_uid = ? ORDER BY seq DESC LIMIT 1')
  const list = db.prepare<
    Record<'endpoint' | 'deployment' | 'statuses' | 'kinds' | 'text', string | null> & Record<'before' | 'limit', number>,
    Row
  >(
    `SELECT * FROM operation WHERE seq < @before
       AND (@endpoint IS NULL OR lower(endpoint) = lower(@endpoint))
       AND (@deployment IS NULL OR lower(deployment) = lower(@deployment))
       AND (@statuses IS NULL OR status IN (SELECT value FROM json_each(@statuses)))
       AND (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))
       AND (@text IS NULL OR instr(lower(endpoint || ' ' || coalesce(deployment, '') || ' ' || kind || ' ' || id || ' ' ||
         coalesce(problem, '') || ' ' || coalesce(explanation, '')), lower(@text)) > 0)
     ORDER BY seq DESC LIMIT @limit`,
  )
  const lastUses = db.prepare<[], { hash: string; at: string }>(
    `SELECT environment_hash AS hash, max(coalesce(ended_at, started_at)) AS at FROM operation WHERE environment_hash IS NOT NULL GROUP BY environment_hash`,
  )
  const durations = db.prepare<[string], { started_at: string; ended_at: string }>(
    `SELECT started_at, ended_at FROM operation WHERE environment_hash = ? AND status = 'Succeeded' AND ended_at IS NOT NULL ORDER BY seq DESC LIMIT 20`,
  )
  const prune = db.prepare(
    `DELETE FROM operation WHERE status != 'InProgress' AND seq <= (SELECT max(seq) FROM operation) - ${keptOperations}`,
  )

  return {
    insert(record: Omit<OperationRecord, 'seq'>, clientRequestId: string | undefined, target: string): void {
      versions.touch(record.endpoint)
      insert.run({
        id: record.id,
        clientRequestId: clientRequestId ?? null,
        kind: record.kind,
        resourceUid: record.resourceUid,
        endpoint: record.endpoint,
        deployment: record.deployment ?? null,
        target,
        bodyHash: record.bodyHash,
        created: record.created ? 1 : 0,
        generation: record.generation,
        replicas: record.replicas,
        changes: toJson(record.changes),
        status: record.status,
        phases: toJson(record.phases),
        startedAt: record.startedAt,
        endedAt: record.endedAt ?? null,
      })
    },
    save(record: OperationRecord): void {
      versions.touch(record.endpoint)
      update.run({
        id: record.id,
        exits: record.exits,
        cancelRequested: record.cancelRequested ? 1 : 0,
        environmentHash: record.environmentHash ?? null,
        status: record.status,
        phases: toJson(record.phases),
        problem: toJson(record.problem),
        explanation: toJson(record.explanation),
        endedAt: record.endedAt ?? null,
      })
    },
    get(id: string): OperationRecord | undefined {
      const row = byId.get(id)
      return row && toOperation(row)
    },
    byClientRequest(clientRequestId: string, target: string): OperationRecord | undefined {
      const row = byClient.get(clientRequestId, target)
      return row && toOperation(row)
    },
    running(): OperationRecord[] {
      return running.all().map(toOperation)
    },
    runningOn(resourceUid: string): OperationRecord | undefined {
      const row = runningOn.get(resourceUid)
      return row && toOperation(row)
    },
    newestOn(resourceUid: string): OperationRecord | undefined {
      const row = newestOn.get(resourceUid)
      return row && toOperation(row)
    },
    /** Newest first, at most 1,000 of them. */
    list(filter: OperationFilter): OperationRecord[] {
      return list
        .all({
          endpoint: filter.endpoint ?? null,
          deployment: filter.deployment ?? null,
          statuses: filter.statuses ? JSON.stringify(filter.statuses) : null,
          kinds: filter.kinds ? JSON.stringify(filter.kinds) : null,
          text: filter.text || null,
          before: filter.before ?? Number.MAX_SAFE_INTEGER,
          limit: Math.min(Math.max(filter.limit ?? 50, 1), 1000),
        })
        .map(toOperation)
    },
    /** Environment hash → when an operation last needed it, ISO 8601. */
    environmentUses: (): Map<string, string> => new Map(lastUses.all().map(({ hash, at }) => [hash, at])),
    /** Durations in ms of earlier successes with this environment. */
    durations(environmentHash: string): number[] {
      return durations.all(environmentHash).map((row) => Date.parse(row.ended_at) - Date.parse(row.started_at))
    },
    prune(): void {
      prune.run()
    },
  }
}
