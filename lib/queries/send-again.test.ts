import { expect, test, vi } from 'vitest'
import { sendAgain } from '@/lib/queries/send-again'

const broken = () => Promise.reject(new TypeError('Failed to fetch'))

test('a broken connection is tried again, and the answer given', async () => {
  const send = vi.fn().mockImplementationOnce(broken).mockResolvedValue('there')
  expect(await sendAgain(send)).toBe('there')
  expect(send).toHaveBeenCalledTimes(2)
})

test('gives up after three tries, and at once on anything else', async () => {
  const send = vi.fn(broken)
  await expect(sendAgain(send)).rejects.toThrow('Failed to fetch')
  expect(send).toHaveBeenCalledTimes(3)
  const refused = vi.fn(() => Promise.reject(new Error('refused')))
  await expect(sendAgain(refused)).rejects.toThrow('refused')
  expect(refused).toHaveBeenCalledTimes(1)
})

test('nothing is sent again after an abort', async () => {
  const stop = new AbortController()
  const send = vi.fn(() => {
    stop.abort()
    return broken()
  })
  await expect(sendAgain(send, stop.signal)).rejects.toThrow(TypeError)
  expect(send).toHaveBeenCalledTimes(1)
})
