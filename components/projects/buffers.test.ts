import { describe, expect, it } from 'vitest'
import { agreed, isContested, isUnsaved, opened, reloaded, saved, seenInTab, seenOnDisk } from '@/components/projects/buffers'
import type { ProjectFile } from '@/lib/contract/project'

const disk = (text: string): ProjectFile => ({ path: 'a.yml', text, hash: `h-${text}`, sizeBytes: text.length, modifiedAt: '' })

describe('an open file', () => {
  it('without changes takes over what the disk says', () => {
    const next = seenOnDisk(opened(disk('one')), disk('two'))
    expect([next.text, isUnsaved(next), next.theirs, next.generation]).toEqual(['two', false, undefined, 1])
  })

  it('with changes keeps both versions until one decides', () => {
    const typed = { ...opened(disk('one')), text: 'mine' }
    const both = seenOnDisk(typed, disk('two'))
    expect([both.text, both.base, both.theirs]).toEqual(['mine', 'one', { text: 'two', hash: 'h-two' }])
    expect(seenOnDisk(both, disk('one')).theirs).toBeUndefined()
    expect(reloaded(both, { text: 'two', hash: 'h-two' })).toMatchObject({ text: 'two', base: 'two', hash: 'h-two' })
  })

  it('written elsewhere as it is here is saved', () => {
    const next = seenOnDisk({ ...opened(disk('one')), text: 'two' }, disk('two'))
    expect([isUnsaved(next), next.generation]).toEqual([false, 0])
  })

  it('that was removed elsewhere says so and loses nothing', () => {
    expect(seenOnDisk({ ...opened(disk('one')), text: 'mine' }, undefined)).toMatchObject({ text: 'mine', theirs: null })
  })

  it('keeps what was typed while it was being saved', () => {
    const next = saved({ ...opened(disk('one')), text: 'two and more' }, 'two', 'h-two')
    expect([next.base, next.hash, isUnsaved(next)]).toEqual(['two', 'h-two', true])
  })
})

describe('what an earlier visit left', () => {
  it('goes on where it was', () => {
    expect(opened(disk('one'), { text: 'mine', base: 'one', hash: 'h-one' })).toMatchObject({ text: 'mine', base: 'one' })
  })
  it('is a conflict when the disk has gone on', () => {
    expect(opened(disk('two'), { text: 'mine', base: 'one', hash: 'h-one' }).theirs).toEqual({ text: 'two', hash: 'h-two' })
  })
})

describe('a file open in two tabs', () => {
  const kept = (text: string, other?: string) => ({ text, base: 'one', hash: 'h-one', ...(other === undefined ? {} : { other }) })
  const clean = opened(disk('one'))
  const typed = (text: string) => ({ ...clean, text })

  it('is the same text in both while one types after the other', () => {
    const taken = seenInTab(clean, kept('from A'), undefined)
    expect([taken.text, isUnsaved(taken), isContested(taken), taken.generation]).toEqual(['from A', true, false, 1])
    expect(seenInTab(taken, kept('from A'), 'from A')).toBe(taken)
    expect(seenInTab(taken, kept('more from A'), 'from A').text).toBe('more from A')
  })

  it('keeps both texts where both typed at once, and asks in one of them', () => {
    const both = seenInTab(typed('from B'), kept('from A'), undefined)
    expect([both.text, both.other, isContested(both)]).toEqual(['from B', 'from A', true])
    // The first tab sees its own text in what the second asks about.
    const first = typed('from A')
    expect(seenInTab(first, kept('from B', 'from A'), 'from A')).toBe(first)
    // It types on: still asked, with the newer text.
    expect(seenInTab(both, kept('more from A'), 'from B')).toMatchObject({ text: 'from B', other: 'more from A' })
    // Decided: the first tab, without a change since, goes on with it.
    const decided = agreed(both, 'merged')
    expect(isContested(decided)).toBe(false)
    expect(seenInTab(first, kept('merged'), 'from A').text).toBe('merged')
  })

  it('loses nothing when the other tab closes or saves it', () => {
    expect(seenInTab(typed('from A'), undefined, 'from A').text).toBe('from A')
  })

  it('takes the version on the disk along that the text was made from', () => {
    const taken = seenInTab(clean, { text: 'x', base: 'two', hash: 'h-two' }, undefined)
    expect([taken.base, taken.hash]).toEqual(['two', 'h-two'])
  })
})
