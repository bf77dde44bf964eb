/** Writes on endpoints: check, commit, answer. The reconciler does the rest. */
import { randomBytes, randomUUID } from 'node:crypto'
import { checkKubernetesEndpoint } from '@/agent/control/kubernetes'
import { normaliseEndpoint } from '@/agent/control/normalise'
import type { Quota } from '@/agent/control/quota'
import { badArgument, conflict, notFound } from '@/agent/control/refusals'
import { storedEndpoint } from '@/agent/control/stored'
import { issueToken, newTokenKey } from '@/agent/control/tokens'
import { endpointChanges } from '@/agent/control/what-changes'
import type { Accepted, StoredEndpoint, WriteContext } from '@/agent/control-plane'
import { journaled } from '@/agent/failpoints'
import { bodyHash } from '@/agent/operations'
import type { ReconcileContext } from '@/agent/reconcile/context'
import type { EndpointRecord } from '@/agent/store/records'
import { type Endpoint, type EndpointToken, endpointSchema } from '@/lib/contract/arm/endpoint'
import type { Finding } from '@/lib/contract/finding'
import { checkName } from '@/lib/domain/names/names'
import { checkMirrorTraffic, checkTraffic } from '@/lib/domain/traffic/traffic'

/** Bounds the routing table. The limit of a subscription is simulated with its quota (agent/control/quota). */
const maxEndpoints = 2000

export function newKey(): string {
  return randomBytes(32).toString('base64url')
}

/** @throws ProblemError `BadArgument` with the first error and its fix. */
export function refuseErrors(findings: Finding[], target: string): void {
  const error = findings.find((finding) => finding.severity === 'error')
  if (error) throw badArgument(error.fix ? `${error.message} ${error.fix}` : error.message, target)
}

export interface Woken {
  endpoint(uid: string): void
  deployment(uid: string): void
}

export function createEndpointWrites(context: ReconcileContext, wake: Woken, quota: Quota) {
  const { store, operations } = context

  function existing(name: string): EndpointRecord {
    const endpoint = store.resources.endpoint(name)
    if (!endpoint) throw notFound('endpoint', name)
    return endpoint
  }

  function checkSpec(spec: Endpoint, name: string, previous: EndpointRecord | undefined): void {
    const deployments = store.resources.deploymentsOf(name).filter((one) => one.state !== 'Deleting')
    const names = deployments.map((one) => one.name)
    const traffic = spec.properties.traffic ?? {}
    refuseErrors(checkTraffic(traffic, names), 'properties.traffic')
    const mirror = spec.properties.mirrorTraffic ?? {}
    refuseErrors(checkMirrorTraffic(mirror, traffic, { deploymentNames: names, field: 'mirrorTraffic' }), 'properties.mirrorTraffic')
    checkKubernetesEndpoint(spec, previous?.spec, store.computes.get)
    if (previous && previous.spec.properties.authMode !== spec.properties.authMode) {
      throw badArgument(
        `The auth mode of endpoint ${name} is ${previous.spec.properties.authMode} and cannot be changed. Delete the endpoint and create it again.`,
        'properties.authMode',
      )
    }
    spec.properties.traffic = canonicalNames(traffic, names)
    spec.properties.mirrorTraffic = canonicalNames(mirror, names)
  }

  /** Runs what a PUT or PATCH means: a new endpoint, a change, or nothing. */
  function put(name: string, body: Endpoint, write: WriteContext, method: 'PUT' | 'PATCH', hash: string): Accepted<StoredEndpoint> {
    const target = `${method} ${name.toLowerCase()}`
    const earlier = operations.earlier(write.clientRequestId, target, hash)
    const previous = store.resources.endpoint(name)
    if (earlier) {
      if (!previous)
        throw conflict(
          `Endpoint ${name} was deleted after this request was first accepted. Send a new request id to create it again.`,
          name,
        )
      return { created: earlier.created, resource: storedEndpoint(previous), operationId: earlier.id }
    }
    if (previous) operations.refuseWhileBusy(previous.uid, `endpoint ${previous.name}`)
    else refuseErrors(checkName('endpoint', name), 'name')
    const spec = normaliseEndpoint(previous?.name ?? name, body)
    checkSpec(spec, name, previous)
    const specHash = bodyHash(spec)
    const now = new Date().toISOString()
    if (!previous && store.resources.endpoints().length >= maxEndpoints) {
      throw badArgument(`There are ${maxEndpoints} endpoints already; that is the limit. Delete one first.`)
    }
    if (!previous) quota.admitEndpoint(spec, write.subscriptionId)
    const unchanged = previous?.specHash === specHash && previous.state === 'Succeeded'
    const record: EndpointRecord = previous
      ? { ...previous, spec, specHash, state: unchanged ? previous.state : 'Updating', modifiedAt: unchanged ? previous.modifiedAt : now }
      : { uid: randomUUID(), name, endpointKey: name.toLowerCase(), spec, specHash, state: 'Creating', createdAt: now, modifiedAt: now }
    const operation = journaled(previous ? 'accept-endpoint-update' : 'accept-endpoint-create', () =>
      store.commit(() => {
        store.resources.saveEndpoint(record)
        if (!previous) {
          if (spec.properties.authMode !== 'Key') store.resources.saveTokenKey(record.uid, newTokenKey())
          store.resources.saveKeys(record.uid, {
            primaryKey: body.properties.keys?.primaryKey ?? newKey(),
            secondaryKey: body.properties.keys?.secondaryKey ?? newKey(),
          })
        }
        store.emit({ type: 'endpoint', endpoint: record.name, name: previous ? 'Updated' : 'Created', message: `Endpoint ${record.name}` })
        return operations.begin({
          kind: previous ? 'update' : 'create',
          resourceUid: record.uid,
          endpoint: record.name,
          target,
          bodyHash: hash,
          created: !previous,
          clientRequestId: write.clientRequestId,
          ...(previous && !unchanged ? { changes: endpointChanges(previous.spec, spec) } : {}),
          done: unchanged,
        })
      }),
    )
    wake.endpoint(record.uid)
    return { created: !previous, resource: storedEndpoint(record), operationId: operation.id }
  }

  return {
    existing,
    /** Compared without read-only fields: what a GET gave, sent again under the same request id, is the same request. */
    put: (name: string, body: Endpoint, write: WriteContext) =>
      put(name, body, write, 'PUT', bodyHash(normaliseEndpoint(name.toLowerCase(), body))),

    patch(name: string, patch: unknown, write: WriteContext): Accepted<StoredEndpoint> {
      const endpoint = existing(name)
      return put(name, applyEndpointPatch(endpoint.spec, patch), write, 'PATCH', bodyHash(patch))
    },

    delete(name: string, write: WriteContext): { operationId: string } | undefined {
      const endpoint = store.resources.endpoint(name)
      if (!endpoint) return undefined
      const running = store.operations.runningOn(endpoint.uid)
      if (endpoint.state === 'Deleting' && running?.kind === 'delete') return { operationId: running.id }
      const deployments = store.resources.deploymentsOf(name)
      const operation = journaled('accept-endpoint-delete', () =>
        store.commit(() => {
          if (running) operations.finish(running.id, 'Canceled')
          const modifiedAt = new Date().toISOString()
          store.resources.saveEndpoint({ ...endpoint, state: 'Deleting', modifiedAt })
          for (const deployment of deployments) {
            const busy = store.operations.runningOn(deployment.uid)
            if (busy && busy.kind !== 'delete') operations.finish(busy.id, 'Canceled')
            store.resources.saveDeployment({ ...deployment, state: 'Deleting', modifiedAt })
          }
          store.emit({ type: 'endpoint', endpoint: endpoint.name, name: 'Deleting', message: `Endpoint ${endpoint.name} is being deleted` })
          return operations.begin({
            kind: 'delete',
            resourceUid: endpoint.uid,
            endpoint: endpoint.name,
            target: `DELETE ${endpoint.endpointKey} ${endpoint.uid}`,
            bodyHash: '',
            created: false,
            clientRequestId: write.clientRequestId,
          })
        }),
      )
      for (const deployment of deployments) wake.deployment(deployment.uid)
      wake.endpoint(endpoint.uid)
      return { operationId: operation.id }
    },

    keys(name: string): { primaryKey: string; secondaryKey: string } {
      const keys = store.resources.keys(existing(name).uid)
      if (!keys) throw notFound('endpoint', name)
      return keys
    },

    /** A fresh token; resolves once the router would take it. */
    async token(name: string): Promise<EndpointToken> {
      const endpoint = existing(name)
      let key = store.resources.tokenKey(endpoint.uid)
      if (key === undefined) {
        // Made by a version whose tokens were keys.
        const made = newTokenKey()
        journaled('accept-keys', () => store.commit(() => store.resources.saveTokenKey(endpoint.uid, made)))
        key = made
        await context.routing.publish()
      }
      return issueToken(key, endpoint, Date.now())
    },

    regenerateKey(
      name: string,
      keyType: 'Primary' | 'Secondary',
      keyValue: string | undefined,
      write: WriteContext,
    ): { operationId: string } {
      const endpoint = existing(name)
      const target = `POST ${endpoint.endpointKey} ${endpoint.uid} regenerateKeys`
      const hash = bodyHash({ keyType, keyValue })
      const earlier = operations.earlier(write.clientRequestId, target, hash)
      if (earlier) return { operationId: earlier.id }
      operations.refuseWhileBusy(endpoint.uid, `endpoint ${endpoint.name}`)
      if (endpoint.state === 'Deleting') throw conflict(`Endpoint ${endpoint.name} is being deleted.`, endpoint.name)
      const keys = this.keys(name)
      // azure-ai-ml sends the present key along; taken literally, the key would never change. Judged behind the look for an earlier
      // operation, as a repeated call finds another key present.
      const isPresent = keyValue === keys.primaryKey || keyValue === keys.secondaryKey
      const value = isPresent ? newKey() : (keyValue ?? newKey())
      const operation = journaled('accept-keys', () =>
        store.commit(() => {
          store.resources.saveKeys(endpoint.uid, keyType === 'Primary' ? { ...keys, primaryKey: value } : { ...keys, secondaryKey: value })
          store.resources.saveEndpoint({ ...endpoint, state: 'Updating', modifiedAt: new Date().toISOString() })
          return operations.begin({
            kind: 'regenerateKeys',
            resourceUid: endpoint.uid,
            endpoint: endpoint.name,
            target,
            bodyHash: hash,
            changes: [{ what: 'key', key: keyType }],
            created: false,
            clientRequestId: write.clientRequestId,
          })
        }),
      )
      wake.endpoint(endpoint.uid)
      return { operationId: operation.id }
    },

    /** A deleted deployment must not linger in the traffic map (its share is 0 by then). Called inside a commit. */
    dropFromTraffic(endpoint: EndpointRecord, deployment: string): void {
      const without = (map: Record<string, number> | null | undefined) =>
        Object.fromEntries(Object.entries(map ?? {}).filter(([name]) => name.toLowerCase() !== deployment.toLowerCase()))
      const properties = {
        ...endpoint.spec.properties,
        traffic: without(endpoint.spec.properties.traffic),
        mirrorTraffic: without(endpoint.spec.properties.mirrorTraffic),
      }
      const spec = { ...endpoint.spec, properties }
      store.resources.saveEndpoint({ ...endpoint, spec, specHash: bodyHash(spec) })
    },
  }
}
export type EndpointWrites = ReturnType<typeof createEndpointWrites>

/** Keys of traffic or mirrored traffic in the deployments' own spelling; entries of 0 percent for deployments that do not exist are dropped. */
function canonicalNames(traffic: Record<string, number>, names: string[]): Record<string, number> {
  const entries = Object.entries(traffic).flatMap(([name, percent]) => {
    const known = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase())
    return known === undefined ? [] : [[known, percent] as const]
  })
  return Object.fromEntries(entries)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Merge-style map patch: null removes. */
export function mergeTags(tags: Record<string, string>, patch: unknown): Record<string, string> {
  if (!isObject(patch)) return tags
  const merged = { ...tags }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else if (typeof value === 'string') merged[name] = value
    else throw badArgument(`The tag ${name} must be a text or null.`, `tags.${name}`)
  }
  return merged
}

/** The endpoint after a PATCH: tags and identity, and as an older preview traffic, mirrorTraffic, publicNetworkAccess. */
export function applyEndpointPatch(spec: Endpoint, patch: unknown): Endpoint {
  if (!isObject(patch)) throw badArgument('The body of a PATCH must be a JSON object.')
  const properties = isObject(patch.properties) ? patch.properties : {}
  const changed = Object.fromEntries(
    Object.entries(properties).filter(([name]) => ['traffic', 'mirrorTraffic', 'publicNetworkAccess'].includes(name)),
  )
  const merged: unknown = {
    ...spec,
    tags: mergeTags(spec.tags ?? {}, patch.tags),
    identity: patch.identity ?? spec.identity,
    properties: { ...spec.properties, ...changed },
  }
  const parsed = endpointSchema.safeParse(merged)
  if (!parsed.success)
    throw badArgument(`The PATCH does not make a valid endpoint: ${parsed.error.issues[0]?.message ?? 'unknown reason'}.`)
  return parsed.data
}
