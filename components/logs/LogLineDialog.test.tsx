// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { LogLineDialog } from '@/components/logs/LogLineDialog'
import { renderInStudio } from '@/components/ui/render-for-test'

// jsdom has no CSS object; overlays of the component library escape ids with it.
vi.stubGlobal('CSS', { escape: (value: string) => value })
afterEach(cleanup)

const rowOf = (entries: number) => ({
  number: 0,
  id: 'x/i@0',
  source: 'inference-server' as const,
  time: '2026-11-21T14:00:00.000Z',
  text: `features ${JSON.stringify(Array.from({ length: entries }, (_, index) => index))}`,
})

test('the tree of a long list says how many entries it leaves out', () => {
  renderInStudio(<LogLineDialog root="/api" row={rowOf(612)} onClose={() => {}} />)
  expect(screen.getByText('[612]')).toBeTruthy()
  expect(screen.getByText(/^112 more entries are left out here/)).toBeTruthy()
})

test('a list that is shown whole says nothing of the kind', () => {
  renderInStudio(<LogLineDialog root="/api" row={rowOf(500)} onClose={() => {}} />)
  expect(screen.queryByText(/left out/)).toBeNull()
})
