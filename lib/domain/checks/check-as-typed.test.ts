import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkYaml, yamlChecker } from '@/lib/domain/checks/check-document'
import { yamlLoader } from '@/lib/domain/convert/load-as-typed'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { piecesOf } from '@/lib/domain/convert/yaml-pieces'

const root = join(import.meta.dirname, '../../..')
const samples = join(root, '../shared/fixtures/azureml-examples')
if (!existsSync(samples))
  console.info('skipped: edits of the public samples, because ../shared/fixtures/azureml-examples is absent; ours are edited')

const yamlBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))

/** A long mapping, which is read in parts. */
const long = `$schema: x # first\nname: blue\nenvironment_variables: # many\n  # of them\n${Array.from(
  { length: 80 },
  (_, index) => `  VARIABLE_${index}: ${index % 7 === 0 ? `"${index}"` : index % 5 === 0 ? '\n    a\n    b' : index} # note ${index}\n`,
).join('')}instance_count: 1\n`
const corpus = [
  ...yamlBelow(join(root, 'samples')),
  ...(existsSync(samples) ? yamlBelow(samples) : []),
  long,
  long.replaceAll('\n', '\r\n'),
]
  .filter((text) => text.length < 20_000)
  .sort()

/** What somebody types, and what trips readers of YAML. */
const typed = [
  'a',
  '\n  key',
  '\n  ke',
  '\nke',
  'key\n',
  '1',
  ' ',
  '  ',
  '\n',
  '\n  ',
  '"',
  "'",
  ':',
  ': ',
  '#',
  ' # note',
  '- ',
  '\n- ',
  '-',
  '{',
  '}',
  '[',
  ']',
  ',',
  '|\n  text\n',
  '>',
  '&a ',
  '*a',
  '!',
  '!!str ',
  '<<: {a: 1}\n',
  '---\n',
  '...\n',
  '%',
  '\t',
  '\r',
  '\r\n',
  '? ',
  '{{NAME}}',
  'name: green\n',
  'x:\n',
  '\\',
  '"x": 1\n',
  '\u0007',
  '\uFEFF',
  '2026-11-22',
  '1: 2\n',
  'tags: {a: 1, a: 2}\n',
  '`',
  '@',
  '=',
  '__proto__: 1\n',
  'ä',
  '\u2028',
  '  k: "open\n',
  'é: 1\n',
] // prettier-ignore

interface Edit {
  at: number
  remove: number
  insert: string
}
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(80) }),
    insert: fc.oneof({ weight: 1, arbitrary: fc.constant('') }, { weight: 5, arbitrary: fc.constantFrom(...typed) }),
  }),
  { minLength: 1, maxLength: 12 },
)
const edited = (text: string, { at, remove, insert }: Edit) => {
  const offset = Math.floor(at * (text.length + 1))
  return text.slice(0, offset) + insert + text.slice(offset + remove)
}

/** What is typed letter by letter behind a line. */
const words = ['\n  success_threshold: 1', '\nkey: a b', '\n    deep: "x y"', '\n  - item', '  # note', '\nword\nand', ' more words']
function letters(text: string, line: number, word: string): string[] {
  const lines = text.split('\n')
  const at = lines.slice(0, 1 + (line % lines.length)).join('\n').length
  return Array.from(word, (_, index) => text.slice(0, at) + word.slice(0, index + 1) + text.slice(at))
}

/** Each version as a check from the beginning finds it. */
function compareAll(versions: readonly string[]): void {
  const check = yamlChecker()
  const load = yamlLoader()
  for (const version of versions) {
    const { findings, kind, value } = checkYaml(version)
    const quick = check(version)
    expect(quick.findings).toEqual(findings)
    expect(quick.kind).toBe(kind)
    expect(quick.value).toEqual(value)
    const whole = loadYaml(version)
    const parts = load(version)
    expect(parts.data).toEqual(whole.data)
    expect(Object.keys(parts.data ?? {})).toEqual(Object.keys(whole.data ?? {}))
    if (whole.data === undefined) continue
    expect(parts.notes).toEqual(whole.notes)
    for (const path of pathsOf(whole.data)) {
      expect(parts.locate(path)).toEqual(whole.locate(path))
      expect(parts.locate(path, 'key')).toEqual(whole.locate(path, 'key'))
    }
  }
}

/** A slow machine tries fewer; EDITS asks for more. */
const runs = { numRuns: Number(process.env.EDITS ?? 100), ...(process.env.EDITS ? {} : { interruptAfterTimeLimit: 3_000 }) }

describe('yamlChecker', () => {
  it('has documents to edit', () => expect(corpus.length).toBeGreaterThan(5))

  it('answers after every edit what a check from the beginning answers', () => {
    fc.assert(
      fc.property(fc.constantFrom(...corpus), edits, fc.boolean(), (start, steps, isLastUndone) => {
        let text = start
        compareAll([start, ...steps.map((step) => (text = edited(text, step))), ...(isLastUndone ? [start] : [])])
      }),
      runs,
    )
  })

  it('answers so after every letter of a word', () => {
    fc.assert(
      fc.property(fc.constantFrom(...corpus), fc.nat(500), fc.constantFrom(...words), (start, line, word) =>
        compareAll([start, ...letters(start, line, word), start]),
      ),
      runs,
    )
  })

  it('answers so where a block at the margin hides a half key below it', () => {
    compareAll(['x: 1\ny: 2\n', 'x:\n|\n  text\nx:\nhalf\ny: 2\n', 'x:\n"text"\nx:\nhalf\ny: 2\n', 'x:\n[text]\nz:\nhalf\ny: 2\n'])
  })

  it('asks the rules again when kind or context is another one', () => {
    const check = yamlChecker()
    const text = 'name: blue\nendpoint_name: other\n'
    const rules = (endpointName: string) => check(text, { kind: 'deployment', context: { endpointName } }).findings.map(({ rule }) => rule)
    expect(rules('other')).not.toContain('endpoint-name')
    expect(rules('prices')).toEqual(
      checkYaml(text, { kind: 'deployment', context: { endpointName: 'prices' } }).findings.map(({ rule }) => rule),
    )
    expect(check(text, { kind: 'endpoint' }).findings).toEqual(checkYaml(text, { kind: 'endpoint' }).findings)
  })

  it('keeps the data while only comments and spaces are typed', () => {
    const load = yamlLoader()
    const { data } = load(long)
    expect(load(long.replace('# note 7', '# something else')).data).toBe(data)
    expect(load(long.replace('name: blue', 'name: green')).data).not.toBe(data)
  })
})

describe('piecesOf', () => {
  it('loses no byte', () => {
    for (const text of corpus) {
      const pieces = piecesOf(text)
      const bodies = pieces?.map(({ text: own, headerLine }, index) =>
        headerLine === undefined || pieces[index - 1]?.headerLine !== headerLine ? own : own.slice(own.indexOf('\n') + 1),
      )
      if (bodies) expect(bodies.join('')).toBe(text)
    }
    expect(piecesOf(long)?.length).toBeGreaterThan(5)
  })
})

/** Some paths of the data, and one that is not there below each. */
function pathsOf(data: unknown, base: (string | number)[] = []): (string | number)[][] {
  const own = [base, [...base, 'not-there']]
  if (typeof data !== 'object' || data === null || base.length > 2) return own
  return [
    ...own,
    ...Object.entries(data)
      .slice(0, 30)
      .flatMap(([key, value]) => pathsOf(value, [...base, Array.isArray(data) ? Number(key) : key])),
  ]
}
