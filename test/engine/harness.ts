/** A control plane over the scripted engine, with the real router before it: what a client sees while the engine misbehaves. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { createControlPlane, type RunningControlPlane } from '@/agent/control/control-plane'
import type { RouterDoor } from '@/agent/control/routing'
import { assets, deploymentBody, endpointBody, silent } from '@/agent/control/testing/stand-ins'
import type { AssetResolver } from '@/agent/control-plane'
import type { Environments } from '@/agent/environments/environment'
import { type RunningRouter, startRouter } from '@/agent/router/router'
import type { RouterReport } from '@/agent/router/table'
import { putTable, readWatch, type Watch } from '@/agent/router-control-client'
import { createDockerRuntime, type DockerRuntimeOptions } from '@/agent/runtimes/docker/docker-runtime'
import type { Engine } from '@/agent/runtimes/docker/engine'
import { createFakeEnvironments } from '@/agent/runtimes/fake/fake-environments'
import { createFakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import type { Runtime } from '@/agent/runtimes/runtime'
import { stageArtifacts } from '@/agent/staging/stage-artifacts'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { type HomeLayout, homeLayout } from '@/lib/domain/home-layout'
import type { FakeEngine } from '@/test/engine/fake-engine'
import { until } from '@/test/until'

/** An image is what it is: nothing is built. */
const plainImages = (engine: Engine): Environments => ({
  async resolve(wanted) {
    const asked = wanted.image ?? 'image'
    const { inferenceConfig } = wanted
    return {
      kind: 'image',
      hash: 'plain',
      reference: asked,
      base: { asked, used: asked },
      deviations: [],
      summary: asked,
      ...(inferenceConfig === undefined ? {} : { inferenceConfig }),
    }
  },
  async build(resolved) {
    if (resolved.kind !== 'image') throw new Error('not an image')
    const imageId = await engine.ask(async (docker) => (await docker.getImage(resolved.reference).inspect()).Id)
    return { kind: 'image', imageId, reference: resolved.reference, reused: true, ms: 0, why: 'it is there' }
  },
})

/** `azureml:image:1` runs in a container, `azureml:env:1` as a process. */
function testAssets(home: string, { image, script }: HarnessOptions): AssetResolver {
  const [model, code] = [join(home, 'model'), join(home, 'code')]
  for (const [folder, file] of [
    [model, 'weights.txt'],
    [code, 'score.py'],
  ] as const) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, file), file === 'score.py' ? (script ?? file) : file)
  }
  return {
    ...assets,
    model: (reference) => ({ ...assets.model(reference), path: model }),
    code: (reference) => ({ ...assets.code(reference), path: code }),
    environment: (reference) =>
      reference.includes('image') ? { image: image ?? 'registry/image:1', display: 'image:1' } : assets.environment(reference),
  }
}

/** The router's door without a supervisor: the router runs in this process. */
async function openDoor(layout: HomeLayout): Promise<RouterDoor & { close(): void }> {
  const listeners = new Set<(report: RouterReport) => void>()
  let newest: RouterReport | undefined
  const watch: Watch = await readWatch(layout.routerControlSocket, 5000, (report) => {
    newest = report.partial && newest ? { ...newest, ...report, instances: { ...newest.instances, ...report.instances } } : report
    for (const listener of listeners) listener(newest)
  })
  return {
    async setTable(table) {
      const answer = await putTable(layout.routerControlSocket, table)
      if (!answer.ok) throw new Error(answer.message)
    },
    report: () => newest,
    problem: () => undefined,
    onReport(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => watch.close(),
  }
}

export interface HarnessOptions extends Partial<DockerRuntimeOptions> {
  /** Image of every container, and its scoring script. */
  image?: string
  script?: string
}

export async function startHarness(engine: Pick<FakeEngine, 'engine'>, options: HarnessOptions = {}) {
  const home = mkdtempSync(join(tmpdir(), 'fh-'))
  const layout = homeLayout(home)
  const router: RunningRouter = await startRouter({ layout, port: 0, maxBodyBytes: 1e6, log: () => undefined })
  const db: AgentDatabase = openDatabase(':memory:')
  const processes = createFakeRuntime(layout)
  let docker: ReturnType<typeof createDockerRuntime>
  let door: Awaited<ReturnType<typeof openDoor>>
  let control: RunningControlPlane
  let requests = 0

  async function startAgent(): Promise<void> {
    door = await openDoor(layout)
    docker = createDockerRuntime({
      layout,
      engine: engine.engine(),
      agentId: 'agent-of-the-test',
      log: silent,
      retryMs: { first: 20, longest: 100 },
      relistMs: 500,
      pingMs: 100,
      deadlineMs: 500,
      ...options,
    })
    const asProcess: Runtime = { ...processes, kind: 'process' }
    control = createControlPlane({
      db,
      layout,
      runtimes: { process: asProcess, docker },
      environments: createFakeEnvironments(),
      imageEnvironments: plainImages(engine.engine()),
      stageArtifacts,
      assets: testAssets(home, options),
      router: door,
      scoringPort: router.port,
      log: silent,
    })
    await control.start()
  }
  /** As by kill -9, as far as one process can: nothing is told to anybody. */
  async function killAgent(): Promise<void> {
    await control.close()
    docker.close()
    door.close()
  }
  await startAgent()

  const write = () => {
    requests += 1
    return { requestId: String(requests) }
  }
  async function ended(operationId: string, limitMs = 10_000) {
    return until(
      () => {
        const view = control.operation(operationId)
        return view.status !== 'InProgress' && view
      },
      `operation ${operationId}`,
      limitMs,
    )
  }

  return {
    layout,
    control: () => control,
    docker: () => docker,
    killAgent,
    startAgent,
    write,
    ended,
    /** Creates an endpoint with one deployment, in a container unless `environmentId` says otherwise, and gives it all traffic. */
    async deploy(endpoint: string, change: Partial<Deployment['properties']> = { environmentId: 'azureml:image:1' }, count = 1) {
      await ended(control.putEndpoint(endpoint, endpointBody, write()).operationId)
      const made = control.putDeployment(endpoint, 'blue', deploymentBody(change, count), write())
      const operation = await ended(made.operationId, 120_000)
      if (operation.status === 'Succeeded') {
        const traffic = { ...endpointBody, properties: { ...endpointBody.properties, traffic: { blue: 100 } } }
        await ended(control.putEndpoint(endpoint, traffic, write()).operationId)
      }
      return operation
    },
    /** One scoring request; `deployment` as the container (or process) that answered says, absent when none did. */
    async score(endpoint: string): Promise<{ status: number; endpoint?: string; instance?: string }> {
      const answer = await request(`http://127.0.0.1:${router.port}/api/v1/endpoint/${endpoint}/score`, {
        method: 'POST',
        headers: { authorization: `Bearer ${control.listKeys(endpoint).primaryKey}`, 'content-type': 'application/json' },
        body: '{}',
      })
      const body = (await answer.body.json()) as { endpoint?: string; instance?: string }
      return { status: answer.statusCode, endpoint: body.endpoint, instance: body.instance }
    },
    instance(endpoint: string, index = 0) {
      return control.status(endpoint).deployments[0]?.instances[index]
    },
    async close(): Promise<void> {
      await killAgent()
      await router.close(0)
      db.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
export type Harness = Awaited<ReturnType<typeof startHarness>>
