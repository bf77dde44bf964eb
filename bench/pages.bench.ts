/**
 * bench:pages: what each page costs its first visitor, in Chromium over the production build on the fake runtime: compressed JavaScript
 * named by the page, requests until it rests, largest contentful paint, layout shift (performance.md).
 */
import { gzipSync } from 'node:zlib'
import { type Browser, chromium } from '@playwright/test'
import { endChildren, temporaryDirectory } from '@/bench/children'
import { finish, hasOption, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import { lightPages } from '@/test/product/light-pages'
import { type Product, startProduct } from '@/test/product/start-product'
import { makeManyEndpoints, manyName } from '@/test/scale/many-endpoints'

const rounds = hasOption('quick') ? 1 : 3
const endpoint = `/endpoints/${manyName(0)}`
const light = lightPages(endpoint)
const others = [...['test', 'logs', 'metrics', 'consume', 'yaml'].map((tab) => `${endpoint}/${tab}`), '/endpoints/new', '/settings']
const routes = hasOption('quick') ? light : [...light, ...others]

interface Visit {
  jsKb: number
  requests: number
  lcpMs: number
  cls: number
}

/** One visit with an empty cache. */
async function visit(browser: Browser, product: Product, cookie: string, path: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  try {
    const page = await context.newPage()
    await page.addInitScript(() => {
      const vitals = { lcpMs: 0, cls: 0 }
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) vitals.lcpMs = entry.startTime
      }).observe({ type: 'largest-contentful-paint', buffered: true })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if ('value' in entry && typeof entry.value === 'number') vitals.cls += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
      Object.assign(window, { vitals })
    })
    let requests = 0
    let lastRequest = Date.now()
    page.on('request', () => {
      requests++
      lastRequest = Date.now()
    })
    const answer = await page.goto(product.url + path)
    if (answer?.status() !== 200) throw new Error(`${path}: ${answer?.status()}`)
    // The stream of changes never ends, so "no request under way" never comes: half a second without a new one is rest.
    for (const deadline = Date.now() + 10_000; Date.now() - lastRequest < 500 && Date.now() < deadline; ) await page.waitForTimeout(100)
    const vitals = await page.evaluate(() => (window as { vitals?: { lcpMs: number; cls: number } }).vitals)
    if (!vitals) throw new Error(`${path}: the page has no vitals`)
    const read = async (from: string) => (await context.request.get(product.url + from)).text()
    return { jsKb: await firstLoadKb(read, await read(path)), requests, ...vitals }
  } finally {
    await context.close()
  }
}

const sizes = new Map<string, number>()

/** Compressed size of the scripts that the page itself names; a browser that knows modules leaves `nomodule` scripts alone. */
async function firstLoadKb(read: (path: string) => Promise<string>, html: string): Promise<number> {
  const tags = [...html.matchAll(/<script[^>]+src="(\/_next\/[^"]+\.js)[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag))
  let bytes = 0
  for (const path of new Set(tags.map(([, found]) => found ?? ''))) {
    const size = sizes.get(path) ?? gzipSync(await read(path)).length
    sizes.set(path, size)
    bytes += size
  }
  if (bytes === 0) throw new Error('the page names no script')
  return bytes / 1024
}

async function main(): Promise<void> {
  showTitle('pages', `fake runtime, 10 endpoints x 3 deployments, ${rounds} visit(s) each`)
  const home = temporaryDirectory('sp-pages-')
  await makeManyEndpoints(home, 10)
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' })
  const product = await startProduct({ home, env: { SCOREPOINT_RUNTIME: 'fake' } })
  const worst = { jsKb: 0, cls: 0 }
  try {
    const cookie = await product.signIn()
    await visit(browser, product, cookie, '/')
    for (const path of routes) {
      const visits: Visit[] = []
      for (let round = 0; round < rounds; round++) visits.push(await visit(browser, product, cookie, path))
      const pick = (key: keyof Visit) => visits.map((one) => one[key])
      if (light.includes(path)) {
        worst.jsKb = Math.max(worst.jsKb, ...pick('jsKb'))
        worst.cls = Math.max(worst.cls, ...pick('cls'))
      }
      record('pages', { path, visits })
      const facts = [`${spread(pick('jsKb')).median.toFixed(0)} kB`, `${spread(pick('requests')).median} requests`]
      console.log(
        `  ${path.padEnd(36)} ${facts.join('  ').padEnd(22)} LCP ${showSpread(pick('lcpMs'))} ms   CLS ${showSpread(pick('cls'), 3)}`,
      )
    }
  } finally {
    await product.stop('keep')
    await browser.close()
    await endChildren()
  }
  showGoal({ name: 'first load of list and detail, kB', got: worst.jsKb, atMost: 260, budget: true })
  showGoal({ name: 'layout shift of list and detail', got: worst.cls, atMost: 0.001, budget: true })
  finish()
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
