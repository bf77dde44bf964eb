/** One word of a command line. */
export interface ShellWord {
  text: string
  /** A shell would put the value of a variable in: `$NAME` or `${NAME}` outside single quotes. */
  variable?: string
}

/**
 * A line split as a shell does it: blanks part, quotes hold together, a backslash takes the meaning from a quote, a blank or itself, and
 * carries a line on (as ` does in PowerShell and ^ in cmd). A field of one line shows its line ends as blanks, so a sign that carries
 * on may stand before a blank or an option as well. Other backslashes stay, as paths of Windows have them.
 * @returns undefined when a quote is not closed
 */
export function shellWords(line: string): ShellWord[] | undefined {
  const words: ShellWord[] = []
  let word: string | undefined
  let expanding = ''
  let quote = ''
  const end = () => {
    if (word === undefined) return
    const variable = /\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/.exec(expanding)?.[0]
    words.push(variable === undefined ? { text: word } : { text: word, variable })
    word = undefined
    expanding = ''
  }
  const add = (text: string, expands = true) => {
    word = (word ?? '') + text
    expanding += expands ? text : ' '
  }
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? ''
    const next = line[at + 1] ?? ''
    if (quote === "'") {
      if (sign === quote) quote = ''
      else add(sign, false)
    } else if (sign === '\\' && (next === '"' || next === '\\' || (quote === '"' && next === '$'))) {
      add(next, false)
      at += 1
    } else if (quote === '"') {
      if (sign === quote) quote = ''
      else add(sign)
    } else if (sign === '"' || sign === "'") {
      quote = sign
      word ??= ''
    } else if (/[\\`^]/.test(sign) && word === undefined && (next === '' || /[\s-]/.test(next))) {
      // The line goes on.
    } else if (/[\\`^]/.test(sign) && /[\r\n]/.test(next)) {
      while (/[\r\n]/.test(line[at + 1] ?? '')) at += 1
    } else if (sign === '\\' && /[ ']/.test(next)) {
      add(next, false)
      at += 1
    } else if (/\s/.test(sign)) end()
    else add(sign)
  }
  end()
  return quote === '' ? words : undefined
}
