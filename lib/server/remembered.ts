import 'server-only'

const maxRemembered = 50

/** A reader whose answers are kept for `forMs`: a document is checked every second while somebody looks at it. A failure is kept as long. */
export function remembered<T>(forMs: number, read: (...key: string[]) => Promise<T>): (...key: string[]) => Promise<T> {
  const known = new Map<string, { until: number; answer: Promise<T> }>()
  return (...key) => {
    const name = JSON.stringify(key)
    const before = known.get(name)
    if (before && before.until > Date.now()) return before.answer
    const answer = read(...key)
    known.delete(name)
    known.set(name, { until: Date.now() + forMs, answer })
    const [oldest] = known.keys()
    if (known.size > maxRemembered && oldest !== undefined) known.delete(oldest)
    return answer
  }
}
