/** A higher score fits better; undefined = the letters of `query` do not occur in this order. Upper and lower case are alike. */
export function fuzzyScore(query: string, text: string): number | undefined {
  const wanted = query.toLowerCase().replace(/\s+/g, '')
  const given = text.toLowerCase()
  if (wanted === '') return 0
  const whole = given.indexOf(query.toLowerCase().trim())
  if (whole >= 0) return 1000 - whole - given.length / 100 + (isWordStart(given, whole) ? 200 : 0)
  let score = 0
  let at = -1
  for (const letter of wanted) {
    const found = given.indexOf(letter, at + 1)
    if (found < 0) return undefined
    score += isWordStart(given, found) ? 20 : found === at + 1 ? 10 : 1
    at = found
  }
  return score - given.length / 100
}

const isWordStart = (text: string, at: number) => at === 0 || /[\s\-_/.:]/.test(text[at - 1] ?? '')

/** The items that fit, the best first; of equals those earlier in the list. */
export function fuzzyFilter<T>(query: string, items: readonly T[], textOf: (item: T) => string, limit: number): T[] {
  return items
    .map((item, index) => ({ item, index, score: fuzzyScore(query, textOf(item)) }))
    .filter((row): row is typeof row & { score: number } => row.score !== undefined)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, limit)
    .map((row) => row.item)
}
