/** A deployment under a debugger, with the built agent: init() waits, a breakpoint holds a request longer than its time limit, and it ends. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { processVariable, readProcesses } from '@/agent/runtimes/process/process-table'
import { type AgentProcess, eventually, startAgent } from './agent-process'
import { attachDebugger } from './debug-adapter-client'
import { createEndpoint, deployLocal, setSplit } from './deploy-folder'

const sample = join(import.meta.dirname, '..', 'samples', 'echo')
const endpoint = 'debugged'
const deployment = {
  endpoint,
  name: 'blue',
  code: join(sample, 'onlinescoring'),
  condaText: readFileSync(join(sample, 'environment/conda.yaml'), 'utf8'),
}
const requestTimeoutMs = 400
let agent: AgentProcess

const blue = async () => (await agent.status(endpoint)).deployments[0]
const act = async (action: string) => {
  const answer = await agent.call('POST', `/_scorepoint/endpoints/${endpoint}/deployments/blue/${action}`)
  return { status: answer.status, ...(answer.body as { operationId: string; error?: { message: string } }) }
}
const debugged = () =>
  readProcesses().filter(
    (row) =>
      !row.zombie &&
      processVariable(row.pid, 'SCOREPOINT_DEBUG_PORT') !== undefined &&
      processVariable(row.pid, 'SCOREPOINT_WORKER_HOME') === agent.home,
  )

beforeAll(async () => {
  agent = await startAgent()
  await createEndpoint(agent, endpoint)
  const made = await deployLocal(agent, {
    ...deployment,
    properties: { requestSettings: { requestTimeout: `PT${requestTimeoutMs / 1000}S` } },
  })
  expect(made.status).toBe('Succeeded')
  await setSplit(agent, endpoint, { blue: 100 })
})
afterAll(async () => {
  await agent?.close()
})

it('waits for the debugger before init(), holds a request at a breakpoint without a time limit, and ends on demand', async () => {
  const { operationId, status } = await act('debug-wait')
  expect(status).toBe(202)
  const state = await eventually('the port is known', async () => {
    const found = (await blue())?.debugging
    return found?.port !== undefined ? found : undefined
  })
  expect(state.waitsForClient).toBe(true)
  // What served before goes on meanwhile.
  expect((await agent.score(endpoint, { a: 1 })).status).toBe(200)
  const client = await eventually('debugpy listens', () => attachDebugger(state.port ?? 0).catch(() => undefined))
  const script = join(state.codeRoot ?? '', 'score.py')
  const line =
    readFileSync(script, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('return')) + 1
  await client.begin(script, line)
  expect(await agent.ended(operationId)).toMatchObject({ status: 'Succeeded' })

  const answer = agent.score(endpoint, { held: true })
  const thread = await client.stopped()
  // Longer than the deployment allows a request otherwise.
  await delay(requestTimeoutMs * 3)
  expect((await blue())?.health).toBe('Healthy')
  await client.goOn(thread)
  expect((await answer).status).toBe(200)
  client.close()

  const ended = await act('stop-debugging')
  expect(await agent.ended(ended.operationId)).toMatchObject({ status: 'Succeeded' })
  expect((await blue())?.debugging).toBeUndefined()
  await eventually('no debugged process is left', () => debugged().length === 0)
  expect((await agent.score(endpoint, { a: 2 })).status).toBe(200)
})

it('is called off while nobody has attached: what served before never stopped', async () => {
  const { operationId } = await act('debug-wait')
  await eventually('the port is known', async () => (await blue())?.debugging?.port !== undefined)
  const called = await act('stop-debugging')
  expect(called.operationId).toBe(operationId)
  expect(await agent.ended(operationId)).toMatchObject({ status: 'Canceled' })
  expect((await blue())?.debugging).toBeUndefined()
  expect((await agent.score(endpoint, { a: 3 })).status).toBe(200)
  await eventually('no debugged process is left', () => debugged().length === 0)
})
