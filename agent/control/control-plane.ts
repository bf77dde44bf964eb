/** The agent's control plane: desired state in the journal, a reconciler that makes it true, and the views of both. */

import { createComputes } from '@/agent/control/computes'
import { deploymentContents } from '@/agent/control/contents'
import { createDeploymentWrites } from '@/agent/control/deployment-writes'
import { createEndpointWrites } from '@/agent/control/endpoint-writes'
import { createObservedTraffic } from '@/agent/control/observed-traffic'
import { createQuota } from '@/agent/control/quota'
import { conflict, notFound } from '@/agent/control/refusals'
import { createRouting, type RouterDoor } from '@/agent/control/routing'
import { endpointScoringPath, usualScoringPath } from '@/agent/control/scoring-path'
import { createStatusViews } from '@/agent/control/status'
import { storedDeployment, storedEndpoint } from '@/agent/control/stored'
import { createUtilizationScaling } from '@/agent/control/utilization'
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
import { createRuntimes, type RuntimeSet, type Runtimes } from '@/agent/runtimes/several-runtimes'
import { type ControlStore, createControlStore } from '@/agent/store/control-store'
import type { AgentDatabase } from '@/agent/store/database'
import type { EndpointRecord } from '@/agent/store/records'
import type { ObservedTraffic } from '@/lib/contract/scorepoint'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { agentStop } from '@/lib/domain/limits/stop-budgets'
import { ProblemError } from '@/lib/problems/problem'

export interface ControlPlaneDependencies {
  db: AgentDatabase
  layout: HomeLayout
  /** `fake` serves everything when given (scale and speed tests). */
  runtimes: RuntimeSet
  /** Of processes. */
  environments: Environments
  /** Of containers. */
  imageEnvironments?: Environments
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
const stopLooks = 3

/** Instances with processes of their own, and containers that the engine measured; those of the fake runtime are the agent itself. */
function measuredInstances(store: ControlStore, runtime: Runtimes): MeasuredInstance[] {
  if (runtime.all.some((one) => one.kind === 'fake')) return []
  const running = store.instances.all().filter((one) => one.pid !== undefined && (one.state === 'Ready' || one.state === 'Unready'))
  return running.flatMap(({ id, pid, deploymentUid, runtime: kind = 'process' }) => {
    const deployment = store.resources.deploymentByUid(deploymentUid)
    const use = kind === 'docker' ? runtime.use?.(id) : undefined
    if (!deployment || pid === undefined || (kind === 'docker' && use === undefined)) return []
    return [{ id, pid, endpointUid: deployment.endpointUid, deployment: deployment.deploymentKey, ...(use === undefined ? {} : { use }) }]
  })
}

/** Builds the control plane over an open database; nothing runs before `start()`. */
export function createControlPlane(dependencies: ControlPlaneDependencies): RunningControlPlane {
  const { db, layout, environments, imageEnvironments, stageArtifacts, assets, router, log } = dependencies
  const store = createControlStore(db)
  const operations = createOperations(store)
  const routing = createRouting(store, router, log)
  const runtime = createRuntimes(dependencies.runtimes, (id) => store.instances.get(id)?.runtime)
  const context: ReconcileContext = {
    store,
    operations,
    layout,
    runtime,
    environments,
    ...(imageEnvironments === undefined ? {} : { imageEnvironments }),
    stageArtifacts,
    assets,
    router,
    routing,
    memory: new Map(),
    log,
  }
  const reconciler = createReconciler(context)
  const wake = { endpoint: reconciler.wakeEndpoint, deployment: reconciler.wakeDeployment }
  const quota = createQuota(store)
  const endpoints = createEndpointWrites(context, wake, quota)
  const deployments = createDeploymentWrites(context, endpoints, wake, quota)
  const metrics = createMetrics({ store: store.metrics, instances: () => measuredInstances(store, runtime) })
  const observed = createObservedTraffic(store, Date.now, metrics)
  const { scoringPort } = dependencies
  const views = createStatusViews(context, observed, typeof scoringPort === 'number' ? () => scoringPort : scoringPort)
  let listed: { records: readonly EndpointRecord[]; endpoints: readonly StoredEndpoint[] } | undefined
  const scaleByLoad = createUtilizationScaling(store, deployments, router, log)
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

  /** An engine that is away cannot be told to stop anything: its containers are orphans at the next start, and removed then. */
  async function stopAll(one: Runtime, graceMs: number): Promise<void> {
    try {
      // Listed again: a start that was under way may have become an instance meanwhile.
      for (let running = await one.list(), looks = 0; running.length > 0 && looks < stopLooks; running = await one.list(), looks += 1) {
        await Promise.all(
          running.map(async ({ id }) => {
            await one.stop(id, graceMs)
            await one.remove(id)
          }),
        )
      }
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'RuntimeUnavailable') throw error
      log.warn({ reason: error.problem.message }, 'containers could not be stopped')
    }
  }

  function followLoad(): void {
    try {
      scaleByLoad()
    } catch (error) {
      log.error({ err: error }, 'the counts of Kubernetes deployments could not be looked at')
    }
  }

  async function close(): Promise<void> {
    stopReports?.()
    clearInterval(flusher)
    flush()
    await Promise.race([reconciler.close(), new Promise((resolve) => setTimeout(resolve, closeWaitMs).unref())])
  }

  return {
    computes: createComputes(store),
    quota,
    listEndpoints() {
      const records = store.resources.endpoints()
      if (listed?.records !== records) listed = { records, endpoints: records.map(storedEndpoint) }
      return listed.endpoints
    },
    getEndpoint: (endpoint) => storedEndpoint(endpoints.existing(endpoint)),
    scoringPath(name) {
      const endpoint = store.resources.endpoint(name)
      return endpoint ? endpointScoringPath(store, endpoint) : usualScoringPath
    },
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
      flusher = setInterval(() => {
        flush()
        followLoad()
      }, flushMs)
      reconciler.start()
      // The table is the journal's, also when nothing is to be done; the router may have been without us for long.
      routing.publish().catch((error: unknown) => log.error({ err: error }, 'the routing table could not be sent'))
      log.info({ ...recovery }, 'recovered')
      return recovery
    },
    close,
    async shutdown(graceMs) {
      await close()
      await runtime.endStarts()
      await Promise.all(runtime.all.map((one) => stopAll(one, graceMs)))
      store.commit(() => {
        for (const instance of store.instances.all()) if (instance.state !== 'Failed') store.instances.remove(instance.id)
      })
    },
  }
}
