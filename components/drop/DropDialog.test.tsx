// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { PathnameContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DropDialog } from '@/components/drop/DropDialog'
import { rememberedAsset } from '@/components/drop/dropped-asset'
import { anEndpointStatus } from '@/components/endpoints/endpoint-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { SaveDraft } from '@/lib/contract/draft'

// jsdom has no CSS object; overlays of the component library escape ids with it.
vi.stubGlobal('CSS', { escape: (value: string) => value })

/** Drafts of the studio, by id. */
const kept = new Map<string, SaveDraft>()
const actions = { projectOfUpload: async () => ({ ok: true as const, value: { id: '0123456789abcdef' } }) }
let close: ReturnType<typeof vi.fn<() => void>>

beforeEach(() => {
  kept.clear()
  close = vi.fn()
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string, init?: RequestInit) => {
      const id = /^\/api\/drafts\/(.+)$/.exec(path)?.[1]
      if (id !== undefined) {
        kept.set(id, JSON.parse(String(init?.body)))
        return Response.json({ revision: 1 })
      }
      if (path === '/api/projects') return Response.json({ projects: [] })
      return Response.json({ endpoints: [anEndpointStatus({ name: 'house-prices' })] })
    }),
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.stubGlobal('CSS', { escape: (value: string) => value })
})

const paste = (text: string, locale: 'en' | 'de' = 'en') =>
  renderInStudio(<DropDialog dropped={{ files: [], folders: [], text }} actions={actions} onClose={close} />, { locale })

/** Presses the button as soon as the endpoints are known. */
async function press(name: string): Promise<void> {
  const button = () => screen.getByRole('button', { name })
  await waitFor(() => expect(button().getAttribute('aria-disabled') ?? 'false').toBe('false'))
  await screen.findAllByText(name)
  fireEvent.click(button())
}

test('a deployment is taken to its endpoint with its text as it is, and its relative paths are explained', async () => {
  const text = '# ours\nname: green # second\nendpoint_name: house-prices\nmodel: { path: ../model }\n'
  paste(text)
  await screen.findByText('This is an online deployment')
  expect(screen.getByText(/The browser does not say where the file lies.*\.\.\/model/)).toBeDefined()
  await press('Go to the new deployment')
  await waitFor(() => expect(close).toHaveBeenCalled())
  expect([...kept.values()]).toEqual([expect.objectContaining({ kind: 'deployment', endpoint: 'house-prices', name: 'green', yaml: text })])
})

test('a deployment of an endpoint that does not exist offers to create it first', async () => {
  paste('name: blue\nendpoint_name: fresh\ninstance_count: 1\n')
  await press('Create endpoint, then deployment')
  await waitFor(() => expect(kept.size).toBe(2))
  const drafts = [...kept.values()]
  expect(drafts.find(({ kind }) => kind === 'endpoint')?.yaml).toContain('name: fresh\n')
  expect(drafts.find(({ kind }) => kind === 'deployment')).toMatchObject({ endpoint: 'fresh', name: 'blue' })
})

describe('dropped on the page of an endpoint', () => {
  const onPage = (text: string) =>
    renderInStudio(
      <PathnameContext.Provider value="/endpoints/house-prices/deployments">
        <DropDialog dropped={{ files: [], folders: [], text }} actions={actions} onClose={close} />
      </PathnameContext.Provider>,
    )

  test('a deployment that names no endpoint, or this one, goes there', async () => {
    onPage('name: green\ninstance_type: Standard_DS3_v2\ninstance_count: 1\n')
    await press('Go to the new deployment')
    await waitFor(() => expect([...kept.values()]).toMatchObject([{ endpoint: 'house-prices' }]))
    expect(screen.queryByText(/names another endpoint/)).toBeNull()
  })

  test('one that names another says so and offers both', async () => {
    const text = 'name: green # second\nendpoint_name: fresh\ninstance_type: Standard_DS3_v2\n'
    onPage(text)
    await screen.findByText('The file names another endpoint than this page')
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /house-prices/ }).checked).toBe(true)
    fireEvent.click(screen.getByRole('radio', { name: /^fresh/ }))
    await screen.findByText('Create endpoint, then deployment')
    fireEvent.click(screen.getByRole('radio', { name: /house-prices/ }))
    await press('Go to the new deployment')
    await waitFor(() =>
      expect([...kept.values()]).toMatchObject([{ endpoint: 'house-prices', yaml: text.replace('fresh', 'house-prices') }]),
    )
  })
})

test('an endpoint and its deployment in one text are one matter', async () => {
  paste('name: fresh # short\nauth_mode: key\n---\nname: blue\nendpoint_name: fresh\ninstance_count: 1\n')
  await screen.findByText(/Endpoint and deployment came together/)
  await press('Create endpoint, then deployment')
  await waitFor(() => expect(kept.size).toBe(2))
  expect([...kept.values()].find(({ kind }) => kind === 'endpoint')?.yaml).toContain('name: fresh # short')
})

test('a conda file becomes the environment form', async () => {
  const text = 'name: c\ndependencies:\n  - python=3.11\n'
  paste(text)
  await press('Make an environment of it')
  await waitFor(() => expect(close).toHaveBeenCalled())
  expect(rememberedAsset('environments')).toEqual({ kind: 'environments', name: 'c', conda: text })
  expect(rememberedAsset('models')).toBeUndefined()
})

test('other files are named and explained, in German too', async () => {
  paste('$schema: https://azuremlschemas.azureedge.net/latest/batchEndpoint.schema.json\nname: b\n', 'de')
  expect(await screen.findByText(/ein Batchendpunkt/)).toBeDefined()
  expect(screen.queryByRole('button', { name: /anlegen|Zum/ })).toBeNull()
})
