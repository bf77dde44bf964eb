/** Reproducible chance: the seed is printed, and SCOREPOINT_FAULT_SEED repeats a run. */
export const faultSeed = Number(process.env.SCOREPOINT_FAULT_SEED ?? Date.now() % 1_000_000)

/** Numbers in [0, 1) from a seed (mulberry32). */
export function createChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
