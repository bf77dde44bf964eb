/** Short requests of the launcher to its own children. */
import { readFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { HomeLayout } from '@/lib/domain/home-layout'

/** The status of one request; undefined when nothing answered within the time. */
function statusOf(
  url: string,
  options: { method: string; headers?: Record<string, string>; ca?: string },
  timeoutMs: number,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const request = send(url, { ...options, agent: false, timeout: timeoutMs }, (response) => {
      response.resume()
      response.once('error', () => resolve(undefined))
      resolve(response.statusCode)
    })
    request.once('error', () => resolve(undefined))
    request.once('timeout', () => request.destroy(new Error('no answer in time')))
    request.end()
  })
}

/** Whether the studio's pages and database answer. */
export async function isStudioReady(port: number): Promise<boolean> {
  return (await statusOf(`http://127.0.0.1:${port}/api/health`, { method: 'GET' }, 3000)) === 200
}

/** Whether the agent and its router answer. */
export async function isAgentReady(layout: HomeLayout, port: number): Promise<boolean> {
  const ca = readIfThere(layout.caPem)
  return ca !== undefined && (await statusOf(`https://127.0.0.1:${port}/health`, { method: 'GET', ca }, 3000)) === 200
}

/** Asks the agent to drain and stop everything; true when it has taken the order. */
export async function askAgentToStop(layout: HomeLayout, port: number): Promise<boolean> {
  const [ca, token] = [readIfThere(layout.caPem), readIfThere(layout.agentToken)]
  if (!ca || !token) return false
  const headers = { authorization: `Bearer ${token.trim()}` }
  const status = await statusOf(`https://127.0.0.1:${port}/_scorepoint/shutdown`, { method: 'POST', ca, headers }, 8000)
  return status !== undefined && status < 300
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Written by the agent's first start; until then nothing can be asked.
    return undefined
  }
}
