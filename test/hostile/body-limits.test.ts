/** A stranger on this computer sends without end: the studio stops listening to it and stays small. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findPortHolder } from '@/server/port-holder'
import { type Product, send, startProduct } from '../product/start-product'

const mib = 1024 * 1024
let product: Product
beforeAll(async () => {
  product = await startProduct({ env: { SCOREPOINT_RUNTIME: 'fake' } })
})
afterAll(() => product?.stop())

/** Resident memory of the studio, bytes. */
function studioMemory(): number {
  const holder = findPortHolder(Number(new URL(product.url).port))
  const text = readFileSync(`/proc/${holder?.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? Number.NaN) * 1024
}

/** Sends `totalBytes` of JSON in chunks of 1 MiB, without saying how long it will be. Answers status (0 = cut off) and the largest memory seen. */
function pour(path: string, totalBytes: number, cookie?: string): Promise<{ status: number; peak: number }> {
  return new Promise((resolve) => {
    let peak = 0
    let sent = 0
    let status = 0
    const outgoing = request(
      product.url + path,
      {
        method: 'POST',
        headers: {
          origin: product.url,
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/json',
          ...(cookie ? { cookie } : {}),
        },
      },
      (response) => {
        status = response.statusCode ?? 0
        response.resume()
        // The answer is all that matters: the rest is not sent.
        response.once('end', () => outgoing.destroy())
      },
    )
    outgoing.once('error', () => undefined)
    outgoing.once('close', () => resolve({ status, peak }))
    outgoing.setTimeout(20_000, () => outgoing.destroy())
    const chunk = Buffer.alloc(mib, 'a')
    const next = () => {
      peak = Math.max(peak, studioMemory())
      if (outgoing.destroyed) return
      if (sent >= totalBytes) {
        outgoing.end()
        return
      }
      sent += mib
      outgoing.write(chunk, () => setImmediate(next))
    }
    next()
  })
}

it('answers 413 to a sign-in of 64 MiB and holds none of it', async (context) => {
  if (process.platform !== 'linux') return context.skip('memory of another process is read from /proc')
  await send(product.url, 'GET', '/api/health')
  const before = studioMemory()
  const results = await Promise.all([1, 2, 3, 4].map(() => pour('/api/session', 64 * mib)))
  for (const { status, peak } of results) {
    expect([0, 413]).toContain(status)
    expect(peak - before).toBeLessThan(96 * mib)
  }
  expect(results.some(({ status }) => status === 413)).toBe(true)
  expect((await send(product.url, 'GET', '/api/health')).status).toBe(200)
})

it('refuses an announced length before anything of it is sent', async () => {
  const headers = { origin: product.url, 'content-type': 'application/json', 'content-length': String(2 ** 40) }
  const status = await new Promise<number>((resolve, reject) => {
    const outgoing = request(`${product.url}/api/session`, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
      outgoing.destroy()
    })
    outgoing.once('error', reject)
    outgoing.flushHeaders()
  })
  expect(status).toBe(413)
})

it('holds no more of a test request than the longest scoring request', async (context) => {
  if (process.platform !== 'linux') return context.skip('memory of another process is read from /proc')
  const cookie = await product.signIn()
  // 100 MiB is the longest; as base64 within JSON it is 1.4 times as long.
  const { status } = await pour('/api/endpoints/none/invoke', 160 * mib, cookie)
  expect([0, 413]).toContain(status)
  expect((await send(product.url, 'GET', '/api/health')).status).toBe(200)
})
