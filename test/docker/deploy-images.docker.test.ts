/** The built agent without its process runtime: environments become images, and failures of a build are told while it fails. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { putEnvironmentVersion } from '@/lib/arm/assets'
import { readLocalTree } from '@/lib/arm/local-files'
import { uploadTree } from '@/lib/arm/upload'
import type { OperationView } from '@/lib/contract/scorepoint'
import { type AgentProcess, eventually, startAgent } from '../agent-process'
import { connectionTo, createEndpoint, deployLocal, putLocalDeployment, setSplit } from '../deploy-folder'
import { baseImage, testEngine, testEngineHost } from './test-engine'

const samples = join(import.meta.dirname, '..', '..', 'samples')
const echo = { code: join(samples, 'echo', 'onlinescoring') }
const run = Date.now().toString(36)
let agent: AgentProcess
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scorepoint-contexts-'))
  agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'docker', DOCKER_HOST: testEngineHost() } })
  await createEndpoint(agent, 'images')
})
afterAll(async () => {
  await agent?.close()
  rmSync(folder, { recursive: true, force: true })
})

const buildPhase = ({ phases }: OperationView) => phases.find(({ name }) => name === 'BuildEnvironment')

/** Registers a build context and answers its environment's id. */
async function registerBuild(name: string, files: Record<string, string>): Promise<string> {
  const context = join(folder, name)
  mkdirSync(context)
  for (const [path, text] of Object.entries(files)) writeFileSync(join(context, path), text)
  const connection = connectionTo(agent)
  const { datastoreUri } = await uploadTree(connection, await readLocalTree(context))
  return putEnvironmentVersion(connection, name, '1', {
    properties: { build: { contextUri: datastoreUri, dockerfilePath: 'Dockerfile' }, osType: 'Linux' },
  })
}

/** Watches an operation: when its failed step was seen, and when it ended. */
async function watchFailure(operationId: string) {
  let stepFailedAt: number | undefined
  const ended = await eventually(
    'the operation fails',
    async () => {
      const view = (await agent.call('GET', `/_scorepoint/operations/${operationId}`)).body as OperationView
      if (buildPhase(view)?.steps?.some(({ error }) => error !== undefined)) stepFailedAt ??= Date.now()
      return view.status === 'InProgress' ? undefined : view
    },
    120_000,
  )
  return { ended, stepFailedAt, endedAt: Date.now() }
}

it('serves a sample in a container, and again without a build', async () => {
  // The one other tests deploy too: its image is built once for all of them.
  const condaText = readFileSync(join(samples, 'diabetes-regression', 'environment', 'conda.yaml'), 'utf8')
  const first = await deployLocal(agent, { endpoint: 'images', name: 'blue', ...echo, condaText })
  expect(first.problem).toBeUndefined()
  expect(first.status).toBe('Succeeded')
  await setSplit(agent, 'images', { blue: 100 })
  expect(await agent.score('images', { data: [1, 2] })).toMatchObject({ status: 200 })
  const second = await deployLocal(agent, { endpoint: 'images', name: 'green', ...echo, condaText })
  expect(second.status).toBe('Succeeded')
  expect(buildPhase(second)).toMatchObject({ notes: [{ code: 'reused' }] })
  const docker = await testEngine().docker()
  const ours = (await docker.listContainers()).filter(({ Labels }) => Labels['scorepoint.endpoint'] === 'images')
  expect(ours.length).toBeGreaterThanOrEqual(2)
  expect(ours.flatMap(({ Ports }) => Ports.flatMap(({ IP }) => IP ?? []))).toEqual(ours.map(() => '127.0.0.1'))
})

it('shows step and line of a broken conda file within a second of the failure', async () => {
  const condaText = `name: broken-${run}\ndependencies:\n  - python=3.11\n  - pip:\n      - azureml-inference-server-http==1.5.1\n      - no-such-package-of-scorepoint==1.0\n`
  const { ended, stepFailedAt, endedAt } = await watchFailure(
    await putLocalDeployment(agent, { endpoint: 'images', name: 'conda', ...echo, condaText }),
  )
  expect(ended).toMatchObject({ status: 'Failed', problem: { code: 'ImageBuildFailure', target: 'conda_file' } })
  expect(ended.problem?.message).toMatch(/^conda\.yaml, line 6: RUN .*conda env create .*no-such-package-of-scorepoint/)
  expect(buildPhase(ended)?.steps?.find(({ error }) => error !== undefined)?.name).toMatch(/RUN .*conda env create/)
  expect(endedAt - (stepFailedAt ?? endedAt)).toBeLessThan(1000)
})

it('shows step and line of a broken Dockerfile within a second of the failure', async () => {
  const environmentId = await registerBuild(`broken-${run}`, {
    Dockerfile: `FROM ${baseImage}\n# ${run}\nRUN echo fine\nRUN echo broken; exit 7\n`,
  })
  const { ended, stepFailedAt, endedAt } = await watchFailure(
    await putLocalDeployment(agent, { endpoint: 'images', name: 'dockerfile', ...echo, properties: { environmentId } }),
  )
  expect(ended).toMatchObject({ status: 'Failed', problem: { code: 'ImageBuildFailure' } })
  expect(ended.problem?.message).toMatch(/^Dockerfile, line 4: RUN echo broken; exit 7: The step ended with exit code 7\. broken/)
  expect(buildPhase(ended)?.steps?.find(({ error }) => error !== undefined)).toMatchObject({ line: 4 })
  expect(endedAt - (stepFailedAt ?? endedAt)).toBeLessThan(1000)
})

it('serves an image built from a Dockerfile', async () => {
  const environmentId = await registerBuild(`serving-${run}`, {
    Dockerfile: `FROM ${baseImage}\nCOPY greeting.txt /greeting.txt\n`,
    'greeting.txt': run,
  })
  const ended = await deployLocal(agent, { endpoint: 'images', name: 'built', ...echo, properties: { environmentId } })
  expect(ended.problem).toBeUndefined()
  expect(ended.status).toBe('Succeeded')
  expect(await agent.score('images', { data: [3] }, { 'azureml-model-deployment': 'built' })).toMatchObject({ status: 200 })
})
