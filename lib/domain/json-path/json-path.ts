/** The small part of JSONPath that names one value: `$`, `.member`, `['member']`, `[0]`, `[-1]` (RFC 9535 §2.3.1, §2.3.3). */
export type PathStep = string | number

export type ParsedPath = { ok: true; steps: PathStep[] } | { ok: false; at: number }

const member = /\.([\p{L}_][\p{L}\p{N}_-]*)/uy
const index = /\[(-?\d{1,9})\]/y
const quoted = /\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y

/** Reads a path; `at` is the offset of the first character that is no part of one. The leading `$` may be left out. */
export function parseJsonPath(text: string): ParsedPath {
  const steps: PathStep[] = []
  const source = text.startsWith('$') ? text.slice(1) : /^[[.]/.test(text) ? text : `.${text}`
  const shift = text.length - source.length
  let at = 0
  while (at < source.length) {
    const step = stepAt(source, at)
    if (!step) return { ok: false, at: at + shift }
    steps.push(step.value)
    at = step.end
  }
  return { ok: true, steps }
}

function stepAt(source: string, at: number): { value: PathStep; end: number } | undefined {
  for (const pattern of [member, index, quoted]) {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    if (!match) continue
    const value = pattern === index ? Number(match[1]) : pattern === member ? (match[1] ?? '') : unescaped(match[1] ?? match[2] ?? '')
    return { value, end: pattern.lastIndex }
  }
  return undefined
}

const unescaped = (text: string) => text.replaceAll(/\\(.)/g, '$1')

/** The value a path names; `found` is false where the document has none. */
export function valueAt(document: unknown, steps: readonly PathStep[]): { found: true; value: unknown } | { found: false } {
  let value = document
  for (const step of steps) {
    if (typeof step === 'number') {
      if (!Array.isArray(value)) return { found: false }
      const position = step < 0 ? value.length + step : step
      if (position < 0 || position >= value.length) return { found: false }
      value = value[position]
    } else {
      if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, step)) return { found: false }
      value = (value as Record<string, unknown>)[step]
    }
  }
  return { found: true, value }
}

/** A path as it is written: `$.predictions[0]['a b']`. */
export function formatPath(steps: readonly PathStep[]): string {
  return `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : plainName.test(step) ? `.${step}` : `['${escaped(step)}']`)).join('')}`
}

const plainName = /^[\p{L}_][\p{L}\p{N}_-]*$/u
const escaped = (text: string) => text.replaceAll(/['\\]/g, '\\$&')

/**
 * The document in an answer's body. Scoring scripts often return json.dumps(…), which arrives as a JSON string holding JSON; what people
 * mean by a path is inside. Undefined when the body is not JSON.
 */
export function parseAnswer(body: string): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return { value: typeof value === 'string' ? inner(value) : value }
  } catch {
    return undefined // not JSON: the caller says so in its own words
  }
}

function inner(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text // a string that merely begins like JSON
  }
}
