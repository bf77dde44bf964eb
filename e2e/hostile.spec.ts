/** The hostile requests a real browser sends: pages on another port and another host name, with the victim's session in the same browser. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './fixtures'

let server: Server
let port = 0
test.beforeAll(async () => {
  server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>attacker</title><body>'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
test.afterAll(() => server.close())

// Refused loads are reported by the browser as errors: here they are the point.
test.use({
  expectedConsoleErrors: ['Failed to load resource', 'blocked by CORS', 'Refused to', 'violates the following', 'net::ERR', 'EventSource'],
})

for (const [name, host] of [
  ['another port of 127.0.0.1', '127.0.0.1'],
  ['another host name', 'localhost'],
] as const) {
  test(`a page on ${name} reads nothing and changes nothing`, async ({ page, product, context }) => {
    // The browser tells of those it did not block before the answer came.
    const statuses: number[] = []
    context.on('response', (response) => {
      if (response.url().startsWith(product.url)) statuses.push(response.status())
    })
    await page.goto('/')
    const sessionsBefore = (await context.cookies(product.url)).length

    await page.goto(`http://${host}:${port}/`)
    // What the studio's own page had asked for before it was left does not count.
    statuses.length = 0
    const seen = await page.evaluate(async (studio) => {
      const results: Record<string, string> = {}
      const attempt = async (label: string, init: RequestInit, path: string) => {
        try {
          const response = await fetch(studio + path, { credentials: 'include', ...init })
          results[label] = `${response.type} ${response.status} ${(await response.text()).slice(0, 50)}`
        } catch {
          results[label] = 'refused'
        }
      }
      await attempt('read', {}, '/api/endpoints')
      await attempt('opaque read', { mode: 'no-cors' }, '/api/endpoints')
      await attempt('sign out', { method: 'DELETE' }, '/api/session')
      await attempt(
        'simple post',
        { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{}' },
        '/api/endpoints/x/invoke',
      )
      await attempt('action', { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ $ACTION_ID_00: '' }) }, '/endpoints')
      results.events = await new Promise<string>((resolve) => {
        const source = new EventSource(`${studio}/api/events`, { withCredentials: true })
        source.onopen = () => resolve('open')
        source.onerror = () => resolve('refused')
      })
      results.frame = await new Promise<string>((resolve) => {
        const frame = document.createElement('iframe')
        frame.src = `${studio}/endpoints`
        frame.onload = () => {
          try {
            resolve(frame.contentDocument?.body.textContent ?? 'opaque')
          } catch {
            resolve('opaque')
          }
        }
        document.body.append(frame)
      })
      return results
    }, product.url)

    expect(seen).toEqual({
      read: 'refused',
      'opaque read': 'refused',
      'sign out': 'refused',
      'simple post': 'refused',
      action: 'refused',
      events: 'refused',
      frame: 'opaque',
    })
    expect(statuses.length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([])
    // The session still stands.
    expect((await context.cookies(product.url)).length).toBe(sessionsBefore)
    await page.goto(`${product.url}/`)
    await page.goto('/endpoints')
    await expect(page).toHaveURL(/\/endpoints$/)
  })
}
