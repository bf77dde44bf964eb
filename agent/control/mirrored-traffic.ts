/**
 * Mirrored requests among the observed traffic: kept in the same buckets as live ones, under a name no deployment can have and with a
 * code of its own per reason for those that were not sent.
 */
import type { MirroredCounters } from '@/agent/router/table'
import type { TrafficBucket } from '@/agent/store/counter-store'
import type { ObservedMirror } from '@/lib/contract/scorepoint'

const namePrefix = '>'
const dropPrefix = 'dropped-'

/** The name a target's mirrored requests are kept under. */
export const mirroredName = (deployment: string): string => namePrefix + deployment
/** The target behind such a name; undefined for any other. */
export const mirroredTarget = (name: string): string | undefined =>
  name.startsWith(namePrefix) ? name.slice(namePrefix.length) : undefined

/** The router's cumulative counts as a bucket; `requests` grows whenever anything does. */
export function mirroredBucket({ sent, dropped, byCode, latencyMs }: MirroredCounters): TrafficBucket {
  const codes: Record<string, number> = { ...byCode, sent }
  for (const [reason, count] of Object.entries(dropped)) if (count > 0) codes[dropPrefix + reason] = count
  return { requests: Object.values(codes).reduce((sum, count) => sum + count, 0), byCode: codes, latencyMs }
}

/** The bucket in the words of the contract. */
export function observedMirror({ byCode }: TrafficBucket, latency: Pick<ObservedMirror, 'p50Ms' | 'p95Ms'>): ObservedMirror {
  const seen: ObservedMirror = { sent: 0, dropped: 0, droppedBy: {}, failed: 0, byCode: {}, ...latency }
  for (const [code, count] of Object.entries(byCode)) {
    if (code === 'sent') seen.sent = count
    else if (code.startsWith(dropPrefix)) {
      seen.dropped += count
      seen.droppedBy[code.slice(dropPrefix.length)] = count
    } else {
      seen.byCode[code] = count
      if (!code.startsWith('2')) seen.failed += count
    }
  }
  return seen
}
