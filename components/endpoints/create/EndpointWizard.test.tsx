// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { type CreateEndpoint, EndpointWizard } from '@/components/endpoints/create/EndpointWizard'
import { anEndpointStatus } from '@/components/endpoints/endpoint-for-test'
import { quotaAnswer } from '@/components/quota/quota-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { Locale } from '@/i18n/locales'
import { differenceReason } from '@/lib/contract/capabilities'
import type { Draft, SaveDraft } from '@/lib/contract/draft'
import type { OccupiedEndpoint } from '@/lib/contract/quota'
import words from '@/messages/en/endpoints.json'

// jsdom has no CSS object; overlays of the component library escape ids with it.
vi.stubGlobal('CSS', { escape: (value: string) => value })

const support = { key: 'yes', aml_token: 'yes', aad_token: 'simulated' } as const
/** What the studio keeps, by id. */
const stored = new Map<string, SaveDraft>()
/** Registers a compute. */
const add = async ({ name }: { name: string }) => ({ ok: true as const, value: ['aks', name] })
/** Endpoints that count towards the limit of a subscription. */
let others: OccupiedEndpoint[]
let create: ReturnType<typeof vi.fn<CreateEndpoint>>

beforeEach(() => {
  others = []
  stored.clear()
  window.history.replaceState(null, '', '/endpoints/new')
  create = vi.fn<CreateEndpoint>(async ({ yaml }) => ({ ok: true, value: { endpoint: String(parse(yaml).name) } }))
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string, init?: RequestInit) => {
      const quota = quotaAnswer(path, { endpoints: others })
      if (quota) return quota
      const id = /^\/api\/drafts\/(.+)$/.exec(path)?.[1]
      if (path === '/api/drafts') return Response.json({ drafts: [] })
      if (id === undefined) return Response.json({ endpoints: [anEndpointStatus({ name: 'House-Prices' })] })
      if (init?.method === 'DELETE') stored.delete(id)
      else stored.set(id, JSON.parse(String(init?.body)))
      return init?.method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json({ revision: 1 })
    }),
  )
})
afterEach(() => {
  cleanup()
})

function start(locale: Locale = 'en', draft?: Draft) {
  return renderInStudio(
    <EndpointWizard
      createEndpoint={create}
      scoringBase="http://127.0.0.1:7080"
      authSupport={support}
      computes={['aks']}
      addCompute={add}
      stored={draft}
    />,
    { locale },
  )
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

test('a name nobody has typed yet is asked for, and missed once its field is left', async () => {
  start()
  const problems = () => screen.getByRole('list', { name: 'Problems' })
  await waitFor(() => expect(problems().textContent).toMatch(/Note.*Give it a name: 3 to 32 letters/))
  expect(problems().textContent).not.toContain('No problems')
  expect(screen.queryByText('1 error')).toBeNull()
  // To a button: it asks by itself where it needs the name.
  fireEvent.blur(nameField(), { relatedTarget: screen.getByRole('button', { name: 'Suggest a name' }) })
  expect(nameField().getAttribute('aria-invalid')).not.toBe('true')
  fireEvent.blur(nameField())
  expect(nameField().getAttribute('aria-invalid')).toBe('true')
  expect(problems().textContent).toMatch(/Error.*name is missing\. Give it 3 to 32 letters/)
  expect(screen.getByText('1 error')).toBeTruthy()
})

test('Next with an error stays, says what is allowed and focuses the field', async () => {
  start()
  await press('Next: Authentication')
  expect(screen.getByText(/^An endpoint needs a name: 3 to 32 letters/)).toBeTruthy()
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
  expect([...stored]).toEqual([])
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

test('one endpoint more than a subscription has is told in the review, and does not block', async () => {
  others = Array.from({ length: 100 }, (_, index) => ({ name: `e-${index}`, deployments: 0 }))
  start()
  await toReview('one-more')
  const said = /This is online endpoint 101 of this computer; a subscription has 100 per region unless raised/
  expect((await screen.findAllByText(said)).some((each) => each.closest('form'))).toBe(true)
  await press('Create endpoint')
  await waitFor(() => expect(create).toHaveBeenCalledTimes(1))
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

test('what is typed is kept in the studio and continued from there', async () => {
  const first = start()
  typeName('kept-name')
  await screen.findByText('This name is free.')
  await press('Next: Authentication')
  fireEvent.click(screen.getByRole('radio', { name: /Azure ML token/ }))
  await press('Next: Tags')
  await press('Add tag')
  fireEvent.change(screen.getByRole('textbox', { name: 'Value' }), { target: { value: 'risk' } })
  await waitFor(() => expect([...stored.values()].at(-1)?.state).toEqual({ tags: [{ key: '', value: 'risk' }] }))
  expect(new Set(stored.keys()).size).toBe(1)
  const [id = '', kept] = [...stored][0] ?? []
  if (!kept) throw new Error('nothing was stored')
  await waitFor(() => expect(new URLSearchParams(window.location.search).get('draft')).toBe(id))
  first.unmount()
  window.history.replaceState(null, '', `/endpoints/new?draft=${id}`)
  start('en', { id, kind: 'endpoint', name: kept.name, yaml: kept.yaml, state: kept.state, revision: 1, updatedAt: '2026-01-05T10:00:00Z' })
  expect(nameField().value).toBe('kept-name')
  await press('Next: Authentication')
  expect(screen.getByRole<HTMLInputElement>('radio', { name: /Azure ML token/ }).checked).toBe(true)
  await press('Next: Tags')
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Value' }).value).toBe('risk')
})

test('leaving asks once something was typed, and can forget it', async () => {
  const { router } = start()
  typeName('half')
  await waitFor(() => expect(stored.size).toBe(1))
  fireEvent.click(screen.getByRole('link', { name: 'Cancel' }))
  await screen.findByRole('alertdialog')
  await press('Discard')
  await waitFor(() => expect(router.push).toHaveBeenCalledWith('/endpoints'))
  expect(stored.size).toBe(0)
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

test('offers Kubernetes with what it means, chooses a compute, and offers no Entra token for it', async () => {
  start()
  typeName('on-cluster')
  fireEvent.click(screen.getByRole('radio', { name: /^Kubernetes/ }))
  expect(screen.getByText(/Here the cluster is simulated/)).toBeTruthy()
  expect(screen.getByRole('button', { name: /Compute/ }).textContent).toContain('aks')
  fireEvent.change(screen.getByRole('textbox', { name: 'Register a simulated compute' }), { target: { value: 'arc' } })
  await press('Register')
  await waitFor(() => expect(screen.getByRole('button', { name: /Compute/ }).textContent).toContain('arc'))
  await press(/^Next/)
  expect(screen.getByText('Exists on managed endpoints only.')).toBeTruthy()
  await press(/^Next/)
  await press(/^Next/)
  await press('Create endpoint')
  await waitFor(() => expect(create).toHaveBeenCalledTimes(1))
  expect(parse(create.mock.calls[0]?.[0].yaml ?? '')).toMatchObject({
    $schema: 'https://azuremlschemas.azureedge.net/latest/kubernetesOnlineEndpoint.schema.json',
    name: 'on-cluster',
    compute: 'azureml:arc',
    auth_mode: 'key',
  })
})

test('a compute a file names and nobody registered is said at once, and registered by one press', async () => {
  start()
  fireEvent.change(screen.getByRole('textbox', { name: 'Endpoint YAML' }), {
    target: { value: 'name: on-cluster\ncompute: azureml:my-aks\n' },
  })
  await screen.findByText(/my-aks is not registered on this computer/)
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Register a simulated compute' }).value).toBe('my-aks')
  await press('Register')
  await waitFor(() => expect(screen.queryByText(/my-aks is not registered/)).toBeNull())
})

const yaml = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Endpoint YAML' })
const typeYaml = (value: string) => fireEvent.change(yaml(), { target: { value } })
const written = '# ours\nname: prices # short\nauth_mode: key\npublic_network_access: disabled\ntags: {team: risk}\n'

test('form and YAML are two views of one document: each follows the other, nothing else of the text moves', async () => {
  start()
  typeYaml(written)
  await waitFor(() => expect(nameField().value).toBe('prices'))
  fireEvent.change(screen.getByRole('textbox', { name: 'Description' }), { target: { value: 'House ' } })
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Description' }).value).toBe('House ')
  typeName('values')
  expect(yaml().value).toBe(written.replace('name: prices', 'name: values').replace('\nauth', '\ndescription: House\nauth'))
  await screen.findByText('This name is free.')
  await press('Next: Authentication')
  await press('Next: Tags')
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Value' }).value).toBe('risk')
  await press('Next: Review')
  await press('Create endpoint')
  await waitFor(() => expect(create).toHaveBeenCalledTimes(1))
  expect(create.mock.calls[0]?.[0].yaml).toContain('# ours\nname: values # short')
})

test('invalid text leaves the form as it was, read-only, and says where; nothing is sent', async () => {
  start()
  typeName('prices')
  const before = yaml().value
  typeYaml(`${before}tags: [\n`)
  await screen.findByText(/Line \d+: This is no valid YAML/)
  expect(nameField().value).toBe('prices')
  expect(nameField().matches(':disabled')).toBe(true)
  await press('Next: Authentication')
  expect(screen.getByRole('heading', { level: 2, name: 'Basics' })).toBeTruthy()
  typeYaml(before)
  await waitFor(() => expect(nameField().matches(':disabled')).toBe(false))
})

test('what the form has no field for is found too, repaired by one click, and blocks until then', async () => {
  start()
  typeYaml('name: prices\nauth_mode: key\npublic_network_acces: disabled\n')
  await waitFor(() => expect(nameField().value).toBe('prices'))
  await screen.findByText('This name is free.')
  await press('Next: Authentication')
  await press('Next: Tags')
  await press('Next: Review')
  await press('Create endpoint')
  const summary = await screen.findByText('One field needs attention:')
  // Above what was pressed: the focus brings it into sight, and a screen reader there.
  expect(document.activeElement?.contains(summary) && document.activeElement !== document.body).toBe(true)
  expect(create).not.toHaveBeenCalled()
  fireEvent.click(screen.getAllByRole('button', { name: /public_network_access/ }).at(-1) ?? document.body)
  await waitFor(() => expect(yaml().value).toContain('public_network_access: disabled'))
  await press('Create endpoint')
  await waitFor(() => expect(create).toHaveBeenCalledTimes(1))
})

test('form, both or YAML: the choice stands in the address and the step stays', async () => {
  start()
  typeName('prices')
  await screen.findByText('This name is free.')
  await press('Next: Authentication')
  fireEvent.click(screen.getAllByRole('button', { name: 'YAML' })[0] ?? document.body)
  const params = new URLSearchParams(window.location.search)
  expect([params.get('step'), params.get('view')]).toEqual(['authentication', 'yaml'])
  expect(screen.getAllByRole('button', { name: 'YAML', pressed: true })).toHaveLength(2)
})
