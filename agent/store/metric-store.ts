import type { Cell } from '@/agent/metrics/cell'
import { fromJson } from '@/agent/store/columns'
import type { AgentDatabase } from '@/agent/store/database'

/** Lengths of a cell in seconds. */
export type CellSeconds = 10 | 60

export interface StoredCell {
  endpointUid: string
  deployment: string
  seconds: CellSeconds
  /** Unix seconds. */
  at: number
  cell: Cell
}

/** Metrics over restarts. Written by the agent once a second at most, never for a single request. */
export function createMetricStore(db: AgentDatabase) {
  const save = db.prepare(
    'INSERT INTO metric_cell (endpoint_uid, deployment, seconds, at, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  )
  const known = db.prepare<[string], { uid: string }>('SELECT uid FROM resource WHERE uid = ?')
  const between = db.prepare<[string, number, number, number], { deployment: string; at: number; body: string }>(
    'SELECT deployment, at, body FROM metric_cell WHERE endpoint_uid = ? AND seconds = ? AND at >= ? AND at < ? ORDER BY at',
  )
  const one = db.prepare<[string, number, number, string], { body: string }>(
    'SELECT body FROM metric_cell WHERE endpoint_uid = ? AND seconds = ? AND at = ? AND deployment = ?',
  )
  const dropBefore = db.prepare('DELETE FROM metric_cell WHERE seconds = ? AND at < ?')
  return {
    /** All of them in one transaction; cells of endpoints that are gone are left out. */
    save(cells: readonly StoredCell[]): void {
      db.transaction(() => {
        for (const { endpointUid, deployment, seconds, at, cell } of cells) {
          if (known.get(endpointUid)) save.run(endpointUid, deployment, seconds, at, JSON.stringify(cell))
        }
      })()
    },
    /** What an earlier agent wrote for this very stretch of time. */
    one(endpointUid: string, seconds: CellSeconds, at: number, deployment: string): Cell | undefined {
      const row = one.get(endpointUid, seconds, at, deployment)
      return row && fromJson<Cell>(row.body)
    },
    /** Oldest first; `from` and `to` in Unix seconds. */
    between(endpointUid: string, seconds: CellSeconds, from: number, to: number): { deployment: string; at: number; cell: Cell }[] {
      return between
        .all(endpointUid, seconds, from, to)
        .map((row) => ({ deployment: row.deployment, at: row.at, cell: fromJson<Cell>(row.body) }))
    },
    dropBefore(seconds: CellSeconds, at: number): void {
      dropBefore.run(seconds, at)
    },
  }
}
