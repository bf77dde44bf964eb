/** Several real workers behind the real router: an update goes through them one by one, a scaling touches none that stays, a hung one is replaced. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { LogView } from '@/lib/contract/scorepoint'
import { type AgentProcess, eventually, operationOf, startAgent } from './agent-process'
import { createEndpoint, deployLocal } from './deploy-folder'
import { tinyConda } from './faults/scenario'

const script = `import json, os, signal
def init():
    pass
def run(raw):
    if json.loads(raw).get("hang"):
        os.kill(os.getpid(), signal.SIGSTOP)
    return {"pid": os.getppid(), "mark": os.environ.get("MARK", "none")}
`
const path = 'onlineEndpoints/rounds/deployments/blue'
let agent: AgentProcess

beforeAll(async () => {
  agent = await startAgent()
  await createEndpoint(agent, 'rounds')
  const code = join(mkdtempSync(join(tmpdir(), 'code-')), 'src')
  mkdirSync(code)
  writeFileSync(join(code, 'score.py'), script)
  const view = await deployLocal(agent, { endpoint: 'rounds', name: 'blue', code, condaText: tinyConda, instanceCount: 5 })
  expect(view.status).toBe('Succeeded')
})
afterAll(() => agent?.close())

interface Answer {
  /** performance.now() of the answer. */
  at: number
  status: number
  pid: number
  mark: string
}

/** Two clients, until `done`; never more requests than two instances may run. */
async function underLoad(work: () => Promise<void>): Promise<Answer[]> {
  const headers = { authorization: `Bearer ${await agent.key('rounds')}`, 'azureml-model-deployment': 'blue' }
  const answers: Answer[] = []
  let isDone = false
  async function client(): Promise<void> {
    while (!isDone) {
      const answer = await agent.score('rounds', {}, headers)
      const { pid, mark } = (answer.status === 200 ? answer.json() : { pid: 0, mark: answer.text }) as { pid: number; mark: string }
      answers.push({ at: performance.now(), status: answer.status, pid, mark })
    }
  }
  const clients = [client(), client()]
  try {
    await work()
    // The last old instance may still be draining: what answers from here on is the end state.
    const enough = answers.length + 40
    while (answers.length < enough) await new Promise((resolve) => setTimeout(resolve, 5))
  } finally {
    isDone = true
    await Promise.all(clients)
  }
  return answers
}

async function write(method: string, body: unknown): Promise<void> {
  const view = await agent.ended(operationOf(await agent.call(method, path, body)), 120_000)
  expect(view.problem ?? view.status).toBe('Succeeded')
}
const pids = async () => (await agent.status('rounds')).deployments[0]?.instances.map((one) => one.pid) ?? []

test('an environment variable changed: one instance after the other, nothing dropped', async () => {
  const body = (await agent.call('GET', path)).body as Deployment
  const answers = await underLoad(() =>
    write('PUT', { ...body, properties: { ...body.properties, environmentVariables: { MARK: 'two' } } }),
  )
  expect(answers.filter((one) => one.status !== 200)).toEqual([])
  const seen = (mark: string) => [...new Set(answers.filter((one) => one.mark === mark).map((one) => one.pid))]
  const times = (pid: number) => answers.filter((one) => one.pid === pid).map((one) => one.at)
  const firstOfNew = seen('two')
    .map((pid) => Math.min(...times(pid)))
    .toSorted((a, b) => a - b)
  const lastOfOld = seen('none')
    .map((pid) => Math.max(...times(pid)))
    .toSorted((a, b) => a - b)
  expect([firstOfNew.length, lastOfOld.length]).toEqual([5, 5])
  for (let round = 0; round < 4; round++) {
    // The one replaced in this round is silent before the next round answers, and the others still answer after this one began.
    expect(lastOfOld[round]).toBeLessThan(firstOfNew[round + 1] ?? 0)
    expect(lastOfOld[round + 1]).toBeGreaterThan(firstOfNew[round] ?? Number.POSITIVE_INFINITY)
  }
  expect(answers.slice(-40).map((one) => one.mark)).toEqual(Array.from({ length: 40 }, () => 'two'))
})

test('from five to two and up to three under load: nothing dropped, who stays is not touched', async () => {
  const before = await pids()
  const down = await underLoad(() => write('PATCH', { sku: { capacity: 2 } }))
  expect(down.filter((one) => one.status !== 200)).toEqual([])
  const stayed = await eventually('two are left', async () => {
    const left = await pids()
    return left.length === 2 && left
  })
  expect(before).toEqual(expect.arrayContaining(stayed))
  const up = await underLoad(() => write('PATCH', { sku: { capacity: 3 } }))
  expect(up.filter((one) => one.status !== 200)).toEqual([])
  const after = await pids()
  expect(after).toHaveLength(3)
  expect(after).toEqual(expect.arrayContaining(stayed))
})

test('a worker that hangs gets no more traffic, then its liveness probe has it replaced', async () => {
  const green = 'onlineEndpoints/rounds/deployments/green'
  const body = (await agent.call('GET', path)).body as Deployment
  const probe = { initialDelay: 'PT1S', period: 'PT1S', timeout: 'PT1S' }
  const properties = {
    ...body.properties,
    requestSettings: { requestTimeout: 'PT1S', maxQueueWait: 'PT5S', maxConcurrentRequestsPerInstance: 1 },
    readinessProbe: { ...probe, failureThreshold: 1 },
    livenessProbe: { ...probe, failureThreshold: 3 },
  }
  const created = await agent.call('PUT', green, { ...body, sku: { name: 'Default', capacity: 2 }, properties })
  expect((await agent.ended(operationOf(created))).status).toBe('Succeeded')
  const instances = async () => (await agent.status('rounds')).deployments.find((one) => one.name === 'green')?.instances ?? []
  const before = (await instances()).map((one) => one.pid)
  const headers = { authorization: `Bearer ${await agent.key('rounds')}`, 'azureml-model-deployment': 'green' }
  expect((await agent.score('rounds', { hang: true }, headers)).status).toBe(408)
  await eventually('it is out of the traffic', async () => (await instances()).some((one) => one.state === 'Unready'))
  const answers = await Promise.all(Array.from({ length: 4 }, () => agent.score('rounds', {}, headers)))
  // One instance is left: two requests fit (one runs, one waits), the others are refused at once or answered.
  expect(answers.filter((one) => one.status !== 200 && one.status !== 429)).toEqual([])
  await eventually('both serve again', async () => (await instances()).filter((one) => one.state === 'Ready').length === 2)
  const after = await instances()
  expect(after.filter((one) => before.includes(one.pid))).toHaveLength(1)
  expect(after.find((one) => !before.includes(one.pid))).toMatchObject({ restarts: 1, lastExit: { reason: 'LivenessProbeFailed' } })
  const log = (await agent.call('GET', '/_scorepoint/endpoints/rounds/deployments/green/logs?sources=events')).body as LogView
  const events = log.rows.map((row) => row.text).join('\n')
  for (const name of ['ReadinessProbeFailed', 'LivenessProbeFailed', 'Killing', 'BackOff']) expect(events).toContain(`${name}: `)
})
