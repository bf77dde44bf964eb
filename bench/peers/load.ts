/** Load generator: keep-alive connections on plain sockets, each sends its next request when the answer is complete. */
import { connect, type Socket } from 'node:net'
import { bucketOf } from '@/bench/histogram'

export interface LoadOrder {
  port: number
  connections: number
  /** Stops after this time, or after this many requests, whichever is set. */
  milliseconds?: number
  requests?: number
  path: string
  headers: Record<string, string>
  bodyBytes: number
}

export interface LoadResult {
  requests: number
  failures: number
  seconds: number
  /** Histogram bucket → count. */
  latencies: Map<number, number>
  /** Value of azureml-model-deployment → count. */
  deployments: Record<string, number>
  statuses: Record<string, number>
}

interface Run {
  order: LoadOrder
  payload: Buffer
  result: LoadResult
  begun: number
  sent: number
}

function mayGoOn(run: Run): boolean {
  if (run.order.requests !== undefined) return run.sent < run.order.requests
  return performance.now() - run.begun < (run.order.milliseconds ?? 1000)
}

function drive(run: Run, done: () => void): void {
  let socket: Socket
  let sentAt = 0
  let stopped = false
  let head = ''
  let bodyLeft = -1
  const send = () => {
    if (!mayGoOn(run)) {
      stopped = true
      socket.destroy()
      done()
      return
    }
    run.sent++
    sentAt = performance.now()
    head = ''
    bodyLeft = -1
    socket.write(run.payload)
  }
  const answered = () => {
    run.result.requests++
    const bucket = bucketOf((performance.now() - sentAt) * 1000)
    run.result.latencies.set(bucket, (run.result.latencies.get(bucket) ?? 0) + 1)
    const status = head.slice(9, 12)
    run.result.statuses[status] = (run.result.statuses[status] ?? 0) + 1
    if (!status.startsWith('2')) run.result.failures++
    const deployment = /\r\nazureml-model-deployment: (\S+)/i.exec(head)?.[1]
    if (deployment !== undefined) run.result.deployments[deployment] = (run.result.deployments[deployment] ?? 0) + 1
    send()
  }
  const open = () => {
    socket = connect(run.order.port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.once('connect', send)
    // The reason does not matter here, only that the connection broke; 'close' always follows.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (stopped) return
      run.result.failures++
      if (mayGoOn(run)) open()
      else done()
    })
    socket.on('data', (chunk: Buffer) => {
      if (bodyLeft === -1) {
        const before = Buffer.byteLength(head, 'latin1')
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end === -1) return
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
        if (Number.isNaN(length)) throw new Error(`an answer without length: ${head.slice(0, 200)}`)
        bodyLeft = length - (before + chunk.length - end - 4)
        head = head.slice(0, end)
      } else bodyLeft -= chunk.length
      if (bodyLeft <= 0) answered()
    })
  }
  open()
}

process.on('message', (order: LoadOrder) => {
  const headers = Object.entries({
    host: `127.0.0.1:${order.port}`,
    'content-type': 'application/json',
    'content-length': String(order.bodyBytes),
    ...order.headers,
  })
  const head = `POST ${order.path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const payload = Buffer.concat([Buffer.from(head), Buffer.alloc(order.bodyBytes, 'x')])
  const result: LoadResult = { requests: 0, failures: 0, seconds: 0, latencies: new Map(), deployments: {}, statuses: {} }
  const run: Run = { order, payload, result, begun: performance.now(), sent: 0 }
  let running = order.connections
  for (let connection = 0; connection < order.connections; connection++) {
    drive(run, () => {
      if (--running > 0) return
      result.seconds = (performance.now() - run.begun) / 1000
      process.send?.(result)
    })
  }
})
process.send?.('ready')
process.on('disconnect', () => process.exit(0))
