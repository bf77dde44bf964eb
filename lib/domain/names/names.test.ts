import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkKubernetesNameSum, checkName, generateEndpointName, isSameName, suggestName } from '@/lib/domain/names/names'

const rules = (kind: Parameters<typeof checkName>[0], name: string) => checkName(kind, name).map((finding) => finding.rule)

describe('names', () => {
  it.each(['abc', 'my-endpoint', 'A1b', 'a'.repeat(32), 'Blue2'])('accepts %s', (name) => {
    expect(checkName('endpoint', name)).toEqual([])
  })

  it.each([
    ['ab', 'name-length'],
    ['a'.repeat(33), 'name-length'],
    ['', 'name-length'],
    ['regular_deployment', 'name-characters'],
    ['my endpoint', 'name-characters'],
    ['a.b.c', 'name-characters'],
    ['größe', 'name-characters'],
    ['abc\u200b', 'name-characters'],
    ['1abc', 'name-start'],
    ['-abc', 'name-start'],
    ['abc-', 'name-end'],
    ['abc\n', 'name-characters'],
  ])('refuses %j by %s', (name, rule) => {
    expect(rules('deployment', name)).toContain(rule)
  })

  it('only warns about two dashes in a row', () => {
    expect(checkName('endpoint', 'a--b')).toMatchObject([{ rule: 'name-double-dash', severity: 'warning' }])
  })

  it('names the character and offers a legal name', () => {
    const [found] = checkName('endpoint', 'my_endpoint')
    expect(found?.message).toContain('an underscore')
    expect(found?.fix).toContain('my-endpoint')
  })

  it('judges exactly as the pattern and length of the SDK', () => {
    const pattern = /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '_', '.', ' ', 'ä'), maxLength: 36 }), (name) => {
        const legal = name.length >= 3 && name.length <= 32 && pattern.test(name)
        expect(checkName('endpoint', name).some((finding) => finding.severity === 'error')).toBe(!legal)
      }),
    )
  })

  it('generates legal names, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        expect(checkName('endpoint', generateEndpointName(seed))).toEqual([])
      }),
    )
    expect(generateEndpointName('x')).toBe(generateEndpointName('x'))
    expect(new Set(Array.from({ length: 200 }, () => generateEndpointName())).size).toBeGreaterThan(195)
  })

  it('suggests only legal names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        const name = suggestName(typed)
        if (name !== undefined) expect(checkName('endpoint', name)).toEqual([])
      }),
    )
  })

  it('lets assets use dots and underscores', () => {
    expect(checkName('model', 'iris_mlflow.model-1')).toEqual([])
    expect(rules('model', '../etc')).toEqual(['name-characters'])
    expect(rules('environment', '_x')).toEqual(['name-characters'])
    expect(rules('model', 'CON')).toEqual(['name-reserved'])
  })

  it('limits both names together on Kubernetes', () => {
    expect(checkKubernetesNameSum('a'.repeat(31), 'b'.repeat(31))).toEqual([])
    expect(checkKubernetesNameSum('a'.repeat(32), 'b'.repeat(31))).toHaveLength(1)
  })

  it('compares without regard to case', () => {
    expect(isSameName('Blue', 'bLUE')).toBe(true)
  })
})
