/** `npm run test:az`: the command line of Azure, current release, in a registered cloud; what the studio copies is pasted as it stands. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { type ClientTarget, clientSetup } from '@/lib/domain/client-setup/client-setup'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, startAgent } from '../agent-process'
import { createEndpoint } from '../deploy-folder'
import { ensurePythonClient } from './python-clients'

let agent: AgentProcess
let folder = ''
let azFolder = ''
let target: ClientTarget

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'az-'))
  mkdirSync(join(folder, 'home'))
  azFolder = dirname(await ensurePythonClient('azure-cli-2.91.0.txt'))
  agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'fake' } })
  await createEndpoint(agent, 'az-endpoint')
  target = { ...homeLayout(agent.home), agentUrl: `https://127.0.0.1:${agent.agentPort}`, workspaceId: localWorkspaceId }
})
afterAll(async () => {
  await agent?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** Runs lines in a fresh bash with `az` on PATH. */
function bash(lines: string, configFolder?: string): Promise<{ code: number | null; out: string; error: string }> {
  const child = spawn('bash', ['-c', lines], {
    env: {
      NODE_ENV: 'test',
      PATH: `${azFolder}:${process.env.PATH ?? ''}`,
      HOME: join(folder, 'home'),
      AZURE_CORE_COLLECT_TELEMETRY: 'no',
      ...(configFolder ? { AZURE_CONFIG_DIR: configFolder } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  })
  let out = ''
  let error = ''
  child.stdout.on('data', (text) => {
    out += String(text)
  })
  child.stderr.on('data', (text) => {
    error += String(text)
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, error })))
}

describe('az', () => {
  it('works with the lines of the Consume tab and of Settings as pasted, a second time too', async () => {
    for (let round = 0; round < 2; round += 1) {
      const one = await bash(clientSetup('az', target, 'az-endpoint'))
      expect(one, one.error).toMatchObject({ code: 0 })
      expect(JSON.parse(one.out)).toBe(`http://127.0.0.1:${agent.scoringPort}/api/v1/endpoint/az-endpoint/score`)
    }
    const all = await bash(clientSetup('az', target))
    expect(JSON.parse(all.out), all.error).toEqual(['az-endpoint'])
    // The sign-in to Azure, in the usual folder, was not touched.
    expect(existsSync(join(folder, 'home', '.azure', 'msal_token_cache.json'))).toBe(false)
  })

  it('shows the account and, with az rest, creates, changes and deletes', async () => {
    const lines = (text: string) => bash(`export REQUESTS_CA_BUNDLE='${target.caPem}'\n${text}`, target.azConfig)
    const account = await lines('az account show')
    expect(JSON.parse(account.out), account.error).toMatchObject({ environmentName: 'Scorepoint', name: 'This computer', state: 'Enabled' })
    const endpoint = `${localWorkspaceId}/onlineEndpoints/made-by-az?api-version=2024-10-01`
    const body = join(folder, 'endpoint.json')
    writeFileSync(body, JSON.stringify({ location: 'local', tags: { by: 'az' }, properties: { authMode: 'Key' } }))
    const made = await lines(`az rest --method put --url '${endpoint}' --body @${body}`)
    expect(JSON.parse(made.out), made.error).toMatchObject({ name: 'made-by-az', tags: { by: 'az' } })
    const read = await lines(`az rest --method get --url '${endpoint}' --query tags.by --output tsv`)
    expect(read.out.trim(), read.error).toBe('az')
    expect(await lines(`az rest --method delete --url '${endpoint}'`)).toMatchObject({ code: 0 })
    const gone = await lines(`az rest --method get --url '${localWorkspaceId}/onlineEndpoints/never?api-version=2024-10-01'`)
    expect(gone.code).not.toBe(0)
    expect(gone.error).toContain('ResourceNotFound')
    const refused = await lines(`az rest --method get --url '${localWorkspaceId}/jobs?api-version=2024-10-01'`)
    expect(refused.error).toContain('Jobs run in Azure.')
  })

  it('is not signed in with another secret than the agent’s token', async () => {
    // A folder of its own: az would find the token of the sign-in above again.
    const config = join(folder, 'wrong')
    const text = clientSetup('az', { ...target, azConfig: config }).replace(/\$\(cat [^)]*\)/, 'any')
    const answer = await bash(text)
    expect(answer.code).not.toBe(0)
    expect(answer.error).toContain('run/agent-token')
    expect(answer.out).not.toContain('az-endpoint')
  })
})
