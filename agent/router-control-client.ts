/** The agent's calls to the router's control socket. */
import { request } from 'node:http'
import type { RouterReport, RoutingTable } from '@/agent/router/table'

const callTimeoutMs = 10_000

/** An open stream of reports. */
export interface Watch {
  /** Resolves when the stream is over, for whatever reason. */
  ended: Promise<void>
  close(): void
}

/** Sends a table. Rejects when the router cannot be reached; a refusal is an answer. */
export function putTable(socketPath: string, table: RoutingTable): Promise<{ ok: true } | { ok: false; message: string }> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(table)
    const call = request(
      {
        socketPath,
        path: '/table',
        method: 'PUT',
        timeout: callTimeoutMs,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          if (response.statusCode === 200) resolve({ ok: true })
          else resolve({ ok: false, message: Buffer.concat(chunks).toString('utf8').slice(0, 500) })
        })
      },
    )
    call.on('timeout', () => call.destroy(new Error('the router did not answer in time')))
    call.on('error', reject)
    call.end(body)
  })
}

/** Opens the report stream; resolves once the router answers. A stream silent for `silenceMs` is ended. */
export async function readWatch(socketPath: string, silenceMs: number, onReport: (report: RouterReport) => void): Promise<Watch> {
  const read = (path: string) => openWatch(socketPath, path, silenceMs, onReport)
  // A router of an older version, still running, knows whole reports only.
  return (await read('/watch?partial=1')) ?? (await read('/watch')) ?? Promise.reject(new Error('the router knows no reports'))
}

function openWatch(
  socketPath: string,
  path: string,
  silenceMs: number,
  onReport: (report: RouterReport) => void,
): Promise<Watch | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, method: 'GET', timeout: silenceMs }, (response) => {
      if (response.statusCode === 404) {
        response.resume()
        resolve(undefined)
        return
      }
      let rest = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        try {
          for (const line of lines) if (line.trim() !== '') onReport(JSON.parse(line) as RouterReport)
        } catch (error) {
          response.destroy(error instanceof Error ? error : undefined)
        }
      })
      const ended = new Promise<void>((over) => {
        response.on('close', over)
        response.on('error', () => over())
      })
      resolve({ ended, close: () => call.destroy() })
    })
    call.on('timeout', () => call.destroy(new Error('the router fell silent')))
    call.on('error', reject)
    call.end()
  })
}
