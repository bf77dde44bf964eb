/** YAML as Python's `yaml.safe_dump(…, default_flow_style=False, allow_unicode=True)` writes it, line for line. Pure. */

type Data = Record<string, unknown>
const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Beyond this column a text goes on in the next line at its next space. */
const bestWidth = 80

/** Texts that YAML 1.1 would read as something else. Doc: https://yaml.org/type/ */
const resolved = [
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  /^(?:<<|=|~|null|Null|NULL|)$/,
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
]
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what forces double quotes
const special = /[\u0000-\u0009\u000b-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ud800-\udfff](?![\udc00-\udfff])/u

type Style = 'plain' | 'single' | 'double'

function styleOf(text: string): Style {
  if (special.test(text) || / \n/.test(text) || /\n /.test(text)) return 'double'
  const indicator =
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[-?:](?:\s|$)/.test(text) ||
    /:(?:\s|$)/.test(text) ||
    /\s#/.test(text)
  const edges = /^[ \n]|[ \n]$/.test(text)
  return indicator || edges || text.includes('\n') || resolved.some((pattern) => pattern.test(text)) ? 'single' : 'plain'
}

const escapes: Record<string, string> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
}
function doubleQuoted(text: string): string {
  const body = [...text].map((character) => {
    if (character === '"' || character === '\\') return `\\${character}`
    const code = character.codePointAt(0) ?? 0
    if (escapes[character]) return `\\${escapes[character]}`
    return code < 32 || (code >= 127 && code < 160) ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}` : character
  })
  return `"${body.join('')}"`
}

/** A text folded at spaces; `column` is where it begins, `indent` where it goes on. */
function folded(text: string, style: 'plain' | 'single', column: number, indent: number): string {
  const margin = ' '.repeat(indent)
  let written = style === 'single' ? "'" : ''
  let at = column + written.length
  for (const part of text.match(/ +|\n+|[^ \n]+/g) ?? []) {
    if (part.startsWith('\n')) {
      // A single break would read as a space.
      written += `\n${part}${margin}`
      at = indent
    } else if (part === ' ' && at > bestWidth) {
      written += `\n${margin}`
      at = indent
    } else {
      const shown = style === 'single' ? part.replaceAll("'", "''") : part
      written += shown
      at += shown.length
    }
  }
  return style === 'single' ? `${written}'` : written
}

function scalar(value: unknown, column: number, indent: number): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'string') return String(value)
  const style = styleOf(value)
  return style === 'double' ? doubleQuoted(value) : folded(value, style, column, indent)
}

const isBlock = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : isData(value) && Object.keys(value).length > 0)
const emptyOf = (value: unknown): string | undefined =>
  Array.isArray(value) ? (value.length === 0 ? '[]' : undefined) : isData(value) && Object.keys(value).length === 0 ? '{}' : undefined

/** The lines of a block without the margin of the first. */
function block(value: unknown, indent: number): string {
  const margin = ' '.repeat(indent)
  if (Array.isArray(value))
    return value
      .map((item: unknown) => `- ${isBlock(item) ? block(item, indent + 2) : (emptyOf(item) ?? scalar(item, indent + 2, indent + 2))}`)
      .join(`\n${margin}`)
  if (!isData(value)) return scalar(value, indent, indent + 2)
  return Object.keys(value)
    .sort()
    .map((key) => {
      const inner = value[key]
      const name = `${styleOf(key) === 'double' ? doubleQuoted(key) : styleOf(key) === 'single' ? `'${key.replaceAll("'", "''")}'` : key}:`
      if (!isBlock(inner)) return `${name} ${emptyOf(inner) ?? scalar(inner, indent + name.length + 1, indent + 2)}`
      // A list stands at the depth of its key.
      const depth = Array.isArray(inner) ? indent : indent + 2
      return `${name}\n${' '.repeat(depth)}${block(inner, depth)}`
    })
    .join(`\n${margin}`)
}

/** The whole document with its final line break. */
export function pythonYaml(value: unknown): string {
  const text = isBlock(value) ? block(value, 0) : (emptyOf(value) ?? scalar(value, 0, 2))
  // A lone plain scalar has to be ended.
  const isPlain = typeof value !== 'object' || value === null ? typeof value !== 'string' || styleOf(value) === 'plain' : false
  return `${text}\n${isPlain ? '...\n' : ''}`
}
