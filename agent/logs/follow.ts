/** Waiting for new log lines: the file system's own notice when it comes, a look every 200 ms in any case. */
import { watch } from 'node:fs'
import type { LogReader } from '@/agent/logs/log-reader'
import type { LogLine } from '@/lib/contract/scorepoint'

const pollMs = 200
const batchLines = 1000

/** Resolves at the next change of the directory, after 200 ms or when `signal` aborts. */
function nextLook(directory: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let watcher: ReturnType<typeof watch> | undefined
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      watcher?.close()
      resolve()
    }
    const timer = setTimeout(done, pollMs)
    signal.addEventListener('abort', done, { once: true })
    try {
      watcher = watch(directory, { persistent: false }, done)
      watcher.on('error', () => watcher?.close())
    } catch {
      // No folder yet, or no watches left: the timer alone still finds every line.
    }
  })
}

/**
 * Yields batches of new lines until `signal` aborts, starting where the reader stands; an empty batch means
 * that nothing was new. `heartbeatMs` bounds the time between two batches.
 */
export async function* followLogs(
  reader: LogReader,
  directory: string,
  signal: AbortSignal,
  heartbeatMs: number,
): AsyncGenerator<LogLine[]> {
  let lastYield = Date.now()
  while (!signal.aborted) {
    const lines = reader.next(batchLines)
    if (lines.length > 0 || Date.now() - lastYield >= heartbeatMs) {
      lastYield = Date.now()
      yield lines
    }
    if (lines.length < batchLines) await nextLook(directory, signal)
  }
}
