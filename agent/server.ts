/** The agent's routes, readable from top to bottom. Everything below runs behind the gate; ARM and /_scorepoint/ behind the token. */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status'
import { storageAccount } from '@/agent/assets/reference'
import { asProblemError, errorEnvelope, refusal } from '@/agent/errors'
import { gate, requireToken } from '@/agent/routes/admit'
import {
  foldArmPath,
  locationPath,
  subscriptionWorkspacesPath,
  templateOperationsPath,
  templatesPath,
  workspacePath,
  workspacesPath,
} from '@/agent/routes/arm-path'
import { assetRoutes } from '@/agent/routes/assets'
import { blobRoutes } from '@/agent/routes/blobs'
import { computeRoutes } from '@/agent/routes/computes'
import type { AgentContext, AgentDeps, AgentEnv, Handler } from '@/agent/routes/context'
import { datastoreRoutes } from '@/agent/routes/datastores'
import { deploymentRoutes } from '@/agent/routes/deployments'
import { endpointRoutes } from '@/agent/routes/endpoints'
import { operationRoutes } from '@/agent/routes/operations'
import { quotaRoutes } from '@/agent/routes/quota'
import { scorepointRoutes } from '@/agent/routes/scorepoint'
import { scorepointAssetRoutes } from '@/agent/routes/scorepoint-assets'
import { scorepointHouseRoutes } from '@/agent/routes/scorepoint-house'
import { scorepointLogRoutes } from '@/agent/routes/scorepoint-logs'
import { signInRoutes } from '@/agent/routes/sign-in'
import { templateDeploymentRoutes } from '@/agent/routes/template-deployments'
import { unserved } from '@/agent/routes/unserved'
import { workspaceRoutes } from '@/agent/routes/workspace'
import { admits } from '@/agent/sign-in/access-token'
import type { AssetKind } from '@/lib/contract/arm/scope'
import { securityHeaders } from '@/lib/gate/security-headers'

type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'
/** What a caller has to show: nothing, the agent's token as a password, a shared access signature, or the bearer token. */
type Guard = 'open' | 'password' | 'signature' | 'token'
type Route = [Method, string, Handler, Guard?]

/** Of every route of an app, by method and folded path: what `agentRoutes` tells. */
const guards = new WeakMap<Hono<AgentEnv>, Map<string, Guard>>()
const assetKinds: readonly AssetKind[] = ['models', 'environments', 'codes']
const closedPage = "default-src 'none'; frame-ancestors 'none'; sandbox"

function routeTable(deps: AgentDeps): Route[] {
  const workspace = workspaceRoutes(deps)
  const endpoints = endpointRoutes(deps)
  const deployments = deploymentRoutes(deps)
  const operations = operationRoutes(deps)
  const datastores = datastoreRoutes(deps)
  const blobs = blobRoutes(deps)
  const computes = computeRoutes(deps)
  const beside = scorepointRoutes(deps)
  const logs = scorepointLogRoutes(deps)
  const registered = scorepointAssetRoutes(deps)
  const house = scorepointHouseRoutes(deps)
  const quota = quotaRoutes(deps)
  const signIn = signInRoutes(deps)
  const templates = templateDeploymentRoutes(deps)

  const endpointPath = `${workspacePath}/onlineEndpoints/:endpoint`
  const deploymentPath = `${endpointPath}/deployments/:deployment`
  const template = `${templatesPath}/:name`
  const status = '/_scorepoint/endpoints/:endpoint'
  const ours = `${status}/deployments/:deployment`

  return [
    ['GET', '/health', health(deps), 'open'],

    ['GET', '/adfs/.well-known/openid-configuration', signIn.discovery, 'open'],
    ['GET', '/adfs/adfs/.well-known/openid-configuration', signIn.discovery, 'open'],
    ['GET', '/adfs/adfs/v2.0/.well-known/openid-configuration', signIn.discovery, 'open'],
    ['GET', '/metadata/endpoints', signIn.metadata, 'open'],
    ['POST', '/adfs/oauth2/token', signIn.token, 'password'],
    ['GET', '/tenants', signIn.tenants],
    ['GET', '/subscriptions', signIn.listSubscriptions],
    ['GET', '/subscriptions/:subscription', signIn.getSubscription],
    ['GET', '/subscriptions/:subscription/resourceGroups', signIn.listGroups],
    ['GET', '/subscriptions/:subscription/resourceGroups/:group', signIn.getGroup],

    ['GET', templatesPath, templates.list],
    ['GET', template, templates.get],
    ['PUT', template, templates.put],
    ['DELETE', template, templates.remove],
    ['POST', `${template}/cancel`, templates.cancel],
    ['POST', `${template}/validate`, templates.validate],
    ['POST', `${template}/exportTemplate`, templates.exportTemplate],
    ['POST', `${template}/whatIf`, templates.whatIf],
    ['GET', `${template}/operations`, templates.listOperations],
    ['GET', `${template}/operations/:operation`, templates.getOperation],
    ['GET', `${template}/operationStatuses/:operation`, templates.status],
    // As SDKs and az write it.
    ['GET', `${templateOperationsPath}/:name/operations`, templates.listOperations],
    ['GET', `${templateOperationsPath}/:name/operations/:operation`, templates.getOperation],

    ['GET', workspacesPath, workspace.list],
    ['GET', subscriptionWorkspacesPath, workspace.list],
    ['GET', workspacePath, workspace.get],
    ['GET', `${locationPath}/usages`, quota.usages],
    ['GET', `${locationPath}/quotas`, quota.quotas],
    ['POST', `${locationPath}/updateQuotas`, quota.updateQuotas],
    ['GET', `${locationPath}/vmSizes`, quota.vmSizes],
    ['GET', `${locationPath}/mfeOperationsStatus/:operation`, operations.status],
    ['GET', `${locationPath}/mfeOperationResults/:operation`, operations.result],

    ['GET', `${workspacePath}/onlineEndpoints`, endpoints.list],
    ['GET', endpointPath, endpoints.get],
    ['PUT', endpointPath, endpoints.put],
    ['PATCH', endpointPath, endpoints.patch],
    ['DELETE', endpointPath, endpoints.remove],
    ['POST', `${endpointPath}/listKeys`, endpoints.listKeys],
    ['POST', `${endpointPath}/regenerateKeys`, endpoints.regenerateKeys],
    ['POST', `${endpointPath}/token`, endpoints.token],

    ['GET', `${endpointPath}/deployments`, deployments.list],
    ['GET', deploymentPath, deployments.get],
    ['PUT', deploymentPath, deployments.put],
    ['PATCH', deploymentPath, deployments.patch],
    ['DELETE', deploymentPath, deployments.remove],
    ['POST', `${deploymentPath}/getLogs`, deployments.getLogs],
    ['GET', `${deploymentPath}/skus`, deployments.skus],

    ['GET', `${workspacePath}/computes`, computes.list],
    ['GET', `${workspacePath}/computes/:compute`, computes.get],
    ['PUT', `${workspacePath}/computes/:compute`, computes.put],
    ['DELETE', `${workspacePath}/computes/:compute`, computes.remove],

    ...assetKinds.flatMap((kind) => assetTable(deps, kind)),

    ['GET', `${workspacePath}/datastores`, datastores.list],
    ['GET', `${workspacePath}/datastores/:name`, datastores.get],
    ['POST', `${workspacePath}/datastores/:name/listSecrets`, datastores.listSecrets],

    ['GET', `/${storageAccount}/:container`, blobs.getContainer, 'signature'],
    ['GET', `/${storageAccount}/:container/:path{.+}`, blobs.get, 'signature'],
    ['PUT', `/${storageAccount}/:container/:path{.+}`, blobs.put, 'signature'],

    ['GET', '/_scorepoint/doctor', beside.doctor],
    ['GET', '/_scorepoint/router', beside.router],
    ['GET', '/_scorepoint/events', beside.events],
    ['GET', '/_scorepoint/operations', beside.operations],
    ['GET', '/_scorepoint/operations/:operation', beside.operation],
    ['POST', '/_scorepoint/operations/:operation/cancel', beside.cancel],
    ['GET', '/_scorepoint/endpoints', beside.endpoints],
    ['GET', status, beside.endpoint],
    ['GET', `${status}/traffic`, beside.traffic],
    ['GET', `${status}/metrics`, beside.metrics],
    ['GET', `${ours}/contents`, beside.contents],
    ['GET', `${ours}/logs`, logs.view],
    ['GET', `${ours}/logs/lines`, logs.lines],
    ['GET', `${ours}/logs/line`, logs.line],
    ['GET', `${ours}/logs/entry`, logs.entry],
    ['GET', `${ours}/logs/follow`, logs.follow],
    ['GET', `${ours}/logs/search`, logs.search],
    ['GET', `${ours}/logs/download`, logs.download],
    ['GET', `${ours}/logs/request`, logs.request],
    ['POST', `${ours}/stop`, beside.setRunning('stop')],
    ['POST', `${ours}/start`, beside.setRunning('start')],
    ['POST', `${ours}/restart`, beside.setRunning('restart')],
    ['GET', '/_scorepoint/assets/:kind', registered.list],
    ['GET', '/_scorepoint/assets/:kind/:name', registered.detail],
    ['GET', '/_scorepoint/assets/:kind/:name/versions/:version', registered.version],
    ['GET', '/_scorepoint/assets/:kind/:name/versions/:version/files', registered.content],
    ['GET', '/_scorepoint/assets/:kind/:name/versions/:version/file', registered.file],
    ['POST', `${ours}/debug`, beside.setRunning('debug')],
    ['POST', `${ours}/debug-wait`, beside.setRunning('debug-wait')],
    ['POST', `${ours}/stop-debugging`, beside.setRunning('stop-debugging')],
    ['GET', '/_scorepoint/storage', house.report],
    ['POST', '/_scorepoint/storage/clean', house.clean],
    ['GET', '/_scorepoint/backup', house.sendBackup],
    ['GET', '/_scorepoint/python', house.getPython],
    ['PUT', '/_scorepoint/python', house.putPython],
    ['GET', '/_scorepoint/engine', house.getEngine],
    ['GET', '/_scorepoint/quota', quota.report],
    ['PUT', '/_scorepoint/quota', quota.save],
    ['PUT', '/_scorepoint/engine/images', house.putImages],
    ['POST', '/_scorepoint/shutdown', beside.shutdown],
  ]
}

function assetTable(deps: AgentDeps, kind: AssetKind): Route[] {
  const routes = assetRoutes(deps, kind)
  const container = `${workspacePath}/${kind}/:name`
  const version = `${container}/versions/:version`
  return [
    ['GET', `${workspacePath}/${kind}`, routes.listContainers],
    ['GET', container, routes.getContainer],
    ['PUT', container, routes.putContainer],
    ['DELETE', container, routes.removeContainer],
    ['GET', `${container}/versions`, routes.listVersions],
    ['GET', version, routes.getVersion],
    ['PUT', version, routes.putVersion],
    ['DELETE', version, routes.removeVersion],
    ['POST', `${version}/startPendingUpload`, routes.startPendingUpload],
  ]
}

/** Ready means that the router answers, too: without it nothing can be scored. */
function health(deps: AgentDeps): Handler {
  return (c) => {
    const router = deps.control.routerReport() !== undefined
    return c.json({ status: router ? 'ok' : 'starting', version: deps.version, router: router ? 'ok' : 'absent' }, router ? 200 : 503)
  }
}

/** Builds the app; `app.request()` serves tests, `app.fetch` the TLS server. */
export function createApp(deps: AgentDeps): Hono<AgentEnv> {
  const app = new Hono<AgentEnv>({ getPath: (request) => foldArmPath(new URL(request.url).pathname) })

  app.use('*', async (c, next) => {
    c.set('requestId', randomUUID())
    await next()
    c.header('x-ms-request-id', c.get('requestId'))
    for (const [name, value] of Object.entries(securityHeaders(closedPage))) if (!c.res.headers.has(name)) c.header(name, value)
  })
  app.use('*', gate(deps.agentPort))

  const routes = routeTable(deps)
  const token = requireToken(deps.token)
  for (const [method, path, handler, guard = 'token'] of routes) {
    if (guard === 'token') app.on(method, foldArmPath(path), token, handler)
    else app.on(method, foldArmPath(path), handler)
  }
  guards.set(app, new Map(routes.map(([method, path, , guard = 'token']) => [`${method} ${foldArmPath(path)}`, guard])))

  app.notFound((c) => {
    const { pathname } = new URL(c.req.url)
    const allowed = methodsFor(app, foldArmPath(pathname))
    // Without the token nobody learns which addresses exist.
    const isKnown =
      admits(c.req.header('authorization'), deps.token) || pathname.startsWith(`/${storageAccount}/`) || pathname === '/health'
    if (!isKnown)
      return fail(c, deps, refusal('unauthenticated', 'The bearer token is missing or wrong. It is in run/agent-token of the data folder.'))
    const elsewhere = unserved(c.req.method, pathname, allowed.length > 0)
    if (elsewhere) return fail(c, deps, elsewhere)
    if (allowed.length === 0) return fail(c, deps, refusal('noRoute', `There is nothing at ${pathname.slice(0, 300)}.`))
    c.header('Allow', allowed.join(', '))
    return fail(c, deps, refusal('methodNotAllowed', `${c.req.method} is not served at this address; ${allowed.join(', ')} is.`))
  })
  app.onError((error, c) => fail(c, deps, error))
  return app
}

function methodsFor(app: Hono<AgentEnv>, path: string): string[] {
  const methods: Method[] = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE']
  return methods.filter((method) => app.router.match(method, path)[0].some(([[, route]]) => route.method === method))
}

function fail(c: AgentContext, deps: AgentDeps, error: unknown): Response {
  const requestId = c.get('requestId')
  const { problem, status } = asProblemError(error)
  // 501 is an answer, not a failure.
  if (status >= 500 && status !== 501) deps.log.error({ requestId, err: error }, 'request failed')
  if (!c.res.headers.has('x-ms-error-code')) c.header('x-ms-error-code', problem.code)
  if (c.req.method === 'HEAD') return c.body(null, status as StatusCode)
  return c.json(errorEnvelope(problem, requestId), status as ContentfulStatusCode)
}

/** Every route of the app with its guard, for tests that knock at all of them. */
export function agentRoutes(app: Hono<AgentEnv>): { method: string; path: string; guard: Guard }[] {
  return app.routes
    .filter((route) => route.method !== 'ALL')
    .map(({ method, path }) => ({ method, path }))
    .filter((route, index, all) => all.findIndex((other) => other.method === route.method && other.path === route.path) === index)
    .map((route) => ({ ...route, guard: guards.get(app)?.get(`${route.method} ${route.path}`) ?? 'token' }))
}
