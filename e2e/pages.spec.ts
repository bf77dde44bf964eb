/** What the first load of list and detail weighs, over the production build on the fake runtime: the pages are looked at, not the models. */
import { gzipSync } from 'node:zlib'
import { lightPages } from '../test/product/light-pages'
import { expect, test } from './fixtures'

/** Compressed JavaScript named by the page itself, in kB: never to be raised. */
const firstLoadKb = 260
/** Words that only the chart library's and the editor's own code contains. */
const heavy = { charts: 'recharts-wrapper', editor: 'monaco-mouse-cursor-text' }

test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })
test.describe.configure({ mode: 'serial' })

const endpoint = '/endpoints/diabetes'
const light = lightPages(endpoint)
test('deploys the sample to look at', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Deploy the sample' }).click()
  await page.waitForURL('**/endpoints/diabetes**')
  await page.goto('/endpoints')
  await expect(page.getByRole('row', { name: /diabetes/ })).toContainText('Healthy', { timeout: 60_000 })
})

test('list and detail stay light, charts and editor come with their own pages alone', async ({ page, product }) => {
  const code = new Map<string, string>()
  const read = async (path: string) => {
    const known = code.get(path)
    if (known !== undefined) return known
    const text = await (await page.request.get(product.url + path)).text()
    code.set(path, text)
    return text
  }
  for (const path of light) {
    const html = await (await page.request.get(product.url + path)).text()
    // A browser that knows modules leaves `nomodule` scripts alone.
    const tags = [...html.matchAll(/<script[^>]+src="(\/_next\/[^"]+\.js)[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag))
    const scripts = [...new Set(tags.map(([, found]) => found ?? ''))]
    expect(scripts.length).toBeGreaterThan(0)
    const texts = await Promise.all(scripts.map(read))
    const kb = texts.reduce((sum, text) => sum + gzipSync(text).length, 0) / 1024
    console.log(`${path}: ${kb.toFixed(0)} kB in ${scripts.length} scripts`)
    expect(kb, path).toBeLessThan(firstLoadKb)
    for (const [what, mark] of Object.entries(heavy))
      expect(texts.filter((text) => text.includes(mark)).length, `${what} on ${path}`).toBe(0)
  }
})
