/**
 * bench:logs-view: opening a log in Chromium. Ours is the logs page of the production build, which reads windows by number; the peer is
 * @melloware/react-logviewer on a page of its own, which is given the whole text. Opening counts from the arrival of the data to the
 * frame that shows the last line; the heap is what the log adds to the
 * same page without one (ours: with a log of one line).
 */
import { createReadStream, mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { endChildren, temporaryDirectory } from '@/bench/children'
import { writeServerLog } from '@/bench/logs-data'
import { finish, hasOption, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import { homeLayout } from '@/lib/domain/home-layout'
import { findChromium } from '@/scripts/chromium.mjs'
import { type Product, startProduct } from '@/test/product/start-product'
import { makeManyEndpoints, manyName } from '@/test/scale/many-endpoints'

const quick = hasOption('quick')
const lines = quick ? 50_000 : 200_000
const many = quick ? 200_000 : 1_000_000
const rounds = quick ? 1 : 3
const draggedFrames = quick ? 60 : 180
const viewport = { width: 1440, height: 900 }

interface Measured {
  openMs: number
  /** From the request for the data on: what somebody waits who clicked. */
  withDataMs: number
  heapMb: number
  wholeHeapMb: number
  frames: number[]
  rows: number
}
declare const window: { openLog(): Promise<number>; stopFollowing(): void; shownAt?: number }

/** Notes the first frame after the one in which `text` is on the page, inside what `selector` finds. */
async function watchFor(page: Page, selector: string, text: string): Promise<void> {
  await page.addInitScript(
    ([where, wanted]) => {
      const look = () => {
        const box = document.querySelector(where ?? '')
        if (box?.textContent?.includes(wanted ?? '')) requestAnimationFrame(() => Object.assign(window, { shownAt: performance.now() }))
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    },
    [selector, text],
  )
}
const shownAt = (page: Page) =>
  page.waitForFunction(() => window.shownAt, undefined, { timeout: 30_000 }).then(async (found) => (await found.jsonValue()) ?? Number.NaN)

/** Live bytes of scripts, array buffers included, in MB. */
async function heapOf(page: Page): Promise<number> {
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('HeapProfiler.collectGarbage')
  const usage: { usedSize: number; backingStorageSize?: number } = await protocol.send('Runtime.getHeapUsage')
  await protocol.detach()
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6
}

/** Drags the scroll bar of the log to the top and back; milliseconds of each frame. */
function drag(page: Page, selector: string): Promise<number[]> {
  return page.evaluate(
    async ([where, frames]) => {
      const list = [...document.querySelectorAll<HTMLElement>(where)].find(
        (one) => one.clientHeight > 200 && one.scrollHeight > one.clientHeight + 1000,
      )
      if (!list) throw new Error('nothing scrolls')
      const times: number[] = []
      let before = performance.now()
      const began = before
      for (let frame = 0; frame < frames && before < began + 4000; frame++) {
        list.scrollTop = Math.abs(Math.cos((frame / frames) * Math.PI)) * (list.scrollHeight - list.clientHeight)
        await new Promise(requestAnimationFrame)
        const now = performance.now()
        times.push(now - before)
        before = now
      }
      return times
    },
    [selector, draggedFrames] as const,
  )
}

/** The logs page is open with a log of one line; another deployment is chosen, whose log is measured. */
async function openOurs(browser: Browser, product: Product, deployment: string, last: string): Promise<Measured> {
  const context = await browser.newContext({ viewport })
  const [name = '', value = ''] = (await product.signIn()).split('=')
  await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
  const page = await context.newPage()
  page.setDefaultTimeout(12_000)
  await watchFor(page, '[role=log]', last)
  await page.goto(`${product.url}/endpoints/${manyName(0)}/logs?deployment=canary`)
  await page.waitForFunction(() => document.querySelector('[role=log]')?.textContent?.includes('request 0'))
  const emptyMb = await heapOf(page)
  await page.getByRole('button', { name: 'Deployment' }).click()
  await page.getByRole('option', { name: deployment }).click()
  const shown = await shownAt(page)
  const data = await page.evaluate((wanted) => {
    const loads = performance.getEntriesByType('resource').filter((one) => one instanceof PerformanceResourceTiming)
    return loads.filter((one) => one.name.includes(`/${wanted}/logs?`)).map((one) => ({ asked: one.startTime, here: one.responseEnd }))[0]
  }, deployment)
  if (!data) throw new Error('the page asked for no log')
  const wholeHeapMb = await heapOf(page)
  const frames = await drag(page, '[role=log]')
  const rows = await page.evaluate(() => document.querySelectorAll('[role=log] > div > div > div > *').length)
  await context.close()
  return { openMs: shown - data.here, withDataMs: shown - data.asked, heapMb: wholeHeapMb - emptyMb, wholeHeapMb, frames, rows }
}

async function openPeer(browser: Browser, url: string, last: string): Promise<Measured> {
  const context = await browser.newContext({ viewport })
  const page = await context.newPage()
  await watchFor(page, '#root', last)
  await page.goto(url)
  const emptyMb = await heapOf(page)
  const asked = await page.evaluate(() => performance.now())
  const began = await page.evaluate(() => window.openLog())
  const shown = await shownAt(page)
  const wholeHeapMb = await heapOf(page)
  await page.evaluate(() => window.stopFollowing())
  const frames = await drag(page, '#root *')
  const rows = await page.evaluate(() => document.querySelectorAll('#root .log-line, #root [class*=line]').length)
  await context.close()
  return { openMs: shown - began, withDataMs: shown - asked, heapMb: wholeHeapMb - emptyMb, wholeHeapMb, frames, rows }
}

/** Serves the peer's page and the log on loopback. */
async function servePeer(log: string): Promise<{ url: string; close(): void }> {
  const bundle = await build({
    absWorkingDir: process.cwd(),
    entryPoints: ['bench/logs-peer-page.tsx'],
    bundle: true,
    write: false,
    outdir: '.dev',
    format: 'iife',
    minify: true,
    jsx: 'automatic',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const script = bundle.outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? ''
  const styles = bundle.outputFiles.find(({ path }) => path.endsWith('.css'))?.text ?? ''
  const server = createServer((request, response) => {
    if (request.url === '/log') {
      response.setHeader('content-length', statSync(log).size)
      createReadStream(log).pipe(response)
    } else if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script)
    else
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(`<!doctype html><style>${styles}</style><div id=root></div><script src=/page.js></script>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Log file of a deployment's only instance; its lines are younger than all others, so that the newest is last. */
function seedLog(home: string, deployment: string, count: number): string {
  const folder = join(homeLayout(home).logs, 'endpoints', manyName(0), deployment)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${manyName(0)}.${deployment}.1.0.inference-server.log`)
  writeServerLog(file, count, Date.now() + 3_600_000)
  return file
}

const percentile = (values: readonly number[], part: number) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN
const p95 = (side: readonly Measured[]) =>
  percentile(
    side.flatMap((one) => one.frames),
    0.95,
  )
const median = (side: readonly Measured[], pick: (one: Measured) => number) => spread(side.map(pick)).median

function show(name: string, side: readonly Measured[]): void {
  const all = side.flatMap((one) => one.frames)
  console.log(
    `  ${name.padEnd(22)} open ${showSpread(side.map((one) => one.openMs))} ms, with its data ${showSpread(side.map((one) => one.withDataMs))} ms   heap ${showSpread(
      side.map((one) => one.heapMb),
      2,
    )} MB, whole page ${median(side, (one) => one.wholeHeapMb).toFixed(1)} MB   frame p95 ${p95(side).toFixed(1)} ms, longest ${Math.max(...all).toFixed(0)} ms   ${median(side, (one) => one.rows)} rows`,
  )
}

async function main(): Promise<void> {
  const home = temporaryDirectory('sp-logs-view-')
  await makeManyEndpoints(home, 1)
  const log = seedLog(home, 'blue', lines)
  seedLog(home, 'green', many)
  seedLog(home, 'canary', 1)
  const product = await startProduct({ home, env: { SCOREPOINT_RUNTIME: 'fake' } })
  const peerPage = await servePeer(log)
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  showTitle('logs-view', `${lines.toLocaleString('en')} lines, ${rounds} round(s), Chromium ${browser.version()}`)
  const ours: Measured[] = []
  const peer: Measured[] = []
  const last = `6b1f${lines - 1}`
  let million: Measured
  try {
    for (let round = 0; round < rounds; round++) {
      ours.push(await openOurs(browser, product, 'blue', last))
      peer.push(await openPeer(browser, peerPage.url, last))
    }
    million = await openOurs(browser, product, 'green', `6b1f${many - 1}`)
  } finally {
    peerPage.close()
    await browser.close()
    await product.stop('keep')
    await endChildren()
  }
  show('ours', ours)
  show('react-logviewer', peer)
  show(`ours, ${many.toLocaleString('en')} lines`, [million])
  record('logs-view', { lines, many, ours, peer, million })
  showGoal({ name: 'open, ours / peer', got: median(ours, (one) => one.openMs) / median(peer, (one) => one.openMs), atMost: 1 / 50 })
  showGoal({ name: 'heap, ours / peer', got: median(ours, (one) => one.heapMb) / median(peer, (one) => one.heapMb), atMost: 1 / 100 })
  showGoal({ name: 'open after data, ms', got: median(ours, (one) => one.openMs), atMost: 100 })
  showGoal({ name: 'frame p95, ms', got: p95(ours), atMost: 20 })
  showGoal({ name: 'row elements', got: Math.max(...ours.map((one) => one.rows)), atMost: 200, budget: true })
  showGoal({ name: `heap of the page with ${many.toLocaleString('en')} lines, MB`, got: million.wholeHeapMb, atMost: 20, budget: true })
  finish()
}

// The fake instances with which the data folder was made would keep this process.
main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
