/** For tests of what writes YAML: texts that writers and readers of YAML get wrong, in documents written by us. */
import fc from 'fast-check'
import { blockValue, flowText, pairText, scalarText } from '@/lib/domain/yaml-edit/print-value'
import { yamlText } from './yaml-text'

const units = [
  ' ',
  '\n',
  '\t',
  'a',
  '#',
  ': ',
  '-',
  '"',
  "'",
  '\\',
  '\r',
  '\u0085',
  '\u2028',
  '\ufeff',
  '|',
  '>',
  'é',
  '😀',
  'words of a text',
]
const known = [
  ' \n',
  '\n \n',
  ' \n\n',
  '  ',
  '\n',
  '\u0085',
  'a\u2028b',
  '\ufeffa',
  `${'long '.repeat(9)}\n \nend`,
  'on',
  '010',
  '=',
  '<<',
  '',
]
const block = { eol: '\n', step: 2, indentSeq: true, isJson: false }

/** Documents with what a reader must take from each: a text as value, item and key, and as a form writes it in the quotes that stood there. */
export function awkwardDocuments(count: number): { yaml: string; data: unknown }[] {
  const texts = [...known, ...fc.sample(fc.string({ unit: fc.constantFrom(...units), maxLength: 12 }), count)]
  return texts.flatMap((text) => {
    const data = { k: { value: text, items: [text], keys: { [text]: 1 } } }
    const edited = [undefined, 'QUOTE_DOUBLE', 'QUOTE_SINGLE'].flatMap((before) => [
      `k: ${scalarText(text, before, { inFlow: false, isJson: false })}\n`,
      `{ k: ${scalarText(text, before, { inFlow: true, isJson: false })} }\n`,
    ])
    const inBlock = blockValue(text, 2, block)
    const blocks = [`a:\n${pairText('k', text, 2, block)}\n`, `a:\n  k: ${inBlock.sameLine}${inBlock.below}\n`]
    return [
      { yaml: yamlText(data), data },
      ...blocks.map((yaml) => ({ yaml, data: { a: { k: text } } })),
      { yaml: `{ k: ${flowText({ [text]: text }, block)} }\n`, data: { k: { [text]: text } } },
      ...edited.map((yaml) => ({ yaml, data: { k: text } })),
    ]
  })
}
