/** The journaled deploy job against the built agent with its fake runtime: once, twice, with other contents, and after a restart. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { JobView } from '@/lib/contract/job'
import { findJob, insertJob } from '@/lib/db/jobs'
import { homeLayout } from '@/lib/domain/home-layout'
import { deployJob, resumeDeployJobs, startDeployJob } from '@/lib/server/deploy-job'
import type { DeployRequest } from '@/lib/server/deploy-request'
import { mayChangeUpload } from '@/lib/server/uploads'
import { applyMigrations } from '@/server/migrations'
import { type AgentProcess, eventually, startAgent } from './agent-process'
import { createEndpoint } from './deploy-folder'

const sample = join(import.meta.dirname, '..', 'samples', 'echo')
const yaml = (name: string) => `name: ${name}
endpoint_name: jobs
code_configuration:
  code: ./onlinescoring
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
  conda_file: ./environment/conda.yaml
instance_type: Standard_DS3_v2
instance_count: 1
`
const request = (name: string, part: Partial<DeployRequest> = {}): DeployRequest => ({
  clientRequestId: `request-of-${name}`,
  endpoint: 'jobs',
  deployment: name,
  deploymentYaml: yaml(name),
  baseDir: sample,
  sendAllTraffic: false,
  ...part,
})
let agent: AgentProcess

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'sp-'))
  agent = await startAgent({ home, env: { SCOREPOINT_RUNTIME: 'fake' } })
  vi.stubEnv('SCOREPOINT_HOME', home)
  vi.stubEnv('SCOREPOINT_AGENT_PORT', String(agent.agentPort))
  vi.stubEnv('SCOREPOINT_START_DIR', join(sample, '..', '..'))
  applyMigrations(homeLayout(home).studioDb)
  await createEndpoint(agent, 'jobs')
})
afterAll(async () => {
  await agent?.close()
  vi.unstubAllEnvs()
})
const ended = (id: string): Promise<JobView> =>
  eventually(
    `job ${id} ends`,
    async () => {
      const job = await deployJob(id)
      return job && job.state !== 'Queued' && job.state !== 'Running' ? job : undefined
    },
    60_000,
  )

describe('a deploy job', () => {
  it('uploads, deploys and sends all traffic', async () => {
    const job = await ended((await startDeployJob(request('blue', { sendAllTraffic: true }))).id)
    expect(job.problem).toBeUndefined()
    expect(job.state).toBe('Succeeded')
    const status = await agent.status('jobs')
    expect(status.traffic).toEqual({ blue: 100 })
    expect(status.deployments.map(({ name, provisioningState }) => [name, provisioningState])).toEqual([['blue', 'Succeeded']])
  })

  it('is one job for one request id, and refuses other contents under it', async () => {
    const first = await startDeployJob(request('green'))
    expect((await startDeployJob(request('green'))).id).toBe(first.id)
    await expect(startDeployJob(request('green', { sendAllTraffic: true }))).rejects.toThrow(/earlier version/)
    expect((await ended(first.id)).state).toBe('Succeeded')
  })

  it('goes on after a restart of the studio, and not twice after the PUT was accepted', async () => {
    const row = await insertJob({
      id: 'left-behind',
      kind: 'deploy',
      clientRequestId: 'request-of-canary',
      endpoint: 'jobs',
      deployment: 'canary',
      payload: request('canary'),
    })
    expect(row.state).toBe('Queued')
    // What a job is handing over stays as it is until it has a copy of its own.
    await expect(mayChangeUpload('onlinescoring')).rejects.toThrow(/nothing was written/)
    await mayChangeUpload('another-upload')
    expect(await resumeDeployJobs()).toBe(1)
    expect((await ended('left-behind')).state).toBe('Succeeded')
    await mayChangeUpload('onlinescoring')
    expect(await resumeDeployJobs()).toBe(0)
    const operationId = (await findJob('left-behind'))?.operationId
    expect(operationId).toBeTruthy()
    const operations = (await agent.call('GET', '/_scorepoint/operations?endpoint=jobs&deployment=canary')).body as { id: string }[]
    expect(operations.map(({ id }) => id)).toEqual([operationId])
  })

  it('leaves nothing behind when the YAML is not readable', async () => {
    await expect(startDeployJob(request('broken', { deploymentYaml: 'name: [' }))).rejects.toThrow()
    expect((await agent.status('jobs')).deployments.map(({ name }) => name)).not.toContain('broken')
  })

  it('fails with the field when a path does not exist', async () => {
    const job = await ended(
      (await startDeployJob(request('nowhere', { deploymentYaml: yaml('nowhere').replace('./onlinescoring', './none') }))).id,
    )
    expect(job.state).toBe('Failed')
    expect(job.problem?.code).toBe('Studio.PathUnreadable')
  })
})
