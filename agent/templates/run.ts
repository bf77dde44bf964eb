/** Walks the resources of one template deployment: what nothing waits for first, several at a time, each through the route its own PUT has. */
import { createHash } from 'node:crypto'
import { problemOf } from '@/agent/operations'
import { canonicalJson } from '@/agent/store/columns'
import type { TemplateDeploymentRecord, TemplateResourceRecord, TemplateStore } from '@/agent/store/template-store'
import { evaluateOutputs, nestedDeploymentType, resourceBody } from '@/agent/templates/bodies'
import { at, NeedsAnswer, type Scope } from '@/agent/templates/evaluate'
import { declaredOutputs, idLookup, type PlannedResource, scopeOf } from '@/agent/templates/plan'
import { asValue, invalidTemplate, type TemplateValue } from '@/agent/templates/values'
import type { ChangeEvent, OperationView } from '@/lib/contract/scorepoint'
import { parseProblem } from '@/lib/problems/parse'
import { type Problem, ProblemError } from '@/lib/problems/problem'

/** One request to the agent's own routes; paths begin with /subscriptions/. */
export type SendRequest = (method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown, clientRequestId?: string) => Promise<Response>

/** What is asked about operations that were started. */
export interface OperationWatch {
  operation(id: string): OperationView
  onEvent(listener: (event: ChangeEvent) => void): () => void
}

const atOnce = 4
const maxAnswers = 256
/** In case an event was missed. */
const lookAgainMs = 1000
const readVersion = '2024-10-01'

class Closed extends Error {}

export function createTemplateRun(store: TemplateStore, operations: OperationWatch) {
  let isClosed = false
  const sleepers = new Set<() => void>()

  /** Until something changed, a second at most. */
  function nap(isMeant: (event: ChangeEvent) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        stop()
        sleepers.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, lookAgainMs)
      const stop = operations.onEvent((event) => isMeant(event) && wake())
      sleepers.add(wake)
    })
  }

  function refuseClosed(): void {
    if (isClosed) throw new Closed()
  }

  async function operationEnded(id: string): Promise<OperationView> {
    for (;;) {
      refuseClosed()
      const view = operations.operation(id)
      if (view.status !== 'InProgress') return view
      await nap((event) => event.type === 'operation' && event.operationId === id)
    }
  }

  async function deploymentEnded(name: string): Promise<TemplateDeploymentRecord> {
    for (;;) {
      refuseClosed()
      const record = store.get(name)
      if (!record)
        throw new ProblemError(
          { code: 'DeploymentNotFound', message: `Deployment '${name}' was deleted.`, origin: 'input', retryable: false },
          404,
        )
      if (record.state !== 'Accepted' && record.state !== 'Running') return record
      await nap((event) => event.type === 'operation')
    }
  }

  /** Evaluates, asking resources for what `reference` and `listKeys` want to know. */
  async function withAnswers<T>(
    scope: (answers: Map<string, TemplateValue>) => Scope,
    work: (scope: Scope) => T,
    send: SendRequest,
  ): Promise<T> {
    const answers = new Map<string, TemplateValue>()
    for (;;) {
      try {
        return work(scope(answers))
      } catch (error) {
        if (!(error instanceof NeedsAnswer)) throw error
        if (answers.size >= maxAnswers) throw invalidTemplate(`The template asks more than ${maxAnswers} resources.`)
        const response = await send(error.method, `${error.path}?api-version=${readVersion}`)
        const text = await response.text()
        if (!response.ok) throw new ProblemError(parseProblem(text, response.status), response.status)
        answers.set(
          error.key,
          at(`the answer of '${error.path}'`, () => asValue(JSON.parse(text))),
        )
      }
    }
  }

  /** The problem of a resource whose operation ended badly, nested as Azure nests it. */
  function terminal(resource: PlannedResource, state: string, inner: Problem | undefined): Problem {
    return {
      code: 'ResourceDeploymentFailure',
      message: `The resource write operation failed to complete successfully, because it reached terminal provisioning state '${state}'.`,
      target: resource.id,
      details: inner ? [inner] : [],
      origin: 'agent',
      retryable: false,
    }
  }

  async function deploy(
    record: TemplateDeploymentRecord,
    resource: PlannedResource,
    scope: (answers: Map<string, TemplateValue>) => Scope,
    send: SendRequest,
  ): Promise<{ statusCode: number; problem?: Problem }> {
    const body = await withAnswers(scope, (each) => resourceBody(resource, each), send)
    // The same request after a restart is the same operation; a body that became another is a new one.
    const hash = createHash('sha256').update(canonicalJson(body)).digest('hex').slice(0, 16)
    const clientRequestId = `${record.correlationId}-${createHash('sha256').update(resource.id).digest('hex').slice(0, 8)}-${hash}`
    const response = await send('PUT', `${resource.id}?api-version=${encodeURIComponent(resource.apiVersion)}`, body, clientRequestId)
    const text = await response.text()
    const statusCode = response.status
    if (!response.ok) {
      const problem = parseProblem(text, statusCode)
      return { statusCode, problem: { ...problem, target: problem.target ?? resource.id } }
    }
    if (resource.type.toLowerCase() === nestedDeploymentType.toLowerCase()) {
      const ended = await deploymentEnded(resource.name)
      return ended.state === 'Succeeded' ? { statusCode } : { statusCode, problem: terminal(resource, ended.state, ended.problem) }
    }
    const address = response.headers.get('azure-asyncoperation')
    const operationId = address ? new URL(address).pathname.split('/').at(-1) : undefined
    if (!operationId) return { statusCode }
    const ended = await operationEnded(operationId)
    return ended.status === 'Succeeded' ? { statusCode } : { statusCode, problem: terminal(resource, ended.status, ended.problem) }
  }

  const now = () => new Date().toISOString()

  /** Runs what is left of a deployment to its end. Ends early when the agent closes; the next start goes on. */
  async function walk(record: TemplateDeploymentRecord, resources: readonly PlannedResource[], send: SendRequest): Promise<void> {
    const states = new Map(store.resources(record.name).map((each) => [each.position, each]))
    const scope = (answers: Map<string, TemplateValue>) =>
      scopeOf(record.template, record, record.parameters, { answers, idOf: idLookup(resources) })
    const isStill = () => {
      const current = store.get(record.name)
      return current?.correlationId === record.correlationId && (current.state === 'Accepted' || current.state === 'Running')
    }
    const note = (position: number, change: Partial<TemplateResourceRecord>) => {
      const before = states.get(position)
      if (!before) return
      const after = { ...before, ...change }
      states.set(position, after)
      if (isStill()) store.saveResource(record.name, after)
    }
    const stateOf = (position: number) => states.get(position)?.state ?? 'pending'

    async function one(position: number, resource: PlannedResource): Promise<void> {
      note(position, { state: 'running', startedAt: states.get(position)?.startedAt ?? now() })
      try {
        const { statusCode, problem } = await deploy(record, resource, scope, send)
        note(position, { state: problem ? 'failed' : 'succeeded', statusCode, endedAt: now(), ...(problem ? { problem } : {}) })
      } catch (error) {
        if (error instanceof Closed || isClosed) throw new Closed()
        const problem = problemOf(error)
        note(position, { state: 'failed', endedAt: now(), problem: { ...problem, target: problem.target ?? resource.id } })
      }
    }

    if (record.state === 'Accepted') store.save({ ...record, state: 'Running' })
    const busy = new Map<number, Promise<void>>()
    try {
      while (isStill()) {
        refuseClosed()
        for (const [position, resource] of resources.entries()) {
          if (busy.size >= atOnce) break
          const state = stateOf(position)
          if (busy.has(position) || (state !== 'pending' && state !== 'running')) continue
          const before = resource.after.map(stateOf)
          if (
            before.some((each) => each === 'failed') ||
            resource.after.some((each) => stateOf(each) === 'skipped' && resources[each]?.isDeployed)
          ) {
            note(position, { state: 'skipped' })
          } else if (before.every((each) => each === 'succeeded' || each === 'skipped')) {
            busy.set(
              position,
              one(position, resource).finally(() => busy.delete(position)),
            )
          }
        }
        if (busy.size === 0 && resources.every((_each, position) => !['pending', 'running'].includes(stateOf(position)))) break
        if (busy.size > 0) await Promise.race(busy.values())
      }
      if (isStill()) await finish(record, [...states.values()], scope, send)
    } catch (error) {
      await Promise.allSettled(busy.values())
      if (error instanceof Closed) return
      if (isStill()) store.save({ ...record, state: 'Failed', problem: failure(record, [problemOf(error)]), endedAt: now() })
      throw error
    }
  }

  function failure(record: TemplateDeploymentRecord, details: Problem[]): Problem {
    return {
      code: 'DeploymentFailed',
      message:
        'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
      target: `/subscriptions/${record.subscription}/resourceGroups/${record.group}/providers/${nestedDeploymentType}/${record.name}`,
      details,
      origin: 'agent',
      retryable: false,
    }
  }

  async function finish(
    record: TemplateDeploymentRecord,
    states: readonly TemplateResourceRecord[],
    scope: (answers: Map<string, TemplateValue>) => Scope,
    send: SendRequest,
  ): Promise<void> {
    const problems = states.flatMap(({ problem }) => (problem ? [problem] : []))
    if (problems.length > 0) return store.save({ ...record, state: 'Failed', problem: failure(record, problems), endedAt: now() })
    try {
      const outputs = await withAnswers(scope, (each) => evaluateOutputs(declaredOutputs(record.template), each), send)
      store.save({ ...record, state: 'Succeeded', outputs, endedAt: now() })
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const message = `Unable to evaluate template outputs: '${error.problem.message}'. Please see error details and deployment operations.`
      const problem = { ...failure(record, [error.problem]), code: 'DeploymentOutputEvaluationFailed', message }
      store.save({ ...record, state: 'Failed', problem, endedAt: now() })
    }
  }

  return {
    walk,
    close() {
      isClosed = true
      for (const wake of [...sleepers]) wake()
    },
  }
}
