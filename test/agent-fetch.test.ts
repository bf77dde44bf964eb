import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ensureTls } from '@/agent/tls'
import { agentFetch } from '@/lib/arm/agent-fetch'
import type { Connection } from '@/lib/arm/connection'
import { homeLayout } from '@/lib/domain/home-layout'

/** A stand-in agent that closes the first connection of each test without an answer, as after an idle time. */
let connection: Connection
let asked = 0
let close: () => void
beforeAll(async () => {
  const tls = await ensureTls(homeLayout(mkdtempSync(join(tmpdir(), 'tls-'))))
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    asked += 1
    if (asked === 1) request.socket.destroy()
    else response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => server.close()
  const { port } = server.address() as AddressInfo
  connection = { kind: 'local', id: 'local', agentUrl: `https://127.0.0.1:${port}`, token: 't', caPem: tls.caPem, workspaceId: '/w' }
})
afterAll(() => close())
beforeEach(() => {
  asked = 0
})

it('asks once more when a read meets a connection that was just closed', async () => {
  expect((await agentFetch(connection, '/a')).status).toBe(200)
  expect(asked).toBe(2)
})

it('never repeats a write by itself', async () => {
  await expect(agentFetch(connection, '/a', { method: 'PUT', body: '{}' })).rejects.toThrow('Studio.AgentUnreachable')
  expect(asked).toBe(1)
})
