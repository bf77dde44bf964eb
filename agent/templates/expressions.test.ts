import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, newScope } from '@/agent/templates/evaluate'
import { readString } from '@/agent/templates/expression'
import { ExpressionError, type TemplateValue } from '@/agent/templates/values'

const where = { subscription: 'sub', group: 'group', name: 'run' }
const scope = () =>
  newScope({
    where,
    template: {},
    parameters: { name: 'blue', list: [1, 2, 3], map: { a: { b: 'deep' } }, 'Mixed-Case': true },
    variables: { base: "[concat('x-', parameters('name'))]", again: "[variables('base')]" },
  })
const value = (text: string) => evaluate(text, scope())

describe('expressions of templates', () => {
  it.each<[string, TemplateValue]>([
    ["[concat('a', 1, true())]", 'a1True'],
    ["[concat(createArray(1), parameters('list'))]", [1, 1, 2, 3]],
    ["[format('{0}-{1:D3} {{{2}}}', 'a', 7, 'b')]", 'a-007 {b}'],
    ["[parameters('MIXED-case')]", true],
    ["[parameters('map').a['b']]", 'deep'],
    ["[parameters('list')[sub(length(parameters('list')), 1)]]", 3],
    ["[variables('again')]", 'x-blue'],
    ["[if(equals(1, 1), 'yes', parameters('absent'))]", 'yes'],
    ["[coalesce(null(), 'second')]", 'second'],
    ['[and(true(), or(false(), not(false())))]', true],
    ["[resourceId('A.B/c/d', 'x', 'y')]", '/subscriptions/sub/resourceGroups/group/providers/A.B/c/x/d/y'],
    ["[resourceId('other', 'A.B/c', 'x')]", '/subscriptions/sub/resourceGroups/other/providers/A.B/c/x'],
    ["[resourceId('s2', 'other', 'A.B/c', 'x')]", '/subscriptions/s2/resourceGroups/other/providers/A.B/c/x'],
    ['[subscription().subscriptionId]', 'sub'],
    ['[resourceGroup().location]', 'local'],
    ['[deployment().name]', 'run'],
    ["[union(createObject('a', 1, 'b', createObject('c', 2)), createObject('b', createObject('d', 3)))]", { a: 1, b: { c: 2, d: 3 } }],
    ['[intersection(createArray(1, 2, 3), createArray(3, 2))]', [2, 3]],
    ["[contains('abc', 'b')]", true],
    ["[contains(parameters('map'), 'A')]", true],
    ["[split('a;b,c', createArray(';', ','))]", ['a', 'b', 'c']],
    ["[join(range(2, 3), '-')]", '2-3-4'],
    ["[substring('abcdef', 2, 3)]", 'cde'],
    ["[replace('a$a', '$', '$&')]", 'a$&a'],
    ["[padLeft(7, 3, '0')]", '007'],
    ["[first('')]", ''],
    ["[last(parameters('list'))]", 3],
    ["[take('abc', 2)]", 'ab'],
    ["[skip(parameters('list'), 2)]", [3]],
    ['[empty(createObject())]', true],
    ["[int('42')]", 42],
    ['[div(7, 2)]', 3],
    ["[max(parameters('list'))]", 3],
    ["[base64ToString(base64('ü'))]", 'ü'],
    ['[json(\'{"a": [1]}\').a[0]]', 1],
    [
      "[items(createObject('b', 2, 'a', 1))]",
      [
        { key: 'a', value: 1 },
        { key: 'b', value: 2 },
      ],
    ],
    ["[uri('https://a.example/x/', 'y')]", 'https://a.example/x/y'],
    ["[toUpper(trim('  a '))]", 'A'],
    ["['it''s']", "it's"],
    ['[[not an expression]', '[not an expression]'],
    ['[not closed', '[not closed'],
    ['[test] value', '[test] value'],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual(expected)
  })

  it('names unique strings by their arguments alone', () => {
    expect(value("[uniqueString('a', 'b')]")).toMatch(/^[a-z2-7]{13}$/)
    expect(value("[uniqueString('a', 'b')]")).toBe(value("[uniqueString('a', 'b')]"))
    expect(value("[uniqueString('ab')]")).not.toBe(value("[uniqueString('a', 'b')]"))
    expect(value("[guid('a', 'b')]")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it.each([
    "[constructor('x')]",
    '[toString()]',
    "[hasOwnProperty('a')]",
    '[__proto__()]',
    '[newGuid()]',
    "[reference('x')]",
    '[copyIndex()]',
    "[parameters('__proto__')]",
    "[parameters('map').constructor]",
    "[createObject('constructor', 1)]",
  ])('refuses %s', (text) => {
    expect(() => value(text)).toThrow(ExpressionError)
  })

  it('gives any text back that is escaped as the language says, and never anything but a value or an ExpressionError', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', ']', "'", '(', ')', 'a', ',', '.', '0', '$', ' ', '\n', 'ü', '"', '{', '}') }),
        (text) => {
          const escaped = text.startsWith('[') && text.endsWith(']') ? `[${text}` : text
          expect(readString(escaped)).toEqual({ text })
          expect(value(`['${text.replaceAll("'", "''")}']`)).toBe(text)
          try {
            evaluate(text, scope())
          } catch (error) {
            expect(error).toBeInstanceOf(ExpressionError)
          }
        },
      ),
      { numRuns: 400 },
    )
  })
})
