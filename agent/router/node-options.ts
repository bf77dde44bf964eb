/**
 * How Node is started for the router. V8's defaults let young objects fill 3 × 16 MiB and old ones grow far before they are looked
 * through, and share each collection out to helper threads that mostly wait for each other; requests leave little behind, so small
 * spaces collected by one thread cost less memory and less processor time (docs/performance.md).
 */
export const routerNodeOptions: readonly string[] = [
  '--max-semi-space-size=1',
  '--initial-old-space-size=16',
  '--no-parallel-scavenge',
  '--no-concurrent-marking',
]
