/** The agent's control plane: desired state in the journal, a reconciler that makes it true, and the views of both. */

import { deploymentContents } from '@/agent/control/contents'
import { createDeploymentWrites } from '@/agent/control/deployment-writes'
import { createEndpointWrites } from '@/agent/control/endpoint-writes'
import { createObservedTraffic } from '@/agent/control/observed-traffic'
import { conflict, notFound } from '@/agent/control/refusals'
import { createRouting, type RouterDoor } from '@/agent/control/routing'
import { createStatusViews } from '@/agent/control/status'
import { storedDeployment, storedEndpoint } from '@/agent/control/stored'
import type { AssetResolver, ControlPlane, StoredEndpoint } from '@/agent/control-plane'
import type { Environments, StageArtifacts } from '@/agent/environments/environment'
import { journaled } from '@/agent/failpoints'
import { endpointMetrics } from '@/agent/metrics/endpoint-metrics'
import { createMetrics, type MeasuredInstance } from '@/agent/metrics/metrics'
import { createOperations, isCancellable } from '@/agent/operations'
import type { AgentLog, ReconcileContext } from '@/agent/reconcile/context'
import { deploymentLogDirectory } from '@/agent/reconcile/deployment-log'
import { createReconciler } from '@/agent/reconcile/reconciler'
import { type Recovery, recover } from '@/agent/reconcile/recover'
import type { Runtime } from '@/agent/runtimes/runtime'
import { type ControlStore, createControlStore } from '@/agent/store/control-store'
import type { AgentDatabase } from '@/agent/store/database'
import type { EndpointRecord } from '@/agent/store/records'
import type { ObservedTraffic } from '@/lib/contract/scorepoint'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { agentStop } from '@/lib/domain/limits/stop-budgets'

export interface ControlPlaneDependencies {
  db: AgentDatabase
  layout: HomeLayout
  /** `fake` wins when given (scale and speed tests), else `process`. */
  runtimes: Partial<Record<Runtime['kind'], Runtime>>
  environments: Environments
  stageArtifacts: StageArtifacts
  assets: AssetResolver
  router: RouterDoor
  /** For scoring URIs; a function when the port is known only after the start. */
  scoringPort: number | (() => number)
  log: AgentLog
}

export interface RunningControlPlane extends ControlPlane {
  /** Adopts what runs, removes orphans, sends the routing table, resumes unfinished operations. */
  start(): Promise<Recovery>
  /** Stops reconciling; workers and router go on serving. */
  close(): Promise<void>
  /** Stops reconciling and every worker within `graceMs`; desired state stays and comes back with the next start. */
  shutdown(graceMs: number): Promise<void>
  /** Requests of one endpoint over a window of seconds. */
  observedTraffic(endpoint: string, windowSeconds: number): ObservedTraffic
}

const flushMs = 1000
/** Steps that do not listen to their abort are left behind; every one of them is repeatable. */
const closeWaitMs = agentStop.closeMs

function chooseRuntime(runtimes: ControlPlaneDependencies['runtimes']): Runtime {
  const runtime = runtimes.fake ?? runtimes.process
  if (!runtime) throw new Error('the control plane needs a runtime')
  return runtime
}

/** Instances with processes of their own; those of the fake runtime are the agent itself. */
function measuredInstances(store: ControlStore, kind: Runtime['kind']): MeasuredInstance[] {
  if (kind !== 'process') return []
  const running = store.instances.all().filter((one) => one.pid !== undefined && (one.state === 'Ready' || one.state === 'Unready'))
  return running.flatMap(({ id, pid, deploymentUid }) => {
    const deployment = store.resources.deploymentByUid(deploymentUid)
    return deployment && pid !== undefined ? [{ id, pid, endpointUid: deployment.endpointUid, deployment: deployment.deploymentKey }] : []
  })
}

/** Builds the control plane over an open database; nothing runs before `start()`. */
export function createControlPlane(dependencies: ControlPlaneDependencies): RunningControlPlane {
  const { db, layout, environments, stageArtifacts, assets, router, log } = dependencies
  const store = createControlStore(db)
  const operations = createOperations(store)
  const routing = createRouting(store, router, log)
  const runtime = chooseRuntime(dependencies.runtimes)
  const context: ReconcileContext = {
    store,
    operations,
    layout,
    runtime,
    environments,
    stageArtifacts,
    assets,
    router,
    routing,
    memory: new Map(),
    log,
  }
  const reconciler = createReconciler(context)
  const wake = { endpoint: reconciler.wakeEndpoint, deployment: reconciler.wakeDeployment }
  const endpoints = createEndpointWrites(context, wake)
  const deployments = createDeploymentWrites(context, endpoints, wake)
  const metrics = createMetrics({ store: store.metrics, instances: () => measuredInstances(store, runtime.kind) })
  const observed = createObservedTraffic(store, Date.now, metrics)
  const { scoringPort } = dependencies
  const views = createStatusViews(context, observed, typeof scoringPort === 'number' ? () => scoringPort : scoringPort)
  let listed: { records: readonly EndpointRecord[]; endpoints: readonly StoredEndpoint[] } | undefined
  let flusher: NodeJS.Timeout | undefined
  let stopReports: (() => void) | undefined

  function flush(): void {
    try {
      observed.flush()
      metrics.flush()
    } catch (error) {
      log.error({ err: error }, 'observed traffic could not be written')
    }
  }

  async function close(): Promise<void> {
    stopReports?.()
    clearInterval(flusher)
    flush()
    await Promise.race([reconciler.close(), new Promise((resolve) => setTimeout(resolve, closeWaitMs).unref())])
  }

  return {
    listEndpoints() {
      const records = store.resources.endpoints()
      if (listed?.records !== records) listed = { records, endpoints: records.map(storedEndpoint) }
      return listed.endpoints
    },
    getEndpoint: (endpoint) => storedEndpoint(endpoints.existing(endpoint)),
    putEndpoint: endpoints.put,
    patchEndpoint: endpoints.patch,
    deleteEndpoint: endpoints.delete,
    listKeys: endpoints.keys,
    token: endpoints.token,
    regenerateKey: (endpoint, keyType, keyValue, write) => endpoints.regenerateKey(endpoint, keyType, keyValue, write),

    listDeployments(endpoint) {
      return store.resources.deploymentsOf(endpoints.existing(endpoint).endpointKey).map(storedDeployment)
    },
    getDeployment: (endpoint, deployment) => storedDeployment(deployments.existing(endpoint, deployment)),
    putDeployment: deployments.put,
    patchDeployment: deployments.patch,
    deleteDeployment: deployments.delete,
    setRunning: deployments.setRunning,

    operation(operationId) {
      const found = store.operations.get(operationId)
      if (!found) throw notFound('operation', operationId)
      return operations.view(found)
    },
    listOperations: (filter) => store.operations.list(filter).map(operations.view),
    cancelOperation(operationId) {
      const found = store.operations.get(operationId)
      if (!found) throw notFound('operation', operationId)
      if (found.cancelRequested && found.status === 'InProgress') return
      if (!isCancellable(found)) throw conflict(`The operation (${found.kind}, ${found.status}) can no longer be canceled.`, operationId)
      journaled('accept-cancel', () => store.commit(() => store.operations.save({ ...found, cancelRequested: true })))
      reconciler.wakeDeployment(found.resourceUid)
    },

    statuses: () => store.resources.endpoints().map(views.endpointStatus),
    summaries(names) {
      const records = names ? names.flatMap((name) => store.resources.endpoint(name) ?? []) : store.resources.endpoints()
      return records.map(views.endpointSummary)
    },
    status: (endpoint) => views.endpointStatus(endpoints.existing(endpoint)),
    contents: (endpoint, deployment) => deploymentContents(store, layout, deployments.existing(endpoint, deployment)),
    routerReport: () => router.report(),
    routerProblem: () => router.problem(),
    observedTraffic(name, windowSeconds) {
      const endpoint = endpoints.existing(name)
      const names = store.resources.deploymentsOf(endpoint.endpointKey).map((one) => one.name)
      return observed.observed(endpoint.uid, names, windowSeconds)
    },

    metrics(name, range) {
      const now = Date.now() / 1000
      return endpointMetrics(store, metrics, endpoints.existing(name), range, now)
    },

    eventsAfter: store.eventsAfter,
    newestEvent: store.newestEvent,
    onEvent: store.onEvent,
    logDirectory: (endpoint, deployment) => deploymentLogDirectory(layout, endpoint, deployment),

    async start() {
      const recovery = await recover(context)
      const stopListening = [
        router.onReport((report) => observed.apply(report)),
        store.onEvent((event) => {
          if (event.type !== 'endpoint' || event.name !== 'Deleted') return
          observed.forget((uid) => store.resources.endpointByUid(uid) !== undefined)
          metrics.forget((uid) => store.resources.endpointByUid(uid) !== undefined)
          views.forget((key) => store.resources.endpoint(key) !== undefined)
        }),
      ]
      stopReports = () => stopListening.forEach((stop) => void stop())
      flusher = setInterval(flush, flushMs)
      reconciler.start()
      // The table is the journal's, also when nothing is to be done; the router may have been without us for long.
      routing.publish().catch((error: unknown) => log.error({ err: error }, 'the routing table could not be sent'))
      log.info({ ...recovery }, 'recovered')
      return recovery
    },
    close,
    async shutdown(graceMs) {
      await close()
      const running = await runtime.list()
      await Promise.all(
        running.map(async ({ id }) => {
          await runtime.stop(id, graceMs)
          await runtime.remove(id)
        }),
      )
      store.commit(() => {
        for (const instance of store.instances.all()) if (instance.state !== 'Failed') store.instances.remove(instance.id)
      })
    },
  }
}
