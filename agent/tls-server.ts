/** The TLS port: loopback only, certificate renewed while it runs. */
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { ensureTls } from '@/agent/tls'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

/** A model of many gigabytes over a slow disk is one request. */
const requestTimeoutMs = 6 * 3600_000
const headersTimeoutMs = 30_000
const renewalCheckMs = 12 * 3600_000
const maxConnections = 1024
/** Longer than the pauses between two reads of a page, so that a client seldom meets a connection that is just being closed. */
const keepAliveMs = 65_000

/** What a hono app is to a server. */
interface App {
  fetch(request: Request, env?: unknown): Response | Promise<Response>
}

export interface TlsServer {
  /** The port it listens on, also when 0 was asked for. */
  port: number
  /** Every request before this is answered with 503: the port is taken early, the agent is ready later. */
  serve(app: App): void
  close(): void
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      const message = `Port ${port} of the agent is taken by another program. End that program or set SCOREPOINT_AGENT_PORT to a free port.`
      reject(new ProblemError({ code: 'Agent.PortTaken', message, origin: 'agent', retryable: false }, 409))
    })
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

/** Starts listening on 127.0.0.1. @throws ProblemError `Agent.PortTaken`. */
export async function startTlsServer(layout: HomeLayout, port: number): Promise<TlsServer> {
  let tls = await ensureTls(layout)
  let app: App | undefined
  const server = createAdaptorServer({
    fetch: (request: Request, bindings: unknown) => app?.fetch(request, bindings as HttpBindings) ?? new Response(null, { status: 503 }),
    createServer,
    serverOptions: { key: tls.key, cert: tls.cert, requestTimeout: requestTimeoutMs, headersTimeout: headersTimeoutMs },
  }) as Server
  server.maxConnections = maxConnections
  server.keepAliveTimeout = keepAliveMs
  const actualPort = await listen(server, port)

  async function renew(): Promise<void> {
    try {
      const current = await ensureTls(layout)
      if (current.cert !== tls.cert) server.setSecureContext({ key: current.key, cert: current.cert })
      tls = current
    } catch {
      // A full disk must not end the agent: the present certificate serves for weeks, the next look tries again.
    }
  }
  const renewal = setInterval(renew, renewalCheckMs)
  renewal.unref()

  return {
    port: actualPort,
    serve(ready) {
      app = ready
    },
    close() {
      clearInterval(renewal)
      server.close()
      server.closeAllConnections()
    },
  }
}
