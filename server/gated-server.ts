/** node:http → gate → handler. Nothing reaches the framework that the gate has not passed. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { cleanHeaders } from '@/lib/gate/clean-headers'
import { judge } from '@/lib/gate/judge'
import { pathHeader } from '@/lib/gate/path-header'
import { refusalBody } from '@/lib/gate/refusal'
import { contentSecurityPolicy, createNonce, securityHeaders } from '@/lib/gate/security-headers'
import type { GateSettings } from '@/lib/gate/settings'

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** A server that is not listening yet. `handler` gets cleaned request headers with `x-nonce` and the CSP of this response. */
export function createGatedServer(settings: GateSettings, handler: Handler): Server {
  const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) => {
    const nonce = createNonce()
    const policy = contentSecurityPolicy(nonce)
    for (const [name, value] of Object.entries(securityHeaders(policy))) response.setHeader(name, value)

    const { method = '', url = '', headers, rawHeaders } = request
    const verdict = judge({ method, url, headers, rawHeaders }, settings)
    switch (verdict.kind) {
      case 'redirect':
        response.writeHead(308, { Location: verdict.location }).end()
        return
      case 'refuse': {
        const { type, body } = refusalBody(verdict, settings, headers.accept, url)
        // The body of a refused request is not read: the connection goes with it.
        response.writeHead(verdict.status, { 'Content-Type': type, Connection: 'close' }).end(method === 'HEAD' ? undefined : body)
        return
      }
      case 'pass':
        cleanHeaders(headers, settings)
        headers['x-nonce'] = nonce
        headers[pathHeader] = url
        headers['content-security-policy'] = policy
        handler(request, response).catch((error: unknown) => answerFailure(response, error))
        return
      default:
        verdict satisfies never
    }
  })
  server.headersTimeout = 10_000
  // Uploads and streamed requests take their time; a silent connection is closed by the socket timeout below.
  server.requestTimeout = 0
  server.keepAliveTimeout = 60_000
  server.on('connection', (socket) => socket.setTimeout(240_000, () => socket.destroy()))
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  return server
}

function answerFailure(response: ServerResponse, error: unknown): void {
  console.error('the handler failed', error)
  if (response.headersSent) {
    response.destroy()
    return
  }
  response
    .writeHead(500, { 'Content-Type': 'application/json; charset=utf-8' })
    .end(JSON.stringify({ error: { code: 'Studio.Unexpected', message: 'Something went wrong in the studio; its log has the details.' } }))
}
