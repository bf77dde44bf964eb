import Database from 'better-sqlite3'
import { createComputeStore } from '@/agent/store/compute-store'
import { createCounterStore } from '@/agent/store/counter-store'
import type { AgentDatabase } from '@/agent/store/database'
import { createEndpointVersions } from '@/agent/store/endpoint-versions'
import { createEventStore } from '@/agent/store/event-store'
import { createInstanceStore } from '@/agent/store/instance-store'
import { createMetricStore } from '@/agent/store/metric-store'
import { createOperationStore } from '@/agent/store/operation-store'
import { createResourceStore } from '@/agent/store/resource-store'
import type { ChangeEvent } from '@/lib/contract/scorepoint'
import { ProblemError } from '@/lib/problems/problem'

/** The control journal: every store of the agent's desired state over one database, and one way to commit. */
export function createControlStore(db: AgentDatabase) {
  const readMeta = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?')
  const writeMeta = db.prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  const events = createEventStore(db)
  const versions = createEndpointVersions(db)
  const listeners = new Set<(event: ChangeEvent) => void>()
  let pending: ChangeEvent[] = []

  function deliver(): void {
    const ready = pending
    pending = []
    for (const event of ready) for (const listener of listeners) listener(event)
  }

  function commit<T>(change: () => T): T {
    try {
      const value = db.transaction(change)()
      if (!db.inTransaction) deliver()
      return value
    } catch (error) {
      pending = []
      versions.touchAll()
      if (error instanceof Database.SqliteError && /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(error.code)) {
        throw new ProblemError(
          {
            code: 'Agent.JournalNotWritable',
            message: `The agent could not write its journal (${error.message}). The change was refused; running endpoints go on.`,
            origin: 'agent',
            retryable: true,
          },
          507,
        )
      }
      throw error
    }
  }

  return {
    resources: createResourceStore(db, versions),
    operations: createOperationStore(db, versions),
    instances: createInstanceStore(db, versions),
    computes: createComputeStore(db),
    counters: createCounterStore(db),
    metrics: createMetricStore(db),
    /** See createEndpointVersions: what was read of an endpoint holds until its number changes. */
    versionOf: versions.versionOf,
    eventsAfter: events.after,
    eventsNamed: events.named,
    newestEvent: events.newest,
    onEvent(listener: (event: ChangeEvent) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Appends an event; inside `commit` it is delivered after the commit. */
    emit(event: Omit<ChangeEvent, 'seq' | 'at'>): void {
      pending.push(events.append({ at: new Date().toISOString(), ...event }))
      if (!db.inTransaction) deliver()
    },
    meta(name: string): string | undefined {
      return readMeta.get(name)?.value
    },
    setMeta(name: string, value: string): void {
      writeMeta.run(name, value)
    },
    /**
     * Runs `change` as one transaction that is on disk when this returns.
     * @throws ProblemError `Agent.JournalNotWritable` (507) when the disk refuses; nothing has changed then.
     */
    commit,
    /**
     * As `commit`, for what only describes this computer's processes as they run (instances, phases): it outlives the agent however
     * that ends, but not for certain a loss of power, after which no such process is left. The next `commit` takes it along.
     */
    note<T>(change: () => T): T {
      if (db.inTransaction) return commit(change)
      db.pragma('synchronous = NORMAL')
      try {
        return commit(change)
      } finally {
        db.pragma('synchronous = FULL')
      }
    },
  }
}
export type ControlStore = ReturnType<typeof createControlStore>
