/**
 * bench:control: what 1,000 endpoints with three deployments each cost the agent, beside the same with 10: start, list page, processor
 * time at rest, time until a crash is seen, memory per deployment (performance.md). On the fake runtime: instances are sockets of the agent.
 */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'
import { cpuMicros, endChildren, freePort, residentMb, startProgram, temporaryDirectory } from '@/bench/children'
import { finish, hasOption, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'
import { makeManyEndpoints, manyName } from '@/test/scale/many-endpoints'

const quick = hasOption('quick')
const counts = quick ? [10, 150] : [10, 1000]
const idleMs = quick ? 3000 : 12_000
const rounds = quick ? 20 : 60
const listPath = `${localWorkspaceId}/onlineEndpoints?api-version=2024-10-01&$top=30`

interface Measured {
  count: number
  listeningMs: number
  page: number[]
  summaries: number[]
  summaryKb: number
  idlePercent: number
  routerIdlePercent: number
  oneChangeMs: number[]
  residentMb: number
}

interface Side {
  agent: ChildProcess
  get(path: string): Promise<string>
  send(method: string, path: string, body?: unknown): Promise<number>
}

async function startAgent(home: string): Promise<Side & { listeningMs: number }> {
  const port = await freePort()
  const began = performance.now()
  const agent = startProgram(process.execPath, ['dist/agent.mjs'], {
    SCOREPOINT_HOME: home,
    SCOREPOINT_RUNTIME: 'fake',
    SCOREPOINT_AGENT_PORT: String(port),
    SCOREPOINT_SCORING_PORT: String(await freePort()),
    SCOREPOINT_TOKEN: 'bench',
  })
  const layout = homeLayout(home)
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  const call = (method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown) =>
    request(`https://127.0.0.1:${port}${path}`, {
      dispatcher,
      method,
      headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  for (const deadline = Date.now() + 60_000; ; ) {
    try {
      const answer = await call('GET', '/health')
      await answer.body.dump()
      if (answer.statusCode === 200) break
    } catch {
      // Not listening yet.
    }
    if (Date.now() > deadline || agent.exitCode !== null) throw new Error(`the agent over ${layout.home} does not start`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return {
    agent,
    listeningMs: performance.now() - began,
    async get(path) {
      const answer = await call('GET', path)
      const text = await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 200)}`)
      return text
    },
    async send(method, path, body) {
      const answer = await call(method as 'PUT', path, body)
      await answer.body.dump()
      return answer.statusCode
    },
  }
}

async function allHealthy(side: Side, count: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const seen = JSON.parse(await side.get('/_scorepoint/endpoints?summary=1')) as EndpointStatus[]
    if (seen.length === count && seen.every((one) => one.deployments.every((row) => row.health === 'Healthy'))) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${count} endpoints did not become healthy within 60 s`)
}

async function timed(side: Side, path: string): Promise<number> {
  const began = performance.now()
  await side.get(path)
  return performance.now() - began
}

/** From the request that changes an endpoint to the answer that shows it done: operation, journal and routing table. */
async function oneChange(side: Side, name: string, index: number): Promise<number> {
  const path = `${localWorkspaceId}/onlineEndpoints/${name}?api-version=2024-10-01`
  const traffic = index % 2 === 0 ? { blue: 60, green: 40 } : { blue: 70, green: 30 }
  const began = performance.now()
  const status = await side.send('PUT', path, { location: 'local', properties: { authMode: 'Key', traffic } })
  if (status >= 300) throw new Error(`PUT ${name}: ${status}`)
  for (;;) {
    const shown = JSON.parse(await side.get(`/_scorepoint/endpoints/${name}`)) as EndpointStatus
    if (shown.operation?.status === 'Succeeded' && shown.traffic.green === traffic.green) return performance.now() - began
  }
}

async function measure(count: number): Promise<Measured> {
  const home = temporaryDirectory('sp-control-')
  const seeding = performance.now()
  await makeManyEndpoints(home, count)
  console.log(`  ${count} endpoints made in ${Math.round(performance.now() - seeding)} ms`)
  const side = await startAgent(home)
  const pid = side.agent.pid ?? 0
  const starting = performance.now()
  await allHealthy(side, count)
  console.log(`  ${count * 3} instances healthy ${Math.round(performance.now() - starting)} ms after the start`)
  const routerPid = (JSON.parse(readFileSync(homeLayout(home).routerInfo, 'utf8')) as { pid: number }).pid
  await timed(side, listPath)
  const page: number[] = []
  const summaries: number[] = []
  for (let round = 0; round < rounds; round++) {
    page.push(await timed(side, listPath))
    if (round < rounds / 4) summaries.push(await timed(side, '/_scorepoint/endpoints?summary=1'))
  }
  const summaryKb = (await side.get('/_scorepoint/endpoints?summary=1')).length / 1024
  const oneChangeMs: number[] = []
  for (let index = 0; index < (quick ? 4 : 10); index++) oneChangeMs.push(await oneChange(side, manyName(index % 5), index))
  // What follows the last change is no rest.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const before = [cpuMicros(pid), cpuMicros(routerPid)] as const
  const began = performance.now()
  await new Promise((resolve) => setTimeout(resolve, idleMs))
  const elapsed = (performance.now() - began) * 1000
  const result = {
    count,
    listeningMs: side.listeningMs,
    page,
    summaries,
    summaryKb,
    oneChangeMs,
    routerIdlePercent: ((cpuMicros(routerPid) - before[1]) * 100) / elapsed,
    idlePercent: ((cpuMicros(pid) - before[0]) * 100) / elapsed,
    residentMb: residentMb(pid),
  }
  await side.send('POST', '/_scorepoint/shutdown')
  await new Promise((resolve) => side.agent.once('exit', resolve))
  return result
}

function show(measured: Measured): void {
  const { count, listeningMs, page, summaries, summaryKb, oneChangeMs, idlePercent, routerIdlePercent, residentMb: mb } = measured
  console.log(
    `  ${String(count).padStart(5)} x 3   listening ${Math.round(listeningMs)} ms   page of 30 ${showSpread(page, 2)} ms   all ${showSpread(summaries, 1)} ms, ${Math.round(summaryKb)} kB   one change ${showSpread(oneChangeMs, 1)} ms   at rest ${idlePercent.toFixed(2)} % of a core, router ${routerIdlePercent.toFixed(2)} %   ${mb.toFixed(0)} MB`,
  )
}

async function main(): Promise<void> {
  showTitle('control', `fake runtime, ${counts.join(' and ')} endpoints x 3 deployments`)
  const sides: Measured[] = []
  for (const count of counts) {
    const measured = await measure(count)
    show(measured)
    record('control', { ...measured })
    sides.push(measured)
  }
  const [few, many] = sides
  if (!few || !many) throw new Error('two sizes are measured')
  showGoal({ name: `page of 30, ${many.count} / ${few.count}`, got: spread(many.page).median / spread(few.page).median, atMost: 1.5 })
  showGoal({ name: 'at rest, % of a core', got: many.idlePercent, atMost: 0.5, budget: false })
  const perDeploymentKb = ((many.residentMb - few.residentMb) * 1024) / ((many.count - few.count) * 3)
  showGoal({ name: 'memory per deployment, kB (its fake server included)', got: perDeploymentKb, atMost: 30 })
  await endChildren()
  finish()
}

main().catch(async (error: unknown) => {
  console.error(error)
  await endChildren()
  process.exit(1)
})
