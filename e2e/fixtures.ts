/** `product`: one running instance for all journeys of a worker. `page`: signed in; an unexpected console error or failed request fails the test. */
import { test as base, expect } from '@playwright/test'
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
    await use(context)
  },
  page: async ({ page, expectedConsoleErrors }, use) => {
    const unexpected: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') unexpected.push(`${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => unexpected.push(String(error.stack ?? error)))
    await use(page)
    expect(unexpected.filter((text) => !expectedConsoleErrors.some((part) => text.includes(part)))).toEqual([])
  },
})

export { expect }
