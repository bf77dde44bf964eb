/** Token endpoints behind the real router: who gets in, over restarts of the agent and of the router. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EndpointToken } from '@/lib/contract/arm/endpoint'
import { type AgentProcess, eventually, operationOf, startAgent } from './agent-process'
import { deployLocal } from './deploy-folder'
import { tinyConda } from './faults/scenario'
import { markedProcesses } from './faults/survey'

let agent: AgentProcess

async function make(name: string, authMode: 'AMLToken' | 'AADToken'): Promise<void> {
  const created = await agent.call('PUT', `onlineEndpoints/${name}`, { location: 'local', properties: { authMode } })
  await agent.ended(operationOf(created))
  const code = join(mkdtempSync(join(tmpdir(), 'code-')), 'src')
  mkdirSync(code)
  writeFileSync(join(code, 'score.py'), 'def init(): pass\ndef run(raw): return raw\n')
  expect((await deployLocal(agent, { endpoint: name, name: 'blue', code, condaText: tinyConda })).status).toBe('Succeeded')
}
const tokenOf = async (name: string) => (await agent.call('POST', `onlineEndpoints/${name}/token`)).body as EndpointToken
async function status(name: string, credential: string): Promise<number> {
  const headers = { authorization: `Bearer ${credential}`, 'azureml-model-deployment': 'blue' }
  return (await agent.score(name, {}, headers)).status
}

beforeAll(async () => {
  agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'fake' } })
  await make('with-token', 'AMLToken')
  await make('with-entra', 'AADToken')
})
afterAll(() => agent?.close())

test('a token opens its own endpoint, and nothing else does', async () => {
  for (const name of ['with-token', 'with-entra']) {
    const token = await tokenOf(name)
    expect(token.refreshAfterTimeUtc).toBeLessThan(token.expiryTimeUtc)
    expect(await status(name, token.accessToken)).toBe(200)
    expect(await status(name, 'a-key')).toBe(401)
    expect((await agent.call('POST', `onlineEndpoints/${name}/listKeys`)).status).toBe(400)
    expect((await agent.call('POST', `onlineEndpoints/${name}/regenerateKeys`, { keyType: 'Primary' })).status).toBe(400)
  }
  expect(await status('with-entra', (await tokenOf('with-token')).accessToken)).toBe(401)
})

test('a token outlives the agent and the router, and ends with its endpoint', async () => {
  const { accessToken } = await tokenOf('with-token')
  agent.kill('SIGKILL')
  await agent.restart()
  await eventually('the endpoint serves again', async () => (await status('with-token', accessToken)) === 200)
  for (const pid of markedProcesses(agent.home).routers) process.kill(pid, 'SIGKILL')
  await eventually('the next router serves', async () => (await status('with-token', accessToken).catch(() => 0)) === 200)
  expect(await status('with-token', (await tokenOf('with-token')).accessToken)).toBe(200)
  await agent.ended(operationOf(await agent.call('DELETE', 'onlineEndpoints/with-token')))
  await make('with-token', 'AMLToken')
  expect(await status('with-token', accessToken)).toBe(401)
})
