/** Registered assets, edits and drafts through the studio's own doors, against the built agent (fake runtime). */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { deleteAsset, editContainer, editVersion } from '@/lib/arm/registered'
import { runQuery } from '@/lib/domain/az-output/query'
import { homeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'
import { downloadVersion, findDetail, firstSummaries, previewFile, versionPage } from '@/lib/server/asset-pages'
import { changedAssets } from '@/lib/server/changed-assets'
import { getConnection } from '@/lib/server/connection'
import { deployJob, startDeployJob } from '@/lib/server/deploy-job'
import type { DeployRequest } from '@/lib/server/deploy-request'
import { loadEdit, loadRetry } from '@/lib/server/deployment-edit'
import { readDraft, writeDraft } from '@/lib/server/drafts'
import { jsonView } from '@/lib/server/json-view'
import { registerEnvironmentVersion, registerModelVersion } from '@/lib/server/register-asset'
import { applyMigrations } from '@/server/migrations'
import { type AgentProcess, eventually, startAgent } from './agent-process'
import { createEndpoint } from './deploy-folder'

const sample = join(import.meta.dirname, '..', 'samples', 'diabetes-regression')
const model = join(sample, 'model-blue')
const { signal } = new AbortController()
let agent: AgentProcess

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'sp-'))
  agent = await startAgent({ home, env: { SCOREPOINT_RUNTIME: 'fake' } })
  vi.stubEnv('SCOREPOINT_HOME', home)
  vi.stubEnv('SCOREPOINT_AGENT_PORT', String(agent.agentPort))
  vi.stubEnv('SCOREPOINT_START_DIR', join(sample, '..', '..'))
  applyMigrations(homeLayout(home).studioDb)
  await createEndpoint(agent, 'edits')
})
afterAll(async () => {
  await agent?.close()
  vi.unstubAllEnvs()
})

async function deployed(request: Omit<DeployRequest, 'endpoint' | 'deployment' | 'sendAllTraffic'>) {
  const { id } = await startDeployJob({ endpoint: 'edits', deployment: 'blue', sendAllTraffic: false, ...request })
  return eventually(`job ${id} ends`, async () => {
    const job = await deployJob(id)
    return job && job.state !== 'Queued' && job.state !== 'Running' ? job : undefined
  })
}
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  )
const yaml = `# my own words
name: blue
endpoint_name: edits
model: azureml:diabetes:1
code_configuration:
  code: ./onlinescoring
  scoring_script: score.py
environment: azureml:sk:1
instance_type: Standard_DS3_v2
instance_count: 1
`

describe('registered assets', () => {
  it('are registered from a path with the next version, and never over an existing one', async () => {
    const input = { name: 'diabetes', path: model, type: 'custom_model' as const, tags: { team: 'risk' } }
    expect(await registerModelVersion(input)).toEqual({ name: 'diabetes', version: '1' })
    expect(await registerModelVersion(input)).toEqual({ name: 'diabetes', version: '2' })
    await expect(registerModelVersion({ ...input, version: '1' })).rejects.toThrow(/next free one is 3/)
    const condaFile = readFileSync(join(sample, 'environment', 'conda.yaml'), 'utf8')
    expect(await registerEnvironmentVersion({ name: 'sk', condaFile, image: 'img', tags: {} })).toEqual({ name: 'sk', version: '1' })
  })

  it('show their files with a preview, and come back whole', async () => {
    const page = await versionPage('models', 'diabetes', '1')
    const [first] = page.files
    expect(page.yaml).toContain('version: "1"')
    expect(first?.path).toMatch(/^model-blue\//)
    const preview = await previewFile('models', 'diabetes', '1', first?.path ?? '')
    expect(preview.sizeBytes).toBe(first?.sizeBytes)
    const zip = Buffer.from(await (await downloadVersion('models', 'diabetes', '1', signal)).arrayBuffer())
    const original = readFileSync(join(sample, first?.path ?? ''))
    expect(zip.subarray(0, 2).toString()).toBe('PK')
    expect(zip.includes(original)).toBe(true)
  })

  it('are hidden when archived, still deploy, and cannot be deleted while used', async () => {
    const connection = getConnection()
    await editVersion(connection, 'models', 'diabetes', '1', { isArchived: true, description: 'old' })
    await editContainer(connection, 'models', 'diabetes', { isArchived: true })
    expect((await firstSummaries('models'))?.map(({ name, isArchived }) => [name, isArchived])).toEqual([['diabetes', true]])
    expect((await jsonView(connection, { of: 'models' }, signal)).az).toEqual([])
    expect((await deployed({ clientRequestId: 'request-first', deploymentYaml: yaml, baseDir: sample })).problem).toBeUndefined()
    expect((await findDetail('models', 'diabetes'))?.usedBy).toEqual(['edits/blue'])
    expect(await codeOf(deleteAsset(connection, 'models', 'diabetes', '1'))).toBe('Agent.AssetInUse')
    expect(await codeOf(deleteAsset(connection, 'models', 'diabetes', '2'))).toBe('accepted')
  })
})

describe('an edit', () => {
  it('begins with the words of the job that made the deployment, and knows which files run', async () => {
    const start = await loadEdit('edits', 'blue')
    expect(start.text).toBe(yaml)
    expect(start.baseDir).toBe(sample)
    const files = await changedAssets({ yaml: start.text, baseDir: start.baseDir, endpoint: 'edits', deployment: 'blue' })
    expect(files).toEqual([{ field: 'code', state: 'same' }])
  })

  it('sends the count alone as a scale operation, and is refused when the deployment changed meanwhile', async () => {
    const { text, fingerprint } = await loadEdit('edits', 'blue')
    const scaled = text.replace('instance_count: 1', 'instance_count: 2')
    const ended = await deployed({ clientRequestId: 'request-scale', deploymentYaml: scaled, baseDir: sample, ifFingerprint: fingerprint })
    expect([ended.state, ended.problem]).toEqual(['Succeeded', undefined])
    const [blue] = (await agent.status('edits')).deployments
    expect([blue?.operation?.kind, blue?.instanceCount]).toEqual(['scale', 2])
    const stale = startDeployJob({
      clientRequestId: 'request-stale',
      endpoint: 'edits',
      deployment: 'blue',
      deploymentYaml: text,
      baseDir: sample,
      sendAllTraffic: false,
      ifFingerprint: fingerprint,
    })
    expect(await codeOf(stale)).toBe('Studio.DeploymentChanged')
    expect((await loadEdit('edits', 'blue')).text).toContain('# my own words')
  })

  it('can be tried again with everything that was typed', async () => {
    const broken = yaml.replace('./onlinescoring', './nowhere')
    const job = await deployed({ clientRequestId: 'request-broken', deploymentYaml: broken, baseDir: sample })
    expect(job.state).toBe('Failed')
    expect(await loadRetry('edits', job.id)).toMatchObject({ deployment: 'blue', text: broken, baseDir: sample })
  })
})

it('a draft is saved over the revision it was read from only', async () => {
  const id = crypto.randomUUID()
  const draft = { kind: 'deployment' as const, endpoint: 'edits', name: 'green', yaml: 'name: green\n', state: { baseDir: sample } }
  expect(await writeDraft(id, { ...draft, ifRevision: 0 })).toEqual({ revision: 1 })
  expect(await writeDraft(id, { ...draft, name: 'canary', ifRevision: 1 })).toEqual({ revision: 2 })
  expect(await codeOf(writeDraft(id, { ...draft, ifRevision: 1 }))).toBe('Studio.DraftChanged')
  expect(await readDraft(id)).toMatchObject({ name: 'canary', revision: 2, state: { baseDir: sample } })
})

it('a resource is shown as the control plane and as az print it', async () => {
  const { arm, az, command } = await jsonView(getConnection(), { of: 'deployment', endpoint: 'edits', deployment: 'blue' }, signal)
  const value = async (data: unknown, expression: string) => {
    const outcome = await runQuery(data, expression)
    return outcome.ok ? outcome.result.value : outcome.fault
  }
  expect(await value(arm, 'properties.instanceType')).toBe('Standard_DS3_v2')
  expect(await value(az, '[instance_type, provisioning_state, endpoint_name]')).toEqual(['Standard_DS3_v2', 'Succeeded', 'edits'])
  expect(command).toBe('az ml online-deployment show --name blue --endpoint-name edits --resource-group local --workspace-name local')
})
