import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editBehindShown, editBetween, shownText, usualLineEnd } from '@/lib/domain/line-ends/line-ends'

const pieces = fc.array(fc.constantFrom('a', 'b: c', ' ', '\n', '\r\n', '\r', '😀', '#'), { maxLength: 40 }).map((all) => all.join(''))
const texts = fc.tuple(fc.boolean(), pieces).map(([mark, text]) => (mark ? `\uFEFF${text}` : text))

describe('line ends', () => {
  it('what is shown has one kind of line end and no byte order mark', () => {
    expect(shownText('\uFEFFa\r\nb\rc\nd')).toBe('a\nb\nc\nd')
  })

  it('an edit in a file of Windows lines leaves every other byte and writes Windows lines', () => {
    const text = '\uFEFFname: blue\r\ninstance_count: 1 # one\r\n'
    const shown = shownText(text)
    const edited = editBehindShown(text, [editBetween(shown, shown.replace('1 # one', '10 # one\ntype: managed'))])
    expect(edited).toBe('\uFEFFname: blue\r\ninstance_count: 10 # one\r\ntype: managed\r\n')
  })

  it('mixed line ends stay where nobody typed', () => {
    const text = 'a\r\nb\nc\r\nd\n'
    const shown = shownText(text)
    const at = shown.indexOf('c')
    expect(editBehindShown(text, [{ offset: at, length: 1, text: 'x\ny' }])).toBe('a\r\nb\nx\ny\r\nd\n')
    expect(usualLineEnd('a\r\nb\r\nc\n')).toBe('\r\n')
  })

  it('several edits of one keystroke count in the text before all of them', () => {
    expect(
      editBehindShown('a\r\nb\r\n', [
        { offset: 2, length: 1, text: 'B' },
        { offset: 0, length: 1, text: 'AA' },
      ]),
    ).toBe('AA\r\nB\r\n')
  })

  it('a new line beside an old lone carriage return is a line of its own', () => {
    expect(editBehindShown('\r\n\na\r', [{ offset: 4, length: 0, text: '\n' }])).toBe('\r\n\na\r\n\n')
    expect(shownText(editBehindShown('a\rb\nc', [{ offset: 2, length: 1, text: '' }]))).toBe('a\n\nc')
  })

  it('property: nothing typed is nothing changed, and the edited text shows what was typed', () => {
    fc.assert(
      fc.property(texts, pieces, (text, typed) => {
        const shown = shownText(text)
        expect(editBehindShown(text, [editBetween(shown, shown)])).toBe(text)
        const wanted = shownText(typed)
        expect(shownText(editBehindShown(text, [editBetween(shown, wanted)]))).toBe(wanted)
      }),
      { numRuns: 2_000 },
    )
  })
})
