// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { JsonDialog } from '@/components/json/JsonDialog'
import { renderInStudio } from '@/components/ui/render-for-test'

// jsdom has no CSS object; overlays of the component library escape ids with it.
vi.stubGlobal('CSS', { escape: (value: string) => value })
const data = {
  arm: [{ name: 'prices', properties: { authMode: 'Key' } }],
  az: [{ name: 'prices', auth_mode: 'key' }],
  command: 'az ml online-endpoint list',
  restCommand: 'az rest --method get --url https://x',
}
beforeEach(() => {
  window.history.replaceState(null, '', '/endpoints')
  vi.stubGlobal('fetch', async () => Response.json(data))
})
afterEach(cleanup)
const show = (locale: 'en' | 'de' = 'en') =>
  renderInStudio(<JsonDialog source={{ of: 'endpoints' }} onClose={() => undefined} />, { locale })
const field = () => screen.findByRole('textbox', { name: 'JMESPath filter' })

it('filters, prints as the chosen output and gives the command, all of it in the address', async () => {
  show()
  await screen.findByText(/"auth_mode": "key"/)
  fireEvent.change(await field(), { target: { value: '[].auth_mode' } })
  fireEvent.click(screen.getByRole('radio', { name: 'tsv' }))
  await waitFor(() => expect(screen.getByRole('dialog').querySelector('pre')?.textContent).toBe('key\n'))
  expect(screen.getByText("az ml online-endpoint list --query '[].auth_mode' --output tsv")).toBeTruthy()
  expect(Object.fromEntries(new URLSearchParams(window.location.search))).toEqual({ jq: '[].auth_mode', out: 'tsv' })
  fireEvent.click(screen.getByRole('radio', { name: 'ARM' }))
  expect(await screen.findByText(/^az rest --method get/)).toBeTruthy()
})
it('colours YAML, and says why none shows nothing', async () => {
  show()
  await screen.findByText(/"auth_mode": "key"/)
  fireEvent.click(screen.getByRole('radio', { name: 'yamlc' }))
  await waitFor(() => expect(screen.getByRole('dialog').querySelector('pre .text-progress')?.textContent).toBe('auth_mode'))
  fireEvent.click(screen.getByRole('radio', { name: 'none' }))
  expect(await screen.findByText(/az prints nothing/)).toBeTruthy()
  expect(screen.getByText('az ml online-endpoint list --output none')).toBeTruthy()
})
it('says where an expression is wrong', async () => {
  show('de')
  const input = await screen.findByRole('textbox', { name: 'JMESPath-Filter' })
  fireEvent.change(input, { target: { value: '[].name[' } })
  expect(await within(screen.getByRole('dialog')).findByText(/Bei Zeichen 8 geöffnet und nie geschlossen/)).toBeTruthy()
})
