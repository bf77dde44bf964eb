/** What the studio shows: endpoint and deployment status put together from the journal. */
import { debuggingView } from '@/agent/control/debugging'
import { computeOf } from '@/agent/control/kubernetes'
import { instanceCountOf } from '@/agent/control/normalise'
import type { Observed } from '@/agent/control/observed-traffic'
import { endpointScoringPath } from '@/agent/control/scoring-path'
import type { ReconcileContext } from '@/agent/reconcile/context'
import { isServing } from '@/agent/reconcile/rounds'
import { foreseenRuntime } from '@/agent/reconcile/settle-runtime'
import type { DeploymentRecord, EndpointRecord, InstanceRecord } from '@/agent/store/records'
import type { DeploymentSettings, DeploymentStatus, EndpointStatus, Health, InstanceView, OperationView } from '@/lib/contract/scorepoint'

const windowSeconds = 300

function instanceView(instance: InstanceRecord): InstanceView {
  const { memoryBytes, cores } = instance.spec ?? {}
  return {
    id: instance.id,
    state: instance.state,
    generation: instance.generation,
    startedAt: instance.startedAt,
    restarts: instance.restarts,
    pid: instance.pid,
    lastExit: instance.lastExit,
    ...(memoryBytes === undefined ? {} : { memoryLimitBytes: memoryBytes }),
    ...(cores === undefined ? {} : { cores }),
  }
}

/** Health of what should serve now; a generation still being brought up counts only when nothing serves. */
export function healthOf(deployment: DeploymentRecord, instances: InstanceRecord[]): Health {
  if (deployment.state === 'Deleting') return 'Unknown'
  if (deployment.stopped) return 'Stopped'
  if (deployment.observedGeneration === 0)
    return deployment.state === 'Creating' || deployment.state === 'Updating' ? 'Starting' : 'Unknown'
  const serving = instances.filter((one) => isServing(deployment, one))
  const ready = serving.filter((one) => one.state === 'Ready').length
  if (ready >= deployment.replicas) return 'Healthy'
  const failing = serving.some((one) => one.state === 'Backoff' || one.state === 'Unready' || one.state === 'Crashed' || one.restarts > 0)
  return failing ? 'Unhealthy' : 'Starting'
}

export function createStatusViews(context: ReconcileContext, observed: Observed, scoringPort: () => number) {
  const { store, operations } = context

  function newestOperation(uid: string): OperationView | undefined {
    const found = store.operations.newestOn(uid)
    return found && operations.view(found)
  }

  /** Where the newest generation runs; until that is decided the one that serves, else where it would. */
  function runtimeOf(deployment: DeploymentRecord): Pick<DeploymentStatus, 'runtime' | 'runtimeReason'> {
    const decided = [deployment.generation, deployment.observedGeneration]
      .map((generation) => store.resources.revision(deployment.uid, generation)?.resolved?.runtime)
      .find((runtime) => runtime !== undefined)
    const { kind, reason } = decided ?? foreseenRuntime(context, deployment.spec)
    return { runtime: kind, ...(reason === undefined ? {} : { runtimeReason: reason }) }
  }

  function deploymentStatus(deployment: DeploymentRecord): DeploymentStatus {
    const instances = store.instances.of(deployment.uid)
    const revision = store.resources.revision(deployment.uid, deployment.generation)
    const resolved = revision?.resolved
    const ready = instances.filter((one) => one.state === 'Ready' && isServing(deployment, one))
    return {
      name: deployment.name,
      provisioningState: deployment.state,
      health: healthOf(deployment, instances),
      stopped: deployment.stopped,
      ...runtimeOf(deployment),
      model: resolved?.model?.display ?? deployment.spec.properties.model ?? undefined,
      environment: resolved?.environment?.display ?? deployment.spec.properties.environmentId ?? undefined,
      instanceType: deployment.spec.properties.instanceType ?? undefined,
      instanceCount: instanceCountOf(deployment.spec),
      readyInstances: ready.length,
      instances: instances.map(instanceView),
      deviations: resolved?.resolvedEnvironment?.deviations ?? [],
      settings: settingsOf(deployment.spec),
      debugging: debuggingView(store, deployment),
      explanation: deployment.explanation,
      problem: deployment.problem,
      operation: newestOperation(deployment.uid),
      createdAt: deployment.createdAt,
      modifiedAt: deployment.modifiedAt,
    }
  }

  const known = new Map<string, { version: number; status: Omit<EndpointStatus, 'observed'> }>()

  /** Everything but what changes without a write; put together again only after one. */
  function journaledStatus(endpoint: EndpointRecord): Omit<EndpointStatus, 'observed'> {
    const version = store.versionOf(endpoint.endpointKey)
    const before = known.get(endpoint.endpointKey)
    if (before?.version === version) return before.status
    const status = makeStatus(endpoint)
    known.set(endpoint.endpointKey, { version, status })
    return status
  }

  function makeStatus(endpoint: EndpointRecord): Omit<EndpointStatus, 'observed'> {
    const deployments = store.resources.deploymentsOf(endpoint.endpointKey)
    const base = `http://127.0.0.1:${scoringPort()}/api/v1/endpoint/${endpoint.name}`
    const scoringPath = endpointScoringPath(store, endpoint)
    return {
      name: endpoint.name,
      description: endpoint.spec.properties.description ?? undefined,
      tags: endpoint.spec.tags ?? {},
      authMode: endpoint.spec.properties.authMode,
      provisioningState: endpoint.state,
      scoringUri: `${base}${scoringPath}`,
      swaggerUri: `${base}/swagger.json`,
      traffic: endpoint.spec.properties.traffic ?? {},
      ...mirrorOf(endpoint),
      ...kubernetesOf(endpoint),
      deployments: deployments.map(deploymentStatus),
      operation: newestOperation(endpoint.uid),
      createdAt: endpoint.createdAt,
      modifiedAt: endpoint.modifiedAt,
    }
  }

  /** What changes without a write: use, the port of this start, an engine that cannot be reached. */
  const withLive = (deployment: DeploymentStatus): DeploymentStatus => {
    const runtime = context.runtime.of(deployment.runtime)
    const problem = deployment.problem ?? (deployment.stopped ? undefined : runtime?.problem?.())
    return {
      ...deployment,
      ...(problem === undefined ? {} : { problem }),
      instances: deployment.instances.map((one) => {
        const memoryBytes = context.memory.get(one.id)
        const cpuPercent = runtime?.use?.(one.id)?.cpuPercent
        const container = runtime?.containerOf?.(one.id)
        return {
          ...one,
          ...(memoryBytes === undefined ? {} : { memoryBytes }),
          ...(cpuPercent === undefined ? {} : { cpuPercent }),
          ...(container === undefined ? {} : { container }),
        }
      }),
    }
  }

  return {
    deploymentStatus,
    endpointStatus(endpoint: EndpointRecord): EndpointStatus {
      const status = journaledStatus(endpoint)
      const names = status.deployments.map((one) => one.name)
      return { ...status, deployments: status.deployments.map(withLive), observed: observed.observed(endpoint.uid, names, windowSeconds) }
    },
    /** What a list shows: no instances, no deviations, running operations only. */
    endpointSummary(endpoint: EndpointRecord): EndpointStatus {
      const status = journaledStatus(endpoint)
      const names = status.deployments.map((one) => one.name)
      return {
        ...status,
        operation: operationSummary(status.operation),
        deployments: status.deployments.map(deploymentSummary),
        observed: observed.observed(endpoint.uid, names, windowSeconds),
      }
    },
    forget(isKnown: (endpointKey: string) => boolean): void {
      for (const key of known.keys()) if (!isKnown(key)) known.delete(key)
    },
  }
}

function kubernetesOf({ spec }: EndpointRecord): Pick<EndpointStatus, 'kubernetes'> {
  const compute = computeOf(spec)
  return compute === undefined ? {} : { kubernetes: { compute } }
}

function mirrorOf({ spec }: EndpointRecord): Pick<EndpointStatus, 'mirrorTraffic'> {
  const active = Object.entries(spec.properties.mirrorTraffic ?? {}).filter(([, percent]) => percent > 0)
  return active.length > 0 ? { mirrorTraffic: Object.fromEntries(active) } : {}
}

function settingsOf({ properties }: DeploymentRecord['spec']): DeploymentSettings {
  const { requestSettings, livenessProbe, readinessProbe, environmentVariables, scaleSettings, endpointComputeType } = properties
  const { appInsightsEnabled, egressPublicNetworkAccess, privateNetworkConnection, dataCollector } = properties
  return {
    requestSettings,
    livenessProbe,
    readinessProbe,
    environmentVariables,
    scaleSettings,
    endpointComputeType,
    appInsightsEnabled,
    egressPublicNetworkAccess,
    privateNetworkConnection,
    dataCollector,
  }
}

/** Ended operations are no news to a list. */
function operationSummary(operation: OperationView | undefined): OperationView | undefined {
  if (operation?.status !== 'InProgress') return undefined
  return { ...operation, phases: operation.phases.filter((phase) => phase.state === 'running') }
}

function deploymentSummary(deployment: DeploymentStatus): DeploymentStatus {
  return { ...deployment, instances: [], deviations: [], settings: undefined, operation: operationSummary(deployment.operation) }
}
