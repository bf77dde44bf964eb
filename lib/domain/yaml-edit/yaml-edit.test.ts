import { describe, expect, it } from 'vitest'
import type { DocumentChange } from '@/lib/contract/finding'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { editYaml, valueAt, writeAt } from './yaml-edit'

const text = `# green: retrained
name: green
model:
  path: ./model # the new one
x-team: risk
`

describe('a field edit', () => {
  it('keeps comments, order and unknown keys', () => {
    expect(writeAt(text, ['name'], 'blue')).toBe(text.replace('name: green', 'name: blue'))
  })
  it('creates the parents it needs', () => {
    const edited = writeAt(text, ['request_settings', 'request_timeout_ms'], 9000)
    expect(valueAt(parseEditable(edited), ['request_settings', 'request_timeout_ms'])).toBe(9000)
    expect(edited).toContain('# the new one')
  })
  it('removes a key and the parent that became empty', () => {
    const edited = writeAt(
      writeAt(text, ['request_settings', 'request_timeout_ms'], 9000),
      ['request_settings', 'request_timeout_ms'],
      undefined,
    )
    expect(edited).toBe(text)
  })
  it('lets a scalar give way to a deeper key', () => {
    const edited = writeAt('model: azureml:m:1\n', ['model', 'path'], './m')
    expect(valueAt(parseEditable(edited), ['model'])).toEqual({ path: './m' })
  })
  it('leaves a text alone that does not parse', () => {
    expect(writeAt('a: [', ['name'], 'x')).toBe('a: [')
  })
})

it('writes into an empty mapping line by line', () => {
  const empty = writeAt('name: blue\n', ['environment'], { build: {} })
  expect(writeAt(empty, ['environment', 'build', 'path'], 'docker')).toBe('name: blue\nenvironment:\n  build:\n    path: docker\n')
})

const edit = (before: string, ...changes: DocumentChange[]) => editYaml(before, changes)
const set = (path: (string | number)[], value: unknown): DocumentChange => ({ op: 'set', path, value })
const remove = (...path: (string | number)[]): DocumentChange => ({ op: 'remove', path })

describe('1 → 2 and 1 → 10', () => {
  it.each([
    ['plain', 'name: blue\ninstance_count: 1\n'],
    ['a comment behind it', 'instance_count: 1   # one is enough\nname: blue\n'],
    ['an anchor before it', 'instance_count: &n 1 # n\nname: blue\n'],
    ['CRLF and no final line ending', 'name: blue\r\ninstance_count: 1 # x\r\nlast:   y'],
    ['a tab before the comment', 'instance_count: 1\t# x\n'],
    ['within braces', '{"name": "blue", "instance_count": 1}'],
  ])('changes only the bytes of the scalar: %s', (_case, before) => {
    for (const to of [2, 10]) {
      const { text: after, edits } = edit(before, set(['instance_count'], to))
      const place = /(?<=instance_count"?: (?:&n )?)1/
      expect(after).toBe(before.replace(place, String(to)))
      expect(edits).toHaveLength(1)
      expect(edits[0]?.offset).toBeGreaterThanOrEqual(before.search(place))
      expect((edits[0]?.offset ?? 0) + (edits[0]?.length ?? 0)).toBeLessThanOrEqual(before.search(place) + 1)
    }
  })
  it('keeps quotes where the value may stand in them, and adds them where it must', () => {
    const before = `a: '1'\nb: "x"\nc: 1\nd: x\n`
    expect(edit(before, set(['a'], '2')).text).toContain(`a: '2'`)
    expect(edit(before, set(['a'], 2)).text).toContain('a: 2')
    expect(edit(before, set(['b'], 'y "z"')).text).toContain('b: "y \\"z\\""')
    expect(edit(before, set(['c'], '2')).text).toContain('c: "2"')
    expect(edit(before, set(['d'], 'yes')).text).toContain('d: "yes"')
    expect(edit(before, set(['d'], 'azureml:m:1')).text).toContain('d: azureml:m:1')
  })
})

describe('a new key', () => {
  it('goes where the documented schema has it, indented like its siblings, with their line ending', () => {
    const before =
      'name: blue\r\nmodel:\r\n    path: ./m # local\r\n    # more\r\ninstance_type: Standard_DS3_v2\r\nrequest_settings:\r\n    max_queue_wait_ms: 5\r\n'
    expect(edit(before, set(['instance_count'], 2)).text).toBe(before.replace('DS3_v2\r\n', 'DS3_v2\r\ninstance_count: 2\r\n'))
    expect(edit(before, set(['environment'], { image: 'x', conda_file: './c.yml' })).text).toBe(
      before.replace('# more\r\n', '# more\r\nenvironment:\r\n    image: x\r\n    conda_file: ./c.yml\r\n'),
    )
    expect(edit(before, set(['request_settings', 'request_timeout_ms'], 1)).text).toBe(`${before}    request_timeout_ms: 1\r\n`)
  })
  it.each([
    ['', 'a: 1\n'],
    ['# only a note\n', '# only a note\na: 1\n'],
    ['{}\n', 'a: 1\n'],
    ['x: y', 'x: y\na: 1'],
    ['{x: y}', '{x: y, a: 1}'],
    ['{\n  "x": "y"\n}\n', '{\n  "x": "y",\n  "a": 1\n}\n'],
    ['\ufeffx: y\n', '\ufeffx: y\na: 1\n'],
  ])('comes into %j', (before, after) => {
    expect(edit(before, set(['a'], 1)).text).toBe(after)
  })
  it('replaces nothing, {} and a scalar in the way', () => {
    expect(edit('a:   # c\nb: 1\n', set(['a', 'x'], 1)).text).toBe('a:   # c\n  x: 1\nb: 1\n')
    expect(edit('a: {} # c\nb: 1\n', set(['a', 'x'], 1)).text).toBe('a: # c\n  x: 1\nb: 1\n')
    expect(edit('a: azureml:m:1 # c\nb: 1\n', set(['a', 'x'], 1)).text).toBe('a: # c\n  x: 1\nb: 1\n')
  })
})

describe('a removed key', () => {
  const before = '# a\na: 1 # one\n# b\nb: 2 # two\n# c\nc:\n  d: 3 # three\n  # in c\n# end\n'
  it('takes its line and its own comment, no neighbour’s', () => {
    expect(edit(before, remove('b')).text).toBe(before.replace('b: 2 # two\n', ''))
    expect(edit(before, remove('c', 'd')).text).toBe('# a\na: 1 # one\n# b\nb: 2 # two\n# c\n# end\n')
    expect(edit('a: 1\nb: 2', remove('b')).text).toBe('a: 1')
  })
  it('leaves lists and braces whole', () => {
    expect(edit('l:\n- a: 1\n  b: 2\n- c\n', remove('l', 0, 'a')).text).toBe('l:\n- b: 2\n- c\n')
    expect(edit('{a: 1, b: 2}', remove('b')).text).toBe('{a: 1}')
    expect(edit('{a: 1, b: 2}', remove('a')).text).toBe('{b: 2}')
  })
})

describe('anchors', () => {
  const probes = 'liveness_probe: &p\n  period: 10 # s\nreadiness_probe: *p\n'
  it('writes a value out where it is changed through an alias', () => {
    expect(edit(probes, set(['readiness_probe', 'period'], 20)).text).toBe(probes.replace('*p', '\n  period: 20').replace(' \n', '\n'))
  })
  it('leaves the others what they had when the anchored value changes', () => {
    const { text: after } = edit(probes, set(['liveness_probe', 'period'], 20))
    expect(after).toBe('liveness_probe:\n  period: 20 # s\nreadiness_probe: &p\n  period: 10\n')
  })
  it('overrides what a merge key gives, and writes the rest out when it is to go', () => {
    const merged = 'x-base: &b {a: 1, b: 2}\nc:\n  <<: *b # base\n  d: 3\n'
    expect(edit(merged, set(['c', 'a'], 5)).text).toBe(`${merged}  a: 5\n`)
    expect(edit(merged, remove('c', 'a')).text).toBe('x-base: &b {a: 1, b: 2}\nc:\n  b: 2 # base\n  d: 3\n')
    expect(valueAt(parseEditable(merged), ['c', 'a'])).toBe(1)
  })
})

it('renames the key alone, and refuses a name that is taken', () => {
  expect(edit('"a": 1 # x\nb: 2\n', { op: 'rename', path: ['a'], key: 'c' }).text).toBe('"c": 1 # x\nb: 2\n')
  const taken = edit('a: 1\nb: 2\n', { op: 'rename', path: ['a'], key: 'b' })
  expect(taken).toMatchObject({ text: 'a: 1\nb: 2\n', edits: [], refused: [{ reason: 'key-taken' }] })
})

it('changes of a list or mapping as a whole touch only what differs', () => {
  const list = 'l:\n  - a # first\n  - b # second\n  - c # third\n'
  expect(edit(list, set(['l'], ['a', 'c'])).text).toBe('l:\n  - a # first\n  - c # third\n')
  expect(edit(list, set(['l'], ['a', 'x', 'c'])).text).toBe(list.replace('- b', '- x'))
})

describe('what the parser passes and the data cannot be read of', () => {
  it.each([
    ['an alias without its anchor', 'name: a\nliveness_probe: *p\n', 2],
    ['an alias that contains itself', 'name: a\ntags: &t\n  x: *t\n', 1],
    ['a merge of what is no mapping', 'name: a\nbase: &b 1\nliveness_probe:\n  <<: *b\n', 4],
    ['more aliases than are followed', `a: &a [1, 2, 3, 4, 5]\nb: &b [${'*a, '.repeat(60)}]\nc: [${'*b, '.repeat(60)}]\n`, 1],
  ])('%s is an error of the text, which then stays as it is', (_, text, line) => {
    const document = parseEditable(text)
    expect(document.errors).toHaveLength(1)
    expect(document.errors[0]?.linePos?.[0].line).toBe(line)
    expect(valueAt(document, ['name', 'x'])).toBeUndefined()
    expect(valueAt(document, ['tags'])).toBeUndefined()
    expect(editYaml(text, [{ op: 'set', path: ['name'], value: 'b' }])).toMatchObject({ text, refused: [{ reason: 'unparsable' }] })
  })

  it('leaves sound aliases and merges alone', () => {
    const document = parseEditable('base: &b\n  period: 5\nliveness_probe:\n  <<: *b\nreadiness_probe: *b\n')
    expect(document.errors).toEqual([])
    expect(valueAt(document, ['liveness_probe'])).toEqual({ period: 5 })
    expect(valueAt(document, ['readiness_probe', 'period'])).toBe(5)
  })
})
