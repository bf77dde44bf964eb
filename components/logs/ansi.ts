/** A run of log text with the look its escape codes asked for; colour is a name, never a style from the log. */
export interface AnsiRun {
  text: string
  colour?: AnsiColour
  bold?: boolean
  dim?: boolean
}
export type AnsiColour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey'

const colours: Record<number, AnsiColour | undefined> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'grey',
  91: 'red',
  92: 'green',
  93: 'yellow',
  94: 'blue',
  95: 'magenta',
  96: 'cyan',
}
// SGR is kept; every other CSI, OSC (titles, links), two-character escape and control character except tab is dropped:
// a log may try to move the cursor, set a link or hide text, and none of that may reach the page.
// Written as text because control characters in a regular expression are otherwise a mistake.
const escapes = new RegExp(
  [
    String.raw`\x1b\[([0-9;:]*)m`,
    String.raw`\x1b\[[0-?]*[ -/]*[@-~]`,
    String.raw`\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?`,
    String.raw`\x1b[ -/]*[0-~]?`,
    String.raw`[\x00-\x08\x0a-\x1f\x7f-\x9f]`,
  ].join('|'),
  'g',
)

/** Splits one log line into runs; the concatenated text has no control characters but tabs. Unknown SGR codes (256 colours, backgrounds) leave the look as it is. */
export function parseAnsi(line: string): AnsiRun[] {
  const runs: AnsiRun[] = []
  let look: Omit<AnsiRun, 'text'> = {}
  let at = 0
  const add = (text: string) => {
    if (text === '') return
    const last = runs.at(-1)
    if (last && last.colour === look.colour && last.bold === look.bold && last.dim === look.dim) last.text += text
    else runs.push({ text, ...look })
  }
  for (const match of line.matchAll(escapes)) {
    add(line.slice(at, match.index))
    at = match.index + match[0].length
    if (match[1] !== undefined) look = applySgr(look, match[1])
  }
  add(line.slice(at))
  return runs
}

/** The line as plain text, for search, copy and download. */
export function stripAnsi(line: string): string {
  return line.replace(escapes, '')
}

function applySgr(look: Omit<AnsiRun, 'text'>, parameters: string): Omit<AnsiRun, 'text'> {
  let next = { ...look }
  const codes = parameters.split(/[;:]/).map(Number)
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0
    if (code === 0) next = {}
    else if (code === 1) next.bold = true
    else if (code === 2) next.dim = true
    else if (code === 22) next = { colour: next.colour }
    else if (code === 39) next = { ...next, colour: undefined }
    // 38/48 are followed by 5;n or 2;r;g;b: skip their arguments so that these are not read as codes.
    else if (code === 38 || code === 48) index += codes[index + 1] === 2 ? 4 : 2
    else if (colours[code]) next = { ...next, colour: colours[code] }
  }
  return next
}
