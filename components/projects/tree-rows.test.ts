import { describe, expect, it } from 'vitest'
import { faultCounts, moveBy, visibleRows } from '@/components/projects/tree-rows'
import type { ProjectEntry, ProjectListing } from '@/lib/contract/project'

const entry = (path: string, kind: 'folder' | 'file'): ProjectEntry => ({ name: path.split('/').at(-1) ?? path, path, kind })
const listing = (...entries: ProjectEntry[]): ProjectListing => ({ entries, truncated: false })
const listings = new Map([
  ['', listing(entry('src', 'folder'), entry('endpoint.yml', 'file'))],
  ['src', listing(entry('src/score.py', 'file'))],
])

describe('the tree of a project', () => {
  const closed = visibleRows(listings, new Set())
  const open = visibleRows(listings, new Set(['src']))

  it('shows what is in open folders below them', () => {
    expect(closed.map(({ entry: { path } }) => path)).toEqual(['src', 'endpoint.yml'])
    expect(open.map(({ entry: { path }, level }) => `${level} ${path}`)).toEqual(['1 src', '2 src/score.py', '1 endpoint.yml'])
  })

  it.each([
    ['ArrowDown', 'src', { focus: 'src/score.py' }],
    ['ArrowUp', 'src/score.py', { focus: 'src' }],
    ['ArrowLeft', 'src/score.py', { focus: 'src' }],
    ['ArrowLeft', 'src', { toggle: 'src' }],
    ['ArrowRight', 'src', { focus: 'src/score.py' }],
    ['End', 'src', { focus: 'endpoint.yml' }],
    ['Enter', 'src/score.py', { choose: 'src/score.py' }],
    ['e', 'src', { focus: 'endpoint.yml' }],
    ['Tab', 'src', undefined],
  ])('%s at %s', (key, path, expected) => {
    expect(moveBy(key, open, path)).toEqual(expected)
  })

  it('opens a closed folder with the right arrow', () => {
    expect(moveBy('ArrowRight', closed, 'src')).toEqual({ toggle: 'src' })
  })

  it('counts the problems of a file at its folders too', () => {
    const finding = { path: [], rule: 'r', message: 'm', of: [] }
    const counts = faultCounts([
      { ...finding, severity: 'error', file: 'src/score.py' },
      { ...finding, severity: 'warning', file: 'src/score.py' },
      { ...finding, severity: 'info', file: 'endpoint.yml' },
    ])
    expect([counts.get('src'), counts.get('src/score.py'), counts.get('endpoint.yml')]).toEqual([
      { errors: 1, warnings: 1 },
      { errors: 1, warnings: 1 },
      undefined,
    ])
  })
})
