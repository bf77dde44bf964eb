/**
 * What an unquoted word means to `az ml` and the Python SDK. They read YAML 1.1 as PyYAML does: yes, no, on and off are
 * booleans, 010 is octal, 1:30 counts in sixties, 2026-11-22 is a date, and 1e5 is text, since a float needs a dot there.
 */

/** A date of YAML stays as written; `note` says what the reader makes of it. */
export interface PlainValue {
  value: unknown
  note?: 'date' | 'impossible-date' | 'sign'
}

const booleans: Readonly<Record<string, boolean>> = { yes: true, no: false, true: true, false: false, on: true, off: false }
const isBoolean = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const isNull = /^(?:~|null|Null|NULL|)$/
const isInteger = /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/
const isFloat =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const isDate = /^(\d{4})-(\d\d)-(\d\d)$/
const isTime = /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/

function sixties(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

function integer(text: string): number {
  const bare = text.replaceAll('_', '')
  const sign = bare.startsWith('-') ? -1 : 1
  const digits = bare.replace(/^[-+]/, '')
  if (digits === '0') return 0
  if (/^0[bx]/.test(digits)) return sign * Number(digits)
  if (digits.startsWith('0')) return sign * Number.parseInt(digits, 8)
  return sign * (digits.includes(':') ? sixties(digits) : Number(digits))
}

function float(text: string): number {
  const bare = text.replaceAll('_', '').toLowerCase()
  const sign = bare.startsWith('-') ? -1 : 1
  const digits = bare.replace(/^[-+]/, '')
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY
  if (digits === '.nan') return Number.NaN
  return sign * (digits.includes(':') ? sixties(digits) : Number(digits))
}

function date(text: string, parts: readonly string[]): PlainValue {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  const made = new Date(Date.UTC(year, month - 1, day))
  const possible = year > 0 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return { value: text, note: possible ? 'date' : 'impossible-date' }
}

/** Value of an unquoted scalar without a tag, e.g. `on` → true, `010` → 8, `1e5` → '1e5'. */
export function plainValue(text: string): PlainValue {
  if (isNull.test(text)) return { value: null }
  if (isBoolean.test(text)) return { value: booleans[text.toLowerCase()] ?? text }
  if (isInteger.test(text)) return { value: integer(text) }
  if (isFloat.test(text)) return { value: float(text) }
  const parts = isDate.exec(text) ?? isTime.exec(text)
  if (parts) return date(text, parts.slice(1))
  return text === '=' || text === '<<' ? { value: text, note: 'sign' } : { value: text }
}
