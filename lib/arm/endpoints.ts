import 'server-only'
import { agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'
import { type Started, type WriteOptions, write } from '@/lib/arm/write'
import type { Endpoint, EndpointToken } from '@/lib/contract/arm/endpoint'
import { ProblemError } from '@/lib/problems/problem'

/** ARM path of an endpoint. */
export const endpointPath = (connection: Connection, endpoint: string): string =>
  `${connection.workspaceId}/onlineEndpoints/${encodeURIComponent(endpoint)}`

/** The endpoint as the control plane stores it, unknown fields included. */
export const getEndpoint = (connection: Connection, endpoint: string): Promise<Endpoint> =>
  agentJson<Endpoint>(connection, withVersion(endpointPath(connection, endpoint)))

/** Undefined instead of an error when there is none: for "is this name free". */
export async function findEndpoint(connection: Connection, endpoint: string): Promise<Endpoint | undefined> {
  try {
    return await getEndpoint(connection, endpoint)
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined
    throw error
  }
}

/** Create or replace. `body.properties.traffic` must always be sent: a PUT without it resets traffic. */
export const putEndpoint = (connection: Connection, endpoint: string, body: Endpoint, options: WriteOptions): Promise<Started<Endpoint>> =>
  write<Endpoint>(connection, 'PUT', endpointPath(connection, endpoint), body, options)

/** Tags alone; keys that are not named stay. */
export const patchEndpoint = (
  connection: Connection,
  endpoint: string,
  body: { tags: Record<string, string | null> },
  options: WriteOptions,
): Promise<Started<Endpoint>> => write<Endpoint>(connection, 'PATCH', endpointPath(connection, endpoint), body, options)

/** Deletes the endpoint with all its deployments. */
export const deleteEndpoint = (connection: Connection, endpoint: string, options: WriteOptions): Promise<Started<never>> =>
  write<never>(connection, 'DELETE', endpointPath(connection, endpoint), undefined, options)

const sameTraffic = (a: Record<string, number>, b: Record<string, number>): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => (a[name] ?? 0) === (b[name] ?? 0))

/**
 * GET, edit, PUT of the whole endpoint, as `az ml` does. With `ifTraffic` the write is refused with `Studio.TrafficChanged`
 * when somebody else moved the split since the page was read. Mirroring to a deployment that gets live traffic now ends with it.
 */
export async function setTraffic(
  connection: Connection,
  endpoint: string,
  traffic: Record<string, number>,
  options: WriteOptions & { ifTraffic?: Record<string, number> },
): Promise<Started<Endpoint>> {
  const current = await getEndpoint(connection, endpoint)
  const live = current.properties.traffic ?? {}
  // A repeat after a lost answer: the split is as wanted, and nobody changed it meanwhile.
  if (sameTraffic(live, traffic)) return { resource: current, operationId: undefined }
  if (options.ifTraffic && !sameTraffic(live, options.ifTraffic)) {
    throw new ProblemError(
      {
        code: 'Studio.TrafficChanged',
        message: `The split of ${endpoint} changed meanwhile to ${JSON.stringify(live)}; look at it again before applying yours.`,
        target: 'traffic',
        origin: 'input',
        retryable: false,
      },
      409,
    )
  }
  const mirrorTraffic = mirrorBeside(current.properties.mirrorTraffic ?? {}, traffic)
  return putEndpoint(connection, endpoint, { ...current, properties: { ...current.properties, traffic, mirrorTraffic } }, options)
}

/** Without the deployments that get live traffic now: the two exclude each other, and the split is the newer word. */
function mirrorBeside(mirror: Record<string, number>, traffic: Record<string, number>): Record<string, number> {
  const live = new Set(Object.entries(traffic).flatMap(([name, percent]) => (percent > 0 ? [name.toLowerCase()] : [])))
  return Object.fromEntries(Object.entries(mirror).filter(([name]) => !live.has(name.toLowerCase())))
}

/** GET, edit, PUT of the whole endpoint. @param mirrorTraffic one deployment and its percent; empty switches it off */
export async function setMirrorTraffic(
  connection: Connection,
  endpoint: string,
  mirrorTraffic: Record<string, number>,
  options: WriteOptions,
): Promise<Started<Endpoint>> {
  const current = await getEndpoint(connection, endpoint)
  if (sameTraffic(current.properties.mirrorTraffic ?? {}, mirrorTraffic)) return { resource: current, operationId: undefined }
  return putEndpoint(connection, endpoint, { ...current, properties: { ...current.properties, mirrorTraffic } }, options)
}

export interface EndpointKeys {
  primaryKey: string
  secondaryKey: string
}

/** Both keys; never cached, never logged. */
export const listKeys = (connection: Connection, endpoint: string): Promise<EndpointKeys> =>
  agentJson<EndpointKeys>(connection, withVersion(`${endpointPath(connection, endpoint)}/listKeys`), { method: 'POST' })

/** A fresh token of an endpoint with token authentication; never cached, never logged. */
export const getToken = (connection: Connection, endpoint: string): Promise<EndpointToken> =>
  agentJson<EndpointToken>(connection, withVersion(`${endpointPath(connection, endpoint)}/token`), { method: 'POST' })

/** Replaces one key; the other stays valid. */
export const regenerateKey = (
  connection: Connection,
  endpoint: string,
  keyType: 'Primary' | 'Secondary',
  options: WriteOptions,
): Promise<Started<never>> => write<never>(connection, 'POST', `${endpointPath(connection, endpoint)}/regenerateKeys`, { keyType }, options)
