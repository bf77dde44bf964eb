// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { EndpointList } from '@/components/endpoints/EndpointList'
import { aDeploymentStatus, anEndpointStatus } from '@/components/endpoints/endpoint-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'

let endpoints: EndpointStatus[] = []
let problem: Problem | undefined
const deleteEndpoint = vi.fn(async () => ({ ok: true as const, value: null }))
const deploySample = vi.fn(async () => ({ ok: true as const, value: { endpoint: 'diabetes' } }))

beforeEach(() => {
  // jsdom has neither; dialogs and long lists ask for them.
  vi.stubGlobal('CSS', { escape: (text: string) => text })
  window.scrollTo = () => {}
  window.history.replaceState(null, '', '/endpoints')
  problem = undefined
  endpoints = [
    anEndpointStatus({
      name: 'churn',
      tags: { team: 'growth' },
      observed: {
        windowSeconds: 300,
        total: 600,
        perDeployment: { blue: { requests: 600, errors: 3, byCode: {}, p95Ms: 41 } },
        unrouted: {},
      },
    }),
    anEndpointStatus({
      name: 'invoice',
      traffic: {},
      deployments: [
        aDeploymentStatus({
          provisioningState: 'Failed',
          health: 'Unhealthy',
          explanation: {
            code: 'UserScriptInitFailed',
            rule: 'missing-module',
            cause: 'cv2 is missing.',
            fix: 'Add it.',
            file: 'score.py',
            line: 3,
          },
        }),
      ],
    }),
    anEndpointStatus({ name: 'asleep', traffic: {}, deployments: [aDeploymentStatus({ stopped: true, health: 'Stopped' })] }),
  ]
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => (problem ? Response.json({ error: problem }, { status: 503 }) : Response.json({ endpoints, drafts: [] }))),
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** The filled table; the skeleton before it has no links. */
async function table(name = 'Endpoints') {
  return waitFor(() => {
    const found = screen.getByRole('table', { name })
    within(found).getAllByRole('link')
    return found
  })
}
const names = async () =>
  within(await table())
    .getAllByRole('link')
    .map((link) => link.textContent)

test('a row tells state, health, split and figures, and is one real link', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  const link = await within(await table()).findByRole('link', { name: 'churn' })
  expect(link.getAttribute('href')).toBe('/endpoints/churn')
  const row = link.closest('tr')
  expect(row?.textContent).toMatch(/Succeeded.*Healthy.*blue 100.*key.*DS3_v2.*120.*41.*0\.5/)
})

test('a failed deployment shows its cause with file and line where the split would stand', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  const row = (await within(await table()).findByRole('link', { name: 'invoice' })).closest('tr')
  expect(row?.textContent).toMatch(/blue: cv2 is missing\.score\.py:3/)
})

test('an empty figure is an en dash that says why', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  const row = (await within(await table()).findByRole('link', { name: 'asleep' })).closest('tr')
  if (!row) throw new Error('no row')
  expect(
    within(row)
      .getAllByTitle('No requests in the last 5 minutes')
      .map((cell) => cell.textContent?.charAt(0)),
  ).toEqual(['–', '–', '–'])
})

test('the filter looks into tags, narrows the rows and stands in the address', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  await table()
  fireEvent.change(screen.getByRole('searchbox', { name: 'Filter' }), { target: { value: 'team=growth' } })
  await waitFor(async () => expect(await names()).toEqual(['churn']))
  expect(new URLSearchParams(window.location.search).get('q')).toBe('team=growth')
})

test('a header sorts, numbers largest first, and the sort stands in the address', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  expect(await names()).toEqual(['asleep', 'churn', 'invoice'])
  fireEvent.click(within(await table()).getByRole('button', { name: 'Req/min' }))
  await waitFor(async () => expect((await names())[0]).toBe('churn'))
  expect(window.location.search).toBe('?sort=-requests')
  expect(screen.getByRole('columnheader', { name: 'Req/min' }).getAttribute('aria-sort')).toBe('descending')
})

test('needs attention shows the failed one alone', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  await table()
  fireEvent.click(screen.getByRole('button', { name: /Needs attention/ }))
  await waitFor(async () => expect(await names()).toEqual(['invoice']))
})

test('a filter without match offers to clear it', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  await table()
  fireEvent.change(screen.getByRole('searchbox', { name: 'Filter' }), { target: { value: 'zzz' } })
  expect(await screen.findByRole('heading', { name: 'Nothing matches “zzz”' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }))
  await waitFor(async () => expect(await names()).toHaveLength(3))
})

test('without endpoints the page explains them and deploys the sample, once per wish', async () => {
  endpoints = []
  const { router } = renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  fireEvent.click(await screen.findByRole('button', { name: 'Deploy the sample' }))
  await waitFor(() => expect(router.push).toHaveBeenCalledWith('/endpoints/diabetes'))
  expect(deploySample).toHaveBeenCalledWith({ clientRequestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/) })
})

test('an unreachable agent is named with what to do, and a later answer fills the list', async () => {
  problem = { code: 'Studio.AgentUnreachable', message: 'The agent does not answer (ECONNREFUSED).', origin: 'studio', retryable: true }
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  expect(await screen.findByRole('heading', { name: 'The agent does not answer' })).toBeTruthy()
  expect(screen.getByText(/npm start/)).toBeTruthy()
  problem = undefined
  fireEvent.click(screen.getByRole('button', { name: 'Try now' }))
  await waitFor(async () => expect(await names()).toHaveLength(3), { timeout: 3000 })
})

test('German throughout', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />, { locale: 'de' })
  const list = await table('Endpunkte')
  expect(
    within(list)
      .getAllByRole('columnheader')
      .map((cell) => cell.textContent),
  ).toContain('Datenverkehr')
  expect(within(list).getAllByText('Erfolgreich').length).toBeGreaterThan(0)
})

test('chosen rows are deleted together after the dialog listed what goes with each', async () => {
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  const list = await table()
  fireEvent.click(within(list).getByRole('checkbox', { name: 'Select churn' }))
  fireEvent.click(within(list).getByRole('checkbox', { name: 'Select asleep' }))
  fireEvent.click(screen.getByRole('button', { name: 'Delete …' }))
  const dialog = await screen.findByRole('alertdialog', { name: 'Delete 2 endpoints?' }, { timeout: 10_000 })
  expect(within(dialog).getByText('churn').closest('li')?.textContent).toMatch(/600 requests.*blue.*100 %/)
  fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'delete 2' } })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete 2 endpoints' }))
  await waitFor(() => expect(deleteEndpoint).toHaveBeenCalledTimes(2))
  expect(deleteEndpoint).toHaveBeenCalledWith({ endpoint: 'churn', clientRequestId: expect.any(String) })
})

test('of 1,000 endpoints only the rows in view are drawn, and the table tells its length', async () => {
  endpoints = Array.from({ length: 1000 }, (_, index) => anEndpointStatus({ name: `endpoint-${String(index).padStart(4, '0')}` }))
  // jsdom lays nothing out: the table is the list that this screen shows.
  const layout = vi.spyOn(Element.prototype, 'getClientRects').mockImplementation(function (this: Element) {
    const rects = this.querySelector('table') ? [this.getBoundingClientRect()] : []
    return Object.assign(rects, { item: (index: number) => rects[index] ?? null })
  })
  onTestFinished(() => layout.mockRestore())
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  const list = await table()
  const drawn = within(list).getAllByRole('row').length
  expect(drawn).toBeGreaterThan(10)
  expect(drawn).toBeLessThan(60)
  // The cards of narrow screens are not drawn beside it.
  expect(screen.getAllByText('endpoint-0001')).toHaveLength(1)
  expect(list.getAttribute('aria-rowcount')).toBe('1001')
  fireEvent.change(screen.getByRole('searchbox', { name: 'Filter' }), { target: { value: '0777' } })
  await waitFor(async () => expect(await names()).toEqual(['endpoint-0777']))
})

test('a favourite shows at once, is kept by the studio, can be shown alone, and goes again when it could not be kept', async () => {
  const puts: unknown[] = []
  let isRefused = false
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if (path !== '/api/kept') return Response.json({ endpoints, drafts: [] })
    if (init.method !== 'PUT') return Response.json({ favourites: [], hiddenColumns: ['auth'] })
    puts.push(JSON.parse(String(init.body)))
    if (isRefused) return Response.json({ error: { code: 'X', message: 'Full.', origin: 'studio', retryable: true } }, { status: 507 })
    return Response.json({ favourites: ['churn'], hiddenColumns: ['auth'] })
  })
  renderInStudio(<EndpointList deploySample={deploySample} deleteEndpoint={deleteEndpoint} />)
  const rows = await table()
  await waitFor(() => expect(screen.queryByRole('columnheader', { name: 'Auth' })).toBeNull())
  fireEvent.click(within(rows).getByRole('button', { name: 'Make churn a favourite' }))
  await waitFor(() => expect(puts).toEqual([{ set: 'favourites', name: 'churn', isKept: true }]))
  isRefused = true
  fireEvent.click(within(rows).getByRole('button', { name: 'Make asleep a favourite' }))
  await waitFor(() => expect(puts).toHaveLength(2))
  await within(rows).findByRole('button', { name: 'Make asleep a favourite' })
  fireEvent.click(await screen.findByRole('button', { name: 'Favourites only' }))
  await waitFor(async () => expect(await names()).toEqual(['churn']))
  expect(window.location.search).toBe('?favourites=1')
})
