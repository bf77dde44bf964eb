import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixtures'

const pages = ['/', '/endpoints', '/endpoints/new', '/endpoints/none-such']
const themes = ['light', 'dark'] as const

for (const theme of themes)
  for (const path of pages)
    test(`${path} has no serious accessibility finding in the ${theme} theme`, async ({
      page,
      context,
      product,
      expectedConsoleErrors,
    }) => {
      expectedConsoleErrors.push('404')
      await context.addCookies([{ name: 'scorepoint_theme', value: theme, url: product.url }])
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    })

test('the studio speaks German throughout when asked', async ({ page, context, product }) => {
  await context.addCookies([{ name: 'scorepoint_locale', value: 'de', url: product.url }])
  for (const path of ['/', '/endpoints', '/endpoints/new']) {
    await page.goto(path)
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    // A missing message would show its key, e.g. `endpoints.title`.
    expect(await page.getByRole('main').innerText()).not.toMatch(/\b(home|endpoints|frame|wizard|ui)\.[a-z]+[A-Z]?\w*\b/)
  }
})
