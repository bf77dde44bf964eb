import { appendFileSync } from 'node:fs'
import { readEnd } from '@/agent/logs/log-file'
import { formatLogTime } from '@/agent/staging/log-time'

/** First line the runtime writes for each run; explanations read only what follows the last one. */
export const runMarker = '[scorepoint] Starting instance'

const tailBytes = 512 * 1024

/** Appends one line of our own to an instance's log, in the format of the inference server. */
export function appendLogLine(file: string, level: 'I' | 'W' | 'E', message: string): void {
  appendFileSync(file, `${formatLogTime(new Date())} ${level} [scorepoint] ${message}\n`, { mode: 0o600 })
}

/** The end of a log (at most 512 KiB) as lines, from the newest run on. */
export function readRunLines(file: string): string[] {
  const lines = readEnd(file, tailBytes).split('\n')
  const lastStart = lines.findLastIndex((line) => line.includes(runMarker))
  return lines.slice(Math.max(0, lastStart)).filter((line) => line !== '')
}
