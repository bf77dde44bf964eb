import { Client } from 'undici'

/** One whole readiness request to a loopback port; true on 2xx and 3xx, as Kubernetes' own probes count. */
export async function probePort(port: number, path: string, timeoutMs: number): Promise<boolean> {
  const client = new Client(`http://127.0.0.1:${port}`, { pipelining: 0 })
  try {
    const answer = await client.request({
      path,
      method: 'GET',
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(Math.max(1, timeoutMs)),
    })
    await answer.body.dump()
    return answer.statusCode >= 200 && answer.statusCode < 400
  } catch {
    // Refused, reset before the server listens, or silent for too long: not ready, whatever the reason.
    return false
  } finally {
    await client.destroy()
  }
}
