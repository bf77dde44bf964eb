import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canTakeBoth, diffLines, mergeTexts, resolvedText } from './text-merge'

const base = 'name: blue\ninstance_count: 1\nmodel: azureml:m:1\nrequest_settings:\n  request_timeout_ms: 5000\n'

describe('merging', () => {
  it('takes over what each of the two changed', () => {
    const mine = base.replace('count: 1', 'count: 5')
    const theirs = base.replace('5000', '9000')
    expect(mergeTexts(base, mine, theirs)).toMatchObject({ conflicts: 0, text: mine.replace('5000', '9000') })
  })
  it('merges neighbouring lines without a conflict', () => {
    const mine = base.replace('count: 1', 'count: 5')
    const theirs = base.replace('m:1', 'm:2')
    expect(mergeTexts(base, mine, theirs).text).toBe(mine.replace('m:1', 'm:2'))
  })
  it('marks lines that both changed, each to be decided', () => {
    const mine = base.replace('count: 1', 'count: 5')
    const theirs = base.replace('count: 1', 'count: 3').replace('5000', '9000')
    const merged = mergeTexts(base, mine, theirs)
    expect(merged.conflicts).toBe(1)
    expect(merged.text).toContain('<<<<<<< mine\ninstance_count: 5\n=======\ninstance_count: 3\n>>>>>>> live\n')
    expect(resolvedText(merged.parts, [])).toBeUndefined()
    expect(resolvedText(merged.parts, ['mine'])).toBe(mine.replace('5000', '9000'))
    expect(resolvedText(merged.parts, ['theirs'])).toBe(theirs)
  })
  it('offers both only where no key would stand there twice', () => {
    expect(canTakeBoth({ mine: ['instance_count: 4\n'], theirs: ['instance_count: 2\n'] })).toBe(false)
    expect(canTakeBoth({ mine: ['tags:\n', '  team: risk\n'], theirs: ['tags:\n', '  owner: me\n'] })).toBe(false)
    expect(canTakeBoth({ mine: ['  team: risk\n'], theirs: ['  owner: me\n'] })).toBe(true)
    expect(canTakeBoth({ mine: ['  - numpy\n'], theirs: ['  - scipy # why: speed\n'] })).toBe(true)
    expect(canTakeBoth({ mine: [], theirs: ['a: 1\n'] })).toBe(false)
  })

  it('counts the same change of both once', () => {
    const both = `${base}tags:\n  a: b\n`
    expect(mergeTexts(base, both, both)).toMatchObject({ conflicts: 0, text: both })
  })
  it('keeps two different additions at the same place apart', () => {
    expect(mergeTexts('a\n', 'a\nmine\n', 'a\ntheirs\n').conflicts).toBe(1)
  })
})

const text = fc.array(fc.constantFrom('a', 'b', 'c', '', 'd\r'), { maxLength: 8 }).map((lines) => lines.join('\n'))

it('loses no side: alone it is taken over, and the differences lead from one text to the other', () => {
  fc.assert(
    fc.property(text, text, text, (one, two, three) => {
      expect(mergeTexts(one, two, one).text).toBe(two)
      expect(mergeTexts(one, one, two).text).toBe(two)
      expect(mergeTexts(one, two, two).text).toBe(two)
      const lines = one.match(/[^\n]*\n|[^\n]+$/g) ?? []
      for (const change of diffLines(one, two).reverse()) lines.splice(change.from, change.to - change.from, ...change.lines)
      expect(lines.join('')).toBe(two)
      const merged = mergeTexts(one, two, three)
      const count = merged.conflicts
      const resolved = (choice: 'mine' | 'theirs') =>
        resolvedText(
          merged.parts,
          Array.from({ length: count }, () => choice),
        )
      if (count === 0) expect(resolved('mine')).toBe(merged.text)
      expect(resolved('mine')).toBeDefined()
      expect(resolved('theirs')).toBeDefined()
    }),
    { numRuns: 500, seed: 3 },
  )
})
