/** Deployments of templates (Microsoft.Resources/deployments) at the scope of a resource group: one handler per ARM operation. */
import { errorEnvelope, refusal } from '@/agent/errors'
import { bodyHash } from '@/agent/operations'
import { page } from '@/agent/routes/arm-path'
import { type AgentContext, type AgentDeps, type Handler, originOf, param } from '@/agent/routes/context'
import { readBody } from '@/agent/routes/request-body'
import type { TemplateDeploymentRecord, TemplateResourceRecord } from '@/agent/store/template-store'
import type { DeploymentScope } from '@/agent/templates/evaluate'
import { isSecure } from '@/agent/templates/parameters'
import { type TemplateDeploymentView, templateDeploymentSchema } from '@/lib/contract/arm/template-deployment'

const type = 'Microsoft.Resources/deployments'
/** Doc: https://learn.microsoft.com/rest/api/resources/deployments (deploymentName). */
const namePattern = /^[-\w._()]{1,64}$/
const resourceStates = {
  pending: 'NotStarted',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  skipped: 'NotSpecified',
} as const

function groupId(c: AgentContext): string {
  return `/subscriptions/${param(c, 'subscription')}/resourceGroups/${param(c, 'group')}`
}

function durationOf({ startedAt, endedAt }: { startedAt?: string; endedAt?: string }): string {
  const ms = startedAt === undefined ? 0 : Math.max(0, Date.parse(endedAt ?? new Date().toISOString()) - Date.parse(startedAt))
  return `PT${ms / 1000}S`
}

/** Handlers for `…/resourceGroups/{g}/providers/Microsoft.Resources/deployments`. */
export function templateDeploymentRoutes(deps: AgentDeps) {
  const { templates } = deps
  const name = (c: AgentContext) => param(c, 'name')

  function whereOf(c: AgentContext): DeploymentScope {
    if (!namePattern.test(name(c)) || name(c).endsWith('.'))
      throw refusal(
        'badArgument',
        `The deployment name '${name(c).slice(0, 100)}' is not allowed: letters, digits, "-", "_", ".", "(" and ")", at most 64, not ending in a period.`,
        { target: 'name' },
      )
    return { subscription: param(c, 'subscription'), group: param(c, 'group'), name: name(c) }
  }

  function present(
    c: AgentContext,
    record: TemplateDeploymentRecord,
    resources?: readonly TemplateResourceRecord[],
  ): TemplateDeploymentView {
    const parameters = Object.entries(record.parameters).map(
      ([key, each]) => [key, isSecure(each.type) ? { type: each.type } : { type: each.type, value: each.value }] as const,
    )
    const done = resources?.filter(({ state }) => state === 'succeeded').map(({ id }) => ({ id }))
    return {
      id: `${groupId(c)}/providers/${type}/${record.name}`,
      name: record.name,
      type,
      ...(record.location === undefined ? {} : { location: record.location }),
      tags: record.tags,
      properties: {
        provisioningState: record.state,
        correlationId: record.correlationId,
        timestamp: record.endedAt ?? record.startedAt,
        duration: durationOf(record),
        mode: 'Incremental',
        templateHash: bodyHash(record.template),
        parameters: Object.fromEntries(parameters),
        ...(record.outputs === undefined ? {} : { outputs: record.outputs }),
        providers: [],
        dependencies: [],
        ...(done === undefined ? {} : { outputResources: done }),
        ...(record.problem ? { error: errorEnvelope(record.problem, c.get('requestId')).error } : {}),
      },
    }
  }

  const presentWhole = (c: AgentContext, record: TemplateDeploymentRecord) => present(c, record, templates.resources(record.name))

  const list: Handler = (c) => {
    const wanted = /^\s*provisioningState\s+eq\s+'(\w+)'\s*$/i.exec(c.req.query('$filter') ?? '')?.[1]?.toLowerCase()
    const found = templates.list().filter(({ state }) => wanted === undefined || state.toLowerCase() === wanted)
    return page(c, deps, found, ['$top'], (record) => present(c, record))
  }

  /** HEAD asks whether it exists. */
  const get: Handler = (c) => {
    const record = templates.get(name(c))
    return c.req.method === 'HEAD' ? c.body(null, 204) : c.json(presentWhole(c, record))
  }

  const put: Handler = async (c) => {
    const where = whereOf(c)
    const body = await readBody(c, templateDeploymentSchema)
    const { created, record } = templates.put(where, body, c.req.header('x-ms-client-request-id'))
    const version = c.req.query('api-version')
    const query = version === undefined ? '' : `?api-version=${encodeURIComponent(version)}`
    const address = `${originOf(c, deps)}${groupId(c)}/providers/${type}/${encodeURIComponent(record.name)}/operationStatuses/${record.correlationId}${query}`
    return c.json(presentWhole(c, record), created ? 201 : 200, { 'Azure-AsyncOperation': address, 'Retry-After': '1' })
  }

  /** The address behind `Azure-AsyncOperation`. */
  const status: Handler = (c) => {
    const record = templates.get(name(c))
    if (record.correlationId !== param(c, 'operation'))
      throw refusal('notFound', `The deployment '${record.name}' was started again; this address belongs to an earlier run.`)
    const isRunning = record.state === 'Accepted' || record.state === 'Running'
    const error = record.problem ? { error: errorEnvelope(record.problem, c.get('requestId')).error } : {}
    return c.json({ status: record.state, ...error }, 200, isRunning ? { 'Retry-After': '1' } : {})
  }

  const remove: Handler = (c) => {
    templates.remove(name(c))
    return c.body(null, 204)
  }

  const cancel: Handler = (c) => {
    templates.cancel(name(c))
    return c.body(null, 204)
  }

  const validate: Handler = async (c) => {
    const record = templates.validate(whereOf(c), await readBody(c, templateDeploymentSchema))
    return c.json(present(c, record))
  }

  const exportTemplate: Handler = (c) => c.json({ template: templates.get(name(c)).template })

  const whatIf: Handler = (c) => {
    templates.list()
    throw refusal(
      'notImplemented',
      `What a template would change is not told on this computer (${name(c).slice(0, 64)}). Validate it instead.`,
    )
  }

  function presentOperation(c: AgentContext, record: TemplateDeploymentRecord, resource: TemplateResourceRecord) {
    const operationId = operationIdOf(resource)
    return {
      id: `${groupId(c)}/providers/${type}/${record.name}/operations/${operationId}`,
      operationId,
      properties: {
        provisioningOperation: 'Create',
        provisioningState: resourceStates[resource.state],
        timestamp: resource.endedAt ?? resource.startedAt ?? record.startedAt,
        duration: durationOf(resource),
        trackingId: record.correlationId,
        statusCode:
          resource.statusCode === undefined
            ? undefined
            : resource.statusCode < 300 && resource.problem
              ? 'Conflict'
              : statusName(resource.statusCode),
        ...(resource.problem ? { statusMessage: { status: 'Failed', error: errorEnvelope(resource.problem).error } } : {}),
        targetResource: { id: resource.id, resourceType: resource.type, resourceName: resource.name },
      },
    }
  }

  const listOperations: Handler = (c) => {
    const record = templates.get(name(c))
    const begun = templates.resources(record.name).filter(({ state }) => state !== 'pending' && state !== 'skipped')
    return page(c, deps, begun, ['$top'], (resource) => presentOperation(c, record, resource))
  }

  const getOperation: Handler = (c) => {
    const record = templates.get(name(c))
    const found = templates.resources(record.name).find((each) => operationIdOf(each) === param(c, 'operation'))
    if (!found) throw refusal('notFound', `The deployment '${record.name}' has no operation '${param(c, 'operation').slice(0, 64)}'.`)
    return c.json(presentOperation(c, record, found))
  }

  return { list, get, put, status, remove, cancel, validate, exportTemplate, whatIf, listOperations, getOperation }
}

function operationIdOf({ id }: TemplateResourceRecord): string {
  return bodyHash(id).slice(0, 16).toUpperCase()
}

/** Azure names the status: `Created`, `BadRequest`. */
function statusName(code: number): string {
  return { 200: 'OK', 201: 'Created', 400: 'BadRequest', 404: 'NotFound', 409: 'Conflict', 501: 'NotImplemented' }[code] ?? String(code)
}
