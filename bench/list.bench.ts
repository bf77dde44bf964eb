/**
 * bench:list: the endpoints page with 1,000 endpoints of three deployments beside the same page with 10, in Chromium over the production
 * build: first rows, filter keystroke to painted rows, sort, one changed row, elements in the document (performance.md).
 */
import { type Browser, chromium, type Page } from '@playwright/test'
import { endChildren, temporaryDirectory } from '@/bench/children'
import { finish, hasOption, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { type Product, startProduct } from '@/test/product/start-product'
import { makeManyEndpoints, manyName } from '@/test/scale/many-endpoints'

const quick = hasOption('quick')
const counts = quick ? [10, 150] : [10, 1000]
const rounds = quick ? 3 : 7

interface Measured {
  count: number
  firstRowsMs: number[]
  filterMs: number[]
  sortMs: number[]
  updateMs: number[]
  rowsDrawnAgain: number
  elements: number
}

async function openList(browser: Browser, product: Product): Promise<{ page: Page; firstRowsMs: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const [name = '', value = ''] = (await product.signIn()).split('=')
  await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  const page = await context.newPage()
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector('tbody a')) Object.assign(window, { firstRows: performance.now() })
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await page.goto(`${product.url}/endpoints`)
  const firstRowsMs = await page.waitForFunction(() => (window as { firstRows?: number }).firstRows).then((found) => found.jsonValue())
  return { page, firstRowsMs: firstRowsMs ?? Number.NaN }
}

/** Makes the next call of `changed` resolve with the ms from the act to the frame after the first row (or their number) is another. */
async function untilChanged(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const state = () =>
      `${document.querySelector('table')?.getAttribute('aria-rowcount')} ${document.querySelector('tbody a')?.textContent}`
    const before = state()
    const measured = new Promise<number>((resolve) => {
      let began = 0
      const start = () => {
        began = performance.now()
        look()
      }
      const look = () => {
        if (state() === before) requestAnimationFrame(look)
        else requestAnimationFrame(() => resolve(performance.now() - began))
      }
      for (const type of ['keydown', 'pointerdown']) addEventListener(type, start, { capture: true, once: true })
    })
    Object.assign(window, { measured })
  })
  await act()
  return page.evaluate(() => (window as { measured?: Promise<number> }).measured ?? Number.NaN)
}

/** One endpoint's split changes; how long until its row says so, and how many rows were touched. */
async function oneUpdate(page: Page, product: Product, name: string, share: number): Promise<{ ms: number; rows: number }> {
  await page.evaluate(() => {
    const touched = new Set<Element>()
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) {
        const row = (target instanceof Element ? target : target.parentElement)?.closest('tbody tr')
        if (row) touched.add(row)
      }
    })
    const body = document.querySelector('tbody')
    if (body) observer.observe(body, { subtree: true, childList: true, attributes: true, characterData: true })
    Object.assign(window, { touched })
  })
  const began = performance.now()
  const path = `${localWorkspaceId}/onlineEndpoints/${name}?api-version=2024-10-01`
  const body = { location: 'local', properties: { authMode: 'Key', traffic: { blue: share, green: 100 - share } } }
  const { status } = await product.agent(path, { method: 'PUT', body })
  if (status >= 300) throw new Error(`PUT ${name}: ${status}`)
  await page.waitForFunction(
    ([wanted, text]) =>
      [...document.querySelectorAll('tbody tr')].some((row) => row.textContent?.includes(wanted) && row.textContent.includes(text)),
    [name, `blue ${share}`] as const,
  )
  const ms = performance.now() - began
  const rows = await page.evaluate(() => (window as { touched?: Set<Element> }).touched?.size ?? Number.NaN)
  return { ms, rows }
}

async function measure(browser: Browser, count: number): Promise<Measured> {
  const home = temporaryDirectory('sp-list-')
  await makeManyEndpoints(home, count, 300_000)
  const product = await startProduct({ home, env: { SCOREPOINT_RUNTIME: 'fake' }, readyWithinMs: 120_000 })
  try {
    await settled(product, count)
    const warm = await openList(browser, product)
    await warm.page.context().close()
    const firstRowsMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      const opened = await openList(browser, product)
      firstRowsMs.push(opened.firstRowsMs)
      await opened.page.context().close()
    }
    const { page } = await openList(browser, product)
    // The rest of a long list comes after its first rows.
    await page.waitForFunction((wanted) => document.querySelector('table')?.getAttribute('aria-rowcount') === String(wanted + 1), count)
    const elements = await page.evaluate(() => document.querySelectorAll('*').length)
    const filterMs: number[] = []
    await page.keyboard.press('/')
    for (let round = 0; round < rounds; round++) {
      const digits = String(round % Math.min(count, 10)).padStart(4, '0')
      await page.keyboard.insertText(`-${digits.slice(0, 3)}`)
      await page.waitForTimeout(200)
      // From ten endpoints to one: both sides end with the same row.
      filterMs.push(await untilChanged(page, () => page.keyboard.press(digits.slice(3))))
      await page.keyboard.press('Escape')
      await page.waitForTimeout(200)
    }
    const sortMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      sortMs.push(await untilChanged(page, () => page.getByRole('button', { name: 'Name', exact: true }).click()))
      await page.waitForTimeout(200)
    }
    // Relative times of all rows are written anew now and then; the least of some rounds is the update's own share.
    const updates: { ms: number; rows: number }[] = []
    await page.goto(`${product.url}/endpoints`)
    await page.waitForFunction((wanted) => document.querySelector('table')?.getAttribute('aria-rowcount') === String(wanted + 1), count)
    for (let round = 0; round < rounds; round++) {
      updates.push(await oneUpdate(page, product, manyName(round % 3), 50 + round))
      await page.waitForTimeout(1500)
    }
    return {
      count,
      firstRowsMs,
      filterMs,
      sortMs,
      updateMs: updates.map((one) => one.ms),
      rowsDrawnAgain: Math.min(...updates.map((one) => one.rows)),
      elements,
    }
  } finally {
    await product.stop('keep')
  }
}

/** Waits until every instance is up: what is measured is the page, not the start. */
async function settled(product: Product, count: number): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; ) {
    const { text } = await product.agent('/_scorepoint/endpoints?summary=1')
    if ((text.match(/"health":"Healthy"/g)?.length ?? 0) === count * 3) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the instances did not become healthy')
}

async function main(): Promise<void> {
  showTitle('list', `fake runtime, ${counts.join(' and ')} endpoints x 3 deployments, ${rounds} rounds`)
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' })
  const sides: Measured[] = []
  try {
    for (const count of counts) {
      const side = await measure(browser, count)
      sides.push(side)
      record('list', { ...side })
      console.log(
        `  ${String(count).padStart(5)} x 3   first rows ${showSpread(side.firstRowsMs)} ms   filter ${showSpread(side.filterMs)} ms   sort ${showSpread(side.sortMs)} ms   live update ${showSpread(side.updateMs)} ms, ${side.rowsDrawnAgain} row(s)   ${side.elements} elements`,
      )
    }
  } finally {
    await browser.close()
    await endChildren()
  }
  const [few, many] = sides
  if (!few || !many) throw new Error('two sizes are measured')
  const ratio = (pick: (side: Measured) => number[]) => spread(pick(many)).median / spread(pick(few)).median
  showGoal({ name: 'first rows, many / few', got: ratio((side) => side.firstRowsMs), atMost: 1.5 })
  showGoal({ name: 'filter, many / few', got: ratio((side) => side.filterMs), atMost: 1.5 })
  showGoal({ name: 'sort, many / few', got: ratio((side) => side.sortMs), atMost: 1.5 })
  showGoal({ name: 'live update, many / few', got: ratio((side) => side.updateMs), atMost: 1.5 })
  showGoal({ name: 'keystroke to painted, ms (worst)', got: spread(many.filterMs).max, atMost: 32 })
  showGoal({ name: 'elements', got: many.elements, atMost: 2000, budget: true })
  showGoal({ name: 'rows drawn again by one change', got: many.rowsDrawnAgain, atMost: 1, budget: true })
  finish()
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
