/** The newest log line of a running phase, so that whoever waits sees that something happens. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { cleanLogText } from '@/agent/logs/parse-line'
import type { ReconcileContext } from '@/agent/reconcile/context'
import type { PhaseName } from '@/lib/contract/scorepoint'

/** Each line shown is a commit and an event; more than five a second nobody reads. */
const showEveryMs = 200
const tailBytes = 4096
const longestLine = 400

export interface LiveLine {
  /** Shown at once, or when 200 ms have passed since the last; then the newest only. */
  note(text: string): void
  /** Nothing is shown any more. */
  end(): void
}

/** Shows lines in the phase of an operation, while that phase runs. */
export function openLiveLine(
  context: Pick<ReconcileContext, 'store' | 'operations'>,
  operationId: string,
  phase: PhaseName,
  everyMs = showEveryMs,
): LiveLine {
  let newest: string | undefined
  let timer: NodeJS.Timeout | undefined
  let ended = false

  function show(): void {
    timer = undefined
    const line = newest
    if (line === undefined || ended) return
    newest = undefined
    timer = setTimeout(show, everyMs)
    context.store.note(() => context.operations.notePhase(operationId, phase, line))
  }

  return {
    note(text) {
      const line = stripVTControlCharacters(cleanLogText(text)).trim().slice(0, longestLine)
      if (line === '' || ended) return
      newest = line
      if (timer === undefined) show()
    },
    end() {
      ended = true
      clearTimeout(timer)
    },
  }
}

/** The last line of a log with anything in it; undefined when there is none yet. */
export function newestLine(path: string): { text: string; size: number } | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined // not written yet
  }
  try {
    const { size } = fstatSync(file)
    const start = Math.max(0, size - tailBytes)
    const buffer = Buffer.alloc(size - start)
    const length = readSync(file, buffer, 0, buffer.length, start)
    const lines = buffer.toString('utf8', 0, length).split('\n')
    const text = lines.findLast((line) => line.trim() !== '')
    return text === undefined ? undefined : { text, size }
  } finally {
    closeSync(file)
  }
}

/** Notes the newest line of a growing log. @returns ends it. */
export function followNewestLine(path: string, line: LiveLine, everyMs = showEveryMs): () => void {
  let seen = -1
  function look(): void {
    const found = newestLine(path)
    if (found === undefined || found.size === seen) return
    seen = found.size
    line.note(found.text)
  }
  const timer = setInterval(look, everyMs)
  look()
  return () => {
    clearInterval(timer)
    line.end()
  }
}
