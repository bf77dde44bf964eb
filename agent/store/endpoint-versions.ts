import type { AgentDatabase } from '@/agent/store/database'

/**
 * A number per endpoint that grows with every write to its rows (resource, generation, key, instance, operation), so that what was read
 * and put together can be kept until then. Writes come from one process only; the numbers live in memory.
 */
export function createEndpointVersions(db: AgentDatabase) {
  const versions = new Map<string, number>()
  const keys = new Map<string, string>()
  const keyOf = db.prepare<[string], { endpoint_key: string }>('SELECT endpoint_key FROM resource WHERE uid = ?')
  /** Counts all writes; also what an endpoint without a number of its own has. */
  let all = 0
  let floor = 0

  /** An endpoint's rows were written; the name in any case. */
  function touch(endpoint: string): void {
    all += 1
    versions.set(endpoint.toLowerCase(), all)
  }

  return {
    touch,
    /** The same for the endpoint a resource belongs to. */
    touchResource(uid: string): void {
      const key = keys.get(uid) ?? keyOf.get(uid)?.endpoint_key
      if (key === undefined) return
      keys.set(uid, key)
      touch(key)
    },
    /** The resource is gone. */
    forgetResource: (uid: string): void => void keys.delete(uid),
    /** Nothing that was read before counts any more: a transaction was rolled back after its writes. */
    touchAll(): void {
      all += 1
      floor = all
    },
    /** @param endpoint its key in lower case */
    versionOf: (endpoint: string): number => Math.max(floor, versions.get(endpoint) ?? 0),
    /** Grows with every write to any endpoint. */
    version: (): number => all,
  }
}
export type EndpointVersions = ReturnType<typeof createEndpointVersions>
