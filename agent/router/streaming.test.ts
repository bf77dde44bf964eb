import { createHash } from 'node:crypto'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningRouter, startRouter } from './router'
import type { RouterReport } from './table'
import { aDeployment, aTable, control, key, type Reply, score, startWorker, temporaryHome, until, type Worker } from './testing/stand-in'

let home: ReturnType<typeof temporaryHome>
let router: RunningRouter
const workers: Worker[] = []

beforeEach(async () => {
  home = temporaryHome()
  router = await startRouter({ layout: home.layout, port: 0, maxBodyBytes: 64 * 1024 * 1024, log: () => undefined })
})

afterEach(async () => {
  await router.close(0)
  for (const worker of workers.splice(0)) await worker.close()
  home.remove()
})

async function serve(reply: Reply, limits: Parameters<typeof aDeployment>[2] = {}): Promise<void> {
  const started = await startWorker(home.socket('blue'), reply)
  workers.push(started)
  await control(
    home.layout.routerControlSocket,
    'PUT',
    '/table',
    aTable([aDeployment('blue', [started.socketPath], limits)], { blue: 100 }),
  )
}

async function inFlight(): Promise<number | undefined> {
  const report: RouterReport = JSON.parse((await control(home.layout.routerControlSocket, 'GET', '/report')).body)
  return report.instances['e.blue.1.0']
}

const open = (agent?: Agent) =>
  httpRequest({
    host: '127.0.0.1',
    port: router.port,
    method: 'POST',
    path: '/api/v1/endpoint/boston/score',
    agent: agent ?? false,
    headers: { authorization: `Bearer ${key}` },
  })

test('server-sent events arrive one by one, each before the next is sent', async () => {
  const acknowledged: (() => void)[] = []
  await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const events = ['one', 'two', 'three']
    const next = () => {
      const event = events.shift()
      if (event === undefined) response.end()
      else response.write(`data: ${event}\n\n`)
    }
    acknowledged.push(next)
    next()
  })
  const got: string[] = []
  await new Promise<void>((resolve, reject) => {
    const request = open()
    request.on('error', reject)
    request.on('response', (response) => {
      expect(response.headers['content-type']).toBe('text/event-stream')
      response.on('data', (chunk: Buffer) => {
        got.push(chunk.toString())
        acknowledged[0]?.()
      })
      response.on('end', resolve)
    })
    request.end('{}')
  })
  expect(got).toEqual(['data: one\n\n', 'data: two\n\n', 'data: three\n\n'])
})

test('an endless answer whose client left is cut one request timeout later, and the slot comes back', async () => {
  await serve(
    (_request, response) => {
      const timer = setInterval(() => response.write('data: x\n\n'), 5)
      response.on('close', () => clearInterval(timer))
    },
    { requestTimeoutMs: 300 },
  )
  const agent = new Agent()
  const request = open(agent)
  request.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    request.on('response', (response) => response.once('data', () => resolve()).on('error', () => undefined))
    request.end('{}')
  })
  agent.destroy()
  expect(await inFlight()).toBe(1)
  await until(async () => (await inFlight()) === 0)
})

test('a 30 MB body passes unchanged both ways', async () => {
  await serve((request, response, _body) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-length': request.headers['content-length'] ?? 'chunked' })
    response.end(Buffer.alloc(30_000_000, 'y'))
  })
  const sent = Buffer.alloc(30_000_000, 'x')
  const answer = await score({ port: router.port, body: sent })
  expect([answer.status, answer.headers['x-length'], answer.body.length]).toEqual([200, '30000000', 30_000_000])
  const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  expect(hash(workers[0]?.requests[0]?.body ?? '')).toBe(hash(sent))
})

test('a worker that does not read stops the sender: nothing piles up in the router', async () => {
  const server = createServer((_request, response) => setTimeout(() => response.end('late'), 400))
  await new Promise<void>((resolve) => server.listen(home.socket('slow'), resolve))
  await control(home.layout.routerControlSocket, 'PUT', '/table', aTable([aDeployment('blue', [home.socket('slow')])], { blue: 100 }))
  const socket = connect(router.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(
    `POST /api/v1/endpoint/boston/score HTTP/1.1\r\nhost: 127.0.0.1:${router.port}\r\nauthorization: Bearer ${key}\r\ncontent-length: 60000000\r\n\r\n`,
  )
  const piece = Buffer.alloc(1_000_000)
  for (let written = 0; written < 60; written++) socket.write(piece)
  await until(async () => (await inFlight()) === 1)
  await new Promise<void>((resolve) => socket.once('data', () => resolve()))
  expect(socket.writableLength).toBeGreaterThan(0)
  expect(socket.bytesWritten - socket.writableLength).toBeLessThan(40_000_000)
  socket.destroy()
  await until(async () => (await inFlight()) === 0)
  server.closeAllConnections()
  server.close()
})

test('bodies over the cap are 413, declared or not, and the answer arrives', async () => {
  await serve((_request, response) => response.end('b'))
  const limit = 64 * 1024 * 1024
  const declared = await score({ port: router.port, body: Buffer.alloc(limit + 1) })
  expect(declared.status).toBe(413)
  const request = open()
  const status = new Promise<number | undefined>((resolve, reject) => {
    request.on('response', (response) => resolve(response.resume().statusCode))
    request.on('error', reject)
  })
  const piece = Buffer.alloc(4 * 1024 * 1024)
  for (let sent = 0; sent <= limit; sent += piece.length) {
    if (!request.write(piece)) await Promise.race([new Promise((resolve) => request.once('drain', resolve)), status])
  }
  expect(await status).toBe(413)
  request.destroy()
  await until(async () => (await inFlight()) === 0)
})

test('a worker that dies inside a small answer is a clean 502, inside a large one a broken connection', async () => {
  await serve((_request, response, body) => {
    response.writeHead(200, { 'content-length': body === 'small' ? '100' : '1000000' })
    response.write('part', () => response.socket?.destroy())
  })
  expect((await score({ port: router.port, body: 'small' })).status).toBe(502)
  await expect(score({ port: router.port, body: 'large' })).rejects.toThrow()
  await until(async () => (await inFlight()) === 0)
})

test('a header larger than 16 KiB is refused', async () => {
  await serve((_request, response) => response.end('b'))
  expect((await score({ port: router.port, headers: { 'x-large': 'x'.repeat(17_000) } })).status).toBe(431)
})
