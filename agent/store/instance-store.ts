import { fromNullableJson, toJson } from '@/agent/store/columns'
import type { AgentDatabase } from '@/agent/store/database'
import { createEndpointVersions, type EndpointVersions } from '@/agent/store/endpoint-versions'
import type { InstanceRecord } from '@/agent/store/records'

interface Row {
  id: string
  deployment_uid: string
  generation: number
  idx: number
  slot: number
  state: string
  spec: string | null
  address: string | null
  pid: number | null
  restarts: number
  started_at: string | null
  ready_at: string | null
  draining_since: string | null
  backoff_until: string | null
  last_exit: string | null
  published: number
  runtime: string | null
}

function toInstance(row: Row): InstanceRecord {
  return {
    id: row.id,
    deploymentUid: row.deployment_uid,
    generation: row.generation,
    index: row.idx,
    slot: row.slot,
    state: row.state as InstanceRecord['state'],
    spec: fromNullableJson(row.spec),
    address: fromNullableJson(row.address),
    pid: row.pid ?? undefined,
    restarts: row.restarts,
    startedAt: row.started_at ?? undefined,
    readyAt: row.ready_at ?? undefined,
    drainingSince: row.draining_since ?? undefined,
    backoffUntil: row.backoff_until ?? undefined,
    lastExit: fromNullableJson(row.last_exit),
    published: row.published === 1,
    ...(row.runtime === null ? {} : { runtime: row.runtime as InstanceRecord['runtime'] }),
  }
}

/** Instances the agent started or is about to start. A row exists before the first side effect under its id. */
export function createInstanceStore(db: AgentDatabase, versions: EndpointVersions = createEndpointVersions(db)) {
  const save = db.prepare(
    `INSERT INTO instance (id, deployment_uid, generation, idx, slot, state, spec, address, pid, restarts, started_at, ready_at, draining_since, backoff_until, last_exit, published, runtime)
     VALUES (@id, @deploymentUid, @generation, @index, @slot, @state, @spec, @address, @pid, @restarts, @startedAt, @readyAt, @drainingSince, @backoffUntil, @lastExit, @published, @runtime)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, spec = excluded.spec, address = excluded.address, pid = excluded.pid, restarts = excluded.restarts,
       started_at = excluded.started_at, ready_at = excluded.ready_at, draining_since = excluded.draining_since, backoff_until = excluded.backoff_until, last_exit = excluded.last_exit, published = excluded.published`,
  )
  const get = db.prepare<[string], Row>('SELECT * FROM instance WHERE id = ?')
  const all = db.prepare<[], Row>('SELECT * FROM instance ORDER BY deployment_uid, generation, idx')
  const of = db.prepare<[string], Row>('SELECT * FROM instance WHERE deployment_uid = ? ORDER BY generation, idx')
  const lastIndex = db.prepare<[string, number], { last: number | null }>(
    'SELECT max(idx) AS last FROM instance WHERE deployment_uid = ? AND generation = ?',
  )
  const remove = db.prepare('DELETE FROM instance WHERE id = ?')
  return {
    save(record: InstanceRecord): void {
      versions.touchResource(record.deploymentUid)
      save.run({
        id: record.id,
        deploymentUid: record.deploymentUid,
        generation: record.generation,
        index: record.index,
        slot: record.slot,
        state: record.state,
        spec: toJson(record.spec),
        address: toJson(record.address),
        pid: record.pid ?? null,
        restarts: record.restarts,
        startedAt: record.startedAt ?? null,
        readyAt: record.readyAt ?? null,
        drainingSince: record.drainingSince ?? null,
        backoffUntil: record.backoffUntil ?? null,
        lastExit: toJson(record.lastExit),
        published: record.published ? 1 : 0,
        runtime: record.runtime ?? null,
      })
    },
    get(id: string): InstanceRecord | undefined {
      const row = get.get(id)
      return row && toInstance(row)
    },
    all(): InstanceRecord[] {
      return all.all().map(toInstance)
    },
    of(deploymentUid: string): InstanceRecord[] {
      return of.all(deploymentUid).map(toInstance)
    },
    lastIndex(deploymentUid: string, generation: number): number {
      return lastIndex.get(deploymentUid, generation)?.last ?? -1
    },
    remove(id: string): void {
      const known = get.get(id)
      if (known) versions.touchResource(known.deployment_uid)
      remove.run(id)
    },
  }
}
