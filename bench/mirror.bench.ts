/** bench:mirror: what mirrored traffic costs the live requests, with a target that is fast, slow or dead, beside nginx's own `mirror`. */
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import type { RoutedEndpoint, RouterReport } from '@/agent/router/table'
import { ask, cpuMicros, endChildren, pinToCore, startChild, temporaryDirectory } from '@/bench/children'
import { benchEndpoint, benchKey, benchTable, type Side, startMirroringNginx, startOurs, type Upstream } from '@/bench/gateway-sides'
import { mergeInto, percentileMs } from '@/bench/histogram'
import type { LoadOrder, LoadResult } from '@/bench/peers/load'
import { finish, hasOption, optionValue, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'

interface Cell {
  name: string
  side: Side
  perSecond: number[]
  cpuPerRequest: number[]
  /** p99 of each round, ms. */
  p99: number[]
  latencies: Map<number, number>
  failures: number
}

const quick = hasOption('quick')
const rounds = Number(optionValue('rounds') ?? (quick ? 2 : 7))
const milliseconds = quick ? 400 : 1000
const modelMs = 5

/** An endpoint whose blue deployment answers, with a percentage mirrored to green. */
function mirroring(name: string, percent: number, blue: Upstream, green: Upstream, slots = 128): RoutedEndpoint {
  const endpoint = benchEndpoint(name, { blue: 100 }, [blue, green])
  const target = endpoint.deployments.green
  if (target) target.maxConcurrentRequestsPerInstance = slots
  return percent === 0 ? endpoint : { ...endpoint, mirror: { deployment: 'green', percent } }
}

const aCell = (name: string, side: Side): Cell => ({
  name,
  side,
  perSecond: [],
  cpuPerRequest: [],
  p99: [],
  latencies: new Map(),
  failures: 0,
})

async function run(title: string, cells: readonly Cell[], connections: number): Promise<void> {
  const { child: load } = await startChild('peers/load', {})
  if (load.pid !== undefined) pinToCore(load.pid, 0)
  const headers = { authorization: `Bearer ${benchKey}` }
  for (let round = 0; round <= rounds; round++) {
    for (const cell of cells) {
      const { side } = cell
      const before = side.pid === undefined ? 0 : cpuMicros(side.pid)
      const path = `/api/v1/endpoint/${side.endpoint ?? 'bench'}/score`
      const order: LoadOrder = { port: side.port, connections, milliseconds, bodyBytes: 1024, path, headers }
      const result = await ask<LoadResult>(load, order)
      if (round === 0) continue
      cell.perSecond.push(result.requests / result.seconds)
      cell.cpuPerRequest.push(((side.pid === undefined ? 0 : cpuMicros(side.pid)) - before) / result.requests)
      cell.p99.push(percentileMs(result.latencies, 0.99))
      cell.failures += result.failures
      mergeInto(cell.latencies, result.latencies)
    }
  }
  load.disconnect()
  showTitle('mirror', `${title} conn=${connections} body=1024B rounds=${rounds}`)
  for (const { name, perSecond, cpuPerRequest, p99, latencies, failures } of cells) {
    const p50 = percentileMs(latencies, 0.5).toFixed(2)
    const failed = failures > 0 ? `   FAILED ${failures}` : ''
    console.log(
      `  ${name.padEnd(24)}${showSpread(perSecond)} req/s   p50 ${p50} ms  p99 ${showSpread(p99, 2)} ms   cpu ${showSpread(cpuPerRequest, 1)} us/req${failed}`,
    )
  }
  const raw = cells.map(({ name, perSecond, cpuPerRequest, p99, failures }) => ({ name, perSecond, cpuPerRequest, p99, failures }))
  record('mirror', { title, connections, rounds: raw })
  showGoal({ name: 'failed live requests', got: cells.reduce((sum, { failures }) => sum + failures, 0), atMost: 0, budget: true })
}

/** Median over the rounds of what a cell had beside another one in the same round. */
function ratio(of: Cell | undefined, to: Cell | undefined, kind: 'p99' | 'perSecond'): number | undefined {
  if (of === undefined || to === undefined) return undefined
  return spread(of[kind].map((value, round) => value / (to[kind][round] ?? Number.NaN))).median
}

function report(socketPath: string): Promise<RouterReport> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, path: '/report' }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(JSON.parse(text)))
    })
    request.on('error', reject)
    request.end()
  })
}

/** Every endpoint's copies against its share, once nothing is under way. */
async function shares(control: string, endpoints: readonly RoutedEndpoint[]): Promise<void> {
  const read = async () => {
    const said = await report(control)
    return endpoints.flatMap(({ uid, mirror }) => {
      const { blue, green } = said.endpoints[uid]?.deployments ?? {}
      if (mirror === undefined || blue === undefined || green?.mirrored === undefined) return []
      const dropped = Object.values(green.mirrored.dropped).reduce((sum, count) => sum + count, 0)
      const { sent } = green.mirrored
      return [{ name: uid, requests: blue.requests, sent, dropped, off: Math.abs(sent + dropped - (blue.requests * mirror.percent) / 100) }]
    })
  }
  // The load ends by closing its connections; a copy may still be on its way.
  let rows = await read()
  for (let tries = 0; tries < 100 && rows.some(({ off }) => off >= 1); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    rows = await read()
  }
  for (const { name, requests, sent, dropped, off } of rows) {
    console.log(`  ${name.padEnd(24)}${requests} requests, ${sent} copies sent, ${dropped} dropped, off the share by ${off.toFixed(2)}`)
  }
  record('mirror', { shares: rows })
  showGoal({ name: 'copies off the share (< 1)', got: Math.max(...rows.map(({ off }) => off)), atMost: 0.99, budget: true })
}

async function main(): Promise<void> {
  const model = async (waitMs: number) => {
    const { child, ready } = await startChild<{ ports: number[]; sockets: string[] }>('peers/model', { BENCH_ANSWER_MS: String(waitMs) })
    if (child.pid !== undefined) pinToCore(child.pid, 0)
    return ready
  }
  const [quickModel, usual, slow] = [await model(0), await model(modelMs), await model(400)]
  const dead = join(temporaryDirectory('sp-mirror-'), 'nobody')
  // nginx gives its rights up and may not enter our folders: there both sides use loopback ports.
  const [q0 = 0, q1 = 0] = quickModel.ports
  const [u0 = '', u1 = ''] = usual.sockets
  const [slowTarget = ''] = slow.sockets
  const usualEndpoints = [
    mirroring('off', 0, u0, u1),
    mirroring('ten', 10, u0, u1),
    mirroring('half', 50, u0, u1),
    mirroring('half-slow', 50, u0, slowTarget, 4),
    mirroring('half-dead', 50, u0, dead),
  ]
  const full = [mirroring('full-off', 0, q0, q1), mirroring('full-ten', 10, q0, q1), mirroring('full-half', 50, q0, q1)]
  const endpoints = [...usualEndpoints, ...full]
  const ours = await startOurs(benchTable(1, endpoints))
  if (ours.pid !== undefined)
    console.log(pinToCore(ours.pid, 1) ? 'proxies on core 1, load and models on core 0' : 'processes are not pinned')
  const onOurs = (name: string, endpoint: string) => aCell(name, { ...ours, endpoint })

  const [off, ten, half, halfSlow, halfDead] = [
    onOurs('ours, no mirror', 'off'),
    onOurs('ours, 10 %', 'ten'),
    onOurs('ours, 50 %', 'half'),
    onOurs('ours, 50 %, slow target', 'half-slow'),
    onOurs('ours, 50 %, dead target', 'half-dead'),
  ]
  await run(`model ${modelMs} ms`, [off, ten, half, halfSlow, halfDead], 8)
  showGoal({ name: 'p99 of 10 % / of none', got: ratio(ten, off, 'p99'), atMost: 1.1 })
  showGoal({ name: 'p99 of 50 % / of none', got: ratio(half, off, 'p99'), atMost: 1.1 })
  showGoal({ name: 'p99 of 50 % to a slow target / of none', got: ratio(halfSlow, off, 'p99'), atMost: 1.1 })
  showGoal({ name: 'p99 of 50 % to a dead target / of none', got: ratio(halfDead, off, 'p99'), atMost: 1.1 })

  const nginxOff = await startMirroringNginx([q0, q1], 0)
  const nginxHalf = nginxOff && (await startMirroringNginx([q0, q1], 50))
  const peers = [nginxOff && aCell('nginx, no mirror', nginxOff), nginxHalf && aCell('nginx mirror, 50 %', nginxHalf)]
  for (const side of [nginxOff, nginxHalf]) if (side?.pid !== undefined) pinToCore(side.pid, 1)
  const [fullOff, fullHalf] = [onOurs('ours, no mirror', 'full-off'), onOurs('ours, 50 %', 'full-half')]
  const cells = [fullOff, onOurs('ours, 10 %', 'full-ten'), fullHalf, ...peers.flatMap((cell) => cell ?? [])]
  await run('as much as it takes, model answers at once', cells, 16)
  const kept = { ours: ratio(fullHalf, fullOff, 'perSecond'), nginx: ratio(peers[1], peers[0], 'perSecond') }
  console.log(`  req/s kept at 50 %: ours ${kept.ours?.toFixed(2) ?? 'n/a'}, nginx ${kept.nginx?.toFixed(2) ?? 'n/a'}`)
  // Two short rounds say nothing of two rates beside each other.
  const better = quick || kept.ours === undefined || kept.nginx === undefined ? undefined : kept.ours / kept.nginx
  showGoal({ name: 'req/s kept at 50 %, ours / nginx', got: better, atLeast: 1 })
  await shares(ours.control, endpoints)
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
