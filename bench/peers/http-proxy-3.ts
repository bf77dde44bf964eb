/** Peer: http-proxy-3 with kept-alive upstream connections, no key check, no split. */
import { Agent, createServer } from 'node:http'
import { createProxyServer } from 'http-proxy-3'

const proxy = createProxyServer({
  target: `http://127.0.0.1:${process.env.BENCH_UPSTREAM}`,
  agent: new Agent({ keepAlive: true, maxSockets: 64 }),
})
const server = createServer((request, response) => {
  proxy.web(request, response)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: address !== null && typeof address === 'object' ? address.port : 0 })
})
process.on('disconnect', () => process.exit(0))
