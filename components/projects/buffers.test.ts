import { describe, expect, it } from 'vitest'
import { isUnsaved, opened, reloaded, saved, seenOnDisk } from '@/components/projects/buffers'
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
