/** conda's MatchSpec as far as files use it: `channel::name[version='…'] version build`. Doc: conda user guide, "package match specifications". */

export interface MatchSpec {
  name: string
  channel?: string
  /** As written: `=1.2`, `==1.2.3`, `>=1,<2`, `1.2.*`; undefined = any. */
  version?: string
  build?: string
}

/** Splits one dependency line; undefined when it is none. */
export function parseMatchSpec(text: string): MatchSpec | undefined {
  let rest = text.replace(/\s+#.*$/, '').trim()
  let bracketVersion: string | undefined
  // [md] selectors: [version='>=1', build=py310*]; everything but version is dropped.
  const bracket = /\[([^\]]*)\]\s*$/.exec(rest)
  if (bracket) {
    bracketVersion = /version\s*=\s*(?:'([^']*)'|"([^"]*)"|([^,\]]*))/
      .exec(bracket[1] ?? '')
      ?.slice(1)
      .find(Boolean)
      ?.trim()
    rest = rest.slice(0, bracket.index).trim()
  }
  let channel: string | undefined
  const separator = rest.lastIndexOf('::')
  if (separator >= 0) {
    channel = rest.slice(0, separator)
    rest = rest.slice(separator + 2).trim()
  }
  const match = /^([A-Za-z0-9_][A-Za-z0-9._-]*)\s*(.*)$/.exec(rest)
  if (!match?.[1]) return undefined
  const name = match[1].toLowerCase()
  const tail = (match[2] ?? '').trim()
  if (tail === '') return bracketVersion === undefined ? { name, channel } : { name, channel, version: bracketVersion }

  // `name=1.2=py310_0`, `name==1.2.3=build`
  const equals = /^(={1,2})([^=<>!~,|\s]+)(?:=([^=\s]+))?$/.exec(tail)
  if (equals) return { name, channel, version: `${equals[1]}${equals[2]}`, build: equals[3] }
  // `name 1.2.3 py310_0`
  const spaced = /^([^\s=<>!~][^\s]*)(?:\s+(\S+))?$/.exec(tail)
  if (spaced?.[1]) return { name, channel, version: spaced[1], build: spaced[2] }
  return { name, channel, version: tail.replace(/\s+/g, '') }
}

const plainVersion = /^v?\d+(?:[.!]\d+|[A-Za-z]+\d*|[._-][A-Za-z]+\d*|\+[A-Za-z0-9.]+)*$/

/**
 * conda version → pip specifier: `=1.2` and a bare `1.2` match the prefix (`==1.2.*`), `==1.2.3` is exact, comparisons stay.
 * `undefined` = any version; `{ error }` when pip cannot say it: alternatives with `|`, or `found` is no version.
 */
export function toPipSpecifier(version: string | undefined): { specifier: string } | { error: 'choice' | 'version'; found: string } {
  if (version === undefined || version === '*' || version === '') return { specifier: '' }
  if (version.includes('|')) return { error: 'choice', found: version }
  const parts: string[] = []
  for (const part of version.split(',')) {
    const match = /^(~=|===|==|!=|>=|<=|>|<|=)?\s*(.+)$/.exec(part.trim())
    if (!match?.[2]) return { error: 'version', found: part }
    const operator = match[1] ?? '='
    const number = match[2]
    const base = number.replace(/\.?\*$/, '')
    const wildcard = base !== number
    if (!plainVersion.test(base)) return { error: 'version', found: number }
    if (operator === '=') parts.push(`==${base}.*`)
    else if (operator === '==' || operator === '===') parts.push(wildcard ? `==${base}.*` : `==${base}`)
    else if (operator === '!=') parts.push(wildcard ? `!=${base}.*` : `!=${base}`)
    else parts.push(`${operator}${base}`)
  }
  return { specifier: parts.join(',') }
}
