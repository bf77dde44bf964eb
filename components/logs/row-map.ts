/** Which row of the list shows which line: numbers, with rows put in between (notices, unfolded entries) and lines taken out (folded ones). */

export interface Insert<T> {
  /** The row stands before the line of this number. */
  before: number
  item: T
}
export interface Hidden {
  from: number
  count: number
}
export type RowAt<T> = { kind: 'line'; number: number } | { kind: 'insert'; item: T } | undefined

export interface RowMap<T> {
  count: number
  at(row: number): RowAt<T>
  /** The row of a line; of the next shown one when it is not shown. */
  rowOf(number: number): number
}

interface Segment<T> {
  row: number
  count: number
  /** First number; for a put-in row the line it stands before. */
  number: number
  item?: T
}

/** Rows of the lines `[start, end)`. */
export function mapRows<T>(start: number, end: number, inserts: readonly Insert<T>[], hidden: readonly Hidden[]): RowMap<T> {
  const segments: Segment<T>[] = []
  let row = 0
  let next = start
  const push = (segment: Omit<Segment<T>, 'row'>) => {
    segments.push({ ...segment, row })
    row += segment.count
  }
  const linesUntil = (number: number) => {
    const last = Math.min(number, end)
    if (last > next) {
      push({ count: last - next, number: next })
      next = last
    }
  }
  const cuts = [...inserts.map((insert) => ({ at: insert.before, insert })), ...hidden.map((range) => ({ at: range.from, range }))].sort(
    (a, b) => a.at - b.at,
  )
  for (const cut of cuts) {
    if (cut.at < start || cut.at > end) continue
    linesUntil(cut.at)
    if ('insert' in cut) push({ count: 1, number: cut.at, item: cut.insert.item })
    else next = Math.max(next, Math.min(end, cut.at + cut.range.count))
  }
  linesUntil(end)

  function last(isBefore: (segment: Segment<T>) => boolean): Segment<T> | undefined {
    let low = 0
    let high = segments.length
    while (low < high) {
      const middle = (low + high) >> 1
      const segment = segments[middle]
      if (segment && isBefore(segment)) low = middle + 1
      else high = middle
    }
    return segments[low - 1]
  }
  return {
    count: row,
    at(wanted) {
      const segment = wanted < 0 || wanted >= row ? undefined : last((one) => one.row <= wanted)
      if (!segment) return undefined
      return segment.item === undefined
        ? { kind: 'line', number: segment.number + wanted - segment.row }
        : { kind: 'insert', item: segment.item }
    },
    rowOf(number) {
      let segment = last((one) => one.number <= number)
      if (!segment) return 0
      if (segment.item !== undefined) segment = segments[segments.indexOf(segment) + 1] ?? segment
      return Math.max(0, Math.min(row - 1, segment.row + Math.min(Math.max(0, number - segment.number), segment.count)))
    },
  }
}

/** Rows of single lines by ascending numbers: matches only. */
export function mapMatches<T>(numbers: readonly number[]): RowMap<T> {
  return {
    count: numbers.length,
    at(row) {
      const number = numbers[row]
      return number === undefined ? undefined : { kind: 'line', number }
    },
    rowOf(number) {
      return Math.min(Math.max(0, numbers.length - 1), lowerBound(numbers, number))
    },
  }
}

/** Index of the first number that is not smaller. */
export function lowerBound(numbers: readonly number[], wanted: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
