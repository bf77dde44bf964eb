/** Writes on deployments: check, commit desired state and operation together, answer. The reconciler does the rest. */
import { randomUUID } from 'node:crypto'
import { debuggingOf, setDebugging } from '@/agent/control/debugging'
import { checkDeployment, parseDeploymentPatch } from '@/agent/control/deployment-checks'
import { type EndpointWrites, mergeTags, refuseErrors, type Woken } from '@/agent/control/endpoint-writes'
import { checkComputeKind, computeOf, targetUtilization } from '@/agent/control/kubernetes'
import { instanceCountOf, normaliseDeployment, runHash } from '@/agent/control/normalise'
import type { Quota } from '@/agent/control/quota'
import { badArgument, conflict, notFound } from '@/agent/control/refusals'
import { storedDeployment } from '@/agent/control/stored'
import { deploymentChanges } from '@/agent/control/what-changes'
import type { Accepted, RunAction, StoredDeployment, WriteContext } from '@/agent/control-plane'
import { type JournalStep, journaled } from '@/agent/failpoints'
import { bodyHash } from '@/agent/operations'
import type { ReconcileContext } from '@/agent/reconcile/context'
import type { DeploymentRecord, EndpointRecord, OperationRecord } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { OperationChange } from '@/lib/contract/operation-change'
import type { OperationKind } from '@/lib/contract/scorepoint'
import { maxDeploymentsPerEndpoint } from '@/lib/domain/checks/deployments-limit'
import { checkName } from '@/lib/domain/names/names'

interface Write {
  context: WriteContext
  target: string
  bodyHash: string
}

export function createDeploymentWrites(context: ReconcileContext, endpoints: EndpointWrites, wake: Woken, quota: Quota) {
  const { store, operations } = context

  function existing(endpoint: string, name: string): DeploymentRecord {
    endpoints.existing(endpoint)
    const deployment = store.resources.deployment(endpoint, name)
    if (!deployment) throw notFound('deployment', `${endpoint}/${name}`)
    return deployment
  }

  function liveEndpoint(name: string): EndpointRecord {
    const endpoint = endpoints.existing(name)
    if (endpoint.state === 'Deleting') throw conflict(`Endpoint ${endpoint.name} is being deleted.`, endpoint.name)
    return endpoint
  }

  function refuseDeleting(deployment: DeploymentRecord): void {
    if (deployment.state === 'Deleting') throw conflict(`Deployment ${deployment.name} is being deleted.`, deployment.name)
  }

  function accept(
    step: JournalStep,
    endpoint: EndpointRecord,
    record: DeploymentRecord,
    write: Write,
    operation: {
      kind: OperationKind
      created?: boolean
      generation?: number
      replicas?: number
      changes?: OperationChange[]
      done?: boolean
    },
  ): OperationRecord {
    const begun = journaled(step, () =>
      store.commit(() => {
        store.resources.saveDeployment(record)
        if (operation.generation === record.generation && !operation.done) {
          const known = store.resources.revision(record.uid, record.generation)
          if (!known) store.resources.saveRevision({ resourceUid: record.uid, generation: record.generation, spec: record.spec })
        }
        store.emit({
          type: 'deployment',
          endpoint: endpoint.name,
          deployment: record.name,
          name: operation.created ? 'Created' : 'Updated',
          message: `${operation.kind} of deployment ${record.name}`,
        })
        return operations.begin({
          kind: operation.kind,
          resourceUid: record.uid,
          endpoint: endpoint.name,
          deployment: record.name,
          target: write.target,
          bodyHash: write.bodyHash,
          created: operation.created ?? false,
          generation: operation.generation,
          replicas: operation.replicas,
          changes: operation.changes,
          clientRequestId: write.context.clientRequestId,
          done: operation.done,
        })
      }),
    )
    wake.deployment(record.uid)
    return begun
  }

  /** A new generation beside the one that serves. */
  function rollOut(
    endpoint: EndpointRecord,
    previous: DeploymentRecord,
    kind: 'create' | 'update' | 'start' | 'restart',
    write: Write,
    change: Pick<DeploymentRecord, 'spec' | 'specHash'>,
  ): { record: DeploymentRecord; operation: OperationRecord } {
    const neverServed = previous.observedGeneration === 0
    const record: DeploymentRecord = {
      ...previous,
      ...change,
      generation: store.resources.nextGeneration(endpoint.endpointKey, previous.deploymentKey),
      state: neverServed ? 'Creating' : 'Updating',
      problem: undefined,
      explanation: undefined,
      modifiedAt: new Date().toISOString(),
    }
    const step = kind === 'start' || kind === 'restart' ? 'accept-run-state' : 'accept-deployment-update'
    const replicas = instanceCountOf(record.spec)
    const operation = accept(step, endpoint, record, write, {
      kind: neverServed && kind === 'update' ? 'create' : kind,
      generation: record.generation,
      replicas,
      ...(kind === 'update' ? { changes: deploymentChanges(previous.spec, record.spec) } : {}),
    })
    return { record, operation }
  }

  function create(endpoint: EndpointRecord, name: string, spec: Deployment, write: Write): Accepted<StoredDeployment> {
    refuseErrors(checkName('deployment', name), 'name')
    if (store.resources.deploymentsOf(endpoint.endpointKey).length >= maxDeploymentsPerEndpoint) {
      throw badArgument(`Endpoint ${endpoint.name} has ${maxDeploymentsPerEndpoint} deployments; that is the limit. Delete one first.`)
    }
    const now = new Date().toISOString()
    const record: DeploymentRecord = {
      uid: randomUUID(),
      name,
      endpointUid: endpoint.uid,
      endpointKey: endpoint.endpointKey,
      deploymentKey: name.toLowerCase(),
      spec,
      specHash: runHash(spec),
      state: 'Creating',
      generation: store.resources.nextGeneration(endpoint.endpointKey, name),
      observedGeneration: 0,
      replicas: 0,
      stopped: false,
      createdAt: now,
      modifiedAt: now,
    }
    const operation = accept('accept-deployment-create', endpoint, record, write, {
      kind: 'create',
      created: true,
      generation: record.generation,
      replicas: instanceCountOf(spec),
    })
    return { created: true, resource: storedDeployment(record), operationId: operation.id }
  }

  /** Same code, model and environment: only tags, description or the count differ. */
  function changeInPlace(endpoint: EndpointRecord, previous: DeploymentRecord, spec: Deployment, write: Write): Accepted<StoredDeployment> {
    const replicas = instanceCountOf(spec)
    const modifiedAt = bodyHash(spec) === bodyHash(previous.spec) ? previous.modifiedAt : new Date().toISOString()
    const isScale = replicas !== previous.replicas && !previous.stopped
    const changes = deploymentChanges(previous.spec, spec)
    const record: DeploymentRecord = {
      ...previous,
      spec,
      modifiedAt,
      state: isScale ? 'Scaling' : 'Succeeded',
      ...(previous.state === 'Succeeded' ? {} : { problem: undefined, explanation: undefined }),
      replicas: previous.stopped ? replicas : previous.replicas,
    }
    const operation = isScale
      ? accept('accept-scale', endpoint, record, write, { kind: 'scale', generation: previous.observedGeneration, replicas, changes })
      : accept('accept-deployment-update', endpoint, record, write, { kind: 'update', changes, done: true })
    return { created: false, resource: storedDeployment(record), operationId: operation.id }
  }

  function put(endpointName: string, name: string, body: Deployment, write: Write): Accepted<StoredDeployment> {
    const endpoint = liveEndpoint(endpointName)
    const previous = store.resources.deployment(endpointName, name)
    const earlier = operations.earlier(write.context.clientRequestId, write.target, write.bodyHash)
    if (earlier) {
      if (!previous)
        throw conflict(
          `Deployment ${name} was deleted after this request was first accepted. Send a new request id to create it again.`,
          name,
        )
      return { created: earlier.created, resource: storedDeployment(previous), operationId: earlier.id }
    }
    if (previous) {
      refuseDeleting(previous)
      operations.refuseWhileBusy(previous.uid, `deployment ${previous.name}`)
    }
    const spec = normaliseDeployment(previous?.name ?? name, body)
    checkDeployment(spec)
    const compute = computeOf(endpoint.spec)
    checkComputeKind(spec, name, endpoint, compute === undefined ? undefined : store.computes.get(compute))
    keepWithinScale(spec, previous, write)
    quota.admit(endpoint, spec, previous, write.context.subscriptionId)
    if (!previous) return create(endpoint, name, spec, write)
    const specHash = runHash(spec)
    // A scaling that failed or was canceled left no other generation: it is scaled again, not rolled out.
    const settled = previous.observedGeneration > 0 && previous.generation === previous.observedGeneration
    if (settled && specHash === previous.specHash) return changeInPlace(endpoint, previous, spec, write)
    const { record, operation } = rollOut(endpoint, previous, 'update', write, { spec, specHash })
    return { created: false, resource: storedDeployment(record), operationId: operation.id }
  }

  /** A count that follows the load stays what it is; only a PATCH sets it, within the bounds. */
  function keepWithinScale(spec: Deployment, previous: DeploymentRecord | undefined, write: Write): void {
    const scale = targetUtilization(spec)
    if (!scale) return
    const wanted = write.target.startsWith('PATCH') || !previous || previous.replicas === 0 ? instanceCountOf(spec) : previous.replicas
    spec.sku = {
      ...spec.sku,
      name: spec.sku?.name ?? 'Default',
      capacity: Math.min(scale.maxInstances, Math.max(scale.minInstances, wanted)),
    }
  }

  function refuseUndebuggable(deployment: DeploymentRecord): void {
    const serving = store.resources.revision(deployment.uid, deployment.observedGeneration)?.resolved
    if (serving?.runtime?.kind === 'docker') throw badArgument('Debugging is offered for deployments that run as processes.')
    if (deployment.observedGeneration === 0 || deployment.stopped)
      throw badArgument(`Deployment ${deployment.name} does not run. Start it first, then debug it.`)
    const count = instanceCountOf(deployment.spec)
    if (count !== 1)
      throw badArgument(
        `Deployment ${deployment.name} has ${count} instances; a debugger follows one. Set instance_count to 1 first.`,
        'sku.capacity',
      )
  }

  function targetOf(method: string, endpoint: string, name: string): string {
    return `${method} ${endpoint.toLowerCase()}/${name.toLowerCase()}`
  }

  return {
    existing,

    put(endpoint: string, name: string, body: Deployment, write: WriteContext): Accepted<StoredDeployment> {
      // Compared without read-only fields: what a GET gave, sent again under the same request id, is the same request.
      const hash = bodyHash(normaliseDeployment(name.toLowerCase(), write.asSent ?? body))
      return put(endpoint, name, body, { context: write, target: targetOf('PUT', endpoint, name), bodyHash: hash })
    },

    patch(endpoint: string, name: string, patch: unknown, write: WriteContext): Accepted<StoredDeployment> {
      const previous = existing(endpoint, name)
      const { tags, capacity } = parseDeploymentPatch(patch)
      const spec: Deployment = {
        ...previous.spec,
        tags: mergeTags(previous.spec.tags ?? {}, tags),
        sku: { ...previous.spec.sku, capacity: capacity ?? instanceCountOf(previous.spec) },
      }
      return put(endpoint, name, spec, { context: write, target: targetOf('PATCH', endpoint, name), bodyHash: bodyHash(patch) })
    },

    delete(endpointName: string, name: string, write: WriteContext): { operationId: string } | undefined {
      const endpoint = store.resources.endpoint(endpointName)
      const deployment = endpoint && store.resources.deployment(endpointName, name)
      if (!deployment) return undefined
      const running = store.operations.runningOn(deployment.uid)
      if (running?.kind === 'delete') return { operationId: running.id }
      const traffic = Object.entries(endpoint.spec.properties.traffic ?? {})
      const share = traffic.find(([key]) => key.toLowerCase() === deployment.deploymentKey)?.[1] ?? 0
      if (share > 0 && endpoint.state !== 'Deleting') {
        throw badArgument(
          `Deployment ${deployment.name} receives ${share} percent of the traffic of ${endpoint.name} and cannot be deleted. Set its traffic to 0 first.`,
          'properties.traffic',
        )
      }
      const operation = journaled('accept-deployment-delete', () =>
        store.commit(() => {
          if (running) operations.finish(running.id, 'Canceled')
          store.resources.saveDeployment({ ...deployment, state: 'Deleting', modifiedAt: new Date().toISOString() })
          if (endpoint.state !== 'Deleting') endpoints.dropFromTraffic(endpoint, deployment.name)
          store.emit({
            type: 'deployment',
            endpoint: endpoint.name,
            deployment: deployment.name,
            name: 'Deleting',
            message: `Deployment ${deployment.name} is being deleted`,
          })
          return operations.begin({
            kind: 'delete',
            resourceUid: deployment.uid,
            endpoint: endpoint.name,
            deployment: deployment.name,
            target: `${targetOf('DELETE', endpointName, name)} ${deployment.uid}`,
            bodyHash: '',
            created: false,
            clientRequestId: write.clientRequestId,
          })
        }),
      )
      wake.deployment(deployment.uid)
      return { operationId: operation.id }
    },

    setRunning(endpointName: string, name: string, action: RunAction, writeContext: WriteContext): { operationId: string } {
      const endpoint = liveEndpoint(endpointName)
      const deployment = existing(endpointName, name)
      const write: Write = { context: writeContext, target: `${targetOf('POST', endpointName, name)} ${action}`, bodyHash: '' }
      const earlier = operations.earlier(writeContext.clientRequestId, write.target, '')
      if (earlier) return { operationId: earlier.id }
      refuseDeleting(deployment)
      if (action === 'stop-debugging') {
        const waiting = store.operations.runningOn(deployment.uid)
        // Nobody has attached yet: what served before goes on.
        if (waiting && debuggingOf(store, deployment.uid, waiting.generation)) {
          journaled('accept-cancel', () => store.commit(() => store.operations.save({ ...waiting, cancelRequested: true })))
          setDebugging(store, deployment.uid, undefined)
          wake.deployment(deployment.uid)
          return { operationId: waiting.id }
        }
      }
      operations.refuseWhileBusy(deployment.uid, `deployment ${deployment.name}`)
      if (action === 'stop-debugging' || action === 'debug' || action === 'debug-wait') {
        const begins = action !== 'stop-debugging'
        if (begins) refuseUndebuggable(deployment)
        if (!begins && !debuggingOf(store, deployment.uid, deployment.observedGeneration)) {
          return { operationId: accept('accept-run-state', endpoint, deployment, write, { kind: 'restart', done: true }).id }
        }
        const { record, operation } = rollOut(endpoint, deployment, 'restart', write, deployment)
        // Before the first step of the operation, which is never taken within this call. Lost in between, it is a plain restart.
        const state = { generation: record.generation, waitsForClient: action === 'debug-wait' }
        setDebugging(store, deployment.uid, begins ? state : undefined)
        return { operationId: operation.id }
      }
      if (action === 'stop') {
        const done = deployment.stopped || deployment.observedGeneration === 0
        const record = { ...deployment, stopped: deployment.observedGeneration > 0 }
        return { operationId: accept('accept-run-state', endpoint, record, write, { kind: 'stop', done }).id }
      }
      if (action === 'start' && !deployment.stopped && deployment.observedGeneration > 0) {
        return { operationId: accept('accept-run-state', endpoint, deployment, write, { kind: 'start', done: true }).id }
      }
      return { operationId: rollOut(endpoint, deployment, action, write, deployment).operation.id }
    },
  }
}
export type DeploymentWrites = ReturnType<typeof createDeploymentWrites>
