/** An agent that is killed again and again, a client that repeats what was not acknowledged, and a table of what happened. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { readProcess } from '@/agent/runtimes/process/process-table'
import type { EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import { type AgentProcess, operationOf, startAgent } from '../agent-process'
import { deviations, type ExpectedEndpoint, type Survey } from './survey'

export interface KillRow {
  target: string
  at: string
  during: string
  /** From the kill until the agent answered again. */
  backMs?: number
  /** Until everything was as acknowledged; one value for kills that followed each other without a pause. */
  convergedMs?: number
}

export const convergeWithinMs = 30_000

export function isAlive(pid: number): boolean {
  const row = readProcess(pid)
  return row !== undefined && !row.zombie
}

/** Aligned text for the test output. */
export function killTable(rows: KillRow[]): string {
  const cells = rows.map((row, index) => [
    String(index + 1),
    row.target,
    row.at,
    row.during,
    row.backMs === undefined ? '-' : String(Math.round(row.backMs)),
    row.convergedMs === undefined ? '-' : String(Math.round(row.convergedMs)),
  ])
  const all = [['#', 'killed', 'at', 'during', 'back ms', 'converged ms'], ...cells]
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)))
  return all.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n')
}

export type Rig = Awaited<ReturnType<typeof createRig>>

export async function createRig() {
  const env: Record<string, string> = {}
  const agent: AgentProcess = await startAgent({ env })
  const rows: KillRow[] = []
  const expected: Record<string, ExpectedEndpoint> = {}
  const acknowledged = new Set<string>()
  /** Failpoints still to walk in this step; the first is armed. */
  let armed: string | undefined
  let queue: string[] = []
  let during = 'set-up'
  let diedAt: number | undefined

  function arm(next: string | undefined): void {
    armed = next
    if (next === undefined) delete env.SCOREPOINT_FAILPOINT
    else env.SCOREPOINT_FAILPOINT = next
  }

  function noteDeath(): void {
    if (diedAt !== undefined) return
    diedAt = performance.now()
    if (armed !== undefined) rows.push({ target: 'agent', at: armed, during })
    arm(queue.shift())
  }

  /** Starts agents until one lives long enough to answer; every one that dies on the way is a hit failpoint. */
  async function revive(): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      if (isAlive(agent.pid())) return
      noteDeath()
      const started = agent.restart().then(() => true)
      started.catch(() => false) // a start that was shot down is told by the process table
      const pid = agent.pid()
      let isUp = false
      started.then(() => (isUp = true)).catch(() => undefined)
      while (!isUp && isAlive(pid)) await delay(5)
      if (isUp) {
        const row = rows.at(-1)
        if (row && diedAt !== undefined) row.backMs = performance.now() - diedAt
        diedAt = undefined
        return
      }
      diedAt = undefined
    }
    throw new Error('the agent does not come back')
  }

  /** One call that is repeated over any number of agents, under one client request id. */
  async function call(method: string, path: string, body?: unknown): Promise<Awaited<ReturnType<AgentProcess['call']>>> {
    const headers = { 'x-ms-client-request-id': randomUUID() }
    const end = performance.now() + 60_000
    for (;;) {
      if (!isAlive(agent.pid())) await revive()
      try {
        return await agent.call(method, path, body, headers)
      } catch (error) {
        if (performance.now() > end) throw error
        await delay(10)
      }
    }
  }

  async function write(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await call(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    const id = answer.status === 204 ? '' : operationOf(answer)
    if (id !== '') acknowledged.add(id)
    return id
  }

  async function ended(operationId: string, deadlineMs = 60_000): Promise<OperationView> {
    const end = performance.now() + deadlineMs
    for (;;) {
      const view = (await call('GET', `/_scorepoint/operations/${operationId}`)).body as OperationView
      if (view.status !== 'InProgress') return view
      if (performance.now() > end) throw new Error(`operation ${view.kind} is stuck: ${JSON.stringify(view.phases)}`)
      await delay(20)
    }
  }

  async function survey(): Promise<Survey> {
    const statuses = (await call('GET', '/_scorepoint/endpoints')).body as EndpointStatus[]
    const operations = (await call('GET', '/_scorepoint/operations?limit=1000')).body as OperationView[]
    const keys: Survey['keys'] = {}
    const scored: Survey['scored'] = {}
    for (const status of statuses) {
      keys[status.name] = (await call('POST', `onlineEndpoints/${status.name}/listKeys`)).body as Survey['keys'][string]
      for (const deployment of status.deployments) {
        const headers = { 'azureml-model-deployment': deployment.name, authorization: `Bearer ${keys[status.name]?.primaryKey}` }
        const answer = await agent.score(status.name, { ask: 1 }, headers).catch(() => undefined)
        scored[`${status.name}/${deployment.name}`] = answer?.status ?? 0
      }
    }
    return { statuses, operations, keys, scored }
  }

  return {
    agent,
    rows,
    expected,
    acknowledged,
    call,
    write,
    ended,
    revive,
    survey,
    /** Runs one step of the scenario while the agent dies at each of the failpoints in turn. Returns those never reached. */
    async walk(what: string, failpoints: readonly string[], step: () => Promise<void>): Promise<string[]> {
      during = what
      const first = rows.length
      queue = [...failpoints]
      const next = queue.shift()
      if (next !== undefined) {
        // The running agent knows no failpoint: the one that replaces it does.
        process.kill(agent.pid(), 'SIGKILL')
        while (isAlive(agent.pid())) await delay(1)
        rows.push({ target: 'agent', at: 'between steps', during })
        queue.unshift(next)
        await revive()
      }
      await step()
      // What goes on after the answer (draining, removal) is walked, too.
      const convergedMs = await this.converge()
      const missed = [...(armed === undefined ? [] : [armed]), ...queue]
      queue = []
      arm(undefined)
      for (const row of rows.slice(first)) row.convergedMs = convergedMs
      return missed
    },
    /** Kills pids at once; resolves when they are dead. */
    async strike(target: string, at: string, what: string, pids: number[]): Promise<KillRow> {
      during = what
      const row: KillRow = { target, at, during: what }
      rows.push(row)
      diedAt = performance.now()
      for (const pid of pids) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
        }
      }
      while (pids.some(isAlive)) await delay(1)
      return row
    },
    /** Waits until everything is as acknowledged. @throws with what is not, after 30 s. */
    async converge(): Promise<number> {
      const from = performance.now()
      for (;;) {
        const wrong = deviations(agent.home, expected, acknowledged, await survey())
        if (wrong.length === 0) return performance.now() - from
        if (performance.now() - from > convergeWithinMs) throw new Error(`not converged within 30 s (${during}):\n${wrong.join('\n')}`)
        await delay(50)
      }
    },
  }
}
