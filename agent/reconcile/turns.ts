/**
 * One waiting actor per round of the event loop, in order: after a start with thousands of instances all of them look at once, and
 * requests are answered between their steps instead of after them.
 */
export function createTurns(): (act: () => void) => void {
  const waiting: (() => void)[] = []

  function next(): void {
    const act = waiting.shift()
    if (waiting.length > 0) setImmediate(next)
    act?.()
  }

  return (act) => {
    waiting.push(act)
    if (waiting.length === 1) setImmediate(next)
  }
}
