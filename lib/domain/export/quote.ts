/** Any text, exactly, inside each language of the export. */

/** A word of a shell. NUL, which no shell can hold, is left out. */
export function shellWord(text: string): string {
  const clean = text.replaceAll('\0', '')
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(clean) ? clean : `'${clean.replaceAll("'", "'\\''")}'`
}

/** Text of a comment: on one line, whatever it holds. */
export function commentText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
}

/** A Python literal of plain data, long ones over several lines. JSON's strings are Python's. */
export function pythonLiteral(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return pythonText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'None'
  const inner = `${indent}    `
  const items = Array.isArray(value)
    ? value.map((each) => pythonLiteral(each, inner))
    : Object.entries(value).map(([key, each]) => `${pythonText(key)}: ${pythonLiteral(each, inner)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const line = `${open}${items.join(', ')}${close}`
  if (line.length + indent.length < 100 && !line.includes('\n')) return line
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`
}

function pythonText(text: string): string {
  // What an editor or a terminal would not show as it is, and halves of characters, which no file can hold.
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Text inside the quotes of Bicep, without them. Doc: https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings */
export function bicepInner(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[\p{Cc}\u2028\u2029]/gu, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
}

/** A string of a template as text: `[…]` would be an expression. Doc: template-expressions, escape characters. */
export function templateText(text: string): string {
  return text.startsWith('[') && text.endsWith(']') ? `[${text}` : text
}
