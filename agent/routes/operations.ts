/** The two addresses at which clients follow a long-running operation. */
import { errorEnvelope } from '@/agent/errors'
import { type AgentDeps, type Handler, originOf, param } from '@/agent/routes/context'
import { presentDeployment } from '@/agent/routes/deployments'
import { presentEndpoint } from '@/agent/routes/endpoints'
import type { OperationStatus } from '@/lib/contract/arm/operation'
import { localScope, workspaceId } from '@/lib/contract/arm/scope'
import type { OperationView } from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'

function percentComplete(operation: OperationView): number {
  if (operation.status !== 'InProgress') return 100
  const counted = operation.phases.filter((phase) => phase.state !== 'skipped')
  const done = counted.filter((phase) => phase.state === 'succeeded').length
  return counted.length === 0 ? 0 : Math.min(99, Math.round((100 * done) / counted.length))
}

/** What the explanation knows beyond the message, as details: clients print these, and know nothing of the studio's pages. */
function withEvidence({ explanation, deployment }: OperationView, problem: Problem): Problem {
  if (!explanation) return problem
  const { file, line, decisiveLine, fix, code } = explanation
  const where = file === undefined ? deployment : line === undefined ? file : `${file}:${line}`
  const detail = (message: string): Problem => ({ code, message, target: where, origin: problem.origin, retryable: problem.retryable })
  const found = [...(decisiveLine ? [`The line of the log that decides: ${decisiveLine}`] : []), ...(fix ? [fix] : [])]
  return { ...problem, details: [...(problem.details ?? []), ...found.map(detail)] }
}

/** Handlers for `…/locations/{l}/mfeOperationsStatus|mfeOperationResults/{id}`. */
export function operationRoutes(deps: AgentDeps) {
  const { control } = deps

  const status: Handler = (c) => {
    const operation = control.operation(param(c, 'operation'))
    const running = operation.status === 'InProgress'
    const body: OperationStatus = {
      id: new URL(c.req.url).pathname,
      name: operation.id,
      status: operation.status,
      startTime: operation.startedAt,
      ...(operation.endedAt === undefined ? {} : { endTime: operation.endedAt }),
      percentComplete: percentComplete(operation),
      properties: {},
      ...(operation.problem ? { error: errorEnvelope(withEvidence(operation, operation.problem), c.get('requestId')).error } : {}),
    }
    return c.json(body, 200, running ? { 'Retry-After': '1' } : {})
  }

  const result: Handler = (c) => {
    const operation = control.operation(param(c, 'operation'))
    if (operation.status === 'InProgress') {
      const url = new URL(c.req.url)
      return c.body(null, 202, { 'Retry-After': '1', Location: `${originOf(c, deps)}${url.pathname}${url.search}` })
    }
    if (operation.problem && operation.status !== 'Succeeded')
      return c.json(errorEnvelope(withEvidence(operation, operation.problem), c.get('requestId')), 409)
    if (operation.kind === 'delete' || operation.kind === 'regenerateKeys') return c.body(null, 204)
    // The address names no workspace; its subscription is the caller's, the rest is this computer's.
    const workspace = workspaceId({ ...localScope, subscriptionId: param(c, 'subscription') })
    if (operation.deployment === undefined)
      return c.json(
        presentEndpoint(control.getEndpoint(operation.endpoint), workspace, deps.scoringPort, control.scoringPath(operation.endpoint)),
      )
    return c.json(presentDeployment(control.getDeployment(operation.endpoint, operation.deployment), workspace, operation.endpoint))
  }

  return { status, result }
}
