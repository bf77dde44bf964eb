/** Observed traffic: growth of the router's cumulative counters, kept in buckets of ten seconds that survive agent and router. */
import { mirroredBucket, mirroredName, mirroredTarget, observedMirror } from '@/agent/control/mirrored-traffic'
import type { DeploymentCounters, RouterReport } from '@/agent/router/table'
import type { ControlStore } from '@/agent/store/control-store'
import type { StoredBucket, StoredTotal, TrafficBucket } from '@/agent/store/counter-store'
import type { ObservedTraffic } from '@/lib/contract/scorepoint'

const bucketSeconds = 10
const keptSeconds = 15 * 60
/** Requests that reached no deployment are kept under this name; deployments cannot have it. */
const unroutedName = ''

type Latency = DeploymentCounters['latencyMs']

function minus(now: Record<string, number>, before: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(now)
      .map(([key, value]) => [key, value - (before[key] ?? 0)] as const)
      .filter(([, value]) => value > 0),
  )
}

function plus(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a }
  for (const [key, value] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + value
  return sum
}

/** Adds histograms; different bounds (another router version) start anew. */
function plusLatency(a: Latency, b: Latency): Latency {
  if (a.counts.length !== b.counts.length || a.bounds.some((bound, index) => bound !== b.bounds[index])) return b
  return { bounds: b.bounds, counts: b.counts.map((count, index) => count + (a.counts[index] ?? 0)) }
}

function minusLatency(now: Latency, before: Latency): Latency {
  if (now.counts.length !== before.counts.length) return now
  return { bounds: now.bounds, counts: now.counts.map((count, index) => Math.max(0, count - (before.counts[index] ?? 0))) }
}

/**
 * Growth since the last report. A router that lost its newest counts reports less than before: that becomes the new base,
 * so nothing is ever counted twice.
 */
export function growth(now: TrafficBucket, before: TrafficBucket | undefined): TrafficBucket {
  if (!before) return now
  if (now.requests < before.requests)
    return { requests: 0, byCode: {}, latencyMs: { bounds: now.latencyMs.bounds, counts: now.latencyMs.counts.map(() => 0) } }
  return {
    requests: now.requests - before.requests,
    byCode: minus(now.byCode, before.byCode),
    latencyMs: minusLatency(now.latencyMs, before.latencyMs),
  }
}

/** The upper bound of the bucket that holds the given share of the counts, in ms. */
export function percentile(latency: Latency, share: number): number | undefined {
  const total = latency.counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return undefined
  let seen = 0
  for (const [index, count] of latency.counts.entries()) {
    seen += count
    if (seen >= total * share) return latency.bounds[Math.min(index, latency.bounds.length - 1)]
  }
  return latency.bounds.at(-1)
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

/** Told of every growth, and of what runs and waits now. */
export interface GrowthListener {
  grown(endpointUid: string, deployment: string, growth: TrafficBucket): void
  gauge(endpointUid: string, deployment: string, counters: Pick<DeploymentCounters, 'inFlight' | 'queued'>): void
}

export function createObservedTraffic(store: ControlStore, now: () => number = Date.now, listener?: GrowthListener) {
  const totals = new Map<string, StoredTotal>()
  const buckets = new Map<string, StoredBucket>()
  const changedTotals = new Set<string>()
  const changedBuckets = new Set<string>()
  for (const total of store.counters.totals()) totals.set(`${total.endpointUid}/${total.deployment}`, total)
  for (const bucket of store.counters.bucketsSince(oldestBucket()))
    buckets.set(`${bucket.endpointUid}/${bucket.deployment}/${bucket.bucket}`, bucket)

  function oldestBucket(): number {
    return Math.floor(now() / 1000) - keptSeconds
  }

  function add(endpointUid: string, deployment: string, cumulative: TrafficBucket): void {
    const key = `${endpointUid}/${deployment}`
    const before = totals.get(key)
    const grown = growth(cumulative, before)
    if (before && grown.requests === 0 && before.requests === cumulative.requests) return
    const { requests, byCode, latencyMs } = cumulative
    totals.set(key, { endpointUid, deployment, requests, byCode, latencyMs })
    changedTotals.add(key)
    if (grown.requests === 0) return
    // Metrics speak of what clients saw.
    if (mirroredTarget(deployment) === undefined) listener?.grown(endpointUid, deployment, grown)
    const bucket = Math.floor(now() / 1000 / bucketSeconds) * bucketSeconds
    const bucketKey = `${key}/${bucket}`
    const known = buckets.get(bucketKey)
    buckets.set(bucketKey, {
      endpointUid,
      deployment,
      bucket,
      requests: (known?.requests ?? 0) + grown.requests,
      byCode: plus(known?.byCode ?? {}, grown.byCode),
      latencyMs: known ? plusLatency(known.latencyMs, grown.latencyMs) : grown.latencyMs,
    })
    changedBuckets.add(bucketKey)
  }

  return {
    apply(report: RouterReport): void {
      for (const [endpointUid, counters] of Object.entries(report.endpoints)) {
        for (const [name, { requests, byCode, latencyMs, inFlight, queued, mirrored }] of Object.entries(counters.deployments)) {
          add(endpointUid, name.toLowerCase(), { requests, byCode, latencyMs })
          if (mirrored) add(endpointUid, mirroredName(name.toLowerCase()), mirroredBucket(mirrored))
          listener?.gauge(endpointUid, name.toLowerCase(), { inFlight, queued })
        }
        const none = { bounds: [], counts: [] }
        add(endpointUid, unroutedName, { requests: sum(counters.unrouted), byCode: counters.unrouted, latencyMs: none })
      }
    },

    /** Writes what changed as one transaction; called about once a second. */
    flush(): void {
      if (changedTotals.size === 0 && changedBuckets.size === 0) return
      const totalsToSave = [...changedTotals].flatMap((key) => totals.get(key) ?? [])
      const bucketsToSave = [...changedBuckets].flatMap((key) => buckets.get(key) ?? [])
      store.counters.save(totalsToSave, bucketsToSave, oldestBucket())
      changedTotals.clear()
      changedBuckets.clear()
      for (const [key, bucket] of buckets) if (bucket.bucket < oldestBucket()) buckets.delete(key)
    },

    /** Drops what is known of endpoints that were deleted; their rows went with them. */
    forget(isKnown: (endpointUid: string) => boolean): void {
      for (const [key, total] of totals) {
        if (isKnown(total.endpointUid)) continue
        totals.delete(key)
        changedTotals.delete(key)
      }
      for (const [key, bucket] of buckets) {
        if (isKnown(bucket.endpointUid)) continue
        buckets.delete(key)
        changedBuckets.delete(key)
      }
    },

    /** Requests of the last `windowSeconds` (to a bucket of ten seconds); names are the deployments' own spelling. */
    observed(endpointUid: string, names: readonly string[], windowSeconds: number): ObservedTraffic {
      const since = Math.floor(now() / 1000) - windowSeconds
      const merged = new Map<string, TrafficBucket>()
      for (const bucket of buckets.values()) {
        if (bucket.endpointUid !== endpointUid || bucket.bucket + bucketSeconds <= since) continue
        const known = merged.get(bucket.deployment)
        merged.set(bucket.deployment, {
          requests: (known?.requests ?? 0) + bucket.requests,
          byCode: plus(known?.byCode ?? {}, bucket.byCode),
          latencyMs: known ? plusLatency(known.latencyMs, bucket.latencyMs) : bucket.latencyMs,
        })
      }
      const unrouted = merged.get(unroutedName)?.byCode ?? {}
      merged.delete(unroutedName)
      const perDeployment: ObservedTraffic['perDeployment'] = {}
      const mirrored: NonNullable<ObservedTraffic['mirrored']> = {}
      for (const [key, bucket] of merged) {
        const target = mirroredTarget(key)
        const name = names.find((candidate) => candidate.toLowerCase() === (target ?? key)) ?? target ?? key
        const latency = { p50Ms: percentile(bucket.latencyMs, 0.5), p95Ms: percentile(bucket.latencyMs, 0.95) }
        if (target !== undefined) {
          mirrored[name] = observedMirror(bucket, latency)
          continue
        }
        const succeeded = Object.entries(bucket.byCode).reduce((total, [code, count]) => (code.startsWith('2') ? total + count : total), 0)
        perDeployment[name] = {
          requests: bucket.requests,
          errors: bucket.requests - succeeded,
          byCode: bucket.byCode,
          ...latency,
        }
      }
      const total = Object.values(perDeployment).reduce((count, one) => count + one.requests, 0)
      return { windowSeconds, total, perDeployment, unrouted, ...(Object.keys(mirrored).length > 0 ? { mirrored } : {}) }
    },
  }
}
export type Observed = ReturnType<typeof createObservedTraffic>
