import { existsSync, type FSWatcher, watch } from 'node:fs'
import { dirname } from 'node:path'
import { Client } from 'undici'

/** How often to look for a socket whose appearance is also told, and for one that is made to be listened on. */
const lookPauseMs = 10
const listenPauseMs = 1
const notListeningYet = new Set(['ENOENT', 'ECONNREFUSED'])

/**
 * One whole readiness request (`GET /`) over the instance's socket; true on 200.
 *
 * The server listens before init() has run and answers after it, so a request sent early is answered in the moment the worker
 * is ready. Before it listens at all, connecting is tried again until `timeoutMs` is over or `isAlive` says there is nobody to wait for:
 * when the socket appears in its folder, and now and then in case that was not told.
 */
export async function probeSocket(socketPath: string, timeoutMs: number, isAlive: () => boolean): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  const folder = watchFolder(dirname(socketPath))
  try {
    for (;;) {
      const left = deadline - performance.now()
      if (left <= 0) return false
      const isThere = existsSync(socketPath)
      const outcome = isThere ? await requestOnce(socketPath, left, isAlive) : 'not-listening'
      if (outcome !== 'not-listening') return outcome === 'ready'
      if (!isAlive()) return false
      // Between being made and being listened on there is only a moment.
      await folder.change(Math.min(isThere ? listenPauseMs : lookPauseMs, Math.max(1, deadline - performance.now())))
    }
  } finally {
    folder.close()
  }
}

/** `change` resolves with the next change of the folder, or after so many ms. */
function watchFolder(path: string): { change(ms: number): Promise<void>; close(): void } {
  let wake: () => void = () => undefined
  let watcher: FSWatcher | undefined
  try {
    watcher = watch(path, { persistent: false }, () => wake())
    // Too many watches on this computer, or no folder: time alone tells then.
    watcher.on('error', () => undefined)
  } catch {
    watcher = undefined
  }
  return {
    change: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    close: () => watcher?.close(),
  }
}

async function requestOnce(socketPath: string, timeoutMs: number, isAlive: () => boolean): Promise<'ready' | 'unready' | 'not-listening'> {
  const client = new Client('http://localhost', { socketPath, pipelining: 0 })
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  // A server that ends while the request waits closes the socket; a killed supervisor alone would not be noticed.
  const watch = setInterval(() => {
    if (!isAlive()) abort.abort()
  }, 200)
  try {
    const answer = await client.request({ path: '/', method: 'GET', headers: { connection: 'close' }, signal: abort.signal })
    await answer.body.dump()
    return answer.statusCode === 200 ? 'ready' : 'unready'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return notListeningYet.has(code) ? 'not-listening' : 'unready'
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    await client.destroy()
  }
}
