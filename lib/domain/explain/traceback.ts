/** One exception of a Python log: where it passed through and what it said. */
export interface Traceback {
  frames: { file: string; line: number; name?: string }[]
  /** Last part of the dotted name: `ModuleNotFoundError`. */
  type: string
  /** Dotted name as printed. */
  fullType: string
  /** First line of the message. */
  message: string
  /** The line `Type: message`, verbatim. */
  exceptionLine: string
}

const tracebackStart = /Traceback \(most recent call last\):\s*$/
const frameLine = /^\s+(?:[|+]\s*)?File "(.+?)", line (\d+)(?:, in (.+))?$/
const exceptionLine = /^(?:[|+]\s*)?([A-Za-z_][\w.]*)(?:: ?(.*))?$/
const chainLink = /^(?:The above exception was the direct cause of|During handling of the above exception)/
const logPrefix = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3} [A-Z] (?:\[[^\]]*\] )?/

/** Text of a log line without time, level, process and logger. */
export function messageOf(line: string): string {
  return line.replace(logPrefix, '').replace(/^[\w.]+ - /, '')
}

/**
 * All chains of exceptions in a log, oldest first; in a chain the exception raised last is last.
 * Understands Python 3.9–3.13 (position markers below the source line are skipped) and syntax errors, whose place is a frame without function.
 */
export function readTracebacks(lines: string[]): Traceback[][] {
  const chains: Traceback[][] = []
  let linked = false
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index] ?? ''
    if (chainLink.test(text)) {
      linked = true
      continue
    }
    if (!tracebackStart.test(text)) {
      // Only blank lines stand between a link and the next traceback.
      if (text.trim() !== '') linked = false
      continue
    }
    const { traceback, next } = readOne(lines, index + 1)
    index = next
    if (traceback === undefined) continue
    const chain = chains.at(-1)
    if (linked && chain !== undefined) chain.push(traceback)
    else chains.push([traceback])
    linked = false
  }
  return chains
}

function readOne(lines: string[], start: number): { traceback?: Traceback; next: number } {
  const frames: Traceback['frames'] = []
  for (let index = start; index < lines.length; index++) {
    const text = lines[index] ?? ''
    const frame = frameLine.exec(text)
    if (frame) {
      const [, file = '', line = '', name] = frame
      frames.push({ file, line: Number(line), ...(name === undefined ? {} : { name }) })
      continue
    }
    if (/^\s/.test(text) || text === '') continue
    const ended = exceptionLine.exec(text)
    if (!ended) return { next: index - 1 }
    const [, fullType = '', message = ''] = ended
    return {
      traceback: { frames, type: fullType.slice(fullType.lastIndexOf('.') + 1), fullType, message, exceptionLine: text },
      next: index,
    }
  }
  return { next: lines.length }
}

/** Newest stack written by faulthandler, innermost frame last as in a traceback; undefined when there is none. */
export function readStackDump(lines: string[]): Traceback['frames'] | undefined {
  const start = lines.findLastIndex((line) => /^(?:Current thread|Thread|Stack) .*\(most recent call first\):/.test(line))
  if (start < 0) return undefined
  const frames: Traceback['frames'] = []
  for (const line of lines.slice(start + 1)) {
    const frame = /^\s+File "(.+?)", line (\d+) in (.+)$/.exec(line)
    if (!frame) break
    const [, file = '', number = '', name = ''] = frame
    frames.unshift({ file, line: Number(number), name })
  }
  return frames
}
