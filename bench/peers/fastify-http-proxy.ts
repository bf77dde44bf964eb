/** Peer: @fastify/http-proxy on undici with kept-alive upstream connections, no key check, no split. */
import httpProxy from '@fastify/http-proxy'
import fastify from 'fastify'

const server = fastify({ logger: false, bodyLimit: 100 * 1024 * 1024 })
server.register(httpProxy, { upstream: `http://127.0.0.1:${process.env.BENCH_UPSTREAM}`, undici: { connections: 64, pipelining: 1 } })
server.listen({ port: 0, host: '127.0.0.1' }).then(() => {
  const address = server.server.address()
  process.send?.({ port: address !== null && typeof address === 'object' ? address.port : 0 })
})
process.on('disconnect', () => process.exit(0))
