/** Microsoft's Python SDK, two releases of it, unmodified, against the built agent on the real runtime: the contract as its first client sees it. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { clientSetup } from '@/lib/domain/client-setup/client-setup'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, startAgent } from '../agent-process'
import { clientsTable, writeTable, writtenTable } from './clients-table'
import { ensurePythonClient } from './python-clients'
import { sdkReleases } from './releases'
import { fillSdkFolder, microsoftSample } from './sdk-folder'
import { type Seen, seenSchema } from './seen'

const run = promisify(execFile)
const scripts = join(import.meta.dirname, 'python')
/** More than one page of a list. */
const manyVersions = 1001

let agent: AgentProcess
let folder = ''
const pythons = new Map<string, string>()
const seenBy = new Map<string, Seen>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sdk-'))
  fillSdkFolder(folder)
  agent = await startAgent()
  for (const { version } of sdkReleases) pythons.set(version, await ensurePythonClient(`azure-ai-ml-${version}.txt`))
  const numbers = Array.from({ length: manyVersions }, (_, index) => index + 1)
  while (numbers.length > 0)
    await Promise.all(
      numbers.splice(0, 50).map((number) =>
        agent.call('PUT', `environments/many/versions/${number}`, {
          properties: { image: `image:${number}`, condaFile: 'dependencies: []' },
        }),
      ),
    )
})
afterAll(async () => {
  await agent?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** The documented variables only, and those a Python needs anywhere. */
const environment = (): NodeJS.ProcessEnv => ({
  NODE_ENV: 'test',
  PATH: process.env.PATH ?? '',
  HOME: join(folder, 'home'),
  PYTHONDONTWRITEBYTECODE: '1',
})

async function drive(version: string, prefix: string): Promise<Seen> {
  const layout = homeLayout(agent.home)
  const setup = join(folder, `${prefix}-setup.py`)
  const target = { ...layout, agentUrl: `https://127.0.0.1:${agent.agentPort}`, workspaceId: localWorkspaceId }
  writeFileSync(setup, clientSetup('python', target))
  mkdirSync(join(folder, 'home'), { recursive: true })
  const result = join(folder, `${prefix}.json`)
  await run(pythons.get(version) ?? '', [join(scripts, 'drive.py'), setup, folder, prefix, result], {
    env: environment(),
    timeout: 200_000,
    maxBuffer: 16 * 1024 * 1024,
  })
  return seenSchema.parse(JSON.parse(readFileSync(result, 'utf8')))
}

describe.each(sdkReleases)('azure-ai-ml $version', ({ version }) => {
  const prefix = `v${version.replaceAll('.', '-')}`
  let seen: Seen

  it('is as its wheel has it', async () => {
    const python = pythons.get(version) ?? ''
    const changed = await run(python, [join(scripts, 'unmodified.py'), 'azure-ai-ml'], { env: environment(), timeout: 60_000 })
    expect(changed.stdout.trim()).toBe('')
  })

  it('goes through everything with the set-up the studio copies', async () => {
    seen = await drive(version, prefix)
    seenBy.set(version, seen)
    console.log(`azure-ai-ml ${version}: ${JSON.stringify(seen.seconds)}`)
    expect(seen.version).toBe(version)
  })

  it('creates, updates, scales, routes, mirrors, scores and deletes', () => {
    const id = (kind: string, number: string) => `${localWorkspaceId}/${kind}/${prefix}-registered/versions/${number}`
    expect(seen.endpoints).toMatchObject({
      created: {
        state: 'Succeeded',
        uri: `http://127.0.0.1:${agent.scoringPort}/api/v1/endpoint/${prefix}-endpoint/score`,
        tags: { a: '1' },
        type: 'ManagedOnlineEndpoint',
      },
      updated: { tags: { a: '1', b: '2' }, description: 'changed' },
      listed: true,
      blue: { state: 'Succeeded', count: 1, type: 'ManagedOnlineDeployment' },
      green: { state: 'Succeeded', model: id('models', '3'), environment: id('environments', '7') },
      green_updated: {
        model: id('models', '3'),
        environment: id('environments', '7'),
        variables: { ROUND: '2' },
        timeout: 9000,
        count: [2, 2],
        state: 'Succeeded',
      },
      deployments: ['blue', 'green'],
      traffic_before: { blue: 0, green: 0 },
      traffic: { blue: 90, green: 10 },
      mirror: { traffic: { blue: 100 }, mirror: { green: 10 } },
      answer_green: { model: 'green', predictions: [expect.any(Number)] },
      keys: { primary: [true, true], secondary: [true, true] },
      left: ['blue'],
      gone: { status: 404, code: 'ResourceNotFound' },
    })
    if (existsSync(microsoftSample)) expect(seen.endpoints.answer).toEqual([expect.closeTo(11055.977, 2), expect.closeTo(4503.0795, 3)])
    expect(seen.token).toMatchObject({ type: 'EndpointAuthToken', ends_after_refresh: true, answer: { model: 'blue' } })
  })

  it('reads the log of both containers', () => {
    expect(seen.endpoints.log).toContain("Users's init has completed successfully")
    expect(seen.endpoints.log).toMatch(/POST \/score 200/)
    expect(seen.endpoints.log_server.trimEnd().split('\n').length).toBeLessThanOrEqual(3)
    expect(seen.endpoints.log_storage).toMatch(/AZUREML_MODEL_DIR=/)
  })

  it('is told why something failed: code, message, details', () => {
    const { failures } = seen.endpoints
    expect(failures.init).toMatchObject({ code: 'UserScriptInitFailed', message: expect.stringContaining('the weights are upside down') })
    expect(failures.init?.details).toEqual([
      expect.objectContaining({ message: expect.stringContaining('RuntimeError: the weights are upside down'), target: 'score.py:2' }),
      expect.objectContaining({ message: expect.stringContaining('Correct the line named') }),
    ])
    expect(failures.init?.text).toContain('Exception Details')
    expect(failures.missing_model).toMatchObject({ status: 400, code: 'BadArgument', details: [{ target: 'properties.model' }] })
    expect(failures.not_found).toMatchObject({ status: 404, code: 'ResourceNotFound' })
    for (const name of ['registry_model', 'registry_environment'])
      expect(failures[name], name).toMatchObject({
        status: 404,
        code: 'Agent.RegistryAsset',
        text: expect.stringContaining('--registry-name azureml'),
      })
  })

  it('registers, archives, restores, downloads and pages models and environments; large files go up in blocks', () => {
    expect(seen.models).toMatchObject({
      versions: ['1', '2'],
      got: { description: 'a folder', tags: { a: '1' }, type: 'custom_model' },
      latest: '2',
      edited: 'edited',
      listed: { all: ['1', '2'], containers: true },
      archived: { active: ['2'], archived: ['1'] },
      restored: ['1', '2'],
      container_archived: true,
      container_restored: true,
      downloaded: true,
      missing: { status: 404 },
      large: { same: true },
    })
    expect(seen.models.large.blocks).toBeGreaterThan(10)
    expect(seen.models.large.block_lists).toBeGreaterThan(seen.models.large.blocks)
    const [first, , last] = seen.environments.versions
    expect(first).toBe('1')
    expect(Number(last)).toBeGreaterThan(1)
    expect(seen.environments).toMatchObject({
      conflict: { status: 409, code: 'Conflict', error: 'ResourceExistsError' },
      got: { description: 'first', conda: 'diabetes-regression' },
      latest: last,
      container_archived: true,
      container_restored: true,
      many: manyVersions,
    })
    // Code goes up by ticket, and the same code once only.
    expect(seen.code_upload.tickets).toBeGreaterThan(0)
    expect(seen.code_upload.tickets).toBeLessThan(seen.code_upload.lookups)
  })

  it('finds every public method of endpoints and deployments served, and the rest served or refused in words', () => {
    for (const group of ['online_endpoints', 'online_deployments']) {
      const unpassed = (seen.methods[group] ?? []).filter((method) => !seen.calls[group]?.[method]?.includes('passed'))
      expect(unpassed, group).toEqual([])
      const refused = Object.values(seen.calls[group] ?? {})
        .flat()
        .filter((outcome) => outcome !== 'passed' && outcome.status === 501)
      expect(refused, group).toEqual([])
    }
    for (const group of ['models', 'environments', 'workspaces', 'datastores', 'data', 'components']) {
      const left = (seen.methods[group] ?? []).filter(
        (method) => seen.calls[group]?.[method] === undefined && seen.not_applicable[group]?.[method] === undefined,
      )
      expect(left, `${group}: neither called nor explained`).toEqual([])
    }
    for (const [group, methods] of Object.entries(seen.calls))
      for (const [method, outcomes] of Object.entries(methods)) {
        if (outcomes.includes('passed')) continue
        for (const outcome of outcomes)
          expect(outcome, `${group}.${method}`).toMatchObject({
            status: 501,
            code: 'NotImplemented',
            message: expect.stringMatching(/not served here\. .+\.$/),
          })
      }
  })
})

it('is what docs/clients.md says (SCOREPOINT_WRITE_DOCS=1 writes it anew)', () => {
  expect([...seenBy.keys()]).toEqual(sdkReleases.map(({ version }) => version))
  const table = clientsTable(sdkReleases, seenBy)
  if (process.env.SCOREPOINT_WRITE_DOCS) writeTable(table)
  expect(writtenTable()).toBe(table)
})
