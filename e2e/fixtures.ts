/** `product`: one running instance for all journeys of a worker. `page`: signed in; an unexpected console error or failed request fails the test. */
import { test as base, expect, type Page, type Response } from '@playwright/test'
import { type Product, startProduct } from '../test/product/start-product'

interface TestFixtures {
  /** Substrings of console errors a test provokes on purpose. */
  expectedConsoleErrors: string[]
}
interface WorkerFixtures {
  /** Settings of the product; `{ SCOREPOINT_RUNTIME: 'fake' }` where the studio is looked at and not the models. */
  productEnv: Record<string, string>
  product: Product
}

/** `SCOREPOINT_TEST_SLOW=8` makes the browser's processor that much slower: what a busy machine does to a page that is not yet awake. */
async function slowDown(page: Page): Promise<void> {
  const rate = Number(process.env.SCOREPOINT_TEST_SLOW ?? 1)
  if (!(rate > 1)) return
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
}

/**
 * A page drawn by the server shows buttons before React owns them: on a busy machine a click then does nothing and typed text is lost.
 * React marks the elements it owns; Monaco's own are never marked.
 */
async function awakeAfter(page: Page, navigation: Promise<Response | null>): Promise<Response | null> {
  const response = await navigation
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('button, input, textarea, select')].every(
        (control) => control.closest('.monaco-editor') !== null || Object.keys(control).some((key) => key.startsWith('__reactProps$')),
      ),
    undefined,
    { timeout: 60_000, polling: 100 },
  )
  return response
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  expectedConsoleErrors: [[], { option: true }],
  productEnv: [{}, { option: true, scope: 'worker' }],
  product: [
    async ({ productEnv }, use) => {
      const product = await startProduct({ env: productEnv })
      await use(product)
      await product.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  context: async ({ context, product }, use) => {
    const [name = '', value = ''] = (await product.signIn()).split('=')
    await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
    context.on('page', (page) => {
      const goto = page.goto.bind(page)
      const reload = page.reload.bind(page)
      page.goto = async (...args) => awakeAfter(page, goto(...args))
      page.reload = async (...args) => awakeAfter(page, reload(...args))
    })
    await use(context)
  },
  page: async ({ page, expectedConsoleErrors }, use) => {
    await slowDown(page)
    const unexpected: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') unexpected.push(`${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => unexpected.push(String(error.stack ?? error)))
    await use(page)
    // Chromium drops what it reads when a network interface appears, as containers make them; the product reads again.
    expect(
      unexpected.filter((text) => ![...expectedConsoleErrors, 'net::ERR_NETWORK_CHANGED'].some((part) => text.includes(part))),
    ).toEqual([])
  },
})

export { expect }
