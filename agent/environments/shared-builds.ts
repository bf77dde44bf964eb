import type { LogWriter } from '@/agent/runtimes/runtime'

interface SharedBuild<T> {
  result: Promise<T>
  controller: AbortController
  logs: Set<LogWriter>
}

/**
 * Runs one build per key for all who ask at the same time. Every asker's log gets the lines from its arrival on; an asker that aborts
 * leaves alone, and only the last one to leave ends the build.
 */
export function createSharedBuilds<T>() {
  const running = new Map<string, SharedBuild<T>>()

  function start(key: string, build: (log: LogWriter, signal: AbortSignal) => Promise<T>): SharedBuild<T> {
    const controller = new AbortController()
    const logs = new Set<LogWriter>()
    const toAll =
      (method: 'info' | 'warning' | 'error' | 'raw') =>
      (text: string): void => {
        for (const log of logs) log[method](text)
      }
    const log: LogWriter = { source: 'build', info: toAll('info'), warning: toAll('warning'), error: toAll('error'), raw: toAll('raw') }
    // A tick later, so that the first asker's log is there from the first line on.
    const result = Promise.resolve()
      .then(() => build(log, controller.signal))
      .finally(() => running.delete(key))
    const shared = { result, controller, logs }
    running.set(key, shared)
    return shared
  }

  return {
    async run(key: string, build: (log: LogWriter, signal: AbortSignal) => Promise<T>, log: LogWriter, signal: AbortSignal): Promise<T> {
      const existing = running.get(key)
      // An aborted build is being cleaned up: what comes now starts after it.
      if (existing?.controller.signal.aborted) {
        await existing.result.catch(() => {
          // Told to those who waited for it.
        })
        return this.run(key, build, log, signal)
      }
      const shared = existing ?? start(key, build)
      shared.logs.add(log)
      if (existing !== undefined) log.info(`Environment ${key} is being built for another deployment: waiting for it.`)
      const leave = () => {
        shared.logs.delete(log)
        if (shared.logs.size === 0) shared.controller.abort()
      }
      const left = new Promise<never>((_resolve, reject) => {
        const onAbort = () => {
          leave()
          // The last one waits for the clean-up, so that nothing is left when its call returns.
          if (shared.logs.size > 0) reject(signal.reason)
        }
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort, { once: true })
      })
      return Promise.race([shared.result, left])
    },
  }
}
