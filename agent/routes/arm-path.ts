/** ARM addresses: written in Azure's spelling in the route table, matched without regard to case, names kept as the caller wrote them. */
import { type AgentContext, type AgentDeps, originOf, param } from '@/agent/routes/context'
import { armProvider, localLocation, type WorkspaceScope, workspaceId } from '@/lib/contract/arm/scope'

/** Route prefixes. */
export const workspacesPath = `/subscriptions/:subscription/resourceGroups/:group/providers/${armProvider}/workspaces`
export const workspacePath = `${workspacesPath}/:workspace`
export const subscriptionWorkspacesPath = `/subscriptions/:subscription/providers/${armProvider}/workspaces`
export const templatesPath = '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Resources/deployments'
/** The same deployments, where their operations are read. */
export const templateOperationsPath = '/subscriptions/:subscription/resourceGroups/:group/deployments'
export const locationPath = `/subscriptions/:subscription/providers/${armProvider}/locations/:location`

/**
 * Lower-cases what ARM compares without case and nothing else: in `/subscriptions/x/…` every second segment is a word of
 * the API and the others are names, except that a provider's namespace, too, is a word. Works on routes and on requests.
 */
export function foldArmPath(pathname: string): string {
  if (!/^\/subscriptions(\/|$)/i.test(pathname)) return pathname
  let afterProviders = false
  return pathname
    .replace(/\/+$/, '')
    .split('/')
    .map((segment, index) => {
      const isWord = index % 2 === 1 || afterProviders
      afterProviders = index % 2 === 1 && segment.toLowerCase() === 'providers'
      return isWord && !segment.startsWith(':') ? segment.toLowerCase() : segment
    })
    .join('/')
}

/** Subscription, group and workspace as the caller wrote them. */
export function scopeOf(c: AgentContext): WorkspaceScope {
  return { subscriptionId: param(c, 'subscription'), resourceGroup: param(c, 'group'), workspace: param(c, 'workspace') }
}

/** ARM id of the caller's workspace. */
export function workspaceOf(c: AgentContext): string {
  return workspaceId(scopeOf(c))
}

/** Headers by which every client follows an operation; the id is the last segment of both addresses. */
export function operationHeaders(
  c: AgentContext,
  deps: AgentDeps,
  operationId: string,
  final: 'resource' | 'location',
): Record<string, string> {
  const version = c.req.query('api-version')
  const query = version === undefined ? '' : `?api-version=${encodeURIComponent(version)}`
  const base = `${originOf(c, deps)}/subscriptions/${encodeURIComponent(param(c, 'subscription'))}/providers/${armProvider}/locations/${localLocation}`
  return {
    'Azure-AsyncOperation': `${base}/mfeOperationsStatus/${operationId}${query}`,
    'x-ms-async-operation-timeout': 'PT1H',
    'Retry-After': '1',
    ...(final === 'location' ? { Location: `${base}/mfeOperationResults/${operationId}${query}` } : {}),
  }
}

/**
 * One page of a list. `sizeParams` are the query names for the page size; `$skip` is the opaque token this function makes itself.
 * `present` makes the answer's form of the items that are on the page.
 */
export function page<T>(
  c: AgentContext,
  deps: AgentDeps,
  items: readonly T[],
  sizeParams: readonly string[] = ['$top', 'count'],
  present: (item: T) => unknown = (item) => item,
): Response {
  const sizeText = sizeParams.map((name) => c.req.query(name)).find((value) => value !== undefined)
  const size = Math.min(1000, Math.max(1, Number.parseInt(sizeText ?? '', 10) || 1000))
  const start = Math.max(0, Number.parseInt(c.req.query('$skip') ?? '', 10) || 0)
  const value = items.slice(start, start + size).map(present)
  if (start + size >= items.length) return c.json({ value })
  const next = new URL(c.req.url)
  next.searchParams.set('$skip', String(start + size))
  return c.json({ value, nextLink: `${originOf(c, deps)}${next.pathname}${next.search}` })
}
