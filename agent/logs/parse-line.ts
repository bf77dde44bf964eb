/** What one log line says about itself. Pure. */
import type { LogLine } from '@/lib/contract/scorepoint'

type Level = NonNullable<LogLine['level']>

const letters: Record<string, Level> = { D: 'debug', I: 'info', W: 'warning', E: 'error', C: 'error', F: 'error' }
const words: Record<string, Level> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warning',
  WARN: 'warning',
  ERROR: 'error',
  CRITICAL: 'error',
  FATAL: 'error',
}
/** azureml-inference-server-http and our own writers: `2026-01-02 03:04:05,678 I [123] logger - text`, UTC. */
const serverLine = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[,.](\d{3}) ([DIWECF])\b/
/** gunicorn: `[2026-01-02 03:04:05 +0000] [123] [INFO] text`. */
const gunicornLine = /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\](?: \[\d+\])?(?: \[([A-Z]+)\])?/

/** Milliseconds since 1970 and level as far as the line names them. */
export function parseLogLine(text: string): { timeMs?: number; level?: Level } {
  const server = serverLine.exec(text)
  if (server) {
    const timeMs = Date.parse(`${server[1]}T${server[2]}.${server[3]}Z`)
    return { timeMs: Number.isNaN(timeMs) ? undefined : timeMs, level: letters[server[4] ?? ''] }
  }
  const gunicorn = gunicornLine.exec(text)
  if (gunicorn) {
    const timeMs = Date.parse(`${gunicorn[1]}T${gunicorn[2]}${gunicorn[3]}:${gunicorn[4]}`)
    return { timeMs: Number.isNaN(timeMs) ? undefined : timeMs, level: words[gunicorn[5] ?? ''] }
  }
  return {}
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal control sequences are what is removed
const escapes = /\u001b\[[0-9;]*m|\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])?/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const controls = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: the one sequence that stays
const colour = /^\u001b\[[0-9;]*m$/

/** Colours (SGR) stay, every other escape sequence and control character goes: a log line must not drive a terminal. */
export function cleanLogText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: most lines have none and are returned as they are
  if (!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text)) return text
  return text.replace(escapes, (sequence) => (colour.test(sequence) ? sequence : '')).replace(controls, '')
}
