/**
 * A stand-in for two models behind kept-alive connections, on Unix sockets as the process runtime's workers are and on loopback ports:
 * reads the body, answers 57 bytes (or BENCH_ANSWER_BYTES) at once (or after BENCH_ANSWER_MS).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const waitMs = Number(process.env.BENCH_ANSWER_MS ?? 0)
const answer = Buffer.alloc(Number(process.env.BENCH_ANSWER_BYTES ?? 57), 'y')

function makeServer(): Server {
  const server = createServer((request, response) => {
    request.resume()
    const reply = () => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': String(answer.length),
        'x-ms-run-fn-exec-ms': '0.100',
      })
      response.end(answer)
    }
    request.on('end', () => (waitMs === 0 ? reply() : setTimeout(reply, waitMs)))
  })
  server.keepAliveTimeout = 60_000
  return server
}

function serve(): Promise<number> {
  const server = makeServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : 0)
    })
  })
}

function serveSocket(path: string): Promise<string> {
  const server = makeServer()
  return new Promise((resolve) => server.listen(path, () => resolve(path)))
}

const directory = mkdtempSync(join(tmpdir(), 'sp-model-'))
const ports = await Promise.all([serve(), serve()])
const sockets = await Promise.all(['0', '1'].map((name) => serveSocket(join(directory, name))))
process.send?.({ ports, sockets })
function end(): void {
  rmSync(directory, { recursive: true, force: true })
  process.exit(0)
}
process.on('disconnect', end)
process.on('SIGTERM', end)
