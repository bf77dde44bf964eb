import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { PriceFile } from '@/lib/contract/prices'
import { ProblemError } from '@/lib/problems/problem'
import { fetchPrices, priceReport, removePrices, savePrices } from '@/lib/server/prices'

/** A server that speaks as the public price list does: filters by name, two items a page, further pages by link. */
let server: Server
let address: string
let asked: URL[] = []
let answer: (url: URL) => { status: number; body: string }
const before = { home: process.env.SCOREPOINT_HOME, url: process.env.SCOREPOINT_PRICES_URL }
let home: string

const sample: PriceFile = {
  format: 'scorepoint-prices/1',
  asOf: '2026-11-01',
  source: 'made up',
  region: 'westeurope',
  currency: 'EUR',
  hourly: { Standard_DS3_v2: 0.25 },
}

function listed(url: URL): { status: number; body: string } {
  const names = [...(url.searchParams.get('$filter') ?? '').matchAll(/armSkuName eq '([^']+)'/g)].map(([, name]) => name ?? '')
  const items = names.flatMap((armSkuName, index) =>
    [armSkuName, `${armSkuName} Windows`].map((productName) => ({
      currencyCode: (url.searchParams.get('currencyCode') ?? '').replaceAll("'", ''),
      retailPrice: productName.endsWith('Windows') ? 99 : index + 1,
      armRegionName: /armRegionName eq '([^']+)'/.exec(url.searchParams.get('$filter') ?? '')?.[1] ?? '',
      armSkuName,
      productName,
      skuName: armSkuName,
      unitOfMeasure: '1 Hour',
      type: 'Consumption',
    })),
  )
  const skip = Number(url.searchParams.get('$skip') ?? 0)
  const next = new URL(url)
  next.searchParams.set('$skip', String(skip + 20))
  const NextPageLink = skip + 20 < items.length ? next.href : null
  return { status: 200, body: JSON.stringify({ BillingCurrency: 'EUR', Items: items.slice(skip, skip + 20), NextPageLink, Count: 20 }) }
}

async function refusal(act: () => Promise<unknown>): Promise<string> {
  try {
    await act()
  } catch (error) {
    if (error instanceof ProblemError) return `${error.problem.code} ${error.problem.message}`
    throw error
  }
  throw new Error('nothing was refused')
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', address)
    asked.push(url)
    const { status, body } = answer(url)
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-prices-'))
  process.env.SCOREPOINT_HOME = home
  process.env.SCOREPOINT_PRICES_URL = `${address}/api/retail/prices`
  asked = []
  answer = listed
})
afterEach(() => rmSync(home, { recursive: true, force: true }))
afterAll(async () => {
  for (const [name, value] of [
    ['SCOREPOINT_HOME', before.home],
    ['SCOREPOINT_PRICES_URL', before.url],
  ] as const) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  await new Promise((resolve) => server.close(resolve))
})

it('knows no prices until somebody brings some, and none again afterwards', async () => {
  expect(await priceReport()).toEqual({ path: join(home, 'prices.json'), address: `${address}/api/retail/prices` })
  expect((await savePrices(JSON.stringify(sample))).prices).toEqual(sample)
  expect(statSync(join(home, 'prices.json')).mode & 0o777).toBe(0o600)
  expect((await removePrices()).prices).toBeUndefined()
})

it('refuses a file that is none, names the field, and keeps the one before', async () => {
  await savePrices(JSON.stringify(sample))
  expect(await refusal(() => savePrices('{'))).toMatch(/^Studio\.PriceFile The price file is not valid JSON/)
  expect(await refusal(() => savePrices(JSON.stringify({ ...sample, hourly: { Standard_DS3_v2: 'cheap' } })))).toContain(
    'hourly.Standard_DS3_v2',
  )
  expect((await priceReport()).prices).toEqual(sample)
})

it('tells why a file that lies there cannot be used', async () => {
  writeFileSync(join(home, 'prices.json'), JSON.stringify({ ...sample, asOf: 'yesterday' }))
  expect(await priceReport()).toMatchObject({ unusable: { message: expect.stringContaining('asOf'), target: 'asOf' } })
  expect((await priceReport()).prices).toBeUndefined()
})

it('asks the price list for every size, page by page, and keeps hours of Linux machines only', async () => {
  const { prices } = await fetchPrices({ region: 'westeurope', currency: 'EUR' })
  expect(Object.keys(prices?.hourly ?? {})).toHaveLength(85)
  expect(prices).toMatchObject({ region: 'westeurope', currency: 'EUR', source: `${address}/api/retail/prices` })
  expect(Math.max(...Object.values(prices?.hourly ?? {}))).toBeLessThan(99)
  expect(asked.filter((url) => url.searchParams.has('$skip')).length).toBeGreaterThan(0)
  expect(asked[0]?.searchParams.get('currencyCode')).toBe("'EUR'")
  expect(JSON.parse(readFileSync(join(home, 'prices.json'), 'utf8'))).toEqual(prices)
})

it('never follows a link to another place', async () => {
  answer = (url) => ({
    ...listed(url),
    body: JSON.stringify({ ...JSON.parse(listed(url).body), NextPageLink: 'http://127.0.0.1:9/elsewhere' }),
  })
  expect((await fetchPrices({ region: 'westeurope', currency: 'EUR' })).prices).toBeDefined()
  expect(asked).toHaveLength(6)
})

it('says what went wrong and keeps the file before: no network, an error, no prices, something else', async () => {
  await savePrices(JSON.stringify(sample))
  const ask = () => refusal(() => fetchPrices({ region: 'westeurope', currency: 'EUR' }))
  answer = () => ({ status: 503, body: '' })
  expect(await ask()).toContain('answered with status 503')
  answer = () => ({ status: 200, body: '<html>' })
  expect(await ask()).toContain('no page of prices')
  answer = () => ({ status: 200, body: JSON.stringify({ Items: [], NextPageLink: null }) })
  expect(await ask()).toContain('knows no prices for the region westeurope in EUR')
  process.env.SCOREPOINT_PRICES_URL = 'http://127.0.0.1:9/prices'
  expect(await ask()).toMatch(/^Studio\.PriceList .*cannot be reached/)
  expect((await priceReport()).prices).toEqual(sample)
})
