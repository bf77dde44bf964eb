import { randomUUID } from 'node:crypto'
import type { AgentDatabase } from '@/agent/store/database'

/** Id of this installation, made once and kept in its database; engines tell by it whose containers are whose. */
export function agentId(db: AgentDatabase): string {
  db.prepare(`INSERT OR IGNORE INTO installation_secret (name, value) VALUES ('agent-id', ?)`).run(randomUUID())
  const found = db.prepare<[], { value: string }>(`SELECT value FROM installation_secret WHERE name = 'agent-id'`).get()
  if (!found) throw new Error('the id of the installation was not kept')
  return found.value
}
