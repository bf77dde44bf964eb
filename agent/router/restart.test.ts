/** A real router process, ended with kill -9 and started again: table, counters and split go on where clients saw them stop. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { RouterReport } from './table'
import {
  type Answer,
  aDeployment,
  aTable,
  control,
  countBy,
  score,
  startWorker,
  temporaryHome,
  until,
  type Worker,
} from './testing/stand-in'

// Ten process starts, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })

const home = temporaryHome()
const script = join(home.layout.home, 'router.cjs')
const workers: Worker[] = []
let child: ChildProcess | undefined
/** A test that ran into its time limit goes on in the background; it must not start another process. */
let over = false

beforeAll(async () => {
  const root = join(import.meta.dirname, '../..')
  const entryPoints = [join(root, 'agent/router/main.ts')]
  await build({ entryPoints, outfile: script, bundle: true, platform: 'node', format: 'cjs', alias: { '@': root }, logLevel: 'error' })
})

afterAll(async () => {
  over = true
  if (child?.exitCode === null) child.kill('SIGKILL')
  for (const worker of workers) await worker.close()
  home.remove()
})

async function startChild(): Promise<number> {
  if (over) throw new Error('the tests are over')
  const env: NodeJS.ProcessEnv = { ...process.env, SCOREPOINT_HOME: home.layout.home, SCOREPOINT_SCORING_PORT: '0' }
  const started = spawn(process.execPath, [script], { env, stdio: 'inherit' })
  child = started
  let port = 0
  await until(() => {
    if (!existsSync(home.layout.routerInfo)) return false
    const info = JSON.parse(readFileSync(home.layout.routerInfo, 'utf8'))
    port = info.port
    return info.pid === started.pid
  }, 30_000)
  return port
}

async function endChild(signal: NodeJS.Signals): Promise<number | null> {
  const ending = child
  if (ending === undefined) throw new Error('no router runs')
  const ended = new Promise<number | null>((resolve) => ending.once('exit', (code) => resolve(code)))
  ending.kill(signal)
  return ended
}

async function report(): Promise<RouterReport> {
  return JSON.parse((await control(home.layout.routerControlSocket, 'GET', '/report')).body)
}

test('kill -9 under load, five times: prefixes within one, counters equal what clients saw, a torn table is refused', async () => {
  for (const name of ['blue', 'green']) {
    workers.push(await startWorker(home.socket(name), (_request, response) => setTimeout(() => response.end(name), 2)))
  }
  const limits = { maxConcurrentRequestsPerInstance: 16 }
  const deployments = ['blue', 'green'].map((name) => aDeployment(name, [home.socket(name)], limits))
  let port = await startChild()
  expect((await control(home.layout.routerControlSocket, 'PUT', '/table', aTable(deployments, { blue: 70, green: 30 }))).status).toBe(200)

  const names: string[] = []
  let broken = 0
  for (let round = 0; round < 5; round++) {
    const agent = new Agent({ keepAlive: true })
    let alive = true
    const before = names.length
    const load = Array.from({ length: 8 }, async () => {
      while (alive) {
        const answer: Answer | undefined = await score({ port, agent }).catch(() => undefined)
        if (answer === undefined) {
          broken++
          alive = false
        } else {
          expect(answer.status).toBe(200)
          names.push(answer.body)
        }
      }
    })
    await until(() => names.length > before + 60)
    await endChild('SIGKILL')
    await Promise.all(load)
    agent.destroy()
    port = await startChild()
    const seen = countBy(names, (name) => name)
    for (const name of ['blue', 'green']) {
      // An answer may be counted whose last bytes died in the socket; one per connection at most, never fewer than were seen.
      const counted = (await report()).endpoints['uid-1']?.deployments[name]?.byCode['200'] ?? 0
      expect(counted).toBeGreaterThanOrEqual(seen[name] ?? 0)
      expect(counted).toBeLessThanOrEqual((seen[name] ?? 0) + 8 * (round + 1))
    }
  }
  expect(broken).toBeLessThanOrEqual(5 * 8)

  // One after the other, so that the order is known: the split goes on within one of all answers counted before.
  const start = await report()
  const counts: Record<string, number> = {}
  for (const name of ['blue', 'green']) counts[name] = start.endpoints['uid-1']?.deployments[name]?.byCode['200'] ?? 0
  for (let n = 0; n < 60; n++) {
    const { body } = await score({ port })
    counts[body] = (counts[body] ?? 0) + 1
    const total = (counts.blue ?? 0) + (counts.green ?? 0)
    if (n >= 10) expect(Math.abs((counts.green ?? 0) - total * 0.3)).toBeLessThan(1)
  }

  expect(await endChild('SIGTERM')).toBe(0)
  expect(existsSync(home.layout.routerInfo)).toBe(false)
  writeFileSync(home.layout.routingTable, '{"version": 3, "endpo')
  port = await startChild()
  expect((await score({ port })).status).toBe(404)
  expect(readFileSync(join(home.layout.logs, 'router.log'), 'utf8')).toContain('not JSON')
  expect((await control(home.layout.routerControlSocket, 'PUT', '/table', aTable(deployments, { blue: 70, green: 30 }))).status).toBe(200)
  expect((await report()).endpoints['uid-1']?.deployments.green?.byCode['200']).toBe(counts.green)
  expect(await endChild('SIGTERM')).toBe(0)
})

test('idle kill -9 between sequential requests: every prefix over the restart stays within one', async () => {
  const deployments = ['blue', 'green'].map((name) => aDeployment(name, [home.socket(name)]))
  let port = await startChild()
  const table = aTable(deployments, { blue: 90, green: 10 }, { uid: 'uid-2' })
  expect((await control(home.layout.routerControlSocket, 'PUT', '/table', table)).status).toBe(200)
  let green = 0
  for (let n = 1; n <= 60; n++) {
    if ((await score({ port })).body === 'green') green++
    expect(Math.abs(green - n * 0.1)).toBeLessThan(1)
    if (n % 13 === 0) {
      await endChild('SIGKILL')
      port = await startChild()
    }
  }
  expect(green).toBe(6)
})
