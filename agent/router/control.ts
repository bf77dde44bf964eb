/** The agent's door to the router: run/router.sock, readable by this user only (paths in agent/router/table.ts). */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { RouterReport } from '@/agent/router/table'

export interface ControlOptions {
  /** Makes the table live; resolves to its version, or to the reason why it was refused. */
  setTable(text: string): Promise<{ version: number } | { message: string }>
  report(): RouterReport
  /** A reporter for one reader that keeps what it was told. */
  partialReports(): () => RouterReport
}

const maxTableBytes = 64 * 1024 * 1024
const changedEveryMs = 250
const unchangedEveryMs = 1000

/** Makes the control server; the caller lets it listen on the socket. */
export function createControl(options: ControlOptions): Server {
  return createServer((request, response) => {
    const call = `${request.method} ${request.url}`
    if (call === 'GET /health') sendJson(response, 200, { status: 'ok' })
    else if (call === 'GET /report') sendJson(response, 200, options.report())
    else if (call === 'GET /watch') watch(response, options.report)
    else if (call === 'GET /watch?partial=1') watch(response, options.partialReports())
    else if (call === 'PUT /table') {
      putTable(request, response, options.setTable).catch((error: unknown) => {
        sendJson(response, 500, { message: error instanceof Error ? error.message : String(error) })
      })
    } else sendJson(response, 404, { message: `The router's control API has no ${call}.` })
  })
}

async function putTable(request: IncomingMessage, response: ServerResponse, setTable: ControlOptions['setTable']): Promise<void> {
  const chunks: Buffer[] = []
  let bytes = 0
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxTableBytes) throw new Error(`the routing table is larger than ${maxTableBytes} bytes`)
    chunks.push(chunk)
  }
  const result = await setTable(Buffer.concat(chunks).toString('utf8'))
  sendJson(response, 'version' in result ? 200 : 400, result)
}

/** One report at once, then one whenever something changed, at least each second; a slow reader skips reports instead of piling them up. */
function watch(response: ServerResponse, report: () => RouterReport): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  let last = ''
  let sentAt = 0
  const send = () => {
    if (response.writableNeedDrain) return
    const said = report()
    const line = JSON.stringify(said)
    const now = performance.now()
    const isNews = said.partial ? hasNews(said) : line !== last
    if (!isNews && now - sentAt < unchangedEveryMs - changedEveryMs / 2) return
    last = line
    sentAt = now
    response.write(`${line}\n`)
  }
  send()
  const timer = setInterval(send, changedEveryMs)
  response.on('close', () => clearInterval(timer))
}

const hasNews = (report: RouterReport): boolean => Object.keys(report.endpoints).length > 0 || Object.keys(report.instances).length > 0

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
