import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { readRunLines } from './instance-log'
import { catchesSignal, type ProcessRow, sendSignal } from './process-table'

const dumpHeader = /most recent call first/

/**
 * Makes the workers of a running instance write where they are into their log (launcher.py registers the handler), and waits
 * for it, at most 700 ms. Only processes that handle the signal get it; without one nothing happens.
 */
export async function dumpStacks(group: ProcessRow[], logFile: string): Promise<void> {
  const signalNumber = constants.signals.SIGPWR
  if (signalNumber === undefined) return
  const parents = new Set(group.map((row) => row.parent))
  const leaves = group.filter((row) => !parents.has(row.pid) && catchesSignal(row.pid, signalNumber))
  const countDumps = () => readRunLines(logFile).filter((line) => dumpHeader.test(line)).length
  const before = countDumps()
  if (leaves.filter((row) => sendSignal(row.pid, 'SIGPWR')).length === 0) return
  const deadline = performance.now() + 700
  while (performance.now() < deadline && countDumps() === before) await delay(20)
  // The header is written first, the frames within the same moment.
  await delay(30)
}
