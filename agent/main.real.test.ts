/** The built agent as a process: who may start, how it ends, and what it leaves running. */
import { fork, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RouterReport } from '@/agent/router/table'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, eventually, startAgent } from '@/test/agent-process'

const script = join(import.meta.dirname, '..', 'dist', 'agent.mjs')
let agent: AgentProcess
beforeAll(async () => {
  agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'fake' } })
})
afterAll(() => agent.close())

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // ESRCH: nobody has this id.
    return false
  }
}
const routerPid = async () => ((await agent.call('GET', '/_scorepoint/router')).body as RouterReport).pid
const environment = () => ({ ...process.env, SCOREPOINT_HOME: agent.home, SCOREPOINT_RUNTIME: 'fake' })

it('lets no second agent onto the same data folder and names the first', async () => {
  const started = performance.now()
  const second = spawn(process.execPath, [script], { env: environment() })
  let said = ''
  second.stderr.on('data', (text) => {
    said += String(text)
  })
  const code = await new Promise((resolve) => second.once('exit', resolve))
  expect([code, said]).toEqual([1, expect.stringContaining(`process ${agent.pid()}`)])
  expect(performance.now() - started).toBeLessThan(3000)
})

it('starts nothing at all when its port is taken, and says which', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sp-port-'))
  const env = { ...environment(), SCOREPOINT_HOME: home, SCOREPOINT_AGENT_PORT: String(agent.agentPort) }
  const late = spawn(process.execPath, [script], { env })
  let said = ''
  late.stderr.on('data', (text) => {
    said += String(text)
  })
  expect(await new Promise((resolve) => late.once('exit', resolve))).toBe(1)
  expect(said).toContain(`Port ${agent.agentPort} of the agent is taken`)
  expect(existsSync(homeLayout(home).routerInfo)).toBe(false)
  rmSync(home, { recursive: true, force: true })
})

it('keeps the token from children, logs and anyone else', async () => {
  const router = await routerPid()
  if (existsSync(`/proc/${router}/environ`)) expect(readFileSync(`/proc/${router}/environ`, 'utf8')).not.toContain(agent.token)
  const layout = homeLayout(agent.home)
  expect(readFileSync(layout.agentToken, 'utf8')).toBe(agent.token)
  for (const name of ['agent.log', 'router.log']) expect(readFileSync(join(layout.logs, name), 'utf8')).not.toContain(agent.token)
})

it('leaves the router serving on SIGTERM and finds it again', async () => {
  const router = await routerPid()
  const pid = agent.pid()
  agent.kill('SIGTERM')
  await eventually('the agent ends', () => !isAlive(pid), 5000)
  expect(isAlive(router)).toBe(true)
  await agent.restart()
  expect(await routerPid()).toBe(router)
})

it('ends when its launcher goes, and --stop-all ends the router without serving', async () => {
  const router = await routerPid()
  const pid = agent.pid()
  agent.kill('SIGKILL')
  await eventually('the agent is gone', () => !isAlive(pid), 5000)
  const env = { ...environment(), SCOREPOINT_AGENT_PORT: '0', SCOREPOINT_SCORING_PORT: String(agent.scoringPort) }
  const child = fork(script, { env, stdio: 'ignore', detached: true })
  await eventually(
    'the child serves',
    () => readFileSync(homeLayout(agent.home).agentInfo, 'utf8').includes(`"pid":${child.pid},"port"`),
    15_000,
  )
  child.disconnect()
  await eventually('the child ends', () => child.exitCode === 0, 8000)
  expect(isAlive(router)).toBe(true)

  const orphan = fork(script, { env, stdio: 'ignore', detached: true })
  orphan.disconnect()
  await eventually('a child that lost its launcher while starting ends', () => orphan.exitCode === 0, 8000)

  const stopper = spawn(process.execPath, [script, '--stop-all'], { env: environment(), stdio: 'ignore' })
  expect(await new Promise((resolve) => stopper.once('exit', resolve))).toBe(0)
  await eventually('the router ends', () => !isAlive(router), 5000)
  await agent.restart()
  expect(await routerPid()).not.toBe(router)
})

it('--stop-all ends a router, and the holder of its port, that an agent started a moment before it was killed', async () => {
  const layout = homeLayout(agent.home)
  const router = await routerPid()
  const holder = (JSON.parse(readFileSync(layout.scoringPortInfo, 'utf8')) as { pid: number }).pid
  const pid = agent.pid()
  agent.kill('SIGKILL')
  await eventually('the agent is gone', () => !isAlive(pid), 5000)
  // What the router writes once it listens, and the agent once the holder has answered.
  for (const record of [layout.routerInfo, layout.scoringPortInfo]) rmSync(record)
  const stopper = spawn(process.execPath, [script, '--stop-all'], { env: environment(), stdio: 'ignore' })
  expect(await new Promise((resolve) => stopper.once('exit', resolve))).toBe(0)
  await eventually('both have ended', () => !isAlive(router) && !isAlive(holder), 5000)
  await agent.restart()
})
