/**
 * Search in the bytes of a view's lines, segment by segment, newest first. A text is found by the byte search of Node; what has to be
 * understood as text (regular expressions, capitals beyond ASCII, lines with colours) is decoded line by line. A regular expression runs
 * under a time limit, as some need years.
 */
import { createContext, Script } from 'node:vm'
import { refusal } from '@/agent/errors'
import { type BlockBytes, blockBytes, byteSearch } from '@/agent/logs/byte-search'
import { mark, stampBytes } from '@/agent/logs/line-format'
import type { Block } from '@/agent/logs/line-index'
import { entryStart } from '@/agent/logs/line-text'
import type { IndexedLog } from '@/agent/logs/log-set'
import { belongs, type LogView, lineOfRef, numberOf } from '@/agent/logs/log-view'
import { cleanLogText, withoutColours } from '@/agent/logs/parse-line'

export interface LogQuery {
  text: string
  regex?: boolean
  /** Capitals matter. */
  matchCase?: boolean
  /** Lines without a match. */
  inverse?: boolean
}

/** Milliseconds one segment may take a regular expression; a decent one needs a twentieth. */
const segmentLimitMs = 1500

const plainText = (text: string) => withoutColours(cleanLogText(text))

interface Matcher {
  /** Marks the lines of a block that match. */
  matchBlock(bytes: BlockBytes, block: Block, hits: Uint8Array): void
  /** UTF-16 ranges of matches in one line's text without colours. */
  ranges(text: string, from: number): [number, number][]
}

/** Compiles a query. @throws ProblemError BadArgument for a regular expression that is none. */
export function compileQuery(query: LogQuery): Matcher {
  return query.regex ? regexMatcher(query) : textMatcher(query)
}

const rangesLimit = 200

/** Calls `onLine` with the number in the block of each line in which `find` finds something behind the stamp. */
function eachHit(block: Block, find: (from: number) => number, onLine: (line: number) => void): void {
  const { offsets, marks, count } = block
  let line = 0
  for (let at = find(0); at !== -1; ) {
    // The line of a position: hits are ascending, so the search goes on from the last; in steps that double, as hits may be rare.
    let step = 1
    while (line + step < count && (offsets[line + step] ?? 0) <= at) step *= 2
    let low = line + (step >> 1)
    let high = Math.min(count - 1, line + step)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((offsets[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    line = low
    const start = offsets[line] ?? 0
    if ((marks[line] ?? 0) & mark.stamped && at < start + stampBytes) {
      at = find(start + stampBytes)
      continue
    }
    onLine(line)
    if (line + 1 >= count) return
    line++
    at = find(offsets[line] ?? 0)
  }
}

const bodyStart = (block: Block, line: number) => (block.offsets[line] ?? 0) + ((block.marks[line] ?? 0) & mark.stamped ? stampBytes : 0)
const lineEnd = (block: Block, line: number) =>
  line + 1 < block.count ? (block.offsets[line + 1] ?? 0) : block.endOffset - block.startOffset

/** One byte a character: capitals of ASCII fold as they should, and no other byte is part of an ASCII text. */
function foldedSearch(bytes: Buffer, wanted: string): (from: number) => number {
  const folded = bytes.toString('latin1').toLowerCase()
  return (from) => folded.indexOf(wanted, from)
}

function textMatcher(query: LogQuery): Matcher {
  const wanted = query.matchCase ? query.text : query.text.toLowerCase()
  const isAscii = /^[\x20-\x7e\t]*$/.test(query.text)
  const needle = Buffer.from(query.text, 'utf8')
  const hasLetters = query.text.toLowerCase() !== query.text.toUpperCase()
  const includes = (text: string) => (query.matchCase ? text : text.toLowerCase()).includes(wanted)
  function decoded(whole: Buffer, block: Block, line: number): string {
    return plainText(whole.toString('utf8', bodyStart(block, line), lineEnd(block, line)).replace(/\r?\n$/, ''))
  }
  return {
    matchBlock(bytes, block, hits) {
      if (!query.matchCase && hasLetters && !isAscii) {
        const whole = bytes.all()
        for (let line = 0; line < block.count; line++) if (includes(decoded(whole, block, line))) hits[line] = 1
        return
      }
      const find = query.matchCase || !hasLetters ? byteSearch(bytes, needle) : foldedSearch(bytes.all(), wanted)
      eachHit(block, find, (line) => {
        hits[line] = 1
      })
      let whole: Buffer | undefined
      for (let line = 0; line < block.count; line++) {
        if (!((block.marks[line] ?? 0) & mark.escapes)) continue
        whole ??= bytes.all()
        hits[line] = includes(decoded(whole, block, line)) ? 1 : 0
      }
    },
    ranges(text, from) {
      const found: [number, number][] = []
      const folded = query.matchCase ? text : text.toLowerCase()
      // Where lower-casing changes the length (İ), positions would not fit.
      if (folded.length !== text.length) return found
      for (
        let at = folded.indexOf(wanted, from);
        at !== -1 && found.length < rangesLimit;
        at = folded.indexOf(wanted, at + wanted.length)
      ) {
        found.push([at, at + wanted.length])
      }
      return found
    },
  }
}

function regexMatcher(query: LogQuery): Matcher {
  const flags = query.matchCase ? 'g' : 'gi'
  try {
    new RegExp(query.text, flags)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw refusal('badArgument', `The search is no regular expression: ${reason}. Correct it, or search for it as plain text.`, {
      target: 'q',
    })
  }
  // The expression is data in there, never code. A context of its own is what a time limit can end.
  const context = createContext({ pattern: query.text, flags, lines: [] as string[], out: [] as unknown[] })
  new Script('expression = new RegExp(pattern, flags); plain = new RegExp(pattern, flags.replace("g", ""))').runInContext(context)
  const test = new Script('out = lines.map((line) => plain.test(line))')
  const locate = new Script(
    `out = []; expression.lastIndex = 0;
     for (let match; out.length < ${rangesLimit} && (match = expression.exec(lines[0])) !== null; ) {
       if (match[0] === '') expression.lastIndex++
       else out.push([match.index, match.index + match[0].length])
     }`,
  )
  function run(script: Script, lines: string[], timeout: number): unknown[] {
    context.lines = lines
    try {
      script.runInContext(context, { timeout })
      return context.out as unknown[]
    } catch (error) {
      // The error may be of the other context, where Error is another one.
      const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
      if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
      throw refusal(
        'badArgument',
        'The regular expression takes too long on these lines. Avoid nested repetition such as (a+)+, or search for plain text.',
        {
          target: 'q',
        },
      )
    }
  }
  return {
    matchBlock(bytes, block, hits) {
      const lines: string[] = []
      const whole = bytes.all()
      for (let line = 0; line < block.count; line++) {
        const text = whole.toString('utf8', bodyStart(block, line), lineEnd(block, line)).replace(/\r?\n$/, '')
        lines.push((block.marks[line] ?? 0) & mark.escapes ? plainText(text) : text)
      }
      for (const [line, hit] of run(test, lines, segmentLimitMs).entries()) if (hit === true) hits[line] = 1
    },
    ranges(text, from) {
      const found = run(locate, [text.slice(from)], 200) as [number, number][]
      return found.map(([start, end]) => [start + from, end + from])
    },
  }
}

/** Blocks that may hold lines of the view, newest first. */
function blocksOf(view: LogView): { file: number; log: IndexedLog; block: Block }[] {
  return view.set.files
    .flatMap((log, file) => (belongs(view, file) ? log.index.blocks.map((block) => ({ file, log, block })) : []))
    .sort((a, b) => b.block.lastMs - a.block.lastMs)
}

export interface SearchStep {
  /** Ascending numbers of the matching lines of one segment. */
  numbers: number[]
  searched: number
  backToMs: number
}

/**
 * Searches the view as it is now, one segment a step, so that the caller can serve others, or stop, in between. Numbers are those of the
 * view; a match within a folded entry is its first line's.
 */
export function* searchView(view: LogView, query: LogQuery): Generator<SearchStep> {
  const matcher = compileQuery(query)
  let searched = 0
  for (const { file, log, block } of blocksOf(view)) {
    // Lines that came after the search began are not in the view yet, and rotation may have dropped the block meanwhile.
    const count = Math.min(block.count, (view.cursors[file] ?? 0) - block.firstLine)
    if (count <= 0 || view.set.files[file] !== log || !log.index.blocks.includes(block)) continue
    const hits = new Uint8Array(block.count)
    matcher.matchBlock(blockBytes(log, block), block, hits)
    const numbers = numbersOf(view, file, log, block, count, hits, query.inverse === true)
    searched += count
    yield { numbers, searched, backToMs: block.baseMs }
  }
}

function numbersOf(
  view: LogView,
  file: number,
  log: IndexedLog,
  block: Block,
  count: number,
  hits: Uint8Array,
  inverse: boolean,
): number[] {
  const wanted = inverse ? 0 : 1
  const { accepts } = view
  const numbers: number[] = []
  let at = -1
  for (let offset = 0; offset < count; offset++) {
    if (hits[offset] !== wanted) continue
    let line = block.firstLine + offset
    if (view.filter.folded && (block.marks[offset] ?? 0) & mark.continues) line = entryStart(log, line)
    const byte = line >= block.firstLine ? (block.marks[line - block.firstLine] ?? 0) : 0
    if (line >= block.firstLine && accepts[byte] !== 1) continue
    // Neighbours in the file are most often neighbours in the view.
    const near = at === -1 ? -1 : follow(view, file, line, at)
    at = near === -1 ? numberOf(view, file, line) - view.start : near
    if (at >= view.length) break
    const found = lineOfRef(view, view.refs[at] ?? 0)
    if (found.file !== file || found.line !== line) continue
    const number = view.start + at
    if (numbers.at(-1) !== number) numbers.push(number)
  }
  return numbers
}

/** Looks for a line in the next few places behind `at`; -1 when it is farther away. */
function follow(view: LogView, file: number, line: number, at: number): number {
  for (let next = at; next < Math.min(view.length, at + 16); next++) {
    const found = lineOfRef(view, view.refs[next] ?? 0)
    if (found.file === file && found.line === line) return next
  }
  return -1
}
