import { Agent } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningRouter, startRouter } from './router'
import type { RouterReport, RoutingTable } from './table'
import {
  aDeployment,
  aTable,
  control,
  countBy,
  key,
  type Reply,
  score,
  secondKey,
  startWorker,
  temporaryHome,
  until,
  type Worker,
} from './testing/stand-in'

let home: ReturnType<typeof temporaryHome>
let router: RunningRouter
let logged: string[]
const workers: Worker[] = []

beforeEach(async () => {
  home = temporaryHome()
  logged = []
  router = await startRouter({ layout: home.layout, port: 0, maxBodyBytes: 1_000_000, log: (line) => logged.push(line) })
})

afterEach(async () => {
  await router.close(0)
  for (const worker of workers.splice(0)) await worker.close()
  home.remove()
})

async function worker(name: string, reply: Reply, keepAlive = false): Promise<string> {
  const started = await startWorker(home.socket(name), reply, keepAlive)
  workers.push(started)
  return started.socketPath
}

const says =
  (text: string): Reply =>
  (_request, response) =>
    response.end(text)

async function setTable(table: RoutingTable): Promise<void> {
  const answer = await control(home.layout.routerControlSocket, 'PUT', '/table', table)
  expect(answer).toEqual({ status: 200, body: JSON.stringify({ version: table.version }) })
}

async function report(): Promise<RouterReport> {
  return JSON.parse((await control(home.layout.routerControlSocket, 'GET', '/report')).body)
}

const call = (overrides: Partial<Parameters<typeof score>[0]> = {}) => score({ port: router.port, ...overrides })

test('both keys are valid, anything else is 401 and counted', async () => {
  await setTable(aTable([aDeployment('blue', [await worker('blue', says('b'))])], { blue: 100 }))
  expect((await call()).status).toBe(200)
  expect((await call({ headers: { authorization: `bearer ${secondKey}` } })).status).toBe(200)
  for (const authorization of ['', 'Bearer ', 'Bearer wrong', `Basic ${key}`, key]) {
    const answer = await call({ headers: { authorization } })
    expect(answer.status).toBe(401)
    expect(JSON.parse(answer.body).error.code).toMatch(/^key_auth_/)
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  }
  expect((await report()).endpoints['uid-1']).toMatchObject({
    unrouted: { '401': 5 },
    deployments: { blue: { requests: 2, byCode: { '200': 2 } } },
  })
})

test('a header pins a deployment past the weights, whatever its case; unknown names, no traffic and unknown endpoints are 404', async () => {
  const green = aDeployment('Green', [await worker('green', says('g'))])
  await setTable(aTable([aDeployment('blue', [await worker('blue', says('b'))]), green], {}))
  const pinned = await call({ headers: { 'azureml-model-deployment': 'gREEN' } })
  expect(pinned).toMatchObject({ status: 200, body: 'g' })
  expect(pinned.headers['azureml-model-deployment']).toBe('Green')
  expect(JSON.parse((await call({ headers: { 'azureml-model-deployment': 'red' } })).body).error.code).toBe('DeploymentNotFound')
  const none = await call()
  expect([none.status, JSON.parse(none.body).error.code]).toEqual([404, 'NoTrafficAssigned'])
  expect((await call({ path: '/api/v1/endpoint/other/score' })).status).toBe(404)
  expect((await call({ path: '/api/v1/endpoint/boston/other', headers: { 'azureml-model-deployment': 'green' } })).status).toBe(404)
  expect((await call({ method: 'DELETE' })).status).toBe(405)
})

test('other host names are 421 and preflights of web pages end without any CORS header', async () => {
  await setTable(aTable([aDeployment('blue', [await worker('blue', says('b'))])], { blue: 100 }))
  for (const host of ['evil.example', '127.0.0.1', `evil.example:${router.port}`, `127.0.0.1.evil.example:${router.port}`]) {
    expect((await call({ headers: { host } })).status).toBe(421)
  }
  expect((await call({ headers: { host: `LOCALHOST:${router.port}` } })).status).toBe(200)
  const preflight = await call({
    method: 'OPTIONS',
    headers: { authorization: '', origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  })
  expect(preflight.status).toBe(401)
  expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  expect(workers[0]?.requests.length).toBe(1)
})

test('credentials and hop-by-hop headers stay out of the worker, cookies and policies of the worker out of the client', async () => {
  const socket = await worker('blue', (_request, response) => {
    const headers = {
      'set-cookie': 'a=b',
      'content-security-policy': "default-src 'self'",
      'access-control-allow-origin': '*',
      'x-ms-server-version': 'azmlinfsrv/1.5.1',
    }
    response.writeHead(200, { ...headers, 'x-request-id': 'of-the-worker' })
    response.end('b')
  })
  await setTable(aTable([aDeployment('blue', [socket])], { blue: 100 }))
  const sent = {
    cookie: 'session=1',
    te: 'trailers',
    connection: 'close, x-secret-hop',
    'x-secret-hop': '1',
    'x-mine': 'kept',
    'x-request-id': 'mine',
  }
  const answer = await call({ headers: { ...sent, 'x-ms-client-request-id': `${'a'.repeat(39)} /Ü-z`, 'x-forwarded-for': '1.2.3.4' } })
  const seen = workers[0]?.requests[0]?.headers ?? {}
  expect(seen['x-mine']).toBe('kept')
  for (const name of ['authorization', 'cookie', 'te', 'x-secret-hop', 'x-forwarded-for', 'upgrade']) expect(seen[name]).toBeUndefined()
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  expect(seen['x-request-id']).toBe(answer.headers['x-request-id'])
  expect(answer.headers['x-ms-client-request-id']).toBe(`${'a'.repeat(39)}-`)
  expect(seen['x-ms-client-request-id']).toBe(answer.headers['x-ms-client-request-id'])
  expect(answer.headers).toMatchObject({
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
    'x-ms-server-version': 'azmlinfsrv/1.5.1',
  })
  expect(answer.headers['azureml-model-deployment']).toBe('blue')
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
})

test('2·c·n + 7 simultaneous requests: exactly 7 × 429, never more upstream connections than slots', async () => {
  const waiting: (() => void)[] = []
  const reply: Reply = (_request, response) => waiting.push(() => response.end('b'))
  const sockets = [await worker('b0', reply), await worker('b1', reply)]
  await setTable(aTable([aDeployment('blue', sockets, { maxConcurrentRequestsPerInstance: 3, maxQueueWaitMs: 5000 })], { blue: 100 }))
  const calls = Array.from({ length: 19 }, () => call())
  await until(() => waiting.length === 6)
  const refused: number[] = []
  for (const one of calls)
    one.then(
      (answer) => answer.status === 429 && refused.push(Number(answer.headers['retry-after'])),
      () => undefined,
    )
  await until(() => refused.length === 7)
  await until(async () => (await report()).endpoints['uid-1']?.deployments.blue?.queued === 6)
  const drain = setInterval(() => {
    for (const end of waiting.splice(0)) end()
  }, 2)
  const answers = await Promise.all(calls)
  clearInterval(drain)
  expect(countBy(answers, (answer) => String(answer.status))).toEqual({ '200': 12, '429': 7 })
  expect(refused).toEqual(Array(7).fill(1))
  expect(workers.map((one) => [one.mostRunning, one.mostConnections])).toEqual([
    [3, 3],
    [3, 3],
  ])
})

test('three requests of 700 ms at concurrency 1: 200, 429 after max_queue_wait_ms, 429 at once', async () => {
  await setTable(
    aTable([aDeployment('blue', [await worker('blue', (_request, response) => setTimeout(() => response.end('b'), 700))])], { blue: 100 }),
  )
  const first = call()
  await until(() => (workers[0]?.requests.length ?? 0) === 1)
  const second = call()
  await until(async () => (await report()).endpoints['uid-1']?.deployments.blue?.queued === 1)
  const third = await call()
  expect([third.status, third.ms < 200]).toEqual([429, true])
  const waited = await second
  expect(waited.status).toBe(429)
  expect(waited.ms).toBeGreaterThan(490)
  expect(waited.body).toContain('max_queue_wait_ms (500 ms)')
  expect((await first).status).toBe(200)
})

test('408 counts from dispatch, and the slot stays taken until the worker is really free', async () => {
  let free: () => void = () => undefined
  const reply: Reply = (_request, response) => {
    if (workers[0]?.requests.length === 1) free = () => response.end('late')
    else response.end('next')
  }
  await setTable(
    aTable([aDeployment('blue', [await worker('blue', reply)], { requestTimeoutMs: 200, maxQueueWaitMs: 3000 })], { blue: 100 }),
  )
  const late = await call()
  expect([late.status, JSON.parse(late.body).error.code]).toEqual([408, 'RequestTimeout'])
  expect(late.ms).toBeGreaterThan(195)
  const next = call()
  await until(async () => (await report()).endpoints['uid-1']?.deployments.blue?.queued === 1)
  expect((await report()).instances).toEqual({ 'e.blue.1.0': 1 })
  expect(workers[0]?.requests.length).toBe(1)
  free()
  expect(await next).toMatchObject({ status: 200, body: 'next' })
  expect((await report()).endpoints['uid-1']?.deployments.blue?.byCode).toEqual({ '408': 1, '200': 1 })
})

test('a client that leaves frees its slot only when the worker has ended; a waiting one leaves the queue', async () => {
  let free: () => void = () => undefined
  const reply: Reply = (_request, response, body) => {
    if (body === 'first') free = () => response.end('late')
    else response.end('next')
  }
  await setTable(aTable([aDeployment('blue', [await worker('blue', reply)], { maxQueueWaitMs: 3000 })], { blue: 100 }))
  const leaving = new Agent()
  const first = call({ body: 'first', agent: leaving }).catch(() => 'left')
  await until(() => (workers[0]?.requests.length ?? 0) === 1)
  const waiting = new Agent()
  const second = call({ body: 'second', agent: waiting }).catch(() => 'left')
  await until(async () => (await report()).endpoints['uid-1']?.deployments.blue?.queued === 1)
  waiting.destroy()
  leaving.destroy()
  expect([await first, await second]).toEqual(['left', 'left'])
  await until(async () => (await report()).endpoints['uid-1']?.deployments.blue?.queued === 0)
  expect((await report()).instances).toEqual({ 'e.blue.1.0': 1 })
  const third = call({ body: 'third' })
  await until(async () => (await report()).endpoints['uid-1']?.deployments.blue?.queued === 1)
  free()
  expect((await third).body).toBe('next')
  expect(workers[0]?.requests.map((request) => request.body)).toEqual(['first', 'third'])
  expect((await report()).endpoints['uid-1']?.deployments.blue?.byCode).toEqual({ '499': 2, '200': 1 })
})

test("a model's failure becomes 424 with its code and reason, the body passed on", async () => {
  const socket = await worker('blue', (_request, response) => {
    response.writeHead(500, 'INTERNAL SERVER ERROR', { 'content-type': 'application/json', 'x-ms-run-function-failed': 'True' })
    response.end('{"message": "run() raised"}')
  })
  await setTable(aTable([aDeployment('blue', [socket])], { blue: 100 }))
  const answer = await call()
  expect(answer).toMatchObject({ status: 424, body: '{"message": "run() raised"}' })
  const { headers } = answer
  expect([headers['ms-azureml-model-error-statuscode'], headers['ms-azureml-model-error-reason']]).toEqual(['500', 'INTERNAL SERVER ERROR'])
  expect(headers['x-ms-run-function-failed']).toBe('True')
})

test('a reason phrase that no status line can carry is reduced, and the answer arrives', async () => {
  const phrases = ['500 失敗 failed', `200 ${'very '.repeat(100)}fine`]
  const replies = phrases.map(
    (phrase): Reply =>
      (request) =>
        request.socket.end(`HTTP/1.1 ${phrase}\r\ncontent-length: 1\r\n\r\nx`),
  )
  const [failing, fine] = [await worker('failing', replies[0] ?? says('')), await worker('fine', replies[1] ?? says(''))]
  await setTable(aTable([aDeployment('blue', [failing]), aDeployment('green', [fine])], { blue: 100 }))
  const failed = await call()
  expect([failed.status, failed.body, failed.headers['ms-azureml-model-error-reason']]).toEqual([424, 'x', 'failed'])
  const served = await call({ headers: { 'azureml-model-deployment': 'green' } })
  expect([served.status, served.body, served.reason.length]).toEqual([200, 'x', 200])
})

test('a request whose instance is gone waits for the other one', async () => {
  const reply: Reply = (_request, response) => setTimeout(() => response.end('living'), 50)
  await setTable(aTable([aDeployment('blue', [home.socket('gone'), await worker('living', reply)])], { blue: 100 }))
  const answers = await Promise.all([call(), call()])
  expect(answers.map((answer) => answer.body)).toEqual(['living', 'living'])
  expect(workers[0]?.mostRunning).toBe(1)
  expect(logged.filter((line) => line.includes('could not be reached')).length).toBeLessThanOrEqual(2)
})

test('no ready instance is 503 with our code; a worker that dies mid-request is 502 and nothing is sent again', async () => {
  const dying: Reply = (request) => request.socket.destroy()
  const sockets = [await worker('b0', dying), await worker('b1', dying)]
  const blue = aDeployment('blue', sockets)
  await setTable(aTable([blue, aDeployment('green', [await worker('g', says('g'))]), aDeployment('red', [])], { blue: 100 }))
  const lost = await call()
  expect([lost.status, JSON.parse(lost.body).error.code]).toEqual([502, 'Scorepoint.InstanceLost'])
  expect(workers.map((one) => one.requests.length).sort()).toEqual([0, 0, 1])
  expect(workers[2]?.requests).toEqual([])
  expect(logged.join('\n')).toMatch(/Boston\/blue instance e\.blue\.1\.\d request [0-9a-f-]{36} ended before it answered/)
  const none = await call({ headers: { 'azureml-model-deployment': 'red' } })
  expect([none.status, JSON.parse(none.body).error.code]).toEqual([503, 'Scorepoint.NoReadyInstance'])
})

test('only a failed connect is retried, once, on another instance of the same deployment', async () => {
  const alive = await worker('b1', says('alive'))
  await setTable(
    aTable([aDeployment('blue', [home.socket('nobody'), alive]), aDeployment('green', [await worker('g', says('g'))])], { blue: 100 }),
  )
  for (let round = 0; round < 6; round++) expect(await call()).toMatchObject({ status: 200, body: 'alive' })
  const big = Buffer.alloc(200_000, 'x')
  for (let round = 0; round < 2; round++) expect((await call({ body: big })).status).toBe(200)
  await setTable(
    aTable([aDeployment('blue', [home.socket('nobody'), home.socket('nobody2')]), aDeployment('green', [home.socket('g')])], { blue: 100 }),
  )
  expect((await call()).status).toBe(503)
  expect(workers[1]?.requests).toEqual([])
})

test('swagger goes to the deployment with most traffic and is not counted; a custom route replaces /score', async () => {
  const blue = aDeployment('blue', [await worker('blue', says('b'))])
  const green = aDeployment('green', [await worker('green', says('g'))], { scoringPath: '/v1/models/x:predict' })
  await setTable(aTable([blue, green], { blue: 30, green: 70 }))
  expect((await call({ method: 'GET', path: '/api/v1/endpoint/boston/swagger.json?version=3' })).body).toBe('g')
  expect(workers[1]?.requests[0]?.url).toBe('/swagger.json?version=3')
  const pin = { 'azureml-model-deployment': 'green' }
  await call({ headers: pin, path: '/api/v1/endpoint/BOSTON/v1/models/x:predict?a=1' })
  await call({ headers: pin })
  expect(workers[1]?.requests.slice(1).map((request) => request.url)).toEqual(['/v1/models/x:predict?a=1', '/v1/models/x:predict'])
  expect((await report()).endpoints['uid-1']?.deployments.green?.requests).toBe(2)
})

test('an invalid table is refused and the old one stays', async () => {
  await setTable(aTable([aDeployment('blue', [await worker('blue', says('b'))])], { blue: 100 }))
  const good = aTable([aDeployment('blue', [])], { blue: 100 })
  const bad: unknown[] = ['{', {}, { ...good, version: 'x' }, aTable([], { blue: 100 }), aTable([aDeployment('blue', [])], { blue: 90 })]
  bad.push(aTable([aDeployment('blue', [])], { blue: 100 }, { keyHashes: ['short'] }), aTable([], {}, { uid: '../escape' }))
  for (const table of bad) {
    const answer = await control(home.layout.routerControlSocket, 'PUT', '/table', table)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body).message).toContain('routing table')
  }
  expect((await call()).body).toBe('b')
})

test('one router per data folder, and a drained one finishes what runs', async () => {
  await expect(startRouter({ layout: home.layout, port: 0, maxBodyBytes: 1, log: () => undefined })).rejects.toThrow('another router')
  await setTable(
    aTable([aDeployment('blue', [await worker('blue', (_request, response) => setTimeout(() => response.end('b'), 300))])], { blue: 100 }),
  )
  const running = call({ agent: new Agent({ keepAlive: true }) })
  await until(() => (workers[0]?.requests.length ?? 0) === 1)
  const closing = router.close(5000)
  const answer = await running
  expect([answer.status, answer.headers.connection]).toEqual([200, 'close'])
  await closing
  await expect(call()).rejects.toThrow('ECONNREFUSED')
})

test('a worker whose socket is gone is 503 to who connects and who waits, and harms nobody else', async () => {
  const gone = aDeployment('blue', [home.socket('gone')], { maxQueueWaitMs: 5000 })
  await setTable(aTable([gone, aDeployment('green', [await worker('green', says('g'))])], { blue: 100 }))
  // In one packet, so that the second one waits while the first one's connection fails.
  const one = `POST /api/v1/endpoint/boston/score HTTP/1.1\r\nhost: 127.0.0.1:${router.port}\r\nauthorization: Bearer ${key}\r\ncontent-length: 2\r\n\r\n{}`
  const said = await new Promise<string>((resolve) => {
    let text = ''
    const socket = connect(router.port, '127.0.0.1', () => socket.write(one.repeat(2)))
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.split('HTTP/1.1 ').length > 2) socket.destroy()
    })
    socket.on('close', () => resolve(text))
  })
  expect(said.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 503'])
  expect((await call({ headers: { 'azureml-model-deployment': 'green' } })).body).toBe('g')
  expect((await report()).instances).toMatchObject({ 'e.blue.1.0': 0 })
})

test('a request whose worker died while others waited is answered, and those go on with the worker that lives', async () => {
  const living: Reply = (_request, response) => setTimeout(() => response.end('living'), 150)
  const dying = await startWorker(home.socket('dying'), () => undefined)
  const sockets = [dying.socketPath, await worker('living', living)]
  await setTable(aTable([aDeployment('blue', sockets, { maxQueueWaitMs: 5000 })], { blue: 100 }))
  const answers = Promise.all(Array.from({ length: 4 }, () => call()))
  await until(() => dying.requests.length === 1 && workers[0]?.requests.length === 1)
  await dying.close()
  expect(countBy(await answers, (answer) => String(answer.status))).toEqual({ 200: 3, 502: 1 })
  expect(logged.filter((line) => line.includes('could not be reached'))).toHaveLength(1)
})

test('a deployment that lets nobody wait refuses at once', async () => {
  const slow: Reply = (_request, response) => setTimeout(() => response.end('slow'), 300)
  await setTable(aTable([aDeployment('blue', [await worker('blue', slow)], { maxQueueWaitMs: 0 })], { blue: 100 }))
  const [first, second] = await Promise.all([call(), call()])
  expect([first.status, second.status].sort()).toEqual([200, 429])
})

test('an answer says where its time went and which instance had it, and a worker cannot say it for the router', async () => {
  const slow: Reply = (_request, response) => {
    response.setHeader('x-scorepoint-instance', 'forged')
    setTimeout(() => response.end('s'), 120)
  }
  await setTable(aTable([aDeployment('blue', [await worker('blue', slow)], { maxConcurrentRequestsPerInstance: 1 })], { blue: 100 }))
  const answers = await Promise.all([call(), call()])
  const parts = answers.map((answer) => {
    expect(answer.headers['x-scorepoint-instance']).toBe('e.blue.1.0')
    const match = /^queue;dur=([\d.]+), worker;dur=([\d.]+), router;dur=([\d.]+)$/.exec(String(answer.headers['server-timing']))
    return { queue: Number(match?.[1]), worker: Number(match?.[2]), router: Number(match?.[3]) }
  })
  for (const { worker: ms, router: own } of parts) {
    expect(ms).toBeGreaterThanOrEqual(115)
    expect(own).toBeLessThan(100)
  }
  const waits = parts.map(({ queue }) => queue).sort((a, b) => a - b)
  expect(waits[0]).toBeLessThan(60)
  expect(waits[1]).toBeGreaterThanOrEqual(100)
})
