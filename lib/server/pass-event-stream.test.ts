import { afterEach, expect, test, vi } from 'vitest'
import { passEventStream } from '@/lib/server/pass-event-stream'

const session = vi.hoisted(() => ({ lives: true }))
vi.mock('@/lib/server/session', () => ({ sessionById: async () => (session.lives ? { id: 's' } : null) }))

afterEach(() => vi.useRealTimers())

function upstream(onCancel: () => void) {
  let push: (text: string) => void = () => undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      push = (text) => controller.enqueue(new TextEncoder().encode(text))
    },
    cancel: onCancel,
  })
  return { response: new Response(body, { headers: { 'content-type': 'text/event-stream' } }), push: (text: string) => push(text) }
}

test('events pass unchanged, and leaving the page ends the agent’s stream', async () => {
  const ended = vi.fn()
  const { response, push } = upstream(ended)
  const passed = await passEventStream(response, 's')
  expect(passed.headers.get('content-type')).toContain('text/event-stream')
  const reader = passed.body?.getReader()
  push('id: 7\ndata: {}\n\n')
  const { value } = (await reader?.read()) ?? {}
  expect(new TextDecoder().decode(value)).toBe('id: 7\ndata: {}\n\n')
  await reader?.cancel()
  expect(ended).toHaveBeenCalled()
})

test('the stream ends within a minute after the session does', async () => {
  vi.useFakeTimers()
  const ended = vi.fn()
  const passed = await passEventStream(upstream(ended).response, 's')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(ended).not.toHaveBeenCalled()
  session.lives = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(ended).toHaveBeenCalled()
  await passed.body?.cancel()
})

test('a refused stream becomes its problem', async () => {
  const refused = Response.json({ error: { code: 'ResourceNotFound', message: 'No such deployment.' } }, { status: 404 })
  await expect(passEventStream(refused, 's')).rejects.toMatchObject({ status: 404, problem: { code: 'ResourceNotFound' } })
})
