import { fromJson } from '@/agent/store/columns'
import type { AgentDatabase } from '@/agent/store/database'
import type { Compute } from '@/lib/contract/arm/compute'

export interface ComputeRecord {
  name: string
  body: Compute
  createdAt: string
  modifiedAt: string
}

interface Row {
  name: string
  body: string
  created_at: string
  modified_at: string
}

const toRecord = ({ name, body, created_at: createdAt, modified_at: modifiedAt }: Row): ComputeRecord => ({
  name,
  body: fromJson<Compute>(body),
  createdAt,
  modifiedAt,
})

/** Registered computes; names compare without case. */
export function createComputeStore(db: AgentDatabase) {
  const all = db.prepare<[], Row>('SELECT * FROM compute ORDER BY compute_key')
  const one = db.prepare<[string], Row>('SELECT * FROM compute WHERE compute_key = ?')
  const save = db.prepare(
    `INSERT INTO compute (compute_key, name, body, created_at, modified_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (compute_key) DO UPDATE SET body = excluded.body, modified_at = excluded.modified_at`,
  )
  const remove = db.prepare('DELETE FROM compute WHERE compute_key = ?')
  return {
    all: (): ComputeRecord[] => all.all().map(toRecord),
    get(name: string): ComputeRecord | undefined {
      const row = one.get(name.toLowerCase())
      return row && toRecord(row)
    },
    save({ name, body, createdAt, modifiedAt }: ComputeRecord): void {
      save.run(name.toLowerCase(), name, JSON.stringify(body), createdAt, modifiedAt)
    },
    remove: (name: string): void => void remove.run(name.toLowerCase()),
  }
}
