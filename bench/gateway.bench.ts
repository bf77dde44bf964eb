/** bench:gateway: what the router costs per request, beside npm proxy libraries and nginx. */
import { connect } from 'node:net'
import { ask, cpuMicros, endChildren, pinToCore, residentMb, startChild } from '@/bench/children'
import { benchEndpoint, benchKey, benchTable, type Side, startLibrary, startNginx, startOurs } from '@/bench/gateway-sides'
import { mergeInto, percentileMs } from '@/bench/histogram'
import type { LoadOrder, LoadResult } from '@/bench/peers/load'
import { finish, hasOption, optionValue, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'

interface Rounds {
  perSecond: number[]
  cpuPerRequest: number[]
  latencies: Map<number, number>
  failures: number
}

const quick = hasOption('quick')
const rounds = Number(optionValue('rounds') ?? (quick ? 3 : 5))
const milliseconds = quick ? 600 : 1000

async function measure(
  side: Side,
  load: Awaited<ReturnType<typeof startChild>>['child'],
  order: Omit<LoadOrder, 'port' | 'path'>,
  into: Rounds,
): Promise<void> {
  const before = side.pid === undefined ? 0 : cpuMicros(side.pid)
  const result = await ask<LoadResult>(load, { ...order, port: side.port, path: `/api/v1/endpoint/${side.endpoint ?? 'bench'}/score` })
  const after = side.pid === undefined ? 0 : cpuMicros(side.pid)
  into.perSecond.push(result.requests / result.seconds)
  into.cpuPerRequest.push((after - before) / result.requests)
  into.failures += result.failures
  mergeInto(into.latencies, result.latencies)
}

async function runCell(sides: readonly Side[], connections: number, bodyBytes: number): Promise<void> {
  const { child: load } = await startChild('peers/load', {})
  if (load.pid !== undefined) pinToCore(load.pid, 0)
  const order = {
    connections,
    milliseconds,
    bodyBytes,
    path: '/api/v1/endpoint/bench/score',
    headers: { authorization: `Bearer ${benchKey}` },
  }
  const results = new Map<string, Rounds>()
  for (let round = 0; round <= rounds; round++) {
    for (const side of sides) {
      const into: Rounds = results.get(side.name) ?? { perSecond: [], cpuPerRequest: [], latencies: new Map(), failures: 0 }
      await measure(side, load, order, round === 0 ? { perSecond: [], cpuPerRequest: [], latencies: new Map(), failures: 0 } : into)
      results.set(side.name, into)
    }
  }
  show(results, connections, bodyBytes)
  load.disconnect()
}

function show(results: ReadonlyMap<string, Rounds>, connections: number, bodyBytes: number): void {
  showTitle('gateway', `conn=${connections} body=${bodyBytes}B rounds=${rounds}`)
  for (const [name, one] of results) {
    const p = (share: number) => percentileMs(one.latencies, share).toFixed(2)
    const cpu = name === 'direct' ? '' : `   cpu ${showSpread(one.cpuPerRequest, 1)} us/req`
    const failed = one.failures > 0 ? `   FAILED ${one.failures}` : ''
    console.log(
      `  ${name.padEnd(20)}${showSpread(one.perSecond)} req/s   p50 ${p(0.5)} ms  p99 ${p(0.99)} ms  p99.9 ${p(0.999)} ms${cpu}${failed}`,
    )
  }
  const median = (name: string, kind: 'perSecond' | 'cpuPerRequest') => spread(results.get(name)?.[kind] ?? []).median
  const libraries = ['http-proxy-3', 'fastify-http-proxy']
  const nginx = [...results.keys()].find((name) => name.startsWith('nginx'))
  const bestCpu = Math.min(...libraries.map((name) => median(name, 'cpuPerRequest')))
  const bestRate = Math.max(...libraries.map((name) => median(name, 'perSecond')))
  const ours = results.get('ours')
  showGoal({ name: 'cpu/best npm library', got: median('ours', 'cpuPerRequest') / bestCpu, atMost: 0.8 })
  showGoal({ name: 'cpu/best npm library, unix sockets', got: median('ours, unix sockets', 'cpuPerRequest') / bestCpu, atMost: 0.8 })
  showGoal({ name: 'req/s / best npm library', got: median('ours', 'perSecond') / bestRate, atLeast: 1.5 })
  showGoal({
    name: 'cpu/nginx',
    got: nginx === undefined ? undefined : median('ours', 'cpuPerRequest') / median(nginx, 'cpuPerRequest'),
    atMost: 3.5,
  })
  showGoal({ name: 'failed requests', got: ours?.failures, atMost: 0, budget: true })
  const raw = [...results].map(([name, { perSecond, cpuPerRequest, failures }]) => ({ name, perSecond, cpuPerRequest, failures }))
  record('gateway', { connections, bodyBytes, rounds: raw })
}

/** 1,000 clients that keep their connection open after one request. */
async function idleMemory(side: Side): Promise<void> {
  const head = `POST /api/v1/endpoint/bench/score HTTP/1.1\r\nhost: 127.0.0.1:${side.port}\r\nauthorization: Bearer ${benchKey}\r\ncontent-length: 2\r\n\r\n{}`
  const sockets = []
  for (let index = 0; index < 1000; index++) {
    const socket = connect(side.port, '127.0.0.1')
    sockets.push(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('data', () => resolve()).once('error', reject)
      socket.write(head)
    })
  }
  const megabytes = residentMb(side.pid ?? 0)
  for (const socket of sockets) socket.destroy()
  console.log(`  1,000 idle connections: ${megabytes.toFixed(0)} MB resident`)
  showGoal({ name: 'MB with 1,000 idle connections', got: megabytes, atMost: 80, budget: true })
  record('gateway', { idleConnections: 1000, megabytes })
}

async function main(): Promise<void> {
  const { child: model, ready } = await startChild<{ ports: number[]; sockets: string[] }>('peers/model', {})
  const [blue = 0] = ready.ports
  // The libraries reach loopback ports only, so the comparison does too; Unix sockets, as the process runtime uses them, stand beside it.
  const traffic = { blue: 90, green: 10 }
  const ours = await startOurs(
    benchTable(1, [benchEndpoint('bench', traffic, ready.ports), benchEndpoint('bench-unix', traffic, ready.sockets)]),
  )
  const oursUnix: Side = { ...ours, name: 'ours, unix sockets', endpoint: 'bench-unix' }
  const only = optionValue('only')
  const libraries = [await startLibrary('http-proxy-3', blue), await startLibrary('fastify-http-proxy', blue)]
  const nginx = await startNginx(ready.ports)
  const all: Side[] = [
    { name: 'direct', pid: undefined, port: ready.ports[0] ?? 0 },
    ...(nginx === undefined ? [] : [nginx]),
    ...libraries,
    ours,
    oursUnix,
  ]
  const pinned = model.pid !== undefined && pinToCore(model.pid, 0) && all.every(({ pid }) => pid === undefined || pinToCore(pid, 1))
  console.log(pinned ? 'proxies on core 1, load and model on core 0' : 'processes are not pinned to cores')
  const sides = only === undefined ? all : all.filter((side) => side.name === only)
  const connections = optionValue('conn')?.split(',').map(Number) ?? (quick ? [16] : [1, 16, 64])
  for (const count of connections) await runCell(sides, count, Number(optionValue('body') ?? 1024))
  if (!quick && only === undefined) await runCell(sides, 4, 1_000_000)
  await idleMemory(ours)
}

main()
  .catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
  .finally(async () => {
    await endChildren()
    finish()
  })
