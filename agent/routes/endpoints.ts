/** Online endpoints: one handler per ARM operation. */

import type { WriteContext } from '@/agent/control-plane'
import { badFields, fieldProblem, refusal } from '@/agent/errors'
import { operationHeaders, page, workspaceOf } from '@/agent/routes/arm-path'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import { readBody, readJson } from '@/agent/routes/request-body'
import { type Endpoint, endpointSchema, regenerateKeysSchema } from '@/lib/contract/arm/endpoint'
import { armProvider, endpointId, localLocation } from '@/lib/contract/arm/scope'

/** Idempotency and tracing ids of a write. */
export function writeContext(c: AgentContext): WriteContext {
  const clientRequestId = c.req.header('x-ms-client-request-id')
  const subscriptionId = c.req.param('subscription')
  return {
    requestId: c.get('requestId'),
    ...(clientRequestId ? { clientRequestId } : {}),
    ...(subscriptionId ? { subscriptionId } : {}),
  }
}

/** Scoring address of an endpoint of this computer. */
export function scoringBase(scoringPort: number, endpoint: string): string {
  return `http://127.0.0.1:${scoringPort}/api/v1/endpoint/${encodeURIComponent(endpoint)}`
}

/** The endpoint as a client expects it: ids of the caller's scope, no key, nothing absent that SDKs read unchecked. */
export function presentEndpoint(endpoint: Endpoint, workspace: string, scoringPort: number, scoringPath: string): Endpoint {
  const { keys: _never, ...properties } = endpoint.properties
  const name = endpoint.name ?? ''
  return {
    ...endpoint,
    id: endpointId(workspace, name),
    type: `${armProvider}/workspaces/onlineEndpoints`,
    location: endpoint.location ?? localLocation,
    tags: endpoint.tags ?? {},
    properties: {
      ...properties,
      properties: properties.properties ?? {},
      traffic: properties.traffic ?? {},
      mirrorTraffic: properties.mirrorTraffic ?? {},
      scoringUri: `${scoringBase(scoringPort, name)}${scoringPath}`,
      swaggerUri: `${scoringBase(scoringPort, name)}/swagger.json`,
    },
  }
}

/** A key of the caller's own choice must be hard to guess and fit into an Authorization header. */
function checkKey(field: string, key: string | null | undefined): void {
  if (key === null || key === undefined || /^[\x21-\x7e]{16,512}$/.test(key)) return
  throw badFields([fieldProblem(field, 'A key has 16 to 512 visible ASCII characters.', 'Leave it out to have one made.')])
}

/** Handlers for `…/onlineEndpoints`. */
export function endpointRoutes(deps: AgentDeps) {
  const { control } = deps
  const present = (c: AgentContext, endpoint: Endpoint) =>
    presentEndpoint(endpoint, workspaceOf(c), deps.scoringPort, control.scoringPath(endpoint.name ?? ''))
  const name = (c: AgentContext) => param(c, 'endpoint')

  function requireAuthMode(endpoint: string, keys: boolean): void {
    const { authMode } = control.getEndpoint(endpoint).properties
    if ((authMode === 'Key') === keys) return
    const use = keys ? 'POST …/token instead' : 'POST …/listKeys instead'
    throw refusal('badArgument', `The endpoint "${endpoint}" uses ${authMode}, so it has no ${keys ? 'keys' : 'tokens'}. Use ${use}.`, {
      target: 'properties.authMode',
    })
  }

  const list: Handler = (c) => {
    const wanted = c.req.query('name')?.toLowerCase()
    const found = control.listEndpoints().filter((endpoint) => wanted === undefined || endpoint.name?.toLowerCase() === wanted)
    return page(c, deps, found, ['count', '$top'], (endpoint) => present(c, endpoint))
  }

  const get: Handler = (c) => c.json(present(c, control.getEndpoint(name(c))))

  const put: Handler = async (c) => {
    const body = await readBody(c, endpointSchema)
    checkKey('properties.keys.primaryKey', body.properties.keys?.primaryKey)
    checkKey('properties.keys.secondaryKey', body.properties.keys?.secondaryKey)
    const accepted = control.putEndpoint(name(c), body, writeContext(c))
    return c.json(present(c, accepted.resource), accepted.created ? 201 : 200, operationHeaders(c, deps, accepted.operationId, 'resource'))
  }

  const patch: Handler = async (c) => {
    const accepted = control.patchEndpoint(name(c), (await readJson(c)) ?? {}, writeContext(c))
    return c.body(null, 202, operationHeaders(c, deps, accepted.operationId, 'location'))
  }

  const remove: Handler = (c) => {
    const started = control.deleteEndpoint(name(c), writeContext(c))
    return started ? c.body(null, 202, operationHeaders(c, deps, started.operationId, 'location')) : c.body(null, 204)
  }

  const listKeys: Handler = (c) => {
    requireAuthMode(name(c), true)
    return c.json(control.listKeys(name(c)))
  }

  const regenerateKeys: Handler = async (c) => {
    requireAuthMode(name(c), true)
    const { keyType, keyValue } = await readBody(c, regenerateKeysSchema)
    checkKey('keyValue', keyValue)
    const started = control.regenerateKey(name(c), keyType, keyValue ?? undefined, writeContext(c))
    return c.body(null, 202, operationHeaders(c, deps, started.operationId, 'location'))
  }

  const token: Handler = async (c) => {
    requireAuthMode(name(c), false)
    return c.json(await control.token(name(c)))
  }

  return { list, get, put, patch, remove, listKeys, regenerateKeys, token }
}
