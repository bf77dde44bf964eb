/** Cleaning up a really built environment: refused while a deployment needs it, gone when none does, built again for the next. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CleanResult } from '@/lib/contract/storage'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, operationOf, startAgent, testCache } from './agent-process'
import { createEndpoint, deployLocal } from './deploy-folder'
import { tinyConda, writeTinyCode } from './faults/scenario'

let agent: AgentProcess
beforeAll(async () => {
  // Downloads are shared with the other tests, environments are not: what is removed here is nobody else's.
  const home = mkdtempSync(join(tmpdir(), 'sp-'))
  mkdirSync(join(testCache, 'cache'), { recursive: true })
  symlinkSync(join(testCache, 'cache'), homeLayout(home).cache)
  agent = await startAgent({ home })
  await createEndpoint(agent, 'tidy')
})
afterAll(() => agent?.close())

const clean = async (id: string) => (await agent.call('POST', '/_scorepoint/storage/clean', { items: [id] })).body as CleanResult

it('keeps the environment of a deployment, removes it after that, and builds it again', async () => {
  const local = { endpoint: 'tidy', name: 'blue', code: writeTinyCode(), condaText: tinyConda }
  const first = await deployLocal(agent, local)
  expect(first).toMatchObject({ status: 'Succeeded', environmentHash: expect.any(String) })
  const folder = join(homeLayout(agent.home).env, first.environmentHash ?? '')
  const marker = join(folder, 'ok')
  const id = `environment/${first.environmentHash}`

  const used = await clean(id)
  expect(used).toMatchObject({ removed: [], kept: [{ id, reason: 'used', usedBy: ['tidy/blue'] }] })
  expect((await agent.score('tidy', { ask: 1 }, { 'azureml-model-deployment': 'blue' })).status).toBe(200)

  await agent.ended(operationOf(await agent.call('DELETE', 'onlineEndpoints/tidy/deployments/blue')))
  // Nobody needs it, but what was built a moment ago may be about to be used.
  expect((await clean(id)).kept).toMatchObject([{ id, reason: 'busy' }])
  writeFileSync(marker, JSON.stringify({ ...JSON.parse(readFileSync(marker, 'utf8')), builtAt: '2020-01-01T00:00:00Z' }))
  const gone = await clean(id)
  expect(gone).toMatchObject({ removed: [{ id }], kept: [] })
  expect(gone.freedBytes).toBeGreaterThan(0)
  expect(existsSync(folder)).toBe(false)

  const again = await deployLocal(agent, local)
  expect(again.problem).toBeUndefined()
  expect(again).toMatchObject({ status: 'Succeeded', environmentHash: first.environmentHash })
  expect(again.phases.find((phase) => phase.name === 'BuildEnvironment')?.state).toBe('succeeded')
  expect(existsSync(marker)).toBe(true)
  expect((await agent.score('tidy', { ask: 2 }, { 'azureml-model-deployment': 'blue' })).status).toBe(200)
})
