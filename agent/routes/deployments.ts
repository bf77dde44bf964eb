/** Online deployments: one handler per ARM operation. */

import { badFields, fieldProblem } from '@/agent/errors'
import { listLogFiles } from '@/agent/logs/log-set'
import { operationHeaders, page, workspaceOf } from '@/agent/routes/arm-path'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import { writeContext } from '@/agent/routes/endpoints'
import { readBody, readJson } from '@/agent/routes/request-body'
import { type Deployment, deploymentSchema, getLogsSchema } from '@/lib/contract/arm/deployment'
import { type AssetKind, armProvider, deploymentId, localLocation } from '@/lib/contract/arm/scope'
import { ProblemError } from '@/lib/problems/problem'

/** `az ml online-deployment get-logs` asks for this many lines by default. */
const defaultTailLines = 5000
const maxTailLines = 20_000
/** Doc: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas (instances per deployment). */
const maxInstances = 50

/** The deployment with ids of the caller's scope and everything SDKs read unchecked. */
export function presentDeployment(deployment: Deployment, workspace: string, endpoint: string): Deployment {
  const { properties } = deployment
  return {
    ...deployment,
    id: deploymentId(workspace, endpoint, deployment.name ?? ''),
    type: `${armProvider}/workspaces/onlineEndpoints/deployments`,
    location: deployment.location ?? localLocation,
    tags: deployment.tags ?? {},
    sku: { ...deployment.sku, name: deployment.sku?.name ?? 'Default', capacity: deployment.sku?.capacity ?? 1 },
    properties: {
      ...properties,
      properties: properties.properties ?? {},
      scaleSettings: properties.scaleSettings ?? { scaleType: 'Default' },
    },
  }
}

/** Handlers for `…/onlineEndpoints/{e}/deployments`. */
export function deploymentRoutes(deps: AgentDeps) {
  const { control, assets } = deps
  const endpoint = (c: AgentContext) => param(c, 'endpoint')
  const name = (c: AgentContext) => param(c, 'deployment')
  const present = (c: AgentContext, deployment: Deployment) =>
    presentDeployment(deployment, workspaceOf(c), control.getEndpoint(endpoint(c)).name ?? endpoint(c))

  /** A missing asset is named at once, with its field, not minutes later; `@latest` is settled now, so that the deployment never changes by itself. */
  function settle(kind: AssetKind, field: string, reference: string): string {
    try {
      if (kind === 'models') assets.model(reference)
      else if (kind === 'environments') assets.environment(reference)
      else assets.code(reference)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      // It exists, only not here: the details are the commands that bring it.
      if (error.problem.code === 'Agent.RegistryAsset') throw new ProblemError({ ...error.problem, target: field }, error.status)
      throw badFields([fieldProblem(field, error.problem.message), ...(error.problem.details ?? [])])
    }
    const found = /@latest$|\/labels\/latest$/i.test(reference) ? assets.identify(kind, reference) : undefined
    return found ? `azureml:${found.name}:${found.version}` : reference
  }

  function settleAssets(body: Deployment): Deployment {
    const { model, environmentId, codeConfiguration } = body.properties
    return {
      ...body,
      properties: {
        ...body.properties,
        ...(model ? { model: settle('models', 'properties.model', model) } : {}),
        ...(environmentId ? { environmentId: settle('environments', 'properties.environmentId', environmentId) } : {}),
        ...(codeConfiguration?.codeId
          ? {
              codeConfiguration: {
                ...codeConfiguration,
                codeId: settle('codes', 'properties.codeConfiguration.codeId', codeConfiguration.codeId),
              },
            }
          : {}),
      },
    }
  }

  const list: Handler = (c) =>
    page(
      c,
      deps,
      control.listDeployments(endpoint(c)).map((deployment) => present(c, deployment)),
    )

  const get: Handler = (c) => c.json(present(c, control.getDeployment(endpoint(c), name(c))))

  const put: Handler = async (c) => {
    const body = await readBody(c, deploymentSchema)
    control.getEndpoint(endpoint(c))
    const accepted = control.putDeployment(endpoint(c), name(c), settleAssets(body), { ...writeContext(c), asSent: body })
    return c.json(present(c, accepted.resource), accepted.created ? 201 : 200, operationHeaders(c, deps, accepted.operationId, 'resource'))
  }

  const patch: Handler = async (c) => {
    const accepted = control.patchDeployment(endpoint(c), name(c), (await readJson(c)) ?? {}, writeContext(c))
    return c.body(null, 202, operationHeaders(c, deps, accepted.operationId, 'location'))
  }

  const remove: Handler = (c) => {
    const started = control.deleteDeployment(endpoint(c), name(c), writeContext(c))
    return started ? c.body(null, 202, operationHeaders(c, deps, started.operationId, 'location')) : c.body(null, 204)
  }

  /** As in Azure: the log of one instance, the newest that has any. */
  const getLogs: Handler = async (c) => {
    const { containerType, tail } = await readBody(c, getLogsSchema, true)
    control.getDeployment(endpoint(c), name(c))
    const source = containerType === 'StorageInitializer' ? 'storage-initializer' : 'inference-server'
    const directory = control.logDirectory(endpoint(c), name(c))
    const newest = control
      .status(endpoint(c))
      .deployments.find((deployment) => deployment.name.toLowerCase() === name(c).toLowerCase())
      ?.instances.at(-1)?.id
    const files = listLogFiles(directory).filter((file) => file.source === source)
    const instance = files.find((file) => file.instance === newest)?.instance ?? files.at(-1)?.instance
    const answer = await deps.logs.ask({
      call: 'tail',
      directory,
      source,
      instance,
      count: Math.min(tail ?? defaultTailLines, maxTailLines),
    })
    const { text, note } = JSON.parse(answer ?? '{"text":""}') as { text: string; note?: string }
    return c.json({ content: text === '' && tail !== 0 ? `${note ?? 'The log is empty.'}\n` : text })
  }

  const skus: Handler = (c) => {
    control.getDeployment(endpoint(c), name(c))
    return page(c, deps, [
      {
        resourceType: `${armProvider}/workspaces/onlineEndpoints/deployments`,
        sku: { name: 'Default', tier: 'Standard' },
        capacity: { default: 1, minimum: 1, maximum: maxInstances, scaleType: 'Manual' },
      },
    ])
  }

  return { list, get, put, patch, remove, getLogs, skus }
}
