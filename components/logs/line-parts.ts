import { type AnsiColour, parseAnsi, stripAnsi } from '@/components/logs/ansi'
import type { LogRow } from '@/lib/contract/scorepoint'

/** A piece of a line with one look. */
export interface LinePart {
  text: string
  colour?: AnsiColour
  bold?: boolean
  dim?: boolean
  /** Level letter, process and logger of the server: needed seldom, in every line. */
  isHead?: boolean
  isMatch?: boolean
}

export interface PlainSearch {
  text: string
  matchCase: boolean
}
const mostMatches = 200
const serverHead = /^[DIWECF] \[[^\]]{1,40}\](?: [\w.:-]+ -)? /

/** Where a text occurs, as `[from, to)`. */
export function findMatches(text: string, search: PlainSearch, from: number): [number, number][] {
  const fold = (value: string) => (search.matchCase ? value : value.toLowerCase())
  const folded = fold(text)
  const wanted = fold(search.text)
  const found: [number, number][] = []
  // Where lower-casing changes the length (İ), positions would not fit: then nothing is marked.
  if (wanted === '' || folded.length !== text.length) return found
  for (let at = folded.indexOf(wanted, from); at !== -1 && found.length < mostMatches; at = folded.indexOf(wanted, at + wanted.length)) {
    found.push([at, at + wanted.length])
  }
  return found
}

/** A line as pieces to draw. Beside a time column the time it begins with is left out. */
export function lineParts(row: Pick<LogRow, 'text' | 'stamp' | 'marks'>, showsTime: boolean, search: PlainSearch | undefined): LinePart[] {
  const stamp = row.stamp ?? 0
  const plain = stripAnsi(row.text)
  const matches = row.marks ?? (search ? findMatches(plain, search, stamp) : [])
  const head = serverHead.exec(plain.slice(stamp))?.[0].length ?? 0
  const cuts = [stamp, stamp + head, ...matches.flat()].sort((a, b) => a - b)
  const parts: LinePart[] = []
  let at = 0
  for (const run of parseAnsi(row.text)) {
    const end = at + run.text.length
    const inside = cuts.filter((cut) => cut > at && cut < end)
    let from = at
    for (const to of [...new Set(inside), end]) {
      const isStamp = to <= stamp
      if (to > from && !(isStamp && showsTime)) {
        const isMatch = matches.some(([start, stop]) => from >= start && to <= stop)
        parts.push({
          ...run,
          text: plain.slice(from, to),
          ...(isMatch ? { isMatch } : {}),
          ...(from >= stamp && to <= stamp + head ? { isHead: true } : {}),
        })
      }
      from = to
    }
    at = end
  }
  return parts
}

const two = (value: number) => String(value).padStart(2, '0')

/** `14:02:05.118` in the chosen zone. */
export function formatLogTime(iso: string, style: 'local' | 'utc'): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return ''
  if (style === 'utc') return date.toISOString().slice(11, 23)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** The JSON in a line, when it is an object or a list. */
export function jsonOf(text: string): unknown {
  const plain = stripAnsi(text)
  for (const { index } of [...plain.matchAll(/[[{]/g)].slice(0, 5)) {
    try {
      const value: unknown = JSON.parse(plain.slice(index))
      if (typeof value === 'object' && value !== null) return value
    } catch {
      // Text with a bracket in it: the next one may begin the JSON.
    }
  }
  return undefined
}

/** A new run of an instance as the runtime announces it, with how the one before ended. */
export function startedInstance(text: string): { instance: string; before?: string } | undefined {
  const match = /\[scorepoint\] Starting instance (\S+) with [^;]+(?:; the run before (.+?)\.?)?$/.exec(text)
  return match ? { instance: match[1] ?? '', ...(match[2] ? { before: match[2] } : {}) } : undefined
}
