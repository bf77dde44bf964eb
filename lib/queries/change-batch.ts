/** What changed since the last flush: names of endpoints, or everything (after a gap in the stream). */
export interface ChangeBatch {
  all: boolean
  endpoints: ReadonlySet<string>
}

/**
 * Collects changes and hands them to `flush` at most once per `delayMs`, one flush at a time: a burst of events must neither
 * flood the studio with reads nor cancel a read that is under way over and over. `stop` drops what waits.
 */
export function createChangeBatcher(flush: (batch: ChangeBatch) => Promise<unknown>, delayMs: number) {
  let endpoints = new Set<string>()
  let all = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let isFlushing = false
  let isStopped = false

  const run = async () => {
    timer = undefined
    const batch = { all, endpoints }
    endpoints = new Set()
    all = false
    isFlushing = true
    try {
      await flush(batch)
    } finally {
      isFlushing = false
      if (all || endpoints.size > 0) schedule()
    }
  }
  const schedule = () => {
    if (timer === undefined && !isFlushing && !isStopped) timer = setTimeout(run, delayMs)
  }
  return {
    /** `endpoint` undefined = anything may have changed. */
    add(endpoint: string | undefined) {
      if (endpoint === undefined) all = true
      else endpoints.add(endpoint)
      schedule()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
      timer = undefined
    },
  }
}
