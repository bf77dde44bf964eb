import { createServer, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { listenerOf, tellsListeners } from '@/agent/listener-identity'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

function listen(port: number, host = '127.0.0.1'): Promise<{ server: Server; port: number }> {
  const server = createServer()
  servers.push(server)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve({ server, port: address !== null && typeof address === 'object' ? address.port : 0 })
    })
  })
}

it.runIf(tellsListeners)('tells one listener of a port from the next one', async () => {
  const first = await listen(0)
  const number = listenerOf(first.port)
  expect(number).toMatch(/^\d+$/)
  expect(listenerOf(first.port)).toBe(number)
  await new Promise((resolve) => first.server.close(resolve))
  servers.length = 0
  expect(listenerOf(first.port)).toBeUndefined()
  await listen(first.port)
  expect(listenerOf(first.port)).toMatch(/^\d+$/)
  expect(listenerOf(first.port)).not.toBe(number)
})

it.runIf(tellsListeners)('says nothing of other addresses', async () => {
  const { port } = await listen(0, '127.0.0.2')
  expect(listenerOf(port)).toBeUndefined()
})
