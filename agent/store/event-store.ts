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
    after(seq: number, limit: number): ChangeEvent[] {
      return after.all(seq, limit).map((row) => ({ seq: row.seq, at: row.at, ...fromJson<Omit<ChangeEvent, 'seq' | 'at'>>(row.body) }))
    },
  }
}
