/** The whole app over the real control plane and the fake runtime, without TLS and without a router process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAssetStore } from '@/agent/assets/asset-store'
import { createControlPlane } from '@/agent/control/control-plane'
import type { RouterDoor } from '@/agent/control/routing'
import { createDescribeEnvironment } from '@/agent/environments/describe-environment'
import { createImageSettings } from '@/agent/environments/images/image-settings'
import { createPythonSettings } from '@/agent/environments/python-settings'
import { openLogsHere } from '@/agent/logs/log-door'
import type { RouterReport } from '@/agent/router/table'
import { createEngine } from '@/agent/runtimes/docker/engine'
import { createEngineDesk } from '@/agent/runtimes/docker/engine-desk'
import { createFakeEnvironments, fakeStageArtifacts } from '@/agent/runtimes/fake/fake-environments'
import { createFakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import { createApp } from '@/agent/server'
import { createStorage } from '@/agent/storage/storage'
import { openDatabase } from '@/agent/store/database'
import { sendWithin } from '@/agent/templates/send-within'
import { createTemplateDeployments } from '@/agent/templates/template-deployments'
import type { DoctorReport } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'
import { backupDatabases } from '@/lib/home/database-backup'

export const testPort = 7443
export const testToken = 'test-token'
export const workspaceUrl = '/subscriptions/Sub-1/resourceGroups/Group/providers/Microsoft.MachineLearningServices/workspaces/Space'

function idleRouter(): RouterDoor {
  let tableVersion = 0
  const report = (): RouterReport => ({ pid: 1, startedAt: new Date(0).toISOString(), tableVersion, endpoints: {}, instances: {} })
  return {
    async setTable(table) {
      tableVersion = table.version
    },
    report,
    problem: () => undefined,
    onReport: () => () => {},
  }
}

const emptyDoctor: DoctorReport = { checks: [], agentVersion: '0.0.0', home: '', cores: 1, memoryBytes: 1 }

/** Starts it in a temporary data folder; `close()` removes everything. */
export async function startAgentUnderTest() {
  const home = mkdtempSync(join(tmpdir(), 'scorepoint-agent-'))
  const layout = homeLayout(home)
  const db = openDatabase(layout.agentDb)
  const assets = createAssetStore(db, layout)
  // Nothing is too new to go: the tests do not wait.
  const storage = createStorage({ db, layout, assets, graceMs: 0 })
  const python = createPythonSettings(db, layout, false, process.env)
  const errors: unknown[] = []
  const silent = () => {}
  const control = createControlPlane({
    db,
    layout,
    runtimes: { fake: createFakeRuntime(layout) },
    environments: createFakeEnvironments(),
    stageArtifacts: fakeStageArtifacts,
    assets,
    router: idleRouter(),
    scoringPort: 7080,
    log: { info: silent, warn: silent, error: silent },
  })
  await control.start()
  const logs = openLogsHere()
  const templates = createTemplateDeployments({ db, operations: control, log: { error: (fields) => errors.push(fields) } })
  let shutdowns = 0
  const appOn = (agentPort: number) =>
    createApp({
      control,
      assets,
      layout,
      logs,
      token: testToken,
      agentPort,
      scoringPort: 7080,
      version: '0.0.0',
      log: { error: (fields) => errors.push(fields) },
      doctor: async () => emptyDoctor,
      describeEnvironment: createDescribeEnvironment(createFakeEnvironments(), layout),
      storage,
      python,
      engine: createEngineDesk(createEngine({ DOCKER_HOST: `unix://${join(layout.home, 'no-engine.sock')}` }), {
        env: {},
        images: createImageSettings(db, {}),
      }),
      templates,
      backup: (target) => backupDatabases(layout, target, { agent: db }),
      shutdown: () => {
        shutdowns += 1
      },
    })
  const app = appOn(testPort)
  templates.start(sendWithin(app, { token: testToken, agentPort: testPort }))

  /** A request as a well-behaved client sends it; `headers` with undefined removes one. */
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string | undefined> = {}): Promise<Response> {
    const all: Record<string, string | undefined> = {
      host: `localhost:${testPort}`,
      authorization: `Bearer ${testToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    }
    const sent = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return app.request(`https://localhost:${testPort}${path}`, { method, headers: sent, ...(body === undefined ? {} : { body: text }) })
  }

  /** Follows `Azure-AsyncOperation` to its end. */
  async function finish(response: Response): Promise<{ status: string; error?: { code: string; message: string } | null }> {
    const address = new URL(response.headers.get('azure-asyncoperation') ?? '')
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
      const polled = await call('GET', address.pathname + address.search)
      const body = (await polled.json()) as { status: string }
      if (!['InProgress', 'Running'].includes(body.status)) return body
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error('the operation did not end')
  }

  /** Uploads files below `LocalUpload/<hash>/` and answers the datastore address of `name`. */
  async function upload(hash: string, name: string, files: Record<string, string>): Promise<string> {
    const secrets = (await (await call('POST', `${workspaceUrl}/datastores/workspaceblobstore/listSecrets`, {})).json()) as {
      sasToken: string
    }
    for (const [path, content] of Object.entries(files)) {
      const target = `/devstoreaccount1/azureml-blobstore/LocalUpload/${hash}/${path}?${secrets.sasToken}`
      const answer = await call('PUT', target, content, {
        'x-ms-blob-type': 'BlockBlob',
        authorization: undefined,
        'content-type': 'application/octet-stream',
      })
      if (answer.status !== 201) throw new Error(`upload of ${path}: ${answer.status} ${await answer.text()}`)
    }
    return `azureml://datastores/workspaceblobstore/paths/LocalUpload/${hash}/${name}`
  }

  /** Hash of the environment a deployment was resolved to. */
  function environmentHash(endpoint: string, deployment: string): string {
    const row = db
      .prepare<[string, string], { hash: string }>(
        'SELECT environment_hash AS hash FROM operation WHERE endpoint = ? AND deployment = ? ORDER BY seq DESC LIMIT 1',
      )
      .get(endpoint, deployment)
    if (!row) throw new Error(`no operation of ${endpoint}/${deployment}`)
    return row.hash
  }

  async function close(): Promise<void> {
    templates.close()
    await control.shutdown(500)
    await logs.close()
    db.close()
    rmSync(home, { recursive: true, force: true })
  }

  return { app, appOn, call, finish, upload, environmentHash, close, control, assets, layout, errors, shutdowns: () => shutdowns }
}

export type AgentUnderTest = Awaited<ReturnType<typeof startAgentUnderTest>>
