import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { plainValue } from '@/lib/domain/convert/plain-scalar'
import { yamlText } from '@/lib/domain/convert/yaml-text'

it.each<[string, unknown]>([
  ['yes', true],
  ['Off', false],
  ['y', 'y'],
  ['~', null],
  ['', null],
  ['010', 8],
  ['08', '08'],
  ['0o10', '0o10'],
  ['0x1F', 31],
  ['-0b11', -3],
  ['1_000', 1000],
  ['1:30', 90],
  ['1:30.5', 90.5],
  ['1e5', '1e5'],
  ['1.0e+5', 100_000],
  ['.5', 0.5],
  ['-.inf', Number.NEGATIVE_INFINITY],
  ['2026-11-22', '2026-11-22'],
  ['+3', 3],
])('%j is %j', (text, value) => {
  expect(plainValue(text).value).toEqual(value)
})

it('what is written reads the same in YAML 1.1 and 1.2', () => {
  const data = {
    texts: [
      'on',
      'y',
      '010',
      '1:30',
      '2026-11-22',
      '2026-11-22 10:00:00',
      '1e5',
      '=',
      '<<',
      '~',
      '',
      ' a',
      'a\tb',
      'bell\u0007',
      'two\nlines',
      '# no',
    ],
    numbers: [1, -0.5, 1e21, 5e-324, 1.5e-7],
    flags: [true, false, null],
  }
  const text = yamlText(data)
  expect(loadYaml(text)).toMatchObject({ findings: [], data })
  expect(parse(text)).toEqual(data)
})
