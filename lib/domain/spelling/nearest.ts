/** Edits (insert, remove, replace, swap of neighbours) from one word to another; counting ends above `limit`. */
export function editDistance(a: string, b: string, limit = 8): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      next.push(cost)
    }
    if (Math.min(...next) > limit) return limit + 1
    before = row
    row = next
  }
  return row[b.length] ?? limit + 1
}

const plain = (word: string) => word.toLowerCase().replace(/[-_.\s]+/g, '')

/** The word somebody most likely meant: the same but for case and separators, else within a third of its length in edits. */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  const same = words.find((word) => plain(word) === plain(written))
  if (same !== undefined) return same
  const limit = Math.min(4, Math.max(1, Math.floor(written.length / 3)))
  let best: { word: string; distance: number } | undefined
  for (const word of words) {
    const distance = editDistance(written.toLowerCase(), word.toLowerCase(), limit)
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { word, distance }
  }
  return best?.word
}
