/**
 * ISO 8601 durations of the ARM wire (`PT5S`, `PT0.5S`, `PT1M30S`, `P1D`) ⇄ milliseconds.
 * Years and months have no fixed length and are refused, as Azure never sends them here.
 */

const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/i

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const unitsMs = [7 * dayMs, dayMs, hourMs, minuteMs, secondMs]

/** Milliseconds of an ISO 8601 duration, fractions kept; undefined when the text is none. */
export function parseDurationMs(text: string): number | undefined {
  const match = pattern.exec(text.trim())
  if (!match) return undefined
  const parts = match.slice(1)
  if (parts.every((part) => part === undefined)) return undefined
  let total = 0
  for (const [index, unitMs] of unitsMs.entries()) {
    const part = parts[index]
    if (part !== undefined) total += Number(part.replace(',', '.')) * unitMs
  }
  // Binary fractions: 0.1 s must be 100 ms, not 100.00000000000001.
  return Math.round(total * 1_000) / 1_000
}

/** ISO 8601 duration of a non-negative number of milliseconds: days, hours, minutes, then seconds with up to six decimals. */
export function formatDurationMs(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`A duration is a finite number of milliseconds from 0 on, not ${ms}.`)
  const micros = Math.round(ms * 1_000)
  const days = Math.floor(micros / (dayMs * 1_000))
  let rest = micros - days * dayMs * 1_000
  const hours = Math.floor(rest / (hourMs * 1_000))
  rest -= hours * hourMs * 1_000
  const minutes = Math.floor(rest / (minuteMs * 1_000))
  rest -= minutes * minuteMs * 1_000
  const seconds = Math.floor(rest / 1_000_000)
  const fraction = String(rest - seconds * 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const secondsText = fraction ? `${seconds}.${fraction}S` : seconds > 0 ? `${seconds}S` : ''
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${secondsText}`
  const text = `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`
  return text === 'P' ? 'PT0S' : text
}

/** Seconds of an ISO 8601 duration (probes and polling intervals count in seconds in YAML). */
export function parseDurationSeconds(text: string): number | undefined {
  const ms = parseDurationMs(text)
  return ms === undefined ? undefined : ms / secondMs
}

export function formatDurationSeconds(seconds: number): string {
  return formatDurationMs(seconds * secondMs)
}
