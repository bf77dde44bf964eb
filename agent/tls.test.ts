import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureTls, renewBeforeMs } from '@/agent/tls'
import { homeLayout } from '@/lib/domain/home-layout'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-tls-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('makes a certificate that a client trusting ca.pem alone accepts for all three loopback names', async () => {
  const { cert, key, caPem } = await ensureTls(homeLayout(home))
  const server = createServer({ cert, key }, (_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fetchAs = (servername: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ host: '127.0.0.1', port, ca: caPem, servername, headers: { host: servername } }, (response) =>
        resolve(response.resume().statusCode),
      ).on('error', reject)
    })
  expect(await fetchAs('localhost')).toBe(200)
  const leaf = new X509Certificate(cert)
  expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(leaf.checkIP('::1')).toBe('::1')
  await expect(fetchAs('evil.example')).rejects.toThrow(/altname|match/i)
  server.close()
  expect((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000).toBeLessThanOrEqual(397)
  for (const name of readdirSync(join(home, 'ca'))) expect(statSync(join(home, 'ca', name)).mode & 0o777).toBe(0o600)
})

it('keeps authority and leaf, renews the leaf shortly before its end and replaces a damaged one', async () => {
  const layout = homeLayout(home)
  const first = await ensureTls(layout)
  expect((await ensureTls(layout)).cert).toBe(first.cert)
  const renewed = await ensureTls(layout, first.notAfter.getTime() - renewBeforeMs + 1000)
  expect(renewed.caPem).toBe(first.caPem)
  expect(renewed.cert).not.toBe(first.cert)
  writeFileSync(join(home, 'ca', 'leaf-key.pem'), 'nonsense')
  const repaired = await ensureTls(layout)
  expect(readFileSync(join(home, 'ca', 'leaf-key.pem'), 'utf8')).toBe(repaired.key)
  expect(new X509Certificate(repaired.cert).verify(new X509Certificate(repaired.caPem).publicKey)).toBe(true)
})
