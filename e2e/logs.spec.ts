/** The log page over a log that the test writes: it follows, stays where one reads, finds, merges sources by time, and is one link. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { homeLayout } from '../lib/domain/home-layout'
import { createEndpoint, deployLocal } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { startProduct } from '../test/product/start-product'
import { test as base, expect } from './fixtures'

const test = base.extend({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const product = await startProduct({ env: { SCOREPOINT_RUNTIME: 'fake' }, home: mkdtempSync(join(tmpdir(), 'scorepoint-logs-')) })
      await use(product)
      await product.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
const lines = 20_000
const hourMs = 3_600_000

const stamp = (ms: number) => new Date(ms).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23)
const logLine = (ms: number, text: string) => `${stamp(ms)} I [4821] azmlinfsrv.print - ${text}\n`

const list = (page: Page) => page.getByRole('log')
/** Text of the line at the top edge of the list. */
const topLine = (page: Page) =>
  list(page).evaluate((box) => {
    const edge = box.getBoundingClientRect().top
    return [...box.querySelectorAll('[data-number]')].find((row) => row.getBoundingClientRect().bottom > edge + 1)?.textContent
  })
/** Sources and moments of the drawn lines, from top to bottom. */
const drawn = (page: Page) =>
  list(page).evaluate((box) =>
    [...box.querySelectorAll('[data-number]')].map((row) => ({
      time: row.querySelector('time')?.dateTime ?? '',
      text: row.textContent ?? '',
    })),
  )

test('follow, search, sources and links', async ({ page, product }) => {
  const agent = agentOf(product)
  await createEndpoint(agent, 'chatty')
  const code = join(mkdtempSync(join(tmpdir(), 'logs-code-')), 'src')
  mkdirSync(code)
  writeFileSync(join(code, 'score.py'), 'def init(): pass\ndef run(data): return data\n')
  expect((await deployLocal(agent, { endpoint: 'chatty', name: 'blue', code, condaText: 'dependencies: [python=3.11]' })).status).toBe(
    'Succeeded',
  )
  rmSync(code, { recursive: true })
  const folder = join(homeLayout(product.home).logs, 'endpoints', 'chatty', 'blue')
  const log = join(folder, 'chatty.blue.1.0.inference-server.log')
  // Before and after the storage initializer, which ran a moment ago.
  const firstMs = Date.now() - hourMs
  const stepMs = (2 * hourMs) / lines
  const text = (number: number) => (number === 4321 ? 'needle in the log' : `line ${String(number).padStart(6, '0')} of the model`)
  writeFileSync(log, Array.from({ length: lines }, (_, number) => logLine(firstMs + number * stepMs, text(number))).join(''))
  const grow = (from: number, count: number) =>
    appendFileSync(
      log,
      Array.from({ length: count }, (_, step) => logLine(firstMs + (lines + from + step) * stepMs, `fresh ${from + step}`)).join(''),
    )

  await test.step('it follows; whoever scrolls up stays where they are, whatever arrives', async () => {
    await page.goto('/endpoints/chatty/logs')
    await expect(list(page)).toContainText('line 019999')
    grow(0, 3)
    await expect(list(page)).toContainText('fresh 2')
    await list(page).hover()
    await page.mouse.wheel(0, -1500)
    await expect(page.getByRole('button', { name: 'To the end' })).toBeVisible()
    const read = await topLine(page)
    grow(3, 250)
    await expect(page.getByRole('button', { name: '250 new lines' })).toBeVisible()
    expect(await topLine(page)).toBe(read)
    await page.getByRole('button', { name: '250 new lines' }).click()
    await expect(list(page)).toContainText('fresh 252')
    grow(253, 1)
    await expect(list(page)).toContainText('fresh 253')
    expect(await list(page).locator('[data-number]').count()).toBeLessThanOrEqual(200)
  })

  await test.step('a search jumps to its match, marks it, and keeps what stands around it', async () => {
    await page.keyboard.press('Control+f')
    await page.keyboard.type('needle')
    await expect(list(page).locator('mark')).toHaveText(['needle'])
    await expect(list(page)).toContainText('line 004320')
    await expect(page.getByRole('status').filter({ hasText: '1 of 1' })).toBeVisible()
    await page.getByRole('searchbox').fill('')
  })

  await test.step('the storage initializer’s lines come in at their time', async () => {
    await page.goto('/endpoints/chatty/logs?sources=inference-server&q=storage')
    await expect(page.getByRole('status').filter({ hasText: 'no match' })).toBeVisible()
    await page.getByRole('button', { name: /^Storage initializer 1$/ }).click()
    await expect(list(page).locator('mark')).toHaveText(['storage'])
    const rows = await drawn(page)
    const at = rows.findIndex((row) => row.text.includes('fake storage initializer'))
    expect(rows[at - 1]?.text).toContain('of the model')
    expect(rows[at + 1]?.text).toContain('of the model')
    expect(rows.map((row) => row.time)).toEqual(rows.map((row) => row.time).sort())
  })

  await test.step('a copied link shows the same again', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const line = list(page).locator('[data-number]').filter({ hasText: 'fake storage initializer' })
    await line.hover()
    await line.getByRole('button', { name: 'Copy link to this line' }).click()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const before = await drawn(page)
    await page.goto(link)
    await expect(list(page)).toContainText('fake storage initializer')
    await expect(page.getByRole('searchbox')).toHaveValue('storage')
    await expect(page.getByRole('button', { name: /^Storage initializer/ })).toHaveAttribute('aria-pressed', 'true')
    await expect(page.getByRole('button', { name: /^Build/ })).toHaveAttribute('aria-pressed', 'false')
    const after = await drawn(page)
    const neighbours = (rows: typeof before) => {
      const at = rows.findIndex((row) => row.text.includes('fake storage initializer'))
      return rows.slice(at - 3, at + 4).map((row) => row.text)
    }
    expect(neighbours(after)).toEqual(neighbours(before))
    await page.reload()
    await expect(list(page)).toContainText('fake storage initializer')
    expect(neighbours(await drawn(page))).toEqual(neighbours(before))
  })
})
