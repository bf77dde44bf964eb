import { fromJson } from '@/agent/store/columns'
import type { AgentDatabase } from '@/agent/store/database'
import type { ChangeEvent } from '@/lib/contract/scorepoint'

const keptEvents = 10_000
const pruneEvery = 500

/** Append-only events; the newest 10,000 are kept. Numbers are never reused. */
export function createEventStore(db: AgentDatabase) {
  const insert = db.prepare('INSERT INTO event (at, body) VALUES (?, ?)')
  const after = db.prepare<[number, number], { seq: number; at: string; body: string }>(
    'SELECT seq, at, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?',
  )
  const named = db.prepare<[string, string, string, number], { seq: number; at: string; body: string }>(
    `SELECT seq, at, body FROM event WHERE at >= ? AND json_extract(body, '$.name') = ? AND lower(json_extract(body, '$.endpoint')) = lower(?)
       ORDER BY seq DESC LIMIT ?`,
  )
  const newest = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM event')
  const prune = db.prepare(`DELETE FROM event WHERE seq <= (SELECT max(seq) FROM event) - ${keptEvents}`)
  return {
    append(event: Omit<ChangeEvent, 'seq'>): ChangeEvent {
      const { at, ...body } = event
      const seq = Number(insert.run(at, JSON.stringify(body)).lastInsertRowid)
      if (seq % pruneEvery === 0) prune.run()
      return { seq, ...event }
    },
    newest: (): number => newest.get()?.seq ?? 0,
    /** Events of one name at one endpoint since `from` (ISO 8601), newest first. */
    named(name: string, endpoint: string, from: string, limit: number): ChangeEvent[] {
      return named
        .all(from, name, endpoint, limit)
        .map((row) => ({ seq: row.seq, at: row.at, ...fromJson<Omit<ChangeEvent, 'seq' | 'at'>>(row.body) }))
    },
    after(seq: number, limit: number): ChangeEvent[] {
      return after.all(seq, limit).map((row) => ({ seq: row.seq, at: row.at, ...fromJson<Omit<ChangeEvent, 'seq' | 'at'>>(row.body) }))
    },
  }
}
