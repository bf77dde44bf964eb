/** Where a reader stands in every log file of a deployment, as one opaque text. */

export interface FilePosition {
  offset: number
  /** Time of the last line read, which lines without one inherit. 0 = none yet. */
  timeMs: number
}
export type Positions = ReadonlyMap<string, FilePosition>

/** File keys hold letters, digits and `._-/` only, so `~` and `:` are free. */
export function encodeCursor(positions: Positions): string {
  const parts = [...positions].map(([key, { offset, timeMs }]) => `${key}:${offset.toString(36)}:${timeMs.toString(36)}`)
  return Buffer.from(parts.join('~')).toString('base64url')
}

/** Undefined when the text is no cursor of ours. */
export function decodeCursor(text: string): Map<string, FilePosition> | undefined {
  const positions = new Map<string, FilePosition>()
  const plain = Buffer.from(text, 'base64url').toString('utf8')
  if (plain === '') return positions
  for (const part of plain.split('~')) {
    const match = /^([\w./-]+):([0-9a-z]{1,11}):([0-9a-z]{1,9})$/.exec(part)
    if (!match) return undefined
    positions.set(match[1] ?? '', { offset: Number.parseInt(match[2] ?? '', 36), timeMs: Number.parseInt(match[3] ?? '', 36) })
  }
  return positions
}
