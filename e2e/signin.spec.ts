import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures'

/** A fresh sign-in address, as `npm run signin` prints it. */
function freshAddress(home: string, port: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../dist/launcher.mjs'), 'signin'], {
    encoding: 'utf8',
    env: { ...process.env, SCOREPOINT_HOME: home, SCOREPOINT_PORT: port },
  })
  const address = /http:\S+#code=\S+/.exec(stdout)?.[0]
  if (!address) throw new Error(`no address in: ${stdout}${stderr}`)
  return address
}

test('the printed address signs in once and leaves no code in the address bar', async ({ browser, product }) => {
  const address = freshAddress(product.home, new URL(product.url).port)
  const stranger = await browser.newContext()
  const page = await stranger.newPage()
  await page.goto(`${product.url}/endpoints?sort=name`)
  await expect(page).toHaveURL(/\/signin\?to=%2Fendpoints%3Fsort%3Dname$/)
  // Seen from localhost, too: the redirect keeps the fragment.
  await page.goto(address.replace('127.0.0.1', 'localhost'))
  await expect(page).not.toHaveURL(/signin/)
  expect(page.url()).not.toContain('code=')
  expect(new URL(page.url()).hostname).toBe('127.0.0.1')
  await stranger.close()

  const third = await browser.newContext()
  const deep = await third.newPage()
  await deep.goto(`${product.url}/endpoints?sort=name`)
  await deep.getByRole('textbox').fill(product.token)
  await deep.getByRole('button', { name: 'Sign in' }).click()
  // The place that was asked for is where one arrives.
  await expect(deep).toHaveURL(`${product.url}/endpoints?sort=name`)
  await third.close()

  const second = await browser.newContext()
  const again = await second.newPage()
  await again.goto(address)
  await expect(
    again
      .getByRole('alert')
      .or(again.getByText(/not valid|no longer valid|expired|already/i))
      .first(),
  ).toBeVisible()
  await expect(again).toHaveURL(/\/signin/)
  await second.close()
})

test('a signed-in person sees the home page without console errors or accessibility faults', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('main')).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
})
