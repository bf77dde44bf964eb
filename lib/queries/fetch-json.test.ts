import { afterEach, expect, it, vi } from 'vitest'
import { fetchJson } from '@/lib/queries/fetch-json'

afterEach(() => vi.unstubAllGlobals())

it('asks once more when the browser dropped the request', async () => {
  const answers = vi
    .fn<typeof fetch>()
    .mockRejectedValueOnce(new TypeError('Failed to fetch'))
    .mockResolvedValueOnce(Response.json({ n: 1 }))
  vi.stubGlobal('fetch', answers)
  expect(await fetchJson('/api/x')).toEqual({ n: 1 })
  expect(answers).toHaveBeenCalledTimes(2)
})

it('says that the studio does not answer when it does not a second time either', async () => {
  const answers = vi.fn<typeof fetch>().mockRejectedValue(new TypeError('Failed to fetch'))
  vi.stubGlobal('fetch', answers)
  await expect(fetchJson('/api/x')).rejects.toMatchObject({ problem: { code: 'Studio.Unreachable' } })
  expect(answers).toHaveBeenCalledTimes(2)
})

it('neither repeats what was given up nor what was answered', async () => {
  const given = new AbortController()
  given.abort()
  const answers = vi
    .fn<typeof fetch>()
    .mockRejectedValueOnce(given.signal.reason)
    .mockResolvedValueOnce(new Response('{}', { status: 500 }))
  vi.stubGlobal('fetch', answers)
  await expect(fetchJson('/api/x', given.signal)).rejects.toMatchObject({ name: 'AbortError' })
  await expect(fetchJson('/api/x')).rejects.toMatchObject({ problem: { code: 'Studio.HttpError' } })
  expect(answers).toHaveBeenCalledTimes(2)
})
