/**
 * The failure card of each broken sample, read in the browser. Module name, line and nesting are changed here, so a card can only be
 * right by having understood this very failure. `killed` and `memory` have no line to name.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEndpoint, deployLocal } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { expect, test } from './fixtures'

const broken = join(import.meta.dirname, '../samples/broken')
const moduleName = `zz_${Math.random().toString(36).slice(2, 8)}`
const blankLines = 3 + Math.floor(Math.random() * 20)

interface Case {
  sample: string
  change: (text: string) => string
  /** The source line the card must point at. */
  at?: string
  shows: RegExp
}

/** Puts a call between the caller and what it calls. */
const deeper = (text: string, call: string) => text.replace(call, `(lambda: (lambda: ${call})())()`)
const cases: Case[] = [
  {
    sample: 'init-raises',
    change: (text) => deeper(text, 'read_threshold("medium")'),
    at: 'raise ValueError',
    shows: /threshold named medium/,
  },
  {
    sample: 'missing-module',
    change: (text) => text.replaceAll('lightgbm', moduleName),
    at: `import ${moduleName}`,
    shows: new RegExp(moduleName),
  },
  { sample: 'syntax-error', change: (text) => text, at: 'factor = float(', shows: /never closed/ },
  { sample: 'wrong-model-path', change: (text) => deeper(text, 'json.load(file)'), at: 'with open(', shows: /weights\.json/ },
  { sample: 'hang', change: (text) => text.replaceAll('granted', 'given'), at: 'given.wait()', shows: /init\(\)/ },
  { sample: 'killed', change: (text) => deeper(text, 'os.kill(os.getpid(), signal.SIGKILL)'), shows: /SIGKILL/ },
  {
    // No rule knows this one: the words of an own exception in a language of its own, and an exit code of its own.
    sample: 'killed',
    change: (text) => text.replace('os.kill(os.getpid(), signal.SIGKILL)', 'print("error: the flux is gone", flush=True) or os._exit(77)'),
    shows: /the flux is gone/,
  },
]

test('each broken sample names its true cause on its card', async ({ page, product }) => {
  test.setTimeout(150_000)
  const agent = agentOf(product)
  await createEndpoint(agent, 'broken')
  const folder = mkdtempSync(join(tmpdir(), 'broken-'))
  const deployed = await Promise.all(
    cases.map(async (one, index) => {
      const name = `case-${index}`
      const copy = join(folder, name)
      cpSync(join(broken, one.sample), copy, { recursive: true })
      const script = join(copy, 'onlinescoring', 'score.py')
      const text = `${'#\n'.repeat(blankLines)}${one.change(readFileSync(script, 'utf8'))}`
      writeFileSync(script, text)
      const model = join(copy, 'model')
      const isHang = one.sample === 'hang'
      const operation = await deployLocal(agent, {
        endpoint: 'broken',
        name,
        code: join(copy, 'onlinescoring'),
        condaText: readFileSync(join(copy, 'environment', 'conda.yaml'), 'utf8'),
        ...(existsSync(model) ? { model } : {}),
        ...(isHang
          ? { properties: { readinessProbe: { initialDelay: 'PT1S', period: 'PT1S', timeout: 'PT1S', failureThreshold: 5 } } }
          : {}),
      })
      const line = one.at === undefined ? undefined : text.split('\n').findIndex((row) => row.includes(one.at ?? '')) + 1
      return { ...one, name, line, operation }
    }),
  )
  rmSync(folder, { recursive: true })
  for (const { name, line, shows, operation } of deployed) {
    expect(operation.status).toBe('Failed')
    await page.goto(`/endpoints/broken/deployments/${name}`)
    const main = page.getByRole('main')
    await expect(main.getByText(shows).first()).toBeVisible()
    if (line !== undefined) await expect(main.getByText(`score.py:${line}`).first()).toBeVisible()
  }
  await page.goto('/endpoints/broken')
  await expect(page.getByRole('main').getByText('the flux is gone').first()).toBeVisible()
})
