/** Microsoft's Python SDK against the built agent: the contract as its first client sees it. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, startAgent } from './agent-process'

const run = promisify(execFile)
const here = import.meta.dirname
/** Debian's package belongs to the system's Python; another one with a newer SDK can be named. */
const python = process.env.SCOREPOINT_SDK_PYTHON ?? '/usr/bin/python3'
const environment = (extra: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  NODE_ENV: 'test',
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  PYTHONPATH: join(here, 'azure-ai-ml'),
  PYTHONDONTWRITEBYTECODE: '1',
  ...extra,
})

async function whySkipped(): Promise<string | undefined> {
  try {
    await run(python, ['-c', 'import azure.ai.ml'], { env: environment(), timeout: 60_000 })
    return undefined
  } catch (error) {
    const line = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)
    return `azure-ai-ml is not installed for ${python} (Debian: apt install python3-azure): ${line}`
  }
}

describe('azure-ai-ml', () => {
  let agent: AgentProcess | undefined
  let folder = ''
  let reason: string | undefined

  beforeAll(async () => {
    reason = await whySkipped()
    if (reason) return
    folder = mkdtempSync(join(tmpdir(), 'scorepoint-sdk-'))
    mkdirSync(join(folder, 'model'))
    mkdirSync(join(folder, 'code'))
    writeFileSync(join(folder, 'model', 'weights.txt'), 'weights')
    writeFileSync(join(folder, 'model', 'labels.txt'), 'labels')
    writeFileSync(join(folder, 'other.pkl'), 'pickle')
    writeFileSync(join(folder, 'code', 'score.py'), 'def init():\n    pass\n\n\ndef run(data):\n    return data\n')
    writeFileSync(join(folder, 'conda.yaml'), 'name: e\ndependencies:\n  - python=3.11\n  - pip:\n      - azureml-inference-server-http\n')
    agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'fake' } })
  })
  afterAll(async () => {
    await agent?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('creates, registers, deploys, routes, reads, rotates, invokes and deletes', async (context) => {
    if (reason || !agent) return context.skip(reason ?? 'the agent did not start')
    const result = join(folder, 'seen.json')
    await run(python, [join(here, 'azure-ai-ml', 'drive_agent.py'), folder, result], {
      env: environment({
        AZUREML_DEV_URL_MFE: `https://localhost:${agent.agentPort}`,
        REQUESTS_CA_BUNDLE: homeLayout(agent.home).caPem,
        AGENT_TOKEN: agent.token,
        NO_PROXY: 'localhost,127.0.0.1',
      }),
      timeout: 180_000,
      maxBuffer: 16 * 1024 * 1024,
    })
    const seen: unknown = JSON.parse(readFileSync(result, 'utf8'))
    expect(seen).toMatchObject({
      endpoint: { state: 'Succeeded', uri: `http://127.0.0.1:${agent.scoringPort}/api/v1/endpoint/sdk-endpoint/score`, tags: { a: '1' } },
      models: [
        ['sdk-model', '1'],
        ['sdk-model', '2'],
      ],
      deployment: { state: 'Succeeded', count: 1 },
      green_model: expect.stringMatching(/sdk-model.*2$/),
      deployments: ['blue', 'green'],
      traffic: { blue: 100, green: 0 },
      keys: { primary_changed: true, secondary_kept: true },
      answer: expect.stringContaining('blue'),
      answer_green: expect.stringContaining('green'),
      downloaded: expect.arrayContaining([expect.stringContaining('weights.txt')]),
      not_found: [404, 'ResourceNotFound'],
      left: [],
    })
  })
})
