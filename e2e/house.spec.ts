/** Activity, palette, settings, the end of everything: over the fake runtime, so that nothing is installed. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { localWorkspaceId } from '../lib/contract/arm/scope'
import { homeLayout } from '../lib/domain/home-layout'
import { everyProcess } from '../test/product/product-agent'
import { startProduct } from '../test/product/start-product'
import { test as base, expect } from './fixtures'

const test = base.extend({
  product: [
    // A data folder of its own to the last file: what is cleaned here is shared with no other test.
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const product = await startProduct({ env: { SCOREPOINT_RUNTIME: 'fake' }, home: mkdtempSync(join(tmpdir(), 'scorepoint-house-')) })
      await use(product)
      await product.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
test.describe.configure({ mode: 'serial' })
test.use({ contextOptions: { reducedMotion: 'no-preference' } })

test.beforeAll(async ({ product }) => {
  for (const name of ['alpha', 'beta', 'gamma'])
    await product.agent(`${localWorkspaceId}/onlineEndpoints/${name}?api-version=2024-04-01`, {
      method: 'PUT',
      body: { location: 'local', properties: { authMode: 'Key' } },
    })
})

async function noSeriousFindings(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => [one.id, one.nodes[0]?.html]),
  ).toEqual([])
}

test('shows every operation, keeps its filter over a reload, and empties the tray for good', async ({ page }) => {
  await page.goto('/activity')
  const list = page.getByRole('list', { name: 'Activity' })
  await expect(list.getByRole('listitem')).toHaveCount(3)
  await page.keyboard.press('/')
  await page.keyboard.type('beta')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await page.reload()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await list.getByRole('button', { name: /Create endpoint beta/ }).press('Enter')
  await expect(page).toHaveURL(/open=/)
  await expect(page.getByRole('list', { name: 'Phases' })).toBeVisible()
  await noSeriousFindings(page)

  await page.getByRole('button', { name: 'Activity', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Activity' }).getByRole('listitem')).toHaveCount(3)
  await page.getByRole('button', { name: 'Dismiss beta' }).click()
  await expect(page.getByRole('dialog', { name: 'Activity' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Dismiss finished' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Activity', exact: true }).click()
  await expect(page.getByText('Nothing runs, and nothing waits to be seen.')).toBeVisible()
})

test('goes anywhere and changes the theme by keyboard alone', async ({ page }) => {
  await page.goto('/endpoints')
  await expect(page.getByRole('link', { name: 'alpha' }).first()).toBeVisible()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await expect(palette).toBeVisible()
  await page.keyboard.type('gamma')
  await expect(palette.getByRole('menuitem').first()).toContainText('gamma')
  await noSeriousFindings(page)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/endpoints/gamma')
  await page.keyboard.press('l')
  await page.waitForURL('**/endpoints/gamma/logs')
  await page.keyboard.press(']')
  await page.waitForURL('**/endpoints/alpha/logs')
  // The second key has a second and a half, which a held-up page may miss.
  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.waitForURL('**/activity', { timeout: 3000 })
  }).toPass()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('theme dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveClass(/dark/)
  // What was used last comes first.
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('menuitem').first()).toContainText('Theme: Dark')
  await page.keyboard.press('Escape')

  await page.goto('/settings/general')
  await page.getByText('Single keys do something').click()
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  expect(page.url()).toContain('/settings/general')
})

test('allows folders, cleans what nobody uses, and says what it is', async ({ page, product }) => {
  const folder = mkdtempSync(join(tmpdir(), 'scorepoint-work-'))
  try {
    await page.goto('/settings/folders')
    const field = page.getByRole('textbox', { name: 'Another folder' })
    await field.fill('/proc')
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await expect(page.getByText('it belongs to the system')).toBeVisible()
    await field.fill(folder)
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await expect(page.getByRole('cell', { name: folder, exact: true })).toBeVisible()
    await noSeriousFindings(page)
    await page.goto('/settings/python')
    await expect(page.getByRole('heading', { name: 'Pythons of this computer' })).toBeVisible()

    const { cache, env } = homeLayout(product.home)
    mkdirSync(join(cache, 'uv-cache'), { recursive: true })
    writeFileSync(join(cache, 'uv-cache', 'wheel'), 'w'.repeat(100_000))
    await page.goto('/settings/storage')
    await expect(page.getByText('Package cache', { exact: true })).toBeVisible()
    await noSeriousFindings(page)
    await page.getByRole('button', { name: 'Remove everything unused' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByText(/freed, 1 item removed/)).toBeVisible()
    expect(existsSync(join(cache, 'uv-cache'))).toBe(false)
    expect(existsSync(env)).toBe(false)

    await page.goto('/settings/about')
    await expect(page.getByText('Copy diagnostics')).toBeVisible()
    await noSeriousFindings(page)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.describe('the end', () => {
  // The page outlives the studio by a moment.
  test.use({ expectedConsoleErrors: ['net::ERR_CONNECTION_REFUSED', 'net::ERR_INCOMPLETE_CHUNKED_ENCODING', 'net::ERR_CONNECTION_RESET'] })

  test('removes everything after the words were typed: no process, no file', async ({ page, product }) => {
    await page.goto('/settings/storage')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download backup' }).click()])
    expect(download.suggestedFilename()).toMatch(/^scorepoint-.*\.tar$/)
    await page.getByRole('button', { name: 'Remove everything', exact: true }).click()
    await page.getByRole('textbox', { name: 'Confirm' }).fill('remove everything')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove everything' }).click()
    await expect(page.getByRole('alert').getByText('Scorepoint is ending and removes its data')).toBeVisible()
    await expect.poll(() => existsSync(product.home), { timeout: 15_000 }).toBe(false)
    await expect.poll(() => everyProcess(product.home), { timeout: 15_000 }).toEqual([])
  })
})
