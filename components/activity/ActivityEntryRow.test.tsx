// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { ActivityEntryRow } from '@/components/activity/ActivityEntryRow'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { OperationChange } from '@/lib/contract/operation-change'
import type { OperationView } from '@/lib/contract/scorepoint'

vi.stubGlobal('CSS', { escape: (value: string) => value })
afterEach(cleanup)

function row(changes: OperationChange[] | undefined, locale: 'en' | 'de' = 'en', isOpen = false) {
  const operation: OperationView = {
    id: 'op-1',
    kind: 'update',
    endpoint: 'prices',
    status: 'Succeeded',
    startedAt: '2026-11-22T05:00:00.000Z',
    endedAt: '2026-11-22T05:00:01.000Z',
    phases: [],
    cancellable: false,
    ...(changes ? { changes } : {}),
  }
  const { id, kind, endpoint, status, startedAt, endedAt } = operation
  const entry = { id, kind, endpoint, status, startedAt, ...(endedAt ? { endedAt } : {}), operation }
  const actions = { cancel: async () => undefined, retry: async () => undefined }
  renderInStudio(<ActivityEntryRow entry={entry} isOpen={isOpen} onToggle={() => undefined} actions={actions} />, { locale })
}

const split: OperationChange[] = [
  { what: 'traffic', deployment: 'blue', from: 90, to: 80 },
  { what: 'traffic', deployment: 'green', from: 10, to: 20 },
  { what: 'tags', names: ['team'] },
]

it('says what an update changed', () => {
  row(split)
  expect(screen.getByText('Traffic blue 90 → 80 %, green 10 → 20 % · tags team')).toBeTruthy()
})
it('says it in German', () => {
  row(
    [
      { what: 'instanceCount', from: 1, to: 3 },
      { what: 'code' },
      { what: 'model', from: 'iris:1', to: 'iris:2' },
      { what: 'environment', to: 'sklearn:3' },
      { what: 'livenessProbe' },
    ],
    'de',
  )
  expect(screen.getByText('Instanzen 1 → 3 · Code · Modell iris:1 → iris:2 · Umgebung sklearn:3 · Prüfung Lebenszeichen')).toBeTruthy()
})
it('stays silent about an operation of an older agent, and offers every operation as JSON', () => {
  row(undefined, 'en', true)
  expect(screen.getByText('Update endpoint prices')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Show as JSON' })).toBeTruthy()
})
