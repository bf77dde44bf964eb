/** What an edit of a deployment changes: fields compared with their defaults filled in, and a text to begin from. Pure. */
import type { Deployment } from '@/lib/contract/arm/deployment'
import { isData } from '@/lib/domain/convert/field-map'
import { writeAt, type YamlPath } from '@/lib/domain/yaml-edit/yaml-edit'

type Data = Record<string, unknown>

const requestSettings = { request_timeout_ms: 5_000, max_concurrent_requests_per_instance: 1, max_queue_wait_ms: 500 }
const probe = { initial_delay: 10, period: 10, timeout: 2, success_threshold: 1, failure_threshold: 30 }
/** Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online (defaults). */
const defaults: Data = {
  type: 'managed',
  instance_count: 1,
  app_insights_enabled: false,
  egress_public_network_access: 'enabled',
  scale_settings: { type: 'default' },
  request_settings: requestSettings,
  liveness_probe: probe,
  readiness_probe: probe,
}
/** Say which deployment it is, not what it is like. */
const identity: ReadonlySet<string> = new Set(['$schema', 'name', 'endpoint_name'])
/** Properties the studio writes for itself; no part of what a person edits. */
const ownProperty = 'scorepoint.'

export interface FieldChange {
  path: YamlPath
  /** Undefined = not there before, or removed. */
  from: unknown
  to: unknown
}

interface Leaf {
  path: string[]
  value: unknown
}

function leavesOf(data: Data, path: string[] = []): Leaf[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const here = [...path, key]
    if (path.length === 0 && identity.has(key)) return []
    if (path[0] === 'properties' && key.startsWith(ownProperty)) return []
    if (isData(value)) return leavesOf(value, here)
    return value === undefined || value === null ? [] : [{ path: here, value }]
  })
}

const keyOf = (path: readonly string[]) => JSON.stringify(path)

function withDefaults(data: Data, filled: Data = defaults): Data {
  const result: Data = { ...data }
  for (const [key, value] of Object.entries(filled)) {
    const written = result[key]
    if (written === undefined || written === null) result[key] = value
    else if (isData(value) && isData(written)) result[key] = withDefaults(written, value)
  }
  return result
}

/** The fields in which two deployment files differ once defaults are filled in; in the order of `after`, removed ones last. */
export function changesBetween(before: Data, after: Data): FieldChange[] {
  const old = new Map(leavesOf(withDefaults(before)).map((leaf) => [keyOf(leaf.path), leaf]))
  const changes: FieldChange[] = []
  for (const { path, value } of leavesOf(withDefaults(after))) {
    const known = old.get(keyOf(path))
    old.delete(keyOf(path))
    if (JSON.stringify(known?.value) !== JSON.stringify(value)) changes.push({ path, from: known?.value, to: value })
  }
  return [...changes, ...[...old.values()].map(({ path, value }) => ({ path, from: value, to: undefined }))]
}

/** The file without what the service fills in by itself, so that an edit begins with what somebody chose. */
export function withoutDefaults(data: Data, filled: Data = defaults): Data {
  const entries = Object.entries(data).flatMap(([key, value]): [string, unknown][] => {
    const known = filled[key]
    if (isData(value)) {
      const inner = isData(known) ? withoutDefaults(value, known) : value
      const kept =
        key === 'properties' ? Object.fromEntries(Object.entries(inner).filter(([name]) => !name.startsWith(ownProperty))) : inner
      return Object.keys(kept).length === 0 ? [] : [[key, kept]]
    }
    return known !== undefined && known === value && key !== 'instance_count' ? [] : [[key, value]]
  })
  return Object.fromEntries(entries)
}

/**
 * A file made from the service, without the deprecated `max_queue_wait_ms` where it is what the service fills in by itself: a file that
 * nobody has touched yet shall not begin with a note about it.
 */
export function withoutQueueWaitDefault<T extends { request_settings?: unknown }>(file: T): T {
  const { request_settings: settings } = file
  if (!isData(settings) || settings.max_queue_wait_ms !== requestSettings.max_queue_wait_ms) return file
  const { max_queue_wait_ms: _default, ...rest } = settings
  const { request_settings: _settings, ...others } = file
  // Every field of request_settings may be missing, and so may the whole.
  return (Object.keys(rest).length === 0 ? others : { ...file, request_settings: rest }) as T
}

/** The file without what the studio writes into `properties` for itself. */
export function withoutOwnProperties({ properties, ...file }: Data): Data {
  const kept = isData(properties) ? Object.entries(properties).filter(([name]) => !name.startsWith(ownProperty)) : []
  return kept.length === 0 ? file : { ...file, properties: Object.fromEntries(kept) }
}

/** The text after taking over `changes`; comments and everything else stay. */
export function applyChanges(text: string, changes: readonly FieldChange[]): string {
  return changes.reduce((current, { path, to }) => writeAt(current, path, to), text)
}

/** What theirs changed since `base` and mine did not: safe to take over. The rest are fields both changed. */
export function mergeable(theirs: readonly FieldChange[], mine: readonly FieldChange[]): { safe: FieldChange[]; both: FieldChange[] } {
  const overlaps = (a: YamlPath, b: YamlPath) => a.every((segment, index) => b[index] === undefined || b[index] === segment)
  const both = theirs.filter((their) => mine.some((own) => overlaps(their.path, own.path)))
  return { safe: theirs.filter((their) => !both.includes(their)), both }
}

/** The body without ids, dates and states: what a PUT would have to send to change nothing. Keys sorted, as text. */
export function comparableBody(body: Deployment): string {
  const { id: _id, name: _name, type: _type, systemData: _system, ...rest } = body
  const { provisioningState: _state, ...properties } = body.properties
  return JSON.stringify(sorted({ ...rest, properties }))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isData(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .filter((key) => value[key] !== null && value[key] !== undefined)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

/** The body to send for an edit: as written, plus the studio's own properties of the live deployment. */
export function withOwnProperties(body: Deployment, live: Deployment): Deployment {
  const own = Object.entries(live.properties.properties ?? {}).filter(([key]) => key.startsWith(ownProperty))
  return { ...body, properties: { ...body.properties, properties: { ...Object.fromEntries(own), ...body.properties.properties } } }
}

/** What PATCH can say (`tags`, `sku.capacity`) when nothing else differs; undefined when a PUT is needed. */
export function patchFor(
  live: Deployment,
  wanted: Deployment,
): { tags?: Record<string, string | null>; sku?: { name: 'Default'; capacity: number } } | undefined {
  const strip = (body: Deployment): Deployment => ({ ...body, tags: {}, sku: null, kind: null, identity: null, location: '' })
  if (comparableBody(strip(filledLike(wanted, live))) !== comparableBody(strip(live))) return undefined
  const before = live.tags ?? {}
  const after = wanted.tags ?? {}
  const removed = Object.keys(before).filter((key) => !(key in after))
  const set = Object.entries(after).filter(([key, value]) => before[key] !== value)
  const capacity = wanted.sku?.capacity ?? 1
  return {
    ...(removed.length + set.length === 0
      ? {}
      : { tags: { ...Object.fromEntries(removed.map((key) => [key, null])), ...Object.fromEntries(set) } }),
    ...(capacity === (live.sku?.capacity ?? 1) ? {} : { sku: { name: 'Default' as const, capacity } }),
  }
}

const armProbe = { initialDelay: 'PT10S', period: 'PT10S', timeout: 'PT2S', successThreshold: 1, failureThreshold: 30 }
const armDefaults: Data = {
  properties: {},
  environmentVariables: {},
  scaleSettings: { scaleType: 'Default' },
  requestSettings: { requestTimeout: 'PT5S', maxConcurrentRequestsPerInstance: 1, maxQueueWait: 'PT0.5S' },
  livenessProbe: armProbe,
  readinessProbe: armProbe,
  appInsightsEnabled: false,
  egressPublicNetworkAccess: 'Enabled',
}

/** With the defaults the control plane fills in, so that a silent file equals what is stored for it. */
function filledLike(wanted: Deployment, live: Deployment): Deployment {
  const known = Object.fromEntries(Object.entries(armDefaults).filter(([key]) => key in live.properties))
  return { ...wanted, properties: { ...wanted.properties, ...withDefaults(wanted.properties, known) } }
}
