import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { yamlFaults } from '@/lib/domain/convert/yaml-faults'
import sentences from '@/messages/de/rules.json'

const t = createTranslator({ locale: 'de', messages: { rules: sentences }, namespace: 'rules' })
const german = ({ values = {} }: { values?: Record<string, string | number> | undefined }) => t('yaml-syntax', values)

const examples: [fault: string, text: string, found?: string][] = [
  ['quote', 'a: "open', '"'],
  ['quote', "a: 'open", "'"],
  ['bracket', 'a: [1, 2', ']'],
  ['bracket', 'a: {b: 1\n', '}'],
  ['comma', 'a: [1 [2]]'],
  ['colon', 'a: 1\nb\n'],
  ['dashBehindKey', 'a: - b'],
  ['behind', 'a: "b" c'],
  ['commentSpace', 'a: "b"#c'],
  ['anchorSpace', 'a: &b[1]'],
  ['document', '%YAML 1.2\na: 1\n'],
  ['indentation', 'a:\n  b: 1\n c: 2\n'],
  ['twoKeys', 'a: b: c'],
  ['blockInBrackets', 'a: [\n - b\n ]'],
  ['keyLines', 'a: 1\nb\n c: 2\n'],
  ['keyLength', `${'k'.repeat(1100)}: 1`],
  ['start', 'a: @b', '@'],
  ['start', 'a: `b', '`'],
  ['escape', 'a: "C:\\work"', '\\w'],
  ['token', 'a: ]', ']'],
  ['emptyEntry', 'a: {b: 1,, c: 2}'],
  ['anchor', 'a: * b'],
  ['aliasMore', 'b: &b 1\na: &c *b'],
  ['anchorsTwice', 'a: &b &c 1'],
  ['anchorOrder', '&a - b'],
  ['sign', 'a: =', '='],
]

describe('a syntax error is said in our words', () => {
  it.each(examples)('%s: %j', (fault, text, found = '') => {
    const [finding] = loadYaml(text).findings.filter(({ rule }) => rule === 'yaml-syntax')
    expect(finding?.values).toMatchObject({ fault, found })
    expect(finding?.message).toContain(found)
    expect(finding?.fix).toMatch(/\.$/)
    // The parser's own words are kept, apart.
    expect(finding?.values?.reason).not.toBe('')
    if (fault !== 'sign') expect(finding?.message).not.toContain(String(finding?.values?.reason))
    const said = german(finding ?? {})
    expect(said).toContain(found)
    expect(said).not.toMatch(/[{}].*select|undefined/)
  })

  it('every kind has a German sentence of its own', () => {
    const said = yamlFaults.map((fault) => german({ values: { fault, found: 'x', reason: '' } }))
    expect(new Set(said).size).toBe(yamlFaults.length)
  })
})
