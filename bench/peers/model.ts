/** A stand-in for two models behind kept-alive connections: reads the body, answers 57 bytes (or BENCH_ANSWER_BYTES) at once. */
import { createServer, type Server } from 'node:http'

const answer = Buffer.alloc(Number(process.env.BENCH_ANSWER_BYTES ?? 57), 'y')

function serve(): Promise<number> {
  const server: Server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': String(answer.length),
        'x-ms-run-fn-exec-ms': '0.100',
      })
      response.end(answer)
    })
  })
  server.keepAliveTimeout = 60_000
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : 0)
    })
  })
}

Promise.all([serve(), serve()]).then((ports) => process.send?.({ ports }))
process.on('disconnect', () => process.exit(0))
