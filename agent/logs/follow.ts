/** Waiting for new log lines: the file system's own notice when it comes, a look every 200 ms in any case. */
import { type FSWatcher, watch } from 'node:fs'

const pollMs = 200

/** Resolves after the next change of the directory (and `settleMs` more), after 200 ms or when `signal` aborts. */
export function nextLook(directory: string, signal: AbortSignal, settleMs: number): Promise<void> {
  return new Promise((resolve) => {
    let watcher: FSWatcher | undefined
    let settle: NodeJS.Timeout | undefined
    const done = () => {
      clearTimeout(timer)
      clearTimeout(settle)
      signal.removeEventListener('abort', done)
      watcher?.close()
      resolve()
    }
    const timer = setTimeout(done, pollMs)
    signal.addEventListener('abort', done, { once: true })
    try {
      watcher = watch(directory, { persistent: false }, () => {
        settle ??= setTimeout(done, settleMs)
      })
      watcher.on('error', () => watcher?.close())
    } catch {
      // No folder yet, or no watches left: the timer alone still finds every line.
    }
  })
}
