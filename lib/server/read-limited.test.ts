import { expect, it } from 'vitest'
import { readLimited } from '@/lib/server/read-limited'

function post(body: string | ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Request {
  return new Request('http://127.0.0.1/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
}

/** Chunks without end; counts how many were taken. */
function endless(): { stream: ReadableStream<Uint8Array>; taken: () => number } {
  let taken = 0
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        taken += 1
        controller.enqueue(new Uint8Array(1024))
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, taken: () => taken }
}

it('answers the whole text up to the limit, characters cut by chunks included', async () => {
  const bytes = new TextEncoder().encode('{"größe":1}')
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
      controller.close()
    },
  })
  expect(await readLimited(post(stream), bytes.length)).toBe('{"größe":1}')
})

it('refuses an announced length without reading', async () => {
  const { stream, taken } = endless()
  await expect(readLimited(post(stream, { 'content-length': '9000' }), 8192)).rejects.toMatchObject({ status: 413 })
  expect(taken()).toBe(0)
})

it('stops reading a body without end', async () => {
  const { stream, taken } = endless()
  await expect(readLimited(post(stream), 8192)).rejects.toMatchObject({ status: 413, problem: { code: 'Studio.RequestTooLarge' } })
  expect(taken()).toBeLessThanOrEqual(10)
})
