/** logs/router.log: one line per thing that went wrong, never one per request. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { redactText } from '@/lib/gate/redact'

const maxBytes = 10 * 1024 * 1024
const maxLinesPerSecond = 200

/** A log function that appends `<time> [router] message`; keeps one older file of 10 MiB and at most 200 lines a second. */
export function openLog(path: string): (message: string) => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let second = 0
  let lines = 0
  return (message) => {
    const now = Date.now()
    if (Math.floor(now / 1000) !== second) {
      second = Math.floor(now / 1000)
      lines = 0
      rotate(path)
    }
    if (++lines > maxLinesPerSecond) return
    const time = new Date(now).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '')
    try {
      appendFileSync(path, `${time} I [router] ${redactText(message).replace(/[\r\n]+/g, ' ')}\n`, { mode: 0o600 })
    } catch {
      // A full disk must not stop scoring, and there is no better place to tell it.
    }
  }
}

function rotate(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > maxBytes) renameSync(path, `${path}.1`)
}
