import type { DeploymentCounters } from '@/agent/router/table'
import { fromJson } from '@/agent/store/columns'
import type { AgentDatabase } from '@/agent/store/database'

/** Requests of one deployment (or, under the empty name, requests that reached none) within ten seconds. */
export interface TrafficBucket {
  requests: number
  byCode: Record<string, number>
  latencyMs: DeploymentCounters['latencyMs']
}
export interface StoredBucket extends TrafficBucket {
  endpointUid: string
  deployment: string
  /** Unix seconds, a multiple of ten. */
  bucket: number
}
export interface StoredTotal extends TrafficBucket {
  endpointUid: string
  deployment: string
}

interface Row {
  endpoint_uid: string
  deployment: string
  body: string
}

/** What the router counted, so that observed traffic survives the agent. */
export function createCounterStore(db: AgentDatabase) {
  const totals = db.prepare<[], Row>('SELECT * FROM counter_total')
  const buckets = db.prepare<[number], Row & { bucket: number }>('SELECT * FROM counter_bucket WHERE bucket >= ?')
  const known = db.prepare<[string], { uid: string }>("SELECT uid FROM resource WHERE uid = ? AND kind = 'endpoint'")
  const saveTotal = db.prepare(
    'INSERT INTO counter_total (endpoint_uid, deployment, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  )
  const saveBucket = db.prepare(
    'INSERT INTO counter_bucket (endpoint_uid, deployment, bucket, body) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  )
  const dropBefore = db.prepare('DELETE FROM counter_bucket WHERE bucket < ?')
  return {
    totals(): StoredTotal[] {
      return totals
        .all()
        .map((row) => ({ endpointUid: row.endpoint_uid, deployment: row.deployment, ...fromJson<TrafficBucket>(row.body) }))
    },
    bucketsSince(bucket: number): StoredBucket[] {
      return buckets.all(bucket).map((row) => ({
        endpointUid: row.endpoint_uid,
        deployment: row.deployment,
        bucket: row.bucket,
        ...fromJson<TrafficBucket>(row.body),
      }))
    },
    /** One transaction: totals and buckets move together, so nothing is counted twice after a crash. */
    save(changedTotals: StoredTotal[], changedBuckets: StoredBucket[], dropOlderThan: number): void {
      db.transaction(() => {
        for (const { endpointUid, deployment, ...body } of changedTotals) {
          if (known.get(endpointUid)) saveTotal.run(endpointUid, deployment, JSON.stringify(body))
        }
        for (const { endpointUid, deployment, bucket, ...body } of changedBuckets) {
          if (known.get(endpointUid)) saveBucket.run(endpointUid, deployment, bucket, JSON.stringify(body))
        }
        dropBefore.run(dropOlderThan)
      })()
    },
  }
}
