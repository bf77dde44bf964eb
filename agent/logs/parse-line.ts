/** Log text without what could drive a terminal. Pure. */

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

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are no text
const colours = /\u001b\[[0-9;:]*m/g

/** A line as it is searched and counted: its text without terminal colours. */
export function withoutColours(text: string): string {
  return text.replace(colours, '')
}
