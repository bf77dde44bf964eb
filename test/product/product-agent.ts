/** Processes of a running product, and its agent as the deployment helpers of the tests want it. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'
import { processVariable, readProcesses } from '@/agent/runtimes/process/process-table'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import type { EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, eventually } from '../agent-process'
import { markedProcesses } from '../faults/survey'
import type { Product } from './start-product'

/** Every process of this installation: launcher, studio and agent by their data folder, router and workers by their marks. */
export function everyProcess(home: string): number[] {
  const { workers, routers, portHolders } = markedProcesses(home)
  const own = readProcesses().filter(
    (row) => !row.zombie && row.pid !== process.pid && processVariable(row.pid, 'SCOREPOINT_HOME') === home,
  )
  return [...new Set([...own.map((row) => row.pid), ...routers, ...portHolders, ...[...workers.values()].flat()])]
}

/** kill -9 of every process of this installation, again until none is left: one that was just being started is found at the next look. */
export async function killEverything(home: string): Promise<void> {
  await eventually('all are dead', () => {
    const pids = everyProcess(home)
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch (error) {
        // Ended since the look, because the one before it did.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
      }
    }
    return pids.length === 0
  })
}

/** The process that runs `script` for this data folder. */
export function pidOf(home: string, script: string): number | undefined {
  return readProcesses().find(
    (row) => !row.zombie && processVariable(row.pid, 'SCOREPOINT_HOME') === home && commandOf(row.pid).includes(script),
  )?.pid
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // ended meanwhile
  }
}

/** The product's agent as the deployment helpers want it. Only what they use is offered; the launcher owns the process. */
export function agentOf(running: Product): AgentProcess {
  const dispatcher = new Agent({ connect: { ca: readFileSync(homeLayout(running.home).caPem, 'utf8') } })
  const notHere = () => {
    throw new Error('the launcher owns this agent')
  }
  const self: AgentProcess = {
    home: running.home,
    agentPort: Number(new URL(running.agentUrl).port),
    scoringPort: Number(new URL(running.scoringUrl).port),
    token: running.token,
    pid() {
      // Never a stand-in number: a signal to -1 goes to every process of this user.
      const pid = pidOf(running.home, 'agent.mjs')
      if (pid === undefined) throw new Error('the product has no agent process')
      return pid
    },
    async call(method, where, body, headers = {}) {
      const url = running.agentUrl + (where.startsWith('/') ? where : `${localWorkspaceId}/${where}`)
      const answer = await request(url, {
        dispatcher,
        method: method as 'GET',
        headers: { authorization: `Bearer ${running.token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const flat = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
      const text = await answer.body.text()
      return { status: answer.statusCode, headers: flat, body: text === '' ? undefined : JSON.parse(text) }
    },
    status: async (endpoint) => (await self.call('GET', `/_scorepoint/endpoints/${endpoint}`)).body as EndpointStatus,
    ended: (id, deadlineMs = 60_000) =>
      eventually(
        `operation ${id} ends`,
        async () => {
          const view = (await self.call('GET', `/_scorepoint/operations/${id}`)).body as OperationView
          return view.status !== 'InProgress' && view
        },
        deadlineMs,
      ),
    key: async (endpoint) => ((await self.call('POST', `onlineEndpoints/${endpoint}/listKeys`)).body as { primaryKey: string }).primaryKey,
    async score(endpoint, body) {
      const authorization = `Bearer ${await self.key(endpoint)}`
      const where = `${running.scoringUrl}/api/v1/endpoint/${endpoint}/score`
      const answer = await request(where, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await answer.body.text()
      return { status: answer.statusCode, headers: {}, text, json: () => JSON.parse(text) as unknown }
    },
    kill: notHere,
    restart: notHere,
    close: notHere,
  }
  return self
}
