/** Texts compared and merged line by line. Lines keep their endings, so nothing is lost at the end of a file. */
import { diffArrays } from 'diff'

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

/** Lines `from`–`to` (0-based, exclusive) of the first text became `lines`. */
export interface LineChange {
  from: number
  to: number
  lines: string[]
}

/** What turns the first text into the second, in order; empty when they are equal. */
export function diffLines(before: string, after: string): LineChange[] {
  const changes: LineChange[] = []
  let line = 0
  let open: LineChange | undefined
  for (const { added, removed, value } of diffArrays(linesOf(before), linesOf(after))) {
    if (!added && !removed) {
      line += value.length
      open = undefined
      continue
    }
    if (!open) {
      open = { from: line, to: line, lines: [] }
      changes.push(open)
    }
    if (added) open.lines.push(...value)
    else {
      line += value.length
      open.to = line
    }
  }
  return changes
}

/** A stretch of a merged text: settled, or changed differently by both. */
export type MergePart = { lines: string[] } | { base: string[]; mine: string[]; theirs: string[] }

export interface Merged {
  /** Where both changed the same lines, the lines are marked as `git` marks them. */
  text: string
  conflicts: number
  parts: MergePart[]
}

const keyOf = (line: string): string | undefined => /^(\s*(?:- )?["']?[^\s#"':-][^:#]*):(?:\s|$)/.exec(line)?.[1]

/** Whether the lines of both may stand one after the other: a key of the same depth in both would stand there twice. */
export function canTakeBoth({ mine, theirs }: { mine: readonly string[]; theirs: readonly string[] }): boolean {
  const keys = new Set(mine.flatMap((line) => keyOf(line) ?? []))
  return mine.length > 0 && theirs.length > 0 && !theirs.some((line) => keys.has(keyOf(line) ?? ''))
}

export const isConflict = (part: MergePart): part is Extract<MergePart, { base: string[] }> => 'base' in part

/**
 * What two people made of `base`, together: a line that one of them changed is taken over, the same change of both counts once, and
 * lines that they changed differently are a conflict.
 */
export function mergeTexts(base: string, mine: string, theirs: string): Merged {
  const old = linesOf(base)
  const left = diffLines(base, mine)
  const right = diffLines(base, theirs)
  const parts: MergePart[] = []
  let position = 0
  while (left.length > 0 || right.length > 0) {
    const from = Math.min(left[0]?.from ?? Number.POSITIVE_INFINITY, right[0]?.from ?? Number.POSITIVE_INFINITY)
    // All changes that touch each other, of either side, are one stretch.
    let to = from
    const own: LineChange[] = []
    const their: LineChange[] = []
    for (let grown = true; grown; ) {
      grown = false
      for (const [queue, taken, others] of [
        [left, own, their],
        [right, their, own],
      ] as const) {
        const [next] = queue
        if (!next || !overlaps(next, from, to, others.length + taken.length === 0)) continue
        taken.push(next)
        queue.shift()
        to = Math.max(to, next.to)
        grown = true
      }
    }
    if (from > position) parts.push({ lines: old.slice(position, from) })
    const was = old.slice(from, to)
    const now = [own, their].map((changes) => carriedOut(old, from, to, changes))
    const [my = was, its = was] = now
    if (own.length === 0 || sameLines(my, its)) parts.push({ lines: its })
    else if (their.length === 0) parts.push({ lines: my })
    else parts.push({ base: was, mine: my, theirs: its })
    position = to
  }
  if (position < old.length) parts.push({ lines: old.slice(position) })
  return { text: marked(parts), conflicts: parts.filter(isConflict).length, parts }
}

/** Whether a change belongs to a stretch: it begins within it, or at the same place where one of the two only inserts. */
function overlaps(change: LineChange, from: number, to: number, isFirst: boolean): boolean {
  if (isFirst) return change.from === from
  return change.from < to || (change.from === from && (change.to === change.from || to === from))
}

function carriedOut(old: readonly string[], from: number, to: number, changes: readonly LineChange[]): string[] {
  const lines: string[] = []
  let position = from
  for (const change of changes) {
    lines.push(...old.slice(position, change.from), ...change.lines)
    position = change.to
  }
  return [...lines, ...old.slice(position, to)]
}

const sameLines = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((line, index) => line === b[index])

const closed = (lines: readonly string[]) => lines.map((line) => (line.endsWith('\n') ? line : `${line}\n`)).join('')

function marked(parts: readonly MergePart[]): string {
  return parts
    .map((part) =>
      isConflict(part) ? `<<<<<<< mine\n${closed(part.mine)}=======\n${closed(part.theirs)}>>>>>>> live\n` : part.lines.join(''),
    )
    .join('')
}

export type Choice = 'mine' | 'theirs' | 'both'

/** The text with every conflict decided, in order; undefined while one is open. */
export function resolvedText(parts: readonly MergePart[], choices: readonly (Choice | undefined)[]): string | undefined {
  const lines: string[] = []
  let conflict = 0
  for (const part of parts) {
    if (!isConflict(part)) {
      lines.push(...part.lines)
      continue
    }
    const choice = choices[conflict]
    conflict += 1
    if (choice === undefined) return undefined
    if (choice !== 'theirs') lines.push(...part.mine)
    if (choice !== 'mine') lines.push(...part.theirs)
  }
  return lines.join('')
}
