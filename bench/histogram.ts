/** Latencies in µs with three significant digits; merging loses nothing. */
const perOctave = 1024

export function bucketOf(micros: number): number {
  if (micros < 2 * perOctave) return Math.round(micros)
  const octave = Math.floor(Math.log2(micros / perOctave))
  return perOctave * (octave + 1) + Math.floor(micros / 2 ** octave) - perOctave
}

function middleOf(bucket: number): number {
  if (bucket < 2 * perOctave) return bucket
  const octave = Math.floor(bucket / perOctave) - 1
  return ((bucket % perOctave) + perOctave + 0.5) * 2 ** octave
}

export function mergeInto(target: Map<number, number>, source: ReadonlyMap<number, number>): void {
  for (const [bucket, count] of source) target.set(bucket, (target.get(bucket) ?? 0) + count)
}

/** Value in ms below which the share (0…1) of the latencies lies. */
export function percentileMs(counts: ReadonlyMap<number, number>, share: number): number {
  const buckets = [...counts.entries()].sort(([a], [b]) => a - b)
  let left = share * buckets.reduce((sum, [, count]) => sum + count, 0)
  for (const [bucket, count] of buckets) {
    left -= count
    if (left <= 0) return middleOf(bucket) / 1000
  }
  return Number.NaN
}
