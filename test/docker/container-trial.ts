/** One instance in a container of the base image, with code of the test's own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { createDockerRuntime, type DockerRuntimeOptions } from '@/agent/runtimes/docker/docker-runtime'
import type { Engine } from '@/agent/runtimes/docker/engine'
import { keptLog } from '@/agent/runtimes/process/trial'
import type { AroundStart, ContainerPart, InstanceObservation, InstanceSpec, Runtime } from '@/agent/runtimes/runtime'
import { stageArtifacts } from '@/agent/staging/stage-artifacts'
import { homeLayout } from '@/lib/domain/home-layout'
import { baseImage } from './test-engine'

export const quietLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

export const serverRoutes: ContainerPart['routes'] = {
  liveness: { path: '/', port: 5001 },
  readiness: { path: '/', port: 5001 },
  scoring: { path: '/score', port: 5001 },
}

/** Answers with the container's hostname and what it sees of its surroundings. */
export const hostnameScript = `
import json, os, socket
def init():
    print("init in", socket.gethostname())
def run(raw):
    model = os.environ.get("AZUREML_MODEL_DIR", "")
    files = sorted(os.path.join(d, f) for d, _, names in os.walk(model) for f in names) if model else []
    return {"hostname": socket.gethostname(), "files": files, "cwd": os.getcwd(), "user": os.environ.get("GREETING", ""), "sent": json.loads(raw)}
`

/** A data folder and a runtime of its own over the engine; `close` ends the watching alone, `remove` the folder too. */
export function containerHome(engine: Engine, agentId: string, options: Partial<DockerRuntimeOptions> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'scorepoint-d-'))
  const layout = homeLayout(home)
  const open = () => createDockerRuntime({ layout, engine, agentId, log: quietLog, ...options })
  return { layout, open, remove: () => rmSync(home, { recursive: true, force: true }) }
}

export interface ContainerTrial {
  id: string
  script?: string
  model?: { name: string; version: string; path: string }
  variables?: Record<string, string>
  memoryBytes?: number
  cores?: number
  container?: Partial<ContainerPart>
  /** Given, the container starts while its volumes are read back. */
  around?: AroundStart
  signal?: AbortSignal
}

/** Stages and delivers; the spec is ready to be started. */
export async function deliverTrial(runtime: Runtime, home: string, engine: Engine, trial: ContainerTrial) {
  const layout = homeLayout(home)
  const image = trial.container?.image ?? baseImage
  const imageId = await engine.ask(async (docker) => (await docker.getImage(image).inspect()).Id)
  const source = join(home, 'source', trial.id, 'code')
  mkdirSync(source, { recursive: true })
  writeFileSync(join(source, 'score.py'), trial.script ?? hostnameScript)
  const container: ContainerPart = {
    imageId,
    image,
    routes: serverRoutes,
    codeAt: '/var/azureml-app/code',
    ...(trial.model ? { modelsAt: '/var/azureml-app/azureml-models' } : {}),
    ...trial.container,
  }
  const log = keptLog('storage-initializer')
  const instanceDir = join(layout.instances, trial.id)
  const [endpoint = '', deployment = '', generation = '1', index = '0'] = trial.id.split('.')
  const place = { id: trial.id, endpoint, deployment, generation: Number(generation), instanceDir, container }
  const stage = async (): Promise<InstanceSpec> => {
    const staged = await stageArtifacts(
      {
        instanceDir,
        ...(container.codeAt === undefined ? {} : { code: { folderName: 'code', path: source, scoringScript: 'score.py' } }),
        ...(trial.model === undefined ? {} : { model: trial.model }),
        container,
      },
      log,
      AbortSignal.timeout(30_000),
    )
    return {
      ...place,
      index: Number(index),
      ...(staged.modelDir === undefined ? {} : { modelDir: staged.modelDir }),
      appRoot: staged.appRoot,
      entryScript: staged.entryScript,
      python: '',
      environmentVariables: trial.variables ?? {},
      requestTimeoutMs: 5000,
      ...(trial.memoryBytes === undefined ? {} : { memoryBytes: trial.memoryBytes }),
      ...(trial.cores === undefined ? {} : { cores: trial.cores }),
      logFile: join(layout.logs, `${trial.id}.inference-server.log`),
    }
  }
  if (!runtime.deliver) throw new Error('this runtime delivers nothing')
  const spec = await runtime.deliver(place, stage, log, trial.signal ?? AbortSignal.timeout(60_000), trial.around)
  return { spec, initializerLog: log.lines }
}

export async function running(runtime: Runtime, id: string): Promise<Extract<InstanceObservation, { state: 'running' }>> {
  const seen = await runtime.observe(id)
  if (seen.state !== 'running') throw new Error(`${id} is ${seen.state}`)
  return seen
}

export async function scorePort(port: number | undefined, body: unknown, path = '/score') {
  const answer = await request(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> }
}
