/** A data folder with many endpoints, made by the control plane itself on the fake runtime, for tests and benches of scale. */
import { setTimeout as delay } from 'node:timers/promises'
import { createAssetStore } from '@/agent/assets/asset-store'
import { createControlPlane } from '@/agent/control/control-plane'
import type { RouterDoor } from '@/agent/control/routing'
import type { AssetResolver } from '@/agent/control-plane'
import { makePrivateDirectory } from '@/agent/private-files'
import type { RouterReport } from '@/agent/router/table'
import { createFakeEnvironments, fakeStageArtifacts } from '@/agent/runtimes/fake/fake-environments'
import { createFakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import { openDatabase } from '@/agent/store/database'
import { homeLayout } from '@/lib/domain/home-layout'

/** The deployments of every endpoint, in the order in which they get shares of the traffic. */
export const manyDeployments = ['blue', 'green', 'canary'] as const
const traffic = { blue: 70, green: 20, canary: 10 }

/** Name of the endpoint with this number: `endpoint-0042`. */
export const manyName = (index: number): string => `endpoint-${String(index).padStart(4, '0')}`

/** Takes every table at once; nobody asks for scores while the folder is made. */
function silentRouter(): RouterDoor {
  let tableVersion = 0
  const report = (): RouterReport => ({ pid: 1, startedAt: '', tableVersion, endpoints: {}, instances: {} })
  return {
    async setTable(table) {
      tableVersion = table.version
    },
    report,
    problem: () => undefined,
    onReport: () => () => {},
  }
}

/** Assets that need not exist: the fake runtime reads none. */
const assets: AssetResolver = {
  model: () => ({ name: 'model', version: '1', path: '/nonexistent/model', modelType: 'custom_model', display: 'model:1' }),
  environment: () => ({ condaFile: 'dependencies: [python=3.11]', display: 'environment:1' }),
  code: () => ({ path: '/nonexistent/code', folderName: 'src' }),
}

/**
 * Fills a data folder with `count` endpoints of three deployments each, all Succeeded, and closes it: an agent with
 * SCOREPOINT_RUNTIME=fake over it starts all of their instances. @throws when they do not settle within `limitMs`.
 */
export async function makeManyEndpoints(home: string, count: number, limitMs = 120_000): Promise<void> {
  const layout = homeLayout(home)
  makePrivateDirectory(home)
  const db = openDatabase(layout.agentDb)
  createAssetStore(db, layout)
  // A machine that fails while this runs starts over: nothing here needs to be on disk before the next line.
  db.pragma('synchronous = OFF')
  const silent = () => {}
  const runtime = createFakeRuntime(layout)
  const control = createControlPlane({
    db,
    layout,
    runtimes: { fake: runtime },
    environments: createFakeEnvironments(),
    stageArtifacts: fakeStageArtifacts,
    assets,
    router: silentRouter(),
    scoringPort: 7080,
    log: { info: silent, warn: silent, error: console.error },
  })
  try {
    await control.start()
    for (let index = 0; index < count; index++) {
      const name = manyName(index)
      control.putEndpoint(name, { location: 'local', tags: { team: `team-${index % 7}` }, properties: { authMode: 'Key' } }, write())
      await settled(control, name)
      for (const deployment of manyDeployments) {
        control.putDeployment(
          name,
          deployment,
          {
            sku: { name: 'Default', capacity: 1 },
            properties: {
              endpointComputeType: 'Managed',
              model: 'azureml:model:1',
              codeConfiguration: { codeId: 'azureml:code:1', scoringScript: 'score.py' },
              environmentId: 'azureml:environment:1',
              instanceType: 'Standard_DS3_v2',
            },
          },
          write(),
        )
      }
    }
    const deadline = Date.now() + limitMs
    for (let index = 0; index < count; index++) {
      const name = manyName(index)
      while (control.listDeployments(name).some((one) => one.properties.provisioningState !== 'Succeeded')) {
        if (Date.now() > deadline) throw new Error(`the deployments of ${name} are not ready after ${limitMs} ms`)
        await delay(20)
      }
      control.putEndpoint(
        name,
        { location: 'local', tags: { team: `team-${index % 7}` }, properties: { authMode: 'Key', traffic } },
        write(),
      )
    }
    await settled(control, manyName(count - 1))
  } finally {
    await control.close()
    // Its instances are sockets of this process and would keep it alive.
    for (const { id } of await runtime.list()) await runtime.stop(id, 0)
    db.close()
  }
}

let calls = 0
const write = () => ({ requestId: `many-${calls++}` })

async function settled(control: ReturnType<typeof createControlPlane>, endpoint: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; control.getEndpoint(endpoint).properties.provisioningState !== 'Succeeded'; ) {
    if (Date.now() > deadline) throw new Error(`${endpoint} is not settled after 30 s`)
    await delay(1)
  }
}
