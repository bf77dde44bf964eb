// @vitest-environment jsdom
import { act, cleanup, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Autosave, useAutosave } from '@/components/drafts/use-autosave'
import { renderInStudio } from '@/components/ui/render-for-test'

/** Drafts as the studio keeps them. */
const kept = new Map<string, { name: string; revision: number }>()
let save: Autosave

function Page({ name, stored }: { name: string; stored?: { id: string; revision: number } }) {
  save = useAutosave({ kind: 'endpoint', name, yaml: `name: ${name}\n`, state: {} }, name !== '', stored)
  return null
}

beforeEach(() => {
  kept.clear()
  window.history.replaceState(null, '', '/endpoints/new')
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const id = decodeURIComponent(path.split('/').at(-1) ?? '')
    if (init.method === 'DELETE') {
      kept.delete(id)
      return new Response(null, { status: 204 })
    }
    const { name, ifRevision } = JSON.parse(String(init.body)) as { name: string; ifRevision: number }
    kept.set(id, { name, revision: ifRevision + 1 })
    return Response.json({ revision: ifRevision + 1 })
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('keeps what is typed, and forgets it when everything was taken back', async () => {
  const { rerender } = renderInStudio(<Page name="pri" />)
  await waitFor(() => expect([...kept.values()]).toEqual([{ name: 'pri', revision: 1 }]))
  expect(window.location.search).toMatch(/^\?draft=/)
  rerender(<Page name="" />)
  await waitFor(() => expect(kept.size).toBe(0))
  await waitFor(() => expect(save).toMatchObject({ state: 'idle', id: undefined }))
  expect(window.location.search).toBe('')
  // Typing again begins a draft of its own.
  rerender(<Page name="prices" />)
  await waitFor(() => expect([...kept.values()]).toEqual([{ name: 'prices', revision: 1 }]))
})

it('forgets it also when the page is left before the pause is over', async () => {
  kept.set('3f0e', { name: 'pri', revision: 4 })
  const { rerender, unmount } = renderInStudio(<Page name="pri" stored={{ id: '3f0e', revision: 4 }} />)
  rerender(<Page name="" stored={{ id: '3f0e', revision: 4 }} />)
  unmount()
  await waitFor(() => expect(kept.size).toBe(0))
})

it('leaves what another tab saved meanwhile', async () => {
  const { rerender } = renderInStudio(<Page name="pri" />)
  await waitFor(() => expect(kept.size).toBe(1))
  const [id = ''] = kept.keys()
  vi.stubGlobal('fetch', async () =>
    Response.json({ error: { code: 'Studio.DraftChanged', message: 'Changed.', origin: 'studio', retryable: false } }, { status: 409 }),
  )
  rerender(<Page name="price" />)
  await waitFor(() => expect(save.state).toBe('conflict'))
  rerender(<Page name="" />)
  await act(() => save.flush())
  expect(kept.has(id)).toBe(true)
})
