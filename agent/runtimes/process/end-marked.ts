import { setTimeout as delay } from 'node:timers/promises'
import { type ProcessRow, processVariable, readProcesses, sendSignal } from './process-table'

const pauseMs = 10

/** Living processes whose start environment has this variable with this value; Linux alone (elsewhere each look at an environment is a program). */
export function markedProcesses(variable: string, value: string): ProcessRow[] {
  if (process.platform !== 'linux') return []
  return readProcesses().filter((row) => row.pid !== process.pid && !row.zombie && processVariable(row.pid, variable) === value)
}

/**
 * Kills every process with one of these marks, looks again until a look finds none: what one of them began while the others were being
 * listed is found by the next look. Says whether none is left within `limitMs`.
 */
export async function endMarked(marks: Readonly<Record<string, string>>, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const left = Object.entries(marks).flatMap(([variable, value]) => markedProcesses(variable, value))
    if (left.length === 0) return true
    for (const row of left) sendSignal(row.pid, 'SIGKILL')
    if (performance.now() > deadline) return false
    await delay(pauseMs)
  }
}
