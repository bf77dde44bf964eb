/** Operations: one running per resource, journaled phases, idempotent by client request id, readable long after they ended. */
import { createHash, randomUUID } from 'node:crypto'
import { canonicalJson } from '@/agent/store/columns'
import type { ControlStore } from '@/agent/store/control-store'
import type { OperationRecord } from '@/agent/store/records'
import type { OperationChange } from '@/lib/contract/operation-change'
import type { PhaseNote } from '@/lib/contract/phase-note'
import {
  type BuildStep,
  type Deviation,
  type OperationKind,
  type OperationView,
  type Phase,
  type PhaseName,
  phaseNames,
} from '@/lib/contract/scorepoint'
import { phaseText } from '@/lib/domain/phase-notes/phase-notes'
import { type Problem, ProblemError } from '@/lib/problems/problem'

/** Operations that bring a new generation of instances up beside the old one. */
const rolloutKinds: readonly OperationKind[] = ['create', 'update', 'start', 'restart']

/** True for operations that walk instances up to Ready before they publish. */
export function startsInstances(operation: Pick<OperationRecord, 'kind' | 'deployment'>): boolean {
  return operation.deployment !== undefined && (rolloutKinds.includes(operation.kind) || operation.kind === 'scale')
}

/** The phases an operation will walk; for scaling, those of the environment are skipped from the start. */
export function initialPhases(kind: OperationKind, onDeployment: boolean): Phase[] {
  if (!onDeployment) return kind === 'delete' ? [] : [{ name: 'Publish', state: 'pending' }]
  if (kind === 'scale') {
    return phaseNames.map((name) => ({
      name,
      state: name === 'Validate' || name === 'ResolveEnvironment' || name === 'BuildEnvironment' ? 'skipped' : 'pending',
    }))
  }
  return rolloutKinds.includes(kind) ? phaseNames.map((name) => ({ name, state: 'pending' })) : []
}

/** Hash of a body for idempotency and change detection: key order does not matter. */
export function bodyHash(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex')
}

/** The first phase that is still to do, or undefined when all are done. */
export function currentPhase(operation: Pick<OperationRecord, 'phases'>): Phase | undefined {
  return operation.phases.find((phase) => phase.state === 'pending' || phase.state === 'running')
}

export interface BeginOperation {
  kind: OperationKind
  resourceUid: string
  endpoint: string
  deployment?: string
  /** Method and resource; with the client request id it names one call. */
  target: string
  bodyHash: string
  created: boolean
  generation?: number
  replicas?: number
  clientRequestId?: string
  /** What an update changes, value by value. */
  changes?: OperationChange[]
  /** Nothing to do: the operation is recorded as succeeded. */
  done?: boolean
}

/** The calls below run inside a transaction of the caller. */
export function createOperations(store: ControlStore) {
  function announce(operation: OperationRecord, name: string, message: string): void {
    store.emit({
      type: 'operation',
      endpoint: operation.endpoint,
      deployment: operation.deployment,
      operationId: operation.id,
      name,
      message,
    })
  }

  /** What builds and starts with this environment took before; of use while one runs. */
  function usualMs({ status, environmentHash }: OperationRecord): number | undefined {
    return status === 'InProgress' && environmentHash ? median(store.operations.durations(environmentHash)) : undefined
  }

  return {
    /**
     * The operation an earlier call with this client request id made, if the body is the same.
     * @throws ProblemError `Conflict` (409) when the id was used with another body.
     */
    earlier(clientRequestId: string | undefined, target: string, hash: string): OperationRecord | undefined {
      if (!clientRequestId) return undefined
      const found = store.operations.byClientRequest(clientRequestId, target)
      if (!found || found.bodyHash === hash) return found
      throw new ProblemError(
        {
          code: 'Conflict',
          message: `The client request id ${clientRequestId} was already used for this resource with a different body. Send a new id with a new request.`,
          target,
          origin: 'input',
          retryable: false,
        },
        409,
      )
    },

    /** @throws ProblemError `Conflict` (409) while another operation runs on the resource. */
    refuseWhileBusy(resourceUid: string, what: string): void {
      const running = store.operations.runningOn(resourceUid)
      if (!running) return
      throw new ProblemError(
        {
          code: 'Conflict',
          message: `Another operation (${running.kind}, ${running.id}) is in progress on ${what}. Wait until it has ended or cancel it, then try again.`,
          target: running.id,
          origin: 'agent',
          retryable: true,
        },
        409,
      )
    },

    begin(request: BeginOperation): OperationRecord {
      const now = new Date().toISOString()
      const phases = request.done ? [] : initialPhases(request.kind, request.deployment !== undefined)
      const record = {
        id: randomUUID(),
        kind: request.kind,
        resourceUid: request.resourceUid,
        endpoint: request.endpoint,
        deployment: request.deployment,
        bodyHash: request.bodyHash,
        created: request.created,
        generation: request.generation ?? 0,
        replicas: request.replicas ?? 0,
        exits: 0,
        cancelRequested: false,
        changes: request.changes,
        status: request.done ? ('Succeeded' as const) : ('InProgress' as const),
        phases,
        startedAt: now,
        endedAt: request.done ? now : undefined,
      }
      store.operations.insert(record, request.clientRequestId, request.target)
      store.operations.prune()
      const stored = store.operations.get(record.id) ?? { ...record, seq: 0 }
      announce(stored, request.done ? 'Unchanged' : 'Accepted', request.done ? 'Nothing to change' : `${request.kind} accepted`)
      return stored
    },

    startPhase(id: string, name: PhaseName, notes: PhaseNote[] | undefined): void {
      const operation = store.operations.get(id)
      const phase = operation?.phases.find((candidate) => candidate.name === name)
      if (!operation || !phase || operation.status !== 'InProgress') return
      phase.state = 'running'
      phase.startedAt ??= new Date().toISOString()
      describe(phase, notes)
      store.operations.save(operation)
      announce(operation, `${name}Started`, notes ? phaseText(notes) : name)
    },

    notePhase(id: string, name: PhaseName, liveLine: string): void {
      const operation = store.operations.get(id)
      const phase = operation?.phases.find((candidate) => candidate.name === name)
      if (!operation || phase?.state !== 'running') return
      phase.liveLine = liveLine
      store.operations.save(operation)
      announce(operation, 'Progress', liveLine)
    },

    /** The steps of an image build; kept when the phase ends. */
    noteSteps(id: string, name: PhaseName, steps: BuildStep[]): void {
      const operation = store.operations.get(id)
      const phase = operation?.phases.find((candidate) => candidate.name === name)
      if (!operation || phase?.state !== 'running') return
      phase.steps = steps
      store.operations.save(operation)
      announce(operation, 'Progress', steps.findLast(({ startedAt }) => startedAt !== undefined)?.name ?? name)
    },

    /** Says what a phase has come to; kept when the phase ends without a message of its own. */
    describePhase(id: string, name: PhaseName, notes: PhaseNote[]): void {
      const operation = store.operations.get(id)
      const phase = operation?.phases.find((candidate) => candidate.name === name)
      if (!operation || !phase || operation.status !== 'InProgress') return
      describe(phase, notes)
      store.operations.save(operation)
    },

    /** Keeps what a phase decided differently from the file. */
    recordDeviations(id: string, name: PhaseName, deviations: Deviation[]): void {
      const operation = store.operations.get(id)
      const phase = operation?.phases.find((candidate) => candidate.name === name)
      if (!operation || !phase || operation.status !== 'InProgress') return
      phase.deviations = deviations
      store.operations.save(operation)
    },

    endPhase(id: string, name: PhaseName, notes: PhaseNote[] | undefined): void {
      const operation = store.operations.get(id)
      const phase = operation?.phases.find((candidate) => candidate.name === name)
      if (!operation || !phase || operation.status !== 'InProgress') return
      const now = new Date().toISOString()
      phase.state = 'succeeded'
      phase.startedAt ??= now
      phase.endedAt = now
      describe(phase, notes)
      delete phase.liveLine
      store.operations.save(operation)
      announce(operation, `${name}Succeeded`, phase.message ?? name)
    },

    /** Ends the operation; phases that did not get their turn are marked canceled or skipped. */
    finish(id: string, status: 'Succeeded' | 'Failed' | 'Canceled', failure?: Pick<OperationRecord, 'problem' | 'explanation'>): void {
      const operation = store.operations.get(id)
      if (operation?.status !== 'InProgress') return
      const now = new Date().toISOString()
      for (const phase of operation.phases) {
        if (phase.state === 'running') {
          phase.state = status === 'Failed' ? 'failed' : status === 'Canceled' ? 'canceled' : 'succeeded'
          phase.endedAt = now
          if (status === 'Failed' && failure?.problem) {
            phase.message = failure.problem.message
            delete phase.notes
          }
        } else if (phase.state === 'pending') {
          phase.state = status === 'Canceled' ? 'canceled' : 'skipped'
        }
      }
      store.operations.save({ ...operation, ...failure, status, endedAt: now })
      announce(operation, status, failure?.problem?.message ?? `${operation.kind} ${status.toLowerCase()}`)
    },

    view(operation: OperationRecord): OperationView {
      return {
        id: operation.id,
        seq: operation.seq,
        kind: operation.kind,
        endpoint: operation.endpoint,
        deployment: operation.deployment,
        status: operation.status,
        startedAt: operation.startedAt,
        endedAt: operation.endedAt,
        phases: operation.phases,
        problem: operation.problem,
        explanation: operation.explanation,
        cancellable: isCancellable(operation),
        changes: operation.changes,
        deviations: operation.phases.flatMap((phase) => phase.deviations ?? []),
        environmentHash: operation.environmentHash,
        usualMs: usualMs(operation),
      }
    },
  }
}
export type Operations = ReturnType<typeof createOperations>

/** Notes and their English, kept together. */
function describe(phase: Phase, notes: PhaseNote[] | undefined): void {
  if (notes === undefined) return
  phase.notes = notes
  phase.message = phaseText(notes)
}

/** Everything but a deletion, until it is being published. */
export function isCancellable(operation: OperationRecord): boolean {
  if (operation.status !== 'InProgress' || operation.cancelRequested) return false
  return startsInstances(operation) && currentPhase(operation)?.name !== 'Publish'
}

function median(values: number[]): number | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** Turns any thrown value into what a person reads; unexpected ones keep their message but are marked as the agent's. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  return {
    code: 'Agent.Unexpected',
    message: error instanceof Error ? error.message : String(error),
    origin: 'agent',
    retryable: true,
  }
}
