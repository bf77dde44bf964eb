// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts that only look like templates.
/** What is exported deploys what was exported: the ARM template, the Python script and the curl script, against the built agent on the real runtime. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'
import { localResourceGroup, localScope, localSubscriptionId, localWorkspaceId } from '@/lib/contract/arm/scope'
import { deploymentFromArm } from '@/lib/domain/convert/deployment'
import { endpointFromArm } from '@/lib/domain/convert/endpoint'
import { withoutQueueWaitDefault } from '@/lib/domain/deployment-edit/deployment-edit'
import { exportFiles } from '@/lib/domain/export/export-files'
import { type ExportFile, type ExportFiles, readExportSource } from '@/lib/domain/export/source'
import { homeLayout } from '@/lib/domain/home-layout'
import { projectFolderOf } from '@/lib/server/export-source'
import { type AgentProcess, eventually, operationOf, startAgent } from '../agent-process'
import { deployLocal } from '../deploy-folder'
import { ensurePythonClient } from './python-clients'
import { sdkReleases } from './releases'

const run = promisify(execFile)
const sample = join(import.meta.dirname, '../../samples/diabetes-regression')
const request = JSON.parse(readFileSync(join(sample, 'sample-request.json'), 'utf8')) as unknown
/** What the service writes by itself: everything else of a GET is the source's and must come back. */
const serverSet = ['systemData']
const serverSetProperties = ['provisioningState', 'provisioningDetails']

let agent: AgentProcess
let folder = ''
let files: ExportFiles
let source: unknown

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'export-real-'))
  agent = await startAgent()
  vi.stubEnv('SCOREPOINT_HOME', agent.home)
  vi.stubEnv('SCOREPOINT_AGENT_PORT', String(agent.agentPort))
  const environment = { condaText: readFileSync(join(sample, 'environment/conda.yaml'), 'utf8'), code: join(sample, 'onlinescoring') }
  const created = await agent.call('PUT', 'onlineEndpoints/exported', {
    location: 'local',
    tags: { 'it\'s "quoted"': '[not an expression]', dollar: '${HOME} $(id)' },
    properties: { authMode: 'Key', description: 'Line one\nline "two" 😀' },
  })
  await agent.ended(operationOf(created))
  for (const name of ['blue', 'green']) {
    const deployed = await deployLocal(agent, {
      endpoint: 'exported',
      name,
      model: join(sample, `model-${name}`),
      ...environment,
      properties: {
        environmentVariables: { NAME: name, ODD: "it's [x] ${y} $z\nnext" },
        requestSettings: {
          requestTimeout: 'PT4S',
          maxConcurrentRequestsPerInstance: 2,
          maxQueueWait: name === 'blue' ? 'PT0.5S' : 'PT0.8S',
        },
      },
    })
    expect(deployed.explanation ?? deployed.problem).toBeUndefined()
  }
  const current = (await agent.call('GET', 'onlineEndpoints/exported')).body as Endpoint
  const traffic = { ...current, properties: { ...current.properties, traffic: { blue: 90, green: 10 } } }
  await agent.ended(operationOf(await agent.call('PUT', 'onlineEndpoints/exported', traffic)))

  source = await look()
  files = await exported()
})
afterAll(async () => {
  await agent?.close()
  vi.unstubAllEnvs()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** The endpoint and its deployments as GET answers them, without what the service sets. */
async function look(): Promise<unknown> {
  const strip = (body: Record<string, unknown> & { properties: object }) => ({
    ...Object.fromEntries(Object.entries(body).filter(([key]) => !serverSet.includes(key))),
    properties: Object.fromEntries(Object.entries(body.properties).filter(([key]) => !serverSetProperties.includes(key))),
  })
  const endpoint = (await agent.call('GET', 'onlineEndpoints/exported')).body as Endpoint
  const { value } = (await agent.call('GET', 'onlineEndpoints/exported/deployments')).body as { value: Deployment[] }
  return { endpoint: strip(endpoint), deployments: value.toSorted((a, b) => String(a.name).localeCompare(String(b.name))).map(strip) }
}

async function exported(): Promise<ExportFiles> {
  const workspaceId = localWorkspaceId
  const endpoint = (await agent.call('GET', 'onlineEndpoints/exported')).body as Endpoint
  const { value } = (await agent.call('GET', 'onlineEndpoints/exported/deployments')).body as { value: Deployment[] }
  const layout = homeLayout(agent.home)
  return exportFiles(
    readExportSource({
      endpoint: { fileName: 'endpoint.yml', text: stringify(endpointFromArm(endpoint, { workspaceId })) },
      deployments: value.map((each) => ({
        fileName: `${each.name}.yml`,
        text: stringify(withoutQueueWaitDefault(deploymentFromArm(each, { workspaceId, endpointName: 'exported' }))),
      })),
      target: { subscription: localSubscriptionId, resourceGroup: localResourceGroup, workspace: localScope.workspace },
      local: { ...layout, agentUrl: `https://127.0.0.1:${agent.agentPort}`, workspaceId },
    }),
  )
}

async function forget(): Promise<void> {
  const answer = await agent.call('DELETE', 'onlineEndpoints/exported')
  await agent.ended(operationOf(answer))
  await eventually('the endpoint is gone', async () => (await agent.call('GET', 'onlineEndpoints/exported')).status === 404)
}

function put(list: readonly ExportFile[], below: string): string {
  for (const { name, text } of list) {
    mkdirSync(dirname(join(folder, below, name)), { recursive: true })
    writeFileSync(join(folder, below, name), text)
  }
  return join(folder, below, list[0]?.name ?? '')
}

const scripted = (): NodeJS.ProcessEnv => ({
  NODE_ENV: 'test',
  PATH: process.env.PATH ?? '',
  HOME: folder,
  AZUREML_DEV_URL_MFE: `https://127.0.0.1:${agent.agentPort}`,
  REQUESTS_CA_BUNDLE: homeLayout(agent.home).caPem,
  no_proxy: '127.0.0.1,localhost',
  AGENT_TOKEN: agent.token,
  POLL_SECONDS: '0.2',
})

async function answers(): Promise<void> {
  const answer = await agent.score('exported', request)
  expect(answer.status, answer.text).toBe(200)
}

it('as an ARM template: the GETs afterwards are those of the source', async () => {
  const template = JSON.parse(files.arm[0]?.text ?? '') as unknown
  const { parameters } = JSON.parse(files.arm[1]?.text ?? '') as { parameters: Record<string, { value: string }> }
  await forget()
  const address = `/subscriptions/${localSubscriptionId}/resourceGroups/${localResourceGroup}/providers/Microsoft.Resources/deployments/exported`
  const body = {
    properties: { mode: 'Incremental', template, parameters: { ...parameters, workspaceName: { value: localScope.workspace } } },
  }
  expect((await agent.call('PUT', `${address}?api-version=2022-09-01`, body)).status).toBe(201)
  const done = await eventually(
    'the template is deployed',
    async () => {
      const { properties } = (await agent.call('GET', address)).body as { properties: { provisioningState: string; error?: unknown } }
      return ['Accepted', 'Running'].includes(properties.provisioningState) ? false : properties
    },
    120_000,
  )
  expect(done.error).toBeUndefined()
  expect(await look()).toEqual(source)
  await answers()
})

it('as a curl script', async () => {
  const script = put(files.curl, 'curl')
  await forget()
  const { stdout } = await run('bash', [script], { env: scripted(), timeout: 120_000 })
  expect(stdout).toContain('"scoringUri"')
  expect(await look()).toEqual(source)
  await answers()
  // Once more, over what exists.
  await run('bash', [script], { env: scripted(), timeout: 120_000 })
  expect(await look()).toEqual(source)
})

it('as a Python script of azure-ai-ml', async () => {
  const script = put(files.python, 'python')
  const python = await ensurePythonClient(`azure-ai-ml-${sdkReleases[0]?.version}.txt`)
  await forget()
  const { stdout } = await run(python, [script], { env: scripted(), timeout: 200_000 })
  // The SDK writes its dots on the same line.
  expect(stdout.trim().endsWith(`http://127.0.0.1:${agent.scoringPort}/api/v1/endpoint/exported/score`)).toBe(true)
  expect(await look()).toEqual(source)
  await answers()
})

it('as a project folder, from which its own Python script uploads everything anew', async () => {
  const { files: list } = await projectFolderOf('exported')
  const root = join(folder, 'project')
  for (const file of list) {
    const content = await file.open()
    mkdirSync(dirname(join(root, file.name)), { recursive: true })
    writeFileSync(join(root, file.name), typeof content === 'string' ? content : Buffer.from(await content.arrayBuffer()))
  }
  const names = list.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['blue-deployment.yml', 'onlinescoring/score.py', 'environment/conda.yaml', 'deploy.sh']))
  expect(names.filter((name) => name.endsWith('score.py'))).toHaveLength(1)
  await forget()
  const python = await ensurePythonClient(`azure-ai-ml-${sdkReleases[0]?.version}.txt`)
  await run(python, [join(root, 'deploy.py')], { env: scripted(), timeout: 200_000 })
  // The same but for the names of what was uploaded.
  const withoutAssets = (seen: unknown): unknown => JSON.parse(JSON.stringify(seen).replace(/(models|codes|environments)\/[^"]+/g, '$1'))
  expect(withoutAssets(await look())).toEqual(withoutAssets(source))
  await answers()
})
