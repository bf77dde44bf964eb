import { describe, expect, it } from 'vitest'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { recognise } from '@/lib/domain/convert/recognise'
import { insertPart, replacedValues } from '@/lib/domain/snippets/insert-part'
import { snippets } from '@/lib/domain/snippets/snippets'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'

const managed = snippets.find(({ id }) => id === 'managed')?.text ?? ''
const endpoint = snippets.find(({ id }) => id === 'endpointManaged')?.text ?? ''
const faults = (text: string) =>
  checkYaml(text)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('a sample', () => {
  it.each(snippets.filter(({ form }) => form === 'file').map((snippet) => [snippet.id, snippet] as const))(
    '%s is what it says and passes the checks',
    (_id, { kind, text }) => {
      expect(recognise(text).kind).toBe(kind)
      if (kind !== 'conda') expect(faults(text)).toEqual([])
    },
  )

  it.each(snippets.filter(({ form }) => form === 'part').map((snippet) => [snippet.id, snippet] as const))(
    '%s fits into the file it is for, as it is written',
    (_id, { text, kind }) => {
      const file = kind === 'endpoint' ? endpoint : managed
      const whole = insertPart(file, text)
      if (replacedValues(file, text).length === 0 && !file.includes('tags:')) expect(whole).toContain(text.trimEnd())
      for (const line of file.split('\n')) expect(whole.split('\n')).toContain(line)
      expect(faults(whole)).toEqual([])
    },
  )
})

describe('a part', () => {
  const part = 'tags: # why\n  a: b\n'
  it('comes with the line ends of the file, and behind a file without a last one', () => {
    expect(insertPart('name: x\r\n', part)).toBe('name: x\r\ntags: # why\r\n  a: b\r\n')
    expect(insertPart('name: x', part)).toBe('name: x\ntags: # why\n  a: b')
  })
  it('adds what is missing below a key that is there, and says what it would replace', () => {
    const file = 'name: x # kept\ntags:\n  c: d # mine\n'
    expect(insertPart(file, part)).toBe('name: x # kept\ntags:\n  c: d # mine\n  a: b\n')
    expect(replacedValues(file, part)).toEqual([])
    expect(replacedValues('tags: {a: c}\n', part)).toEqual(['tags.a'])
    expect(insertPart('tags: {a: c} # why\n', part)).toBe('tags: {a: b} # why\n')
  })
  it('goes where the documented order has it, or behind the key the cursor is in', () => {
    const file = 'name: x\nmodel:\n  path: m\n\n# compute\ninstance_type: s\ninstance_count: 1\n'
    expect(insertPart(file, part)).toBe(file.replace('name: x\n', `name: x\n${part}`))
    expect(insertPart(file, part, 3)).toBe(file.replace('  path: m\n', `  path: m\n${part}`))
    const probes = 'liveness_probe: # a\n  period: 1\nreadiness_probe:\n  period: 1\n'
    expect(insertPart(file, probes, 2)).toBe(file.replace('  path: m\n', `  path: m\n${probes}`))
    expect(insertPart(file, probes)).toBe(file + probes)
  })
  it('goes into a file in braces', () => {
    expect(parseEditable(insertPart('{ name: x }', part)).toJS()).toEqual({ name: 'x', tags: { a: 'b' } })
  })
  it('leaves a broken text alone', () => {
    expect(insertPart('name: [', part)).toBe('name: [')
  })
})
