// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LiveYaml } from '@/components/live-yaml/LiveYaml'
import type { LiveActions } from '@/components/live-yaml/live-actions'
import { aDeployment, anEndpoint, anOperation, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import type { Finding } from '@/lib/contract/finding'
import type { LiveFile } from '@/lib/contract/live-file'

const search = vi.hoisted(() => ({ value: new URLSearchParams('file=blue') }))
vi.mock('next/navigation', async (load) => ({
  ...(await load<typeof import('next/navigation')>()),
  useSearchParams: () => search.value,
  usePathname: () => '/endpoints/diabetes-risk/yaml',
  useRouter: () => ({ push: vi.fn(), replace: vi.fn(), prefetch: vi.fn() }),
}))

const text = `name: blue
endpoint_name: diabetes-risk
model: azureml:m:1
instance_type: Standard_DS3_v2
instance_count: 1
`
const files = (blue: string, fingerprint: string): LiveFile[] => [
  { text: 'name: diabetes-risk\nauth_mode: key\n', fingerprint: 'e' },
  { deployment: 'blue', text: blue, fingerprint },
]
let live: LiveFile[]
/** What the studio finds beside the rules of the browser. */
let found: Finding[]
const actions = {
  applyDeployment: vi.fn<LiveActions['applyDeployment']>(),
  applyEndpoint: vi.fn<LiveActions['applyEndpoint']>(),
}

function show(detail = anEndpoint()) {
  return renderOnEndpoint(<LiveYaml files={files(text, 'one')} drafts={{}} actions={actions} />, detail, {
    fetch: vi.fn(async (path: string, init?: RequestInit) => {
      if (path.endsWith('/yaml')) return Response.json({ files: live })
      if (path === '/api/checks') return Response.json({ findings: found, looksAtFiles: true, joins: [] })
      if (path.startsWith('/api/assets')) return Response.json({ assets: [] })
      if (path.startsWith('/api/drafts')) return Response.json(init?.method === 'PUT' ? { revision: 1 } : { drafts: [] })
      return Response.json(detail)
    }),
  })
}

function edit(line: string): void {
  fireEvent.change(screen.getByRole('textbox', { name: /Quick edit/ }), { target: { value: line } })
  fireEvent.click(screen.getByRole('button', { name: 'Edit' }))
}

beforeEach(() => {
  live = files(text, 'one')
  found = []
  actions.applyDeployment.mockReset()
  actions.applyDeployment.mockResolvedValue({
    ok: true,
    value: { id: 'j', endpoint: 'diabetes-risk', deployment: 'blue', state: 'Queued', createdAt: '', updatedAt: '' },
  })
})
afterEach(cleanup)

it('says what only the studio knows of the live file, and does not apply what it finds wrong', async () => {
  found = [
    {
      path: ['request_settings', 'request_timeout_ms'],
      severity: 'error',
      rule: 'quota',
      message: 'eight cores are missing',
      values: { instances: 1, sku: 'S', required: 8, needed: 8, used: 0, limit: 6 },
      stage: 'rules',
      line: 5,
      column: 1,
    },
  ]
  show()
  await screen.findByText(/eight cores are missing|needs 8 cores/)
  edit('instance_count=2')
  fireEvent.click(await screen.findByRole('button', { name: 'Review 1 change' }))
  await waitFor(() => expect(screen.getByRole('button', { name: 'Apply' }).getAttribute('aria-disabled')).toBe('true'))
})

it('offers the count first, and keeps the rest of the edit for a second operation', async () => {
  const { refresh } = show()
  edit('--set instance_count=10 request_settings.request_timeout_ms=8000')
  fireEvent.click(await screen.findByRole('button', { name: 'Review 2 changes' }))
  expect(within(screen.getByRole('list', { name: 'Rounds' })).getAllByRole('listitem')).toHaveLength(5)
  expect(screen.getByText(/In rounds of 2: a fifth of 10/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Apply the count first (10)' }))
  const counted = text.replace('count: 1', 'count: 10')
  await waitFor(() => expect(actions.applyDeployment).toHaveBeenCalledTimes(1))
  expect(actions.applyDeployment.mock.calls[0]?.[0]).toMatchObject({ yaml: counted, ifFingerprint: 'one', deployment: 'blue' })
  // The count is live: no conflict, and what is left is one more change.
  live = files(counted, 'two')
  await act(refresh)
  await screen.findByRole('heading', { name: '1 field changes' })
  expect(screen.getByRole('heading', { name: 'All 10 instances are replaced' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Apply' }))
  await waitFor(() => expect(actions.applyDeployment).toHaveBeenCalledTimes(2))
  expect(actions.applyDeployment.mock.calls[1]?.[0]).toMatchObject({
    yaml: `${counted}request_settings:\n  request_timeout_ms: 8000\n`,
    ifFingerprint: 'two',
  })
})

it('shows both versions when the live object changed, and merges what does not meet', async () => {
  const { refresh } = show()
  edit('instance_count=5')
  await screen.findByRole('button', { name: 'Review 1 change' })
  live = files(text.replace('m:1', 'm:2'), 'two')
  await act(refresh)
  await screen.findByText('The live object changed while you edited')
  expect(within(screen.getByRole('region', { name: 'Live now' })).getByText('azureml:m:2')).toBeTruthy()
  expect(within(screen.getByRole('region', { name: 'Yours' })).getByText('instance_count')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Merge both' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Review 1 change' }))
  fireEvent.click(screen.getByRole('button', { name: 'Apply' }))
  await waitFor(() => expect(actions.applyDeployment).toHaveBeenCalled())
  expect(actions.applyDeployment.mock.calls[0]?.[0]).toMatchObject({
    yaml: text.replace('m:1', 'm:2').replace('count: 1', 'count: 5'),
    ifFingerprint: 'two',
  })
})

it('follows the live object while nothing is edited', async () => {
  const { refresh } = show()
  live = files(text.replace('count: 1', 'count: 3'), 'two')
  await act(refresh)
  await waitFor(() =>
    expect(screen.getByRole('textbox', { name: /YAML of blue/ })).toHaveProperty('value', expect.stringContaining('count: 3')),
  )
  expect(screen.queryByText('The live object changed while you edited')).toBeNull()
})

it('applies nothing while an operation runs, and says why', async () => {
  show(
    anEndpoint({
      deployments: [aDeployment({ operation: anOperation('StartInstances', { deployment: 'blue', endpoint: 'diabetes-risk' }) })],
    }),
  )
  edit('instance_count=5')
  fireEvent.click(await screen.findByRole('button', { name: 'Review 1 change' }))
  expect(screen.getByText('An operation of blue is under way. Apply when it has finished.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Apply' }))
  expect(actions.applyDeployment).not.toHaveBeenCalled()
})

it('refuses another name and says what a quick edit cannot do', async () => {
  show()
  edit('--put x')
  expect(screen.getByText(/--put is not known/)).toBeTruthy()
  edit('name=green')
  await screen.findByText(/a live object cannot be renamed/)
})
