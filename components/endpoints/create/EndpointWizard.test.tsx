// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { type CreateEndpoint, EndpointWizard } from '@/components/endpoints/create/EndpointWizard'
import { anEndpointStatus } from '@/components/endpoints/endpoint-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { Locale } from '@/i18n/locales'
import { differenceReason } from '@/lib/contract/capabilities'
import words from '@/messages/en/endpoints.json'

const support = { key: 'yes', aml_token: 'yes', aad_token: 'simulated' } as const
let create: ReturnType<typeof vi.fn<CreateEndpoint>>

beforeEach(() => {
  localStorage.clear()
  window.history.replaceState(null, '', '/endpoints/new')
  create = vi.fn<CreateEndpoint>(async ({ yaml }) => ({ ok: true, value: { endpoint: String(parse(yaml).name) } }))
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => Response.json({ endpoints: [anEndpointStatus({ name: 'House-Prices' })] })),
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function start(locale: Locale = 'en') {
  return renderInStudio(<EndpointWizard createEndpoint={create} scoringBase="http://127.0.0.1:7080" authSupport={support} />, { locale })
}
const nameField = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' })
const typeName = (value: string) => fireEvent.change(nameField(), { target: { value } })
const press = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

async function toReview(name: string) {
  typeName(name)
  await screen.findByText('This name is free.')
  await press('Next: Authentication')
  await press('Next: Tags')
  await press('Next: Review')
}

test('a name is judged when the field is left, not while typing the first time, then live', () => {
  start()
  typeName('9x')
  expect(screen.queryByText(/3 to 32 are allowed/)).toBeNull()
  fireEvent.blur(nameField())
  expect(screen.getByText(/3 to 32 are allowed/)).toBeTruthy()
  expect(nameField().getAttribute('aria-invalid')).toBe('true')
  typeName('nine-x')
  expect(nameField().getAttribute('aria-invalid')).not.toBe('true')
})

test('Next with an error stays, says what is allowed and focuses the field', async () => {
  start()
  await press('Next: Authentication')
  expect(screen.getByText('An endpoint needs a name, for example diabetes-risk.')).toBeTruthy()
  expect(document.activeElement).toBe(nameField())
  expect(screen.getByRole('heading', { level: 2, name: 'Basics' })).toBeTruthy()
})

test('a taken name is found whatever its case, with another to take', async () => {
  start()
  typeName('house-prices')
  fireEvent.blur(nameField())
  expect(await screen.findByText(/already exists here\. Choose another name, for example house-prices-2/)).toBeTruthy()
})

test('the generator fills in a legal name', async () => {
  start()
  await press('Suggest a name')
  expect(nameField().value).toMatch(/^[a-z]+-[a-z]+-[a-z0-9]{4}$/)
})

test('what this computer simulates is said, and can be chosen', async () => {
  start()
  typeName('house-values')
  await press('Next: Authentication')
  const entra = screen.getByRole<HTMLInputElement>('radio', { name: /Microsoft Entra token/ })
  expect(entra.disabled).toBe(false)
  expect(screen.getByText('simulated here')).toBeTruthy()
  expect(screen.getByText(/The agent issues the token itself/)).toBeTruthy()
  fireEvent.click(entra)
  await press('Next: Tags')
  await press('Next: Review')
  expect(screen.getAllByText(/aad_token/).length).toBeGreaterThan(0)
})

test('tags, review and the file say the same; the endpoint page follows', async () => {
  const { router } = start()
  typeName('prices')
  fireEvent.change(screen.getByRole('textbox', { name: 'Description' }), { target: { value: 'House prices' } })
  await screen.findByText('This name is free.')
  await press('Next: Authentication')
  await press('Next: Tags')
  await press('Add tag')
  fireEvent.change(screen.getByRole('textbox', { name: 'Tag name' }), { target: { value: 'team' } })
  fireEvent.change(screen.getByRole('textbox', { name: 'Value' }), { target: { value: 'risk' } })
  await press('Next: Review')
  expect(screen.getByText('team=risk')).toBeTruthy()
  expect(screen.getByText('az ml online-endpoint create --file endpoint.yml')).toBeTruthy()
  await press('Create endpoint')
  await waitFor(() => expect(router.push).toHaveBeenCalledWith('/endpoints/prices'))
  const sent = create.mock.calls[0]?.[0]
  expect(parse(sent?.yaml ?? '')).toEqual({
    $schema: 'https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json',
    name: 'prices',
    description: 'House prices',
    auth_mode: 'key',
    tags: { team: 'risk' },
  })
  expect(localStorage.getItem('scorepoint.draft.endpoint')).toBeNull()
})

test('two tags of one name block the step', async () => {
  start()
  typeName('prices')
  await screen.findByText('This name is free.')
  await press('Next: Authentication')
  await press('Next: Tags')
  await press('Add tag')
  await press('Add tag')
  for (const field of screen.getAllByRole('textbox', { name: 'Tag name' })) fireEvent.change(field, { target: { value: 'team' } })
  await press('Next: Review')
  expect(screen.getByText('The tag name team occurs twice.')).toBeTruthy()
})

test('a double click creates one endpoint', async () => {
  start()
  await toReview('prices')
  let finish: (() => void) | undefined
  create.mockImplementation(
    () =>
      new Promise((resolve) => {
        finish = () => resolve({ ok: true, value: { endpoint: 'prices' } })
      }),
  )
  const button = screen.getByRole('button', { name: 'Create endpoint' })
  fireEvent.click(button)
  fireEvent.click(button)
  await act(async () => finish?.())
  expect(create).toHaveBeenCalledTimes(1)
})

test('an error keeps every input and the request id, so that trying again is safe', async () => {
  start()
  await toReview('prices')
  create.mockResolvedValueOnce({
    ok: false,
    problem: { code: 'Studio.AgentUnreachable', message: 'The agent does not answer.', origin: 'studio', retryable: true },
  })
  await press('Create endpoint')
  expect(screen.getByText('The endpoint was not created')).toBeTruthy()
  await press('Create endpoint')
  const ids = create.mock.calls.map(([input]) => input.clientRequestId)
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
})

test('a draft survives a reload', async () => {
  const first = start()
  typeName('kept-name')
  await waitFor(() => expect(localStorage.getItem('scorepoint.draft.endpoint')).toContain('kept-name'))
  first.unmount()
  start()
  expect(nameField().value).toBe('kept-name')
})

test('German rules are German', () => {
  start('de')
  typeName('mein endpunkt')
  fireEvent.blur(nameField())
  expect(screen.getByText(/Leerzeichen sind nicht erlaubt.*mein-endpunkt/)).toBeTruthy()
})

test('the reason on the card is that of the capability table', () => {
  expect(words.create.authentication.reason).toBe(differenceReason('local', 'aad-token'))
})
