/** Functions of templates on texts. Doc: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string */
import { createHash } from 'node:crypto'
import { asValue, callError, ExpressionError, isMap, type TemplateValue, templateLimits } from '@/agent/templates/values'

export type TemplateFunction = (args: TemplateValue[], name: string) => TemplateValue

export function textArg(args: TemplateValue[], index: number, name: string): string {
  const value = args[index]
  if (typeof value === 'string') return value
  throw callError(name, `Its argument ${index + 1} must be a string.`)
}

export function wholeArg(args: TemplateValue[], index: number, name: string, ifAbsent?: number): number {
  const value = args[index] ?? ifAbsent
  if (typeof value === 'number' && Number.isInteger(value)) return value
  throw callError(name, `Its argument ${index + 1} must be an integer.`)
}

/** @throws ExpressionError when there are fewer or more. */
export function count(args: TemplateValue[], name: string, least: number, most = least): void {
  if (args.length >= least && args.length <= most) return
  const wanted = least === most ? `exactly ${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
  throw callError(name, `It takes ${wanted} argument(s), and was given ${args.length}.`)
}

/** A value inside a text, as `string()` writes it. */
export function textOf(value: TemplateValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/** JSON inside expressions, its keys checked. */
function parseJson(text: string, name: string): TemplateValue {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw callError(name, 'Its argument is not valid JSON.')
  }
  return asValue(data)
}

/** `{0}`, `{1,5}`, `{0:N}`: only plain places and zero-padded numbers are written; other formats are refused rather than guessed. */
function format(args: TemplateValue[], name: string): string {
  const pattern = textArg(args, 0, name)
  return pattern.replace(/\{\{|\}\}|\{(\d+)(?::([^}]*))?\}|[{}]/g, (found, index: string | undefined, how: string | undefined) => {
    if (found === '{{') return '{'
    if (found === '}}') return '}'
    if (index === undefined) throw callError(name, 'Its format string has a lone brace.')
    const value = args[Number(index) + 1]
    if (value === undefined) throw callError(name, `Its format string asks for argument ${index}, which was not given.`)
    if (how === undefined) return textOf(value)
    const digits = /^[Dd](\d{1,2})$/.exec(how)?.[1]
    const zeros = /^0+$/.test(how) ? how.length : digits === undefined ? undefined : Number(digits)
    if (zeros === undefined || typeof value !== 'number') throw callError(name, `The format '${how}' is not served on this computer.`)
    return String(value).padStart(zeros, '0')
  })
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** 13 characters that the arguments decide; Azure decides them by another hash, which is not published. */
function uniqueString(args: TemplateValue[], name: string): string {
  count(args, name, 1, Number.POSITIVE_INFINITY)
  const digest = createHash('sha256')
    .update(JSON.stringify(args.map(textOf)))
    .digest()
  return [...digest.subarray(0, 13)].map((byte) => base32[byte % 32]).join('')
}

/** Namespace of names in Azure's `guid()`: a version 5 UUID of the arguments, joined by "-". */
const guidNamespace = Buffer.from('11fb06fb712d4ddd98c7e71bbd588830', 'hex')

function guid(args: TemplateValue[], name: string): string {
  count(args, name, 1, Number.POSITIVE_INFINITY)
  const hash = createHash('sha1').update(guidNamespace).update(args.map(textOf).join('-')).digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.subarray(0, 16).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function substring(args: TemplateValue[], name: string): string {
  count(args, name, 2, 3)
  const text = textArg(args, 0, name)
  const start = wholeArg(args, 1, name)
  const length = wholeArg(args, 2, name, text.length - start)
  if (start < 0 || length < 0 || start + length > text.length)
    throw callError(name, `Start ${start} and length ${length} lie outside the string, which has ${text.length} characters.`)
  return text.slice(start, start + length)
}

function split(args: TemplateValue[], name: string): TemplateValue {
  count(args, name, 2)
  const by = args[1]
  const marks = typeof by === 'string' ? [by] : Array.isArray(by) ? by.map((each) => textOf(each)) : []
  if (marks.length === 0 || marks.includes('')) throw callError(name, 'Its argument 2 must be a string or a list of strings.')
  let parts = [textArg(args, 0, name)]
  for (const mark of marks) parts = parts.flatMap((part) => part.split(mark))
  return parts
}

function replace(args: TemplateValue[], name: string): string {
  count(args, name, 3)
  const [text, old, fresh] = [textArg(args, 0, name), textArg(args, 1, name), textArg(args, 2, name)]
  if (old === '') throw callError(name, 'Its argument 2 must not be empty.')
  const times = text.split(old).length - 1
  if (text.length + times * fresh.length > templateLimits.textLength) throw new ExpressionError('A text grew beyond 1 MiB.')
  return text.replaceAll(old, () => fresh)
}

const one =
  (work: (text: string) => TemplateValue): TemplateFunction =>
  (args, name) => {
    count(args, name, 1)
    return work(textArg(args, 0, name))
  }
const two =
  (work: (text: string, other: string) => TemplateValue): TemplateFunction =>
  (args, name) => {
    count(args, name, 2)
    return work(textArg(args, 0, name), textArg(args, 1, name))
  }
const folded = (text: string) => text.toLowerCase()

export const textFunctions: readonly (readonly [string, TemplateFunction])[] = [
  ['base64', one((text) => Buffer.from(text, 'utf8').toString('base64'))],
  ['base64ToString', one((text) => Buffer.from(text, 'base64').toString('utf8'))],
  ['base64ToJson', (args, name) => parseJson(Buffer.from(textArg(args, 0, name), 'base64').toString('utf8'), name)],
  ['endsWith', two((text, end) => folded(text).endsWith(folded(end)))],
  ['startsWith', two((text, start) => folded(text).startsWith(folded(start)))],
  ['format', format],
  ['guid', guid],
  ['json', one((text) => parseJson(text, 'json'))],
  [
    'padLeft',
    (args, name) => {
      count(args, name, 2, 3)
      const length = wholeArg(args, 1, name)
      const by = args[2] === undefined ? ' ' : textArg(args, 2, name)
      if (length < 0 || length > 1000 || by.length !== 1) throw callError(name, 'It takes a length up to 1000 and one character.')
      return textOf(args[0] ?? '').padStart(length, by)
    },
  ],
  ['replace', replace],
  ['split', split],
  [
    'string',
    (args, name) => {
      count(args, name, 1)
      return textOf(args[0] ?? null)
    },
  ],
  ['substring', substring],
  ['toLower', one((text) => text.toLowerCase())],
  ['toUpper', one((text) => text.toUpperCase())],
  ['trim', one((text) => text.trim())],
  ['uniqueString', uniqueString],
  [
    'uri',
    two((base, relative) => {
      try {
        return new URL(relative, base).href
      } catch {
        throw callError('uri', 'Its arguments make no address.')
      }
    }),
  ],
  ['uriComponent', one((text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')))],
  [
    'uriComponentToString',
    one((text) => {
      try {
        return decodeURIComponent(text)
      } catch {
        throw callError('uriComponentToString', 'Its argument is not encoded.')
      }
    }),
  ],
  [
    'indexOf',
    (args, name) => {
      count(args, name, 2)
      const [list, item = null] = args
      if (Array.isArray(list)) return list.findIndex((each) => JSON.stringify(each) === JSON.stringify(item))
      return folded(textArg(args, 0, name)).indexOf(folded(textArg(args, 1, name)))
    },
  ],
  [
    'lastIndexOf',
    (args, name) => {
      count(args, name, 2)
      const [list, item = null] = args
      if (Array.isArray(list)) return list.findLastIndex((each) => JSON.stringify(each) === JSON.stringify(item))
      return folded(textArg(args, 0, name)).lastIndexOf(folded(textArg(args, 1, name)))
    },
  ],
  [
    'join',
    (args, name) => {
      count(args, name, 2)
      const list = args[0]
      if (!Array.isArray(list)) throw callError(name, 'Its argument 1 must be an array.')
      return list.map(textOf).join(textArg(args, 1, name))
    },
  ],
  [
    'empty',
    (args, name) => {
      count(args, name, 1)
      const value = args[0] ?? null
      if (value === null || value === '') return true
      if (Array.isArray(value)) return value.length === 0
      if (isMap(value)) return Object.keys(value).length === 0
      if (typeof value === 'string') return false
      throw callError(name, 'Its argument must be a string, an array or an object.')
    },
  ],
]
