import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOfYaml, loadYaml, parseYamlDocument } from '@/lib/domain/convert/load-yaml'
import { yamlFaults } from '@/lib/domain/convert/yaml-faults'
import { processorMs } from '@/test/processor-time'

const rules = (text: string) => loadYaml(text).findings.map((finding) => finding.rule)

describe('loadYaml', () => {
  it('reads data with aliases and merge keys', () => {
    const loaded = loadYaml('base: &b {a: 1, b: 2}\nuse:\n  <<: *b\n  b: 3\nlist: [1, *b]\n1: one\n')
    expect(loaded.findings).toEqual([])
    expect(loaded.data).toEqual({ base: { a: 1, b: 2 }, use: { a: 1, b: 3 }, list: [1, { a: 1, b: 2 }], '1': 'one' })
  })

  it('finds duplicate keys with line and column', () => {
    expect(loadYaml('a: 1\nb:\n  c: 1\n  c: 2\n').findings).toMatchObject([
      { rule: 'yaml-duplicate-key', path: ['b', 'c'], line: 4, column: 3, stage: 'rules' },
    ])
  })

  it.each([
    ['too large', `a: "${'x'.repeat(256 * 1024)}"`, 'yaml-size'],
    ['too deep in brackets', '['.repeat(65) + ']'.repeat(65), 'yaml-depth'],
    ['too deep in dashes', `${'- '.repeat(70)}x`, 'yaml-depth'],
    ['too deep by indentation', Array.from({ length: 70 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'yaml-depth'],
    ['too many aliases', `a: &a 1\nb: [${'*a,'.repeat(101)}]`, 'yaml-aliases'],
    ['an unknown alias', 'a: *nothing', 'yaml-alias'],
    ['a custom tag', 'a: !!python/object/apply:os.system [ls]', 'yaml-tag'],
    ['several documents', 'a: 1\n---\nb: 2', 'yaml-documents'],
    ['a prototype key', '__proto__: {x: 1}', 'yaml-key'],
    ['a placeholder as value', 'endpoint_name: {{ENDPOINT_NAME}}', 'placeholder'],
    ['a placeholder in a value', 'image: {{ACR_NAME}}.azurecr.io/x:1', 'placeholder'],
    ['broken syntax', 'a: "open', 'yaml-syntax'],
  ])('refuses %s', (_, text, rule) => {
    expect(rules(text)).toContain(rule)
  })

  it('expands a bomb of aliases neither in memory nor in time', () => {
    let text = 'a0: &a0 [1,1,1,1,1,1,1,1,1]\n'
    for (let i = 1; i < 9; i += 1)
      text += `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(',')}]\n`
    const started = processorMs()
    expect(rules(text)).toEqual(['yaml-aliases'])
    expect(processorMs() - started).toBeLessThan(1_000)
  })

  it.each([
    ['brackets', '['.repeat(262_144)],
    ['closed brackets', '['.repeat(131_072) + ']'.repeat(131_072)],
    ['dashes', '- '.repeat(131_072)],
    ['question marks', '? '.repeat(131_072)],
    ['20k keys', Array.from({ length: 19_000 }, (_, i) => `k${i}: ${i}`).join('\n')],
    ['newlines', '\n'.repeat(262_144)],
  ])('survives %s', (_, text) => {
    const started = processorMs()
    loadYaml(text)
    expect(processorMs() - started).toBeLessThan(5_000)
  })

  it('never throws, and names the kind of every fault', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '[',
      ']',
      '{',
      '}',
      '&x',
      '*x',
      '"',
      "'",
      '|',
      '>',
      '@',
      '\\',
      '#',
      '!',
      '%',
      '?',
      ',',
      '\t',
      '<<',
      '0',
      '\u0000',
      '\ufeff',
      '---',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const { rule, values } of loadYaml(pieces.join('')).findings)
          if (rule === 'yaml-syntax') expect(yamlFaults).toContain(values?.fault)
      }),
      { numRuns: 2_000 },
    )
  })

  it('knows where keys and values stand', () => {
    const { locate } = loadYaml('name: blue\nmodel:\n  path: x\nlist:\n  - a\n')
    expect(locate(['model', 'path'])).toEqual({ line: 3, column: 9, endLine: 3, endColumn: 10 })
    expect(locate(['model', 'path'], 'key')).toEqual({ line: 3, column: 3, endLine: 3, endColumn: 7 })
    expect(locate(['model', 'nothing'])).toEqual({ line: 2, column: 1, endLine: 2, endColumn: 6 })
    expect(locate(['list', 0])).toEqual({ line: 5, column: 5, endLine: 5, endColumn: 6 })
  })
})

describe('kindOfYaml', () => {
  it.each([
    ['$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json', 'deployment'],
    ['$schema: https://azuremlsdk2.blob.core.windows.net/latest/managedOnlineEndpoint.schema.json', 'endpoint'],
    ['name: x\nendpoint_name: e', 'deployment'],
    ['name: x\nauth_mode: key', 'endpoint'],
    ['name: x\nimage: i', 'environment'],
    ['name: x\npath: p', 'model'],
  ])('%j is a %s', (text, kind) => {
    expect(kindOfYaml(loadYaml(text)).kind).toBe(kind)
  })

  it('says what a foreign file is', () => {
    expect(kindOfYaml(loadYaml('dependencies: []')).finding?.message).toContain('conda file')
    expect(kindOfYaml(loadYaml('$schema: http://azureml/sdk-2-0/ModelVersionPackage.json')).finding?.message).toContain('model package')
    expect(kindOfYaml(loadYaml('a: 1')).finding?.rule).toBe('unknown-kind')
  })
})

describe('parseYamlDocument', () => {
  it('gives the value with unknown keys and canonical words', () => {
    const { value, findings } = parseYamlDocument('name: e1e\nauth_mode: KEY\nfuture: {a: [1]}\ntags: {n: 1}', 'endpoint')
    expect(findings).toEqual([])
    expect(value).toEqual({ name: 'e1e', auth_mode: 'key', future: { a: [1] }, tags: { n: '1' } })
  })

  it('says of an empty value that it is missing, not that its type is wrong', () => {
    const found = (text: string, kind: 'endpoint' | 'deployment' = 'deployment') => parseYamlDocument(text, kind).findings
    const missing = { rule: 'name-missing', message: 'name is missing.', values: { least: 3, most: 32 }, line: 1 }
    expect(found('name:\nauth_mode: key\n', 'endpoint')).toMatchObject([missing])
    expect(found('name: ""\nauth_mode: key\n', 'endpoint')).toMatchObject([missing])
    const others = found('name: blue\ninstance_count:\ntags:\ncode_configuration:\n  code: ./src\n  scoring_script:\n')
    expect(others.map(({ rule, message, fix, line }) => [rule, message, fix, line]).sort()).toEqual([
      ['no-value', 'instance_count has no value.', 'Write one, for example 1, or remove the line.', 2],
      ['no-value', 'tags has no value.', expect.stringContaining('or remove the line.'), 3],
      ['required', 'code_configuration.scoring_script is missing.', 'For example score.py.', 6],
    ])
  })

  it('names field, rule and fix, with position', () => {
    const { value, findings } = parseYamlDocument(
      'name: blue\ninstance_count: 0\nscale_settings: {type: auto}\nenvironment:\n  image: ""\n',
      'deployment',
    )
    expect(value).toBeUndefined()
    expect(findings).toMatchObject([
      { path: ['environment', 'image'], rule: 'required', line: 5 },
      {
        path: ['instance_count'],
        rule: 'minimum',
        message: 'instance_count must be at least 1; it is 0.',
        fix: 'Write 1 or more.',
        line: 2,
        column: 17,
      },
      { path: ['scale_settings', 'type'], rule: 'allowed-values' },
    ])
  })

  it('asks for a mapping', () => {
    expect(parseYamlDocument('- a', 'model').findings).toMatchObject([
      { rule: 'not-a-mapping', message: 'A model file is a mapping of keys and values.' },
    ])
    expect(parseYamlDocument('', 'endpoint').findings).toMatchObject([{ rule: 'not-a-mapping' }])
  })
})
