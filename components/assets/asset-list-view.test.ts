import { expect, it } from 'vitest'
import { applyAssetView, nextAssetSort, readAssetView } from '@/components/assets/asset-list-view'
import { linesToTags, tagsToLines } from '@/components/assets/tag-lines'
import { treeRows } from '@/components/assets/tree-rows'
import type { AssetSummary } from '@/lib/contract/assets'

const asset = (name: string, part: Partial<AssetSummary> = {}): AssetSummary => ({
  name,
  latestVersion: '1',
  nextVersion: '2',
  versions: 1,
  tags: {},
  type: 'custom_model',
  isArchived: false,
  usedBy: [],
  createdAt: '2026-01-01T00:00:00Z',
  modifiedAt: '2026-01-01T00:00:00Z',
  ...part,
})
const all = [
  asset('iris', { tags: { team: 'risk' }, latestVersion: '10', modifiedAt: '2026-02-01T00:00:00Z' }),
  asset('old', { isArchived: true }),
  asset('taxi', { usedBy: ['rides/blue'], latestVersion: '9', sizeBytes: 5 }),
]
const names = (query: string) => applyAssetView(all, readAssetView(new URLSearchParams(query))).map(({ name }) => name)

it('hides archived ones unless asked, newest change first', () => {
  expect(names('')).toEqual(['iris', 'taxi'])
  expect(names('archived=1&sort=name')).toEqual(['iris', 'old', 'taxi'])
})
it('finds by tag, type and user, and sorts versions as numbers', () => {
  expect([names('q=team=risk'), names('q=rides'), names('q=custom taxi')]).toEqual([['iris'], ['taxi'], ['taxi']])
  expect(names('sort=version')).toEqual(['taxi', 'iris'])
  expect(names('sort=size')).toEqual(['taxi', 'iris'])
  expect(nextAssetSort({ column: 'name', isDescending: false }, 'size')).toBe('-size')
})
it('reads tags by lines and names the line that has none', () => {
  expect(linesToTags('team = risk\n\nplain\nurl=a=b')).toEqual({ tags: { team: 'risk', plain: '', url: 'a=b' } })
  expect(linesToTags('ok=1\n=x')).toEqual({ fault: '=x' })
  expect(tagsToLines({ team: 'risk', plain: '' })).toBe('team=risk\nplain')
})
it('makes a tree with folders first, weighed, and leaves out what is closed', () => {
  const file = (path: string, sizeBytes: number) => ({ path, sizeBytes, sha256: '' })
  const files = [file('m/b10.txt', 1), file('m/b9.txt', 2), file('m/sub/x', 4), file('top', 8)]
  const shown = (closed: string[]) => treeRows(files, new Set(closed)).map(({ name, depth, sizeBytes }) => [name, depth, sizeBytes])
  expect(shown([])).toEqual([
    ['m', 0, 7],
    ['sub', 1, 4],
    ['x', 2, 4],
    ['b9.txt', 1, 2],
    ['b10.txt', 1, 1],
    ['top', 0, 8],
  ])
  expect(shown(['m'])).toEqual([
    ['m', 0, 7],
    ['top', 0, 8],
  ])
})
