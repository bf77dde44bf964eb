/**
 * Request counters as fixed records of 1 KiB in memory, laid out so that one positioned write keeps them in the page cache: a count
 * that a client could have seen outlives `kill -9` of the router.
 *
 * Record: 64 bytes label (ASCII, zero padded), then 120 little-endian doubles: [0] weighted picks answered in the current split,
 * [1…48] 24 pairs of status code and count, [49…81] latency buckets, [82…] of mirrored requests: sent, dropped by reason.
 */
export const recordBytes = 1024
const labelBytes = 64
const codeCell = 1
const codePairs = 24
const latencyCell = codeCell + 2 * codePairs

/** Upper bounds in ms; one more bucket holds what is slower than the last. */
export const latencyBoundsMs: readonly number[] = [
  0.5, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000,
  20_000, 60_000, 180_000,
]

export interface CounterRecord {
  readonly bytes: Uint8Array
  readonly cells: Float64Array
  /** Byte offset in the state file. */
  readonly position: number
}

/** A record with the given label, all counts zero. Labels longer than 64 ASCII characters are a programming error. */
export function createRecord(label: string, position: number): CounterRecord {
  const record = recordOver(new Uint8Array(recordBytes), position)
  setLabel(record, label)
  return record
}

/** A record over bytes read from a state file (copied). */
export function recordOver(source: Uint8Array, position: number): CounterRecord {
  const buffer = new ArrayBuffer(recordBytes)
  const bytes = new Uint8Array(buffer)
  bytes.set(source.subarray(0, recordBytes))
  return { bytes, cells: new Float64Array(buffer, labelBytes), position }
}

/** Deployment name, or the split's signature in the first record of a file. */
export function labelOf(record: CounterRecord): string {
  const text = Buffer.from(record.bytes.buffer, 0, labelBytes).toString('latin1')
  const end = text.indexOf('\0')
  return end === -1 ? text : text.slice(0, end)
}

export function setLabel(record: CounterRecord, label: string): void {
  if (label.length > labelBytes) throw new RangeError(`counter label longer than ${labelBytes}: ${label}`)
  record.bytes.fill(0, 0, labelBytes)
  record.bytes.set(Buffer.from(label, 'latin1'), 0)
}

/** Weighted picks whose answer was given, since the split was set. */
export function weightedAnswers(record: CounterRecord): number {
  return record.cells[0] ?? 0
}

export function setWeightedAnswers(record: CounterRecord, count: number): void {
  record.cells[0] = count
}

/** Adds one to a status code; a 25th distinct code would be counted with the last. */
export function countCode(record: CounterRecord, code: number): void {
  const { cells } = record
  let cell = codeCell
  for (let pair = 0; pair < codePairs; pair++, cell += 2) {
    const seen = cells[cell]
    if (seen === code) break
    if (seen === 0) {
      cells[cell] = code
      break
    }
  }
  if (cell >= latencyCell) cell = latencyCell - 2
  cells[cell + 1] = (cells[cell + 1] ?? 0) + 1
}

/** Adds one to the bucket of a latency in ms. */
export function countLatency(record: CounterRecord, ms: number): void {
  let bucket = 0
  while (bucket < latencyBoundsMs.length && ms > (latencyBoundsMs[bucket] ?? 0)) bucket++
  const cell = latencyCell + bucket
  record.cells[cell] = (record.cells[cell] ?? 0) + 1
}

/** Status code → count, as the clients saw them (499: the client left before an answer). */
export function codeCounts(record: CounterRecord): Record<string, number> {
  const counts: Record<string, number> = {}
  for (let pair = 0; pair < codePairs; pair++) {
    const code = record.cells[codeCell + 2 * pair] ?? 0
    if (code === 0) break
    counts[String(code)] = record.cells[codeCell + 2 * pair + 1] ?? 0
  }
  return counts
}

/** The sum of all codes. */
export function totalCount(record: CounterRecord): number {
  let total = 0
  for (let cell = codeCell; cell < latencyCell && record.cells[cell] !== 0; cell += 2) total += record.cells[cell + 1] ?? 0
  return total
}

/** Counts per latency bucket, one more than there are bounds. */
export function latencyCounts(record: CounterRecord): number[] {
  return Array.from(record.cells.subarray(latencyCell, latencyCell + latencyBoundsMs.length + 1))
}

/**
 * Why a mirrored request was not sent: all slots of the target and of its queue were taken (`busy`), the target has no instance that can be
 * reached (`unreachable`), the body was larger than the limit for mirrored ones (`bodyTooLarge`), the bytes held for mirroring were used up
 * (`bufferFull`), or the caller left before the body was complete (`incomplete`).
 */
export const mirrorDropReasons = ['busy', 'unreachable', 'bodyTooLarge', 'bufferFull', 'incomplete'] as const
export type MirrorDropReason = (typeof mirrorDropReasons)[number]

const mirrorCell = latencyCell + latencyBoundsMs.length + 1

function increment({ cells }: CounterRecord, cell: number): void {
  cells[cell] = (cells[cell] ?? 0) + 1
}

/** Adds one mirrored request that was sent to its target. */
export function countMirrored(record: CounterRecord): void {
  increment(record, mirrorCell)
}

/** Adds one mirrored request that was not sent. */
export function countMirrorDrop(record: CounterRecord, reason: MirrorDropReason): void {
  increment(record, mirrorCell + 1 + mirrorDropReasons.indexOf(reason))
}

/** Mirrored requests sent and, by reason, not sent. */
export function mirrorCounts({ cells }: CounterRecord): { sent: number; dropped: Record<MirrorDropReason, number> } {
  const dropped = { busy: 0, unreachable: 0, bodyTooLarge: 0, bufferFull: 0, incomplete: 0 }
  for (const [index, reason] of mirrorDropReasons.entries()) dropped[reason] = cells[mirrorCell + 1 + index] ?? 0
  return { sent: cells[mirrorCell] ?? 0, dropped }
}
