// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { QuotaView } from '@/components/quota/QuotaView'
import { quotaAnswer } from '@/components/quota/quota-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { QuotaReport, QuotaSettings } from '@/lib/contract/quota'
import type { Result } from '@/lib/problems/problem'

const never = async (): Promise<never> => {
  throw new Error('not part of this test')
}
const actions = { saveQuota: never, savePrices: never, fetchPrices: never, removePrices: never }
const settings: QuotaSettings = { enabled: true, total: 6, families: {} }

function answer(report: Partial<QuotaReport>): void {
  vi.stubGlobal('fetch', async (path: string) => quotaAnswer(path, report) ?? Response.json({ endpoints: [] }))
}
beforeEach(() => {
  vi.stubGlobal('CSS', { escape: (text: string) => text })
  window.history.replaceState(null, '', '/quota')
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('writes the arithmetic out, sums the family, and says what Azure would say', async () => {
  answer({ settings })
  renderInStudio(<QuotaView actions={actions} />)
  expect(screen.getByText('ceil(1.2 × 1) = 2; 2 × 4 = 8 cores of standardDSv2Family.')).toBeTruthy()
  expect(await screen.findByText('Azure would refuse this: current usage/limit 0/6, additional needed 8.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Add deployment' }))
  expect(window.location.search).toContain('plan=blue.Standard_DS3_v2.1%7Egreen.Standard_DS3_v2.1')
  const row = within(screen.getByRole('table', { name: 'By family' })).getByRole('row', { name: /standardDSv2Family/ })
  expect(row.textContent).toContain('16')
  expect(within(screen.getByRole('table', { name: 'What fits' })).getByText('Standard_DS2_v2')).toBeTruthy()
})

it('says in German what it says in English', async () => {
  answer({ settings })
  renderInStudio(<QuotaView actions={actions} />, { locale: 'de' })
  expect(screen.getByText('ceil(1,2 × 1) = 2; 2 × 4 = 8 Kerne von standardDSv2Family.')).toBeTruthy()
  expect(await screen.findByText(/belegt\/Grenze 0\/6, zusätzlich nötig 8/)).toBeTruthy()
  expect(screen.getByText(/Kosten unbekannt/)).toBeTruthy()
})

it('tells who holds what, saves limits, and shows a refusal of the agent', async () => {
  answer({
    settings: { ...settings, enabled: false },
    holders: [
      {
        endpoint: 'iris',
        deployment: 'blue',
        instanceType: 'Standard_DS3_v2',
        instances: 2,
        cores: { standardDSv2Family: 12 },
        provisioningState: 'Succeeded',
        stopped: false,
      },
    ],
  })
  window.history.replaceState(null, '', '/quota?view=use')
  const saved: QuotaSettings[] = []
  const saveQuota = async (input: QuotaSettings): Promise<Result<QuotaSettings>> => {
    saved.push(input)
    return { ok: true, value: input }
  }
  renderInStudio(<QuotaView actions={{ ...actions, saveQuota }} />)
  fireEvent.click(await screen.findByRole('tab', { name: 'Use and limits' }))
  expect(await screen.findByText('iris / blue')).toBeTruthy()
  expect(screen.getByText('ceil(1.2 × 2) × 4')).toBeTruthy()
  const save = () => screen.getByRole('button', { name: 'Save limits' })
  expect(save().getAttribute('aria-disabled')).toBe('true')
  const total = screen.getByRole('textbox', { name: 'Cores of all families' })
  fireEvent.focus(total)
  fireEvent.keyDown(total, { key: 'ArrowUp' })
  expect(save().getAttribute('aria-disabled')).not.toBe('true')
  fireEvent.click(save())
  await vi.waitFor(() => expect(saved).toEqual([{ enabled: false, total: 7, families: {} }]))
  fireEvent.click(screen.getByRole('switch', { name: 'Enforce' }))
  await vi.waitFor(() => expect(saved.at(-1)).toEqual({ enabled: true, total: 7, families: {} }))
})
