/** JSON columns. Only the agent writes them, from the same types, so reading needs no schema. */

export function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

export function fromJson<T>(column: string): T {
  return JSON.parse(column) as T
}

export function fromNullableJson<T>(column: string | null): T | undefined {
  return column === null ? undefined : (JSON.parse(column) as T)
}

/** JSON with sorted keys: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}
