/** Deployments of templates: accepted, journaled, run resource by resource through the agent's own routes, and taken up again after a restart. */
import { randomUUID } from 'node:crypto'
import { bodyHash } from '@/agent/operations'
import type { AgentLog } from '@/agent/reconcile/context'
import type { AgentDatabase } from '@/agent/store/database'
import { createTemplateStore, type TemplateDeploymentRecord, type TemplateResourceRecord } from '@/agent/store/template-store'
import type { DeploymentScope } from '@/agent/templates/evaluate'
import { type Plan, planResources, planTemplate, readTemplate } from '@/agent/templates/plan'
import { createTemplateRun, type OperationWatch, type SendRequest } from '@/agent/templates/run'
import { invalidTemplate } from '@/agent/templates/values'
import type { TemplateDeploymentBody } from '@/lib/contract/arm/template-deployment'
import { ProblemError } from '@/lib/problems/problem'

export interface AcceptedTemplate {
  created: boolean
  record: TemplateDeploymentRecord
}

export interface TemplateDeployments {
  /** @throws ProblemError InvalidTemplate, InvalidTemplateDeployment (400), DeploymentActive (409) */
  put(where: DeploymentScope, body: TemplateDeploymentBody, clientRequestId?: string): AcceptedTemplate
  /** As `put`, but nothing is kept or sent. */
  validate(where: DeploymentScope, body: TemplateDeploymentBody): TemplateDeploymentRecord
  /** @throws ProblemError DeploymentNotFound (404) */
  get(name: string): TemplateDeploymentRecord
  list(): TemplateDeploymentRecord[]
  resources(name: string): TemplateResourceRecord[]
  /** What it deployed stays. False when there was none. @throws ProblemError DeploymentActive (409) while it runs */
  remove(name: string): boolean
  /** What runs of it goes on in the control plane; nothing further begins. @throws ProblemError 404, 409 */
  cancel(name: string): void
  /** From now on resources are sent by `send`; unfinished deployments go on. */
  start(send: SendRequest): void
  close(): void
}

const isActive = ({ state }: TemplateDeploymentRecord) => state === 'Accepted' || state === 'Running'

function active(record: TemplateDeploymentRecord, what: string): ProblemError {
  const message = `Unable to ${what} deployment '${record.name}': previous deployment from '${record.startedAt}' is still active. Please see https://aka.ms/arm-deploy for usage details.`
  return new ProblemError({ code: 'DeploymentActive', message, target: record.name, origin: 'input', retryable: true }, 409)
}

/** A plan's resources as they are journaled before the first is sent. */
function pending({ resources }: Pick<Plan, 'resources'>): TemplateResourceRecord[] {
  return resources.map(({ id, type, name, isDeployed }, position) => ({
    position,
    id,
    type,
    name,
    state: isDeployed ? 'pending' : 'skipped',
  }))
}

export function createTemplateDeployments(dependencies: {
  db: AgentDatabase
  operations: OperationWatch
  log: Pick<AgentLog, 'error'>
}): TemplateDeployments {
  const { db, log } = dependencies
  const store = createTemplateStore(db)
  const run = createTemplateRun(store, dependencies.operations)
  let sendRequest: SendRequest | undefined
  const running = new Set<string>()

  function read(where: DeploymentScope, body: TemplateDeploymentBody): { record: TemplateDeploymentRecord; plan: Plan } {
    const { properties } = body
    if (properties.mode === 'Complete')
      throw new ProblemError(
        {
          code: 'NotImplemented',
          message:
            'The mode Complete, which deletes what the template does not name, is not served on this computer. Deploy in mode Incremental.',
          target: 'properties.mode',
          origin: 'input',
          retryable: false,
        },
        501,
      )
    for (const link of ['templateLink', 'parametersLink'] as const)
      if (properties[link])
        throw invalidTemplate(`Nothing is fetched for a template: send it in the request instead of '${link}'.`, `properties.${link}`)
    const template = readTemplate(properties.template)
    const plan = planTemplate(template, properties.parameters ?? {}, where)
    const record: TemplateDeploymentRecord = {
      name: where.name,
      subscription: where.subscription,
      group: where.group,
      correlationId: randomUUID(),
      bodyHash: bodyHash(properties),
      location: body.location,
      tags: body.tags ?? {},
      template,
      parameters: plan.parameters,
      state: 'Accepted',
      startedAt: new Date().toISOString(),
    }
    return { record, plan }
  }

  function get(name: string): TemplateDeploymentRecord {
    const found = store.get(name)
    if (found) return found
    const message = `Deployment '${name}' could not be found.`
    throw new ProblemError({ code: 'DeploymentNotFound', message, target: name, origin: 'input', retryable: false }, 404)
  }

  function go(record: TemplateDeploymentRecord, plan: Pick<Plan, 'resources'>): void {
    const send = sendRequest
    if (!send || running.has(record.correlationId)) return
    running.add(record.correlationId)
    run
      .walk(record, plan.resources, send)
      .catch((error: unknown) => log.error({ err: error, deployment: record.name }, 'a template deployment stopped unexpectedly'))
      .finally(() => running.delete(record.correlationId))
  }

  return {
    put(where, body, clientRequestId) {
      const before = store.get(where.name)
      const isRepeat = before !== undefined && clientRequestId !== undefined && before.clientRequestId === clientRequestId
      if (isRepeat && before.bodyHash === bodyHash(body.properties)) return { created: false, record: before }
      if (before && isActive(before)) throw active(before, 'edit or replace')
      const { record, plan } = read(where, body)
      const kept = { ...record, ...(clientRequestId === undefined ? {} : { clientRequestId }) }
      store.begin(kept, pending(plan))
      go(kept, plan)
      return { created: before === undefined, record: kept }
    },
    validate: (where, body) => ({ ...read(where, body).record, state: 'Succeeded' }),
    get,
    list: store.all,
    resources(name) {
      return store.resources(get(name).name)
    },
    remove(name) {
      const found = store.get(name)
      if (found && isActive(found)) throw active(found, 'delete')
      return store.remove(name)
    },
    cancel(name) {
      const found = get(name)
      if (!isActive(found)) {
        const message = `The deployment '${found.name}' cannot be cancelled because it is not active: it is ${found.state}.`
        throw new ProblemError({ code: 'DeploymentCannotBeCancelled', message, target: found.name, origin: 'input', retryable: false }, 409)
      }
      const problem = { code: 'DeploymentCanceled', message: 'The deployment was canceled.', origin: 'input' as const, retryable: false }
      store.save({ ...found, state: 'Canceled', problem, endedAt: new Date().toISOString() })
    },
    start(send) {
      sendRequest = send
      for (const record of store.running()) go(record, { resources: planResources(record.template, record.parameters, record) })
    },
    close() {
      sendRequest = undefined
      run.close()
    },
  }
}
