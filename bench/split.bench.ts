/** bench:split: how exact the traffic split is at every prefix, and what a change of it costs under load. */
import { createServer, request as httpRequest, type Server } from 'node:http'
import { join } from 'node:path'
import { ask, endChildren, startChild, temporaryDirectory } from '@/bench/children'
import { benchEndpoint, benchKey, benchTable, putTable, startOurs } from '@/bench/gateway-sides'
import type { LoadOrder, LoadResult } from '@/bench/peers/load'
import { finish, hasOption, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'

const quick = hasOption('quick')
const perSet = quick ? 1000 : 5000
const changes = 100
const weightSets = [
  [90, 10],
  [50, 50],
  [34, 33, 33],
  [99, 1],
]
const names = ['blue', 'green', 'red']
const path = '/api/v1/endpoint/bench/score'

/** Deployments in the order in which the models saw the requests. */
let seen: number[] = []

function serveModel(index: number, directory: string): Promise<{ server: Server; socketPath: string }> {
  const body = Buffer.from(String(index))
  const server = createServer((request, response) => {
    seen.push(index)
    request.resume()
    response.writeHead(200, { 'content-length': '1' })
    response.end(body)
  })
  server.keepAliveTimeout = 60_000
  const socketPath = join(directory, String(index))
  return new Promise((resolve) => server.listen(socketPath, () => resolve({ server, socketPath })))
}

function largestDistance(picks: readonly number[], weights: readonly number[]): number {
  const counts = weights.map(() => 0)
  let largest = 0
  for (const [index, pick] of picks.entries()) {
    counts[pick] = (counts[pick] ?? 0) + 1
    for (const [deployment, weight] of weights.entries()) {
      largest = Math.max(largest, Math.abs((counts[deployment] ?? 0) - ((index + 1) * weight) / 100))
    }
  }
  return largest
}

function randomPicks(weights: readonly number[], count: number): number[] {
  return Array.from({ length: count }, () => {
    let left = Math.random() * 100
    return weights.findIndex((weight) => {
      left -= weight
      return left < 0
    })
  })
}

function trafficOf(weights: readonly number[]): Record<string, number> {
  return Object.fromEntries(weights.map((weight, index) => [names[index] ?? '', weight]))
}

async function prefixes(port: number, control: string, sockets: readonly string[]): Promise<void> {
  const { child: load } = await startChild('peers/load', {})
  const headers = { authorization: `Bearer ${benchKey}` }
  const order: LoadOrder = { port, connections: 8, requests: perSet, path, headers, bodyBytes: 2 }
  for (const weights of weightSets) {
    await putTable(control, benchTable(1, [benchEndpoint('bench', trafficOf(weights), sockets.slice(0, weights.length))]))
    for (const name of names.slice(0, weights.length)) {
      // A request that must open its upstream connection could be overtaken by one that need not.
      await ask<LoadResult>(load, { ...order, requests: 32, headers: { ...headers, 'azureml-model-deployment': name } })
    }
    for (const connections of [1, 8]) {
      seen = []
      const result = await ask<LoadResult>(load, { ...order, connections })
      const distance = largestDistance(seen, weights)
      const random = largestDistance(randomPicks(weights, seen.length), weights)
      const counts = JSON.stringify(result.deployments)
      const label = `${weights.join('/')}, ${connections} conn`
      console.log(
        `  ${label.padEnd(18)}${result.requests} requests  ${counts}  largest distance ${distance.toFixed(2)}   random choice ${random.toFixed(1)}`,
      )
      // Over several connections requests overtake each other between router and model (a new connection, another process's turn on
      // the processor), so the order seen there is not the order of picks: judged are the prefixes of one and the totals of both.
      if (connections === 1) showGoal({ name: `distance ${label} (< 1)`, got: distance, atMost: 0.99, budget: true })
      const off = Math.max(
        ...weights.map((weight, index) => Math.abs((result.deployments[names[index] ?? ''] ?? 0) - (result.requests * weight) / 100)),
      )
      showGoal({ name: `total off ${label} (< 1)`, got: off, atMost: 0.99, budget: true })
      record('split', { weights, connections, requests: result.requests, failures: result.failures, distance, random })
    }
  }
  load.disconnect()
}

function scoreOnce(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method: 'POST', path, headers: { authorization: `Bearer ${benchKey}` } },
      (response) => {
        response.resume()
        response.on('end', () => resolve(String(response.headers['azureml-model-deployment'])))
      },
    )
    request.on('error', reject)
    request.end('{}')
  })
}

async function changesUnderLoad(port: number, control: string, sockets: readonly string[]): Promise<void> {
  const { child: load } = await startChild('peers/load', {})
  const order: LoadOrder = {
    port,
    connections: 8,
    milliseconds: 60_000,
    path,
    headers: { authorization: `Bearer ${benchKey}` },
    bodyBytes: 2,
  }
  const stop = new AbortController()
  const loaded = (async () => {
    const total = { requests: 0, failures: 0 }
    while (!stop.signal.aborted) {
      const result = await ask<LoadResult>(load, { ...order, milliseconds: 200 })
      total.requests += result.requests
      total.failures += result.failures
    }
    return total
  })()
  const puts: number[] = []
  const live: number[] = []
  let stale = 0
  for (let version = 1; version <= changes; version++) {
    const name = names[version % 2] ?? ''
    const began = performance.now()
    await putTable(control, benchTable(version, [benchEndpoint('bench', { [name]: 100 }, sockets.slice(0, 2))]))
    puts.push(performance.now() - began)
    if ((await scoreOnce(port)) !== name) stale++
    live.push(performance.now() - began)
  }
  stop.abort()
  const total = await loaded
  load.disconnect()
  console.log(
    `  ${changes} changes under load: ${total.requests} requests, ${total.failures} failed, ${stale} next requests on the old split`,
  )
  console.log(`  change accepted ${showSpread(puts, 2)} ms, first answer by the new split ${showSpread(live, 2)} ms`)
  showGoal({ name: 'failed requests', got: total.failures, atMost: 0, budget: true })
  showGoal({ name: 'next requests on the old split', got: stale, atMost: 0, budget: true })
  showGoal({ name: 'new split live, ms (worst)', got: spread(live).max, atMost: 200 })
  record('split', { changes, ...total, stale, puts, live })
}

async function main(): Promise<void> {
  const directory = temporaryDirectory('sp-split-')
  const models = await Promise.all(names.map((_, index) => serveModel(index, directory)))
  const sockets = models.map((model) => model.socketPath)
  const ours = await startOurs(benchTable(0, []))
  showTitle('split', `${perSet} requests per set`)
  await prefixes(ours.port, ours.control, sockets)
  await changesUnderLoad(ours.port, ours.control, sockets)
  for (const { server } of models) server.closeAllConnections()
  for (const { server } of models) server.close()
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
