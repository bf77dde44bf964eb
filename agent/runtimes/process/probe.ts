import { Client } from 'undici'

const notListeningYet = new Set(['ENOENT', 'ECONNREFUSED'])

/**
 * One whole readiness request (`GET /`) over the instance's socket; true on 200.
 *
 * The server listens before init() has run and answers after it, so a request sent early is answered in the moment the worker
 * is ready. Before it listens at all, connecting is tried again until `timeoutMs` is over or `isAlive` says there is nobody to wait for.
 */
export async function probeSocket(socketPath: string, timeoutMs: number, isAlive: () => boolean): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const left = deadline - performance.now()
    if (left <= 0) return false
    const outcome = await requestOnce(socketPath, left, isAlive)
    if (outcome !== 'not-listening') return outcome === 'ready'
    if (!isAlive()) return false
    await new Promise((resolve) => setTimeout(resolve, Math.min(10, Math.max(1, deadline - performance.now()))))
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
