import { describe, expect, it } from 'vitest'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { recognise } from '@/lib/domain/convert/recognise'
import { insertPart } from '@/lib/domain/snippets/insert-part'
import { snippets } from '@/lib/domain/snippets/snippets'
import { parseEditable } from '@/lib/domain/yaml-edit/yaml-edit'

const managed = snippets.find(({ id }) => id === 'managed')?.text ?? ''
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
    '%s fits into the managed deployment',
    (_id, { text }) => {
      const whole = insertPart(managed, text)
      expect(whole.startsWith(managed)).toBe(true)
      expect(whole.endsWith(text)).toBe(true)
      expect(faults(whole)).toEqual([])
    },
  )
})

describe('a part', () => {
  const part = 'tags: # why\n  a: b\n'
  it('comes with the line ends of the file, and behind a file without a last one', () => {
    expect(insertPart('name: x\r\n', part)).toBe('name: x\r\ntags: # why\r\n  a: b\r\n')
    expect(insertPart('name: x', part)).toBe('name: x\ntags: # why\n  a: b\n')
  })
  it('replaces keys that are there, and leaves the rest', () => {
    expect(insertPart('name: x # kept\ntags:\n  c: d\n', part)).toBe('name: x # kept\ntags:\n  a: b\n')
  })
  it('goes into a file in braces', () => {
    expect(parseEditable(insertPart('{ name: x }', part)).toJS()).toEqual({ name: 'x', tags: { a: 'b' } })
  })
  it('leaves a broken text alone', () => {
    expect(insertPart('name: [', part)).toBe('name: [')
  })
})
