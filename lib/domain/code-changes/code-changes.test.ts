import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { changedFiles, emptyFileHash, mayBeHalfWritten } from './code-changes'

describe('changes of a code folder', () => {
  it('names what was changed, added and removed', () => {
    expect(changedFiles({ 'score.py': 'a', 'old.py': 'b', same: 'c' }, { 'score.py': 'x', 'new.py': 'd', same: 'c' })).toEqual([
      'new.py',
      'old.py',
      'score.py',
    ])
    expect(changedFiles({ a: '1' }, { a: '1' })).toEqual([])
  })

  it('takes a file that vanished or was emptied for one that is being saved, a new or changed one for a save', () => {
    expect(emptyFileHash).toBe(createHash('sha256').digest('hex'))
    expect(mayBeHalfWritten({ 'score.py': 'a' }, {})).toBe(true)
    expect(mayBeHalfWritten({ 'score.py': 'a' }, { 'score.py': emptyFileHash })).toBe(true)
    expect(mayBeHalfWritten({ '__init__.py': emptyFileHash }, { '__init__.py': emptyFileHash, 'b.py': 'x' })).toBe(false)
    expect(mayBeHalfWritten({ 'score.py': 'a' }, { 'score.py': 'b' })).toBe(false)
  })
})
