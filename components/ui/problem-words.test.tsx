// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { renderInStudio } from '@/components/ui/render-for-test'
import { hintFor } from '@/lib/problems/catalogue'
import type { Problem } from '@/lib/problems/problem'

const priceFile: Problem = {
  code: 'Studio.PriceFile',
  message: 'The price file cannot be used: currency: Invalid input.',
  target: 'currency',
  hint: hintFor('Studio.PriceFile'),
  origin: 'input',
  requestId: 'r1',
  retryable: false,
}

afterEach(cleanup)

it('says answers of the studio in German, the exact English words behind a detail', async () => {
  renderInStudio(<ProblemNotice problem={priceFile} />, { locale: 'de' })
  expect(await screen.findByText('currency: Die Datei hat nicht die Form einer Preisdatei.')).toBeTruthy()
  expect(screen.getByText(/^Berichtigen Sie das genannte Feld/)).toBeTruthy()
  expect(screen.getByText(priceFile.message).closest('details')?.open).toBe(false)
  expect(screen.getByText(priceFile.message).getAttribute('lang')).toBe('en')
})

it("quotes Azure's code and message as they are, with a German hint beside them", async () => {
  const problem: Problem = { ...priceFile, code: 'OutOfQuota', message: 'Not enough quota.', hint: hintFor('OutOfQuota'), origin: 'azure' }
  renderInStudio(<ProblemNotice problem={problem} />, { locale: 'de' })
  expect(await screen.findByText(/Das Kontingent des Abonnements reicht nicht/)).toBeTruthy()
  expect(screen.getByText('Not enough quota.').getAttribute('lang')).toBe('en')
  expect(screen.getByText(/OutOfQuota/)).toBeTruthy()
  expect(screen.queryByText(/subscription quota/)).toBeNull()
})

it('says it in English as it came', () => {
  renderInStudio(<ProblemNotice problem={priceFile} />)
  expect(screen.getByText(priceFile.message)).toBeTruthy()
  expect(screen.getByText(/Correct the field named/)).toBeTruthy()
  expect(document.querySelector('details')).toBeNull()
})
