/** The contestants of bench:gateway, each a process of its own in front of the same stand-in models. */

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { routerNodeOptions } from '@/agent/router/node-options'
import type { RoutedEndpoint, RoutingTable } from '@/agent/router/table'
import { freePort, startChild, startProgram, temporaryDirectory } from '@/bench/children'
import { homeLayout } from '@/lib/domain/home-layout'

export const benchKey = 'bench-key-0123456789abcdef0123456789abcdef'

/** Path of a Unix socket, or a loopback port. */
export type Upstream = string | number

export interface Side {
  name: string
  /** undefined: direct, nothing of it to measure. */
  pid: number | undefined
  port: number
  /** Endpoint asked for. */
  endpoint?: string
}

/** An endpoint with one deployment per upstream: blue, green, red. */
export function benchEndpoint(name: string, traffic: Record<string, number>, upstreams: readonly Upstream[]): RoutedEndpoint {
  const hash = createHash('sha256').update(benchKey).digest('hex')
  const limits = { requestTimeoutMs: 5000, maxConcurrentRequestsPerInstance: 128, maxQueueWaitMs: 500 }
  const deployments: RoutedEndpoint['deployments'] = {}
  for (const [index, upstream] of upstreams.entries()) {
    const deployment = ['blue', 'green', 'red'][index] ?? `d${index}`
    const address = typeof upstream === 'string' ? { socketPath: upstream } : { host: '127.0.0.1', port: upstream }
    const instances = [{ id: `${name}.${deployment}`, ...address }]
    deployments[deployment] = { name: deployment, ...limits, scoringPath: '/score', instances }
  }
  return { name, uid: name, authMode: 'Key', keyHashes: [hash], traffic, deployments }
}

export function benchTable(version: number, endpoints: readonly RoutedEndpoint[]): RoutingTable {
  return { version, endpoints: Object.fromEntries(endpoints.map((endpoint) => [endpoint.name, endpoint])) }
}

/** Sends a table to the router's control socket; resolves when it is live. */
export function putTable(socketPath: string, table: RoutingTable): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, method: 'PUT', path: '/table' }, (response) => {
      response.resume()
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`PUT /table: ${response.statusCode}`))))
    })
    request.on('error', reject)
    request.end(JSON.stringify(table))
  })
}

/** Our router as it ships, in its own empty data folder. */
export async function startOurs(table: RoutingTable): Promise<Side & { control: string }> {
  const layout = homeLayout(temporaryDirectory('sp-bench-'))
  const port = await freePort()
  const profile = process.env.BENCH_PROFILE === 'router' ? ['--cpu-prof', '--cpu-prof-dir=/tmp/scorepoint-profile'] : []
  const env = { SCOREPOINT_HOME: layout.home, SCOREPOINT_SCORING_PORT: String(port) }
  const child = startProgram(process.execPath, [...profile, ...routerNodeOptions, join(import.meta.dirname, 'router.mjs')], env)
  const deadline = performance.now() + 10_000
  for (;;) {
    const served = await putTable(layout.routerControlSocket, table).then(
      () => true,
      () => false,
    )
    if (served) return { name: 'ours', pid: child.pid, port, control: layout.routerControlSocket }
    if (performance.now() > deadline) throw new Error('the router did not start')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** nginx with the same key check and split; undefined when it is not installed. */
export function startNginx(upstreams: readonly Upstream[]): Promise<Side | undefined> {
  return runNginx(
    upstreams,
    `split_clients "$request_id" $deployment { 90% u0; * u1; }`,
    `location / { if ($allowed = 0) { return 401; } ${passOn}
add_header x-request-id $request_id; add_header azureml-model-deployment $deployment; proxy_pass http://$deployment; }`,
  )
}

/** nginx with the same key check that mirrors this percentage of the requests to the second upstream; undefined when it is not installed. */
export function startMirroringNginx(upstreams: readonly Upstream[], percent: number): Promise<Side | undefined> {
  const mirrored = `location = /mirror { internal; if ($copied = 0) { return 204; } ${passOn} proxy_pass http://u1$request_uri; }`
  return runNginx(
    upstreams,
    `split_clients "$request_id" $copied { ${percent === 0 ? '' : `${percent}% 1; `}* 0; }`,
    `location / { if ($allowed = 0) { return 401; } ${percent === 0 ? '' : 'mirror /mirror;'} ${passOn}
add_header x-request-id $request_id; proxy_pass http://u0; } ${mirrored}`,
  )
}

const passOn = `proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "";
proxy_set_header X-Request-Id $request_id;`

async function runNginx(upstreams: readonly Upstream[], maps: string, locations: string): Promise<Side | undefined> {
  const version = spawnSync('nginx', ['-v'], { encoding: 'utf8' })
  if (version.error !== undefined) {
    console.log('  skipped: nginx not found')
    return undefined
  }
  const port = await freePort()
  const directory = temporaryDirectory('sp-nginx-')
  mkdirSync(join(directory, 'tmp'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${directory}/tmp/${kind};`)
    .join(' ')
  const groups = upstreams
    .map(
      (upstream, index) =>
        `upstream u${index} { server ${typeof upstream === 'string' ? `unix:${upstream}` : `127.0.0.1:${upstream}`}; keepalive 128; }`,
    )
    .join('\n')
  const config = `daemon off; worker_processes 1; pid ${directory}/nginx.pid; error_log ${directory}/error.log;
events { worker_connections 4096; }
http { access_log off; ${temporary} map_hash_bucket_size 256; client_max_body_size 100m; keepalive_requests 100000000;
${groups}
${maps}
map $http_authorization $allowed { default 0; "Bearer ${benchKey}" 1; }
server { listen 127.0.0.1:${port}; ${locations} } }`
  writeFileSync(join(directory, 'nginx.conf'), config)
  const child = startProgram('nginx', ['-c', join(directory, 'nginx.conf'), '-p', directory, '-e', join(directory, 'error.log')])
  const deadline = performance.now() + 5000
  while (performance.now() < deadline) {
    try {
      readFileSync(join(directory, 'nginx.pid'))
      return { name: `nginx ${/nginx\/(\d+\.\d+)/.exec(version.stderr)?.[1] ?? ''}`, pid: child.pid, port }
    } catch {
      // Not started yet.
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  console.log('  skipped: nginx did not start')
  return undefined
}

/** An npm proxy library in its own process. */
export async function startLibrary(name: string, upstream: Upstream): Promise<Side> {
  const { child, ready } = await startChild<{ port: number }>(`peers/${name}`, { BENCH_UPSTREAM: String(upstream) })
  return { name, pid: child.pid, port: ready.port }
}
