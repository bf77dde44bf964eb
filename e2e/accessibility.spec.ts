/** Every page and the main dialogs: axe in both themes, and on a narrow screen. Over the fake runtime: what is looked at is the studio. */
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { putEnvironmentVersion, putModelVersion } from '@/lib/arm/assets'
import { readLocalTree } from '@/lib/arm/local-files'
import { uploadTree } from '@/lib/arm/upload'
import { connectionTo } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { expect, test } from './fixtures'

test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })
test.describe.configure({ mode: 'serial' })
// A trace of a hundred looks at whole pages costs more than the looks.
test.use({ expectedConsoleErrors: ['404'], trace: 'off' })

const endpoint = '/endpoints/diabetes'
const sample = join(import.meta.dirname, '..', 'samples', 'diabetes-regression')
const narrow = 390
const wide = { width: 1280, height: 800 }
const pages = [
  '/',
  '/endpoints',
  ...['', '?step=authentication', '?step=tags', '?step=review'].map((step) => `/endpoints/new${step}`),
  ...['overview', 'deployments', 'deployments/blue', 'traffic', 'test', 'logs', 'metrics', 'consume', 'yaml'].map(
    (tab) => `${endpoint}/${tab}`,
  ),
  ...['model', 'code', 'compute', 'limits', 'traffic', 'review'].map((step) => `${endpoint}/deployments/new?step=${step}`),
  ...['model', 'review'].map((step) => `${endpoint}/deployments/blue/edit?step=${step}`),
  ...['/models', '/environments'].flatMap((list) => [list, `${list}/looked-at`, `${list}/looked-at/versions/1`]),
  ...['calculator', 'use', 'sizes&compare=Standard_DS3_v2&model=500', 'load', 'prices'].map((view) => `/quota?view=${view}`),
  '/projects',
  '/activity',
  ...['general', 'folders', 'python', 'docker', 'connections', 'storage', 'about'].map((section) => `/settings/${section}`),
  '/endpoints/none-such',
  '/no-such-page',
]

/** What lies over a page: by its address, or by what opens it. */
const overlays: [name: string, path: string, open?: (page: Page) => Promise<void>][] = [
  ['delete endpoint', `${endpoint}/overview?dialog=delete`],
  ['JSON of the endpoint', `${endpoint}/overview?json=endpoint`],
  ['register a model', '/models?register=1'],
  ['deploy a model', '/models/looked-at?dialog=deploy'],
  ['register an environment', '/environments?register=1'],
  ['commands', '/', (page) => page.keyboard.press('Control+k')],
  ['shortcuts', '/endpoints', (page) => page.keyboard.press('?')],
  ['running operations', '/', (page) => page.getByRole('button', { name: 'Activity', exact: true }).click()],
  ['preferences', '/', (page) => page.getByRole('button', { name: 'Theme, language, sign-out' }).click()],
  ['actions of a row', '/endpoints', (page) => page.getByRole('button', { name: 'Actions for diabetes' }).click()],
  ['actions of the endpoint', `${endpoint}/traffic`, (page) => page.getByRole('button', { name: 'More actions', exact: true }).click()],
  ['take offline', `${endpoint}/traffic`, (page) => page.getByRole('button', { name: 'Take offline' }).click()],
  ['browse', `${endpoint}/deployments/new`, (page) => page.getByRole('button', { name: 'Browse…' }).first().click()],
  ['save an example', `${endpoint}/test`, (page) => page.getByRole('button', { name: 'Save as example' }).click()],
  ['remove everything', '/settings/storage', (page) => page.getByRole('button', { name: 'Remove everything', exact: true }).click()],
]

/**
 * Findings that stay: what is found is looked at again for three seconds, because a field that becomes editable or a chart that takes its
 * new size is between two states for a moment.
 */
async function lasting(look: () => Promise<string[]>): Promise<string[]> {
  const end = performance.now() + 3000
  // On a busy machine one look takes that long: it is not judged by a single one.
  for (let looks = 1; ; looks += 1) {
    const found = await look()
    if (found.length === 0 || (looks >= 4 && performance.now() > end)) return found
  }
}

/** As axe tells of a rule that is broken; the library's own types come with no package of ours. */
interface Violation {
  id: string
  impact?: string | null
  nodes: { html: string }[]
}
interface Axe {
  run(context: object, options: object): Promise<{ violations: Violation[] }>
}

// What is being read out for some seconds may name a button that is gone; it is not on the page.
const readOut = '[data-live-announcer]'
/** Preloading reads every style sheet anew, for rules about sound and about turned screens that are none of these. */
const options = { resultTypes: ['violations' as const], preload: false }

function grave(theme: string, violations: Violation[]): string[] {
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${theme} ${id} ×${nodes.length}: ${nodes[0]?.html.slice(0, 300)}`)
}

/** The dark theme differs in colours alone, so only those are looked at again, by the axe that the first look left in the page. */
async function findings(page: Page): Promise<string[]> {
  const light = await lasting(async () => {
    const { violations } = await new AxeBuilder({ page }).exclude(readOut).setLegacyMode().options(options).analyze()
    return grave('light', violations)
  })
  await page.evaluate(async () => {
    document.documentElement.classList.replace('light', 'dark')
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished))
  })
  const dark = await lasting(async () => {
    const violations = await page.evaluate(
      async ([exclude, shared]) => {
        const { axe } = window as Window & { axe?: Axe }
        if (!axe) throw new Error('the first look left no axe in the page')
        return (await axe.run({ exclude: [[exclude]] }, { ...shared, runOnly: ['color-contrast'] })).violations
      },
      [readOut, options] as const,
    )
    return grave('dark', violations)
  })
  return [...light, ...dark]
}

/** What the visit of each place found, by place; empty when all is well. */
async function visit(page: Page, path: string, open?: (page: Page) => Promise<void>): Promise<string[]> {
  await page.setViewportSize(wide)
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  const isOverlay = open !== undefined || /[?&](dialog|json|register)=/.test(path)
  if (open)
    // A press from before the page is alive does nothing.
    await expect(async () => {
      if ((await page.getByRole('dialog').or(page.getByRole('alertdialog')).or(page.getByRole('menu')).count()) === 0) await open(page)
      await expect(page.getByRole('dialog').or(page.getByRole('alertdialog')).or(page.getByRole('menu')).first()).toBeVisible({
        timeout: 1500,
      })
    }).toPass({ timeout: 15_000 })
  else if (isOverlay) await expect(page.getByRole('dialog').or(page.getByRole('alertdialog')).first()).toBeVisible()
  const found = await findings(page)
  await page.setViewportSize({ width: narrow, height: 844 })
  const tooWide = await lasting(async () => {
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    return width > narrow ? [`${width} px wide on a screen of ${narrow} px`] : []
  })
  return [...found, ...tooWide]
}

test.beforeEach(async ({ context, product }) => {
  await context.addCookies([{ name: 'scorepoint_theme', value: 'light', url: product.url }])
})

test('deploys and registers what is looked at', async ({ page, product }) => {
  const connection = connectionTo(agentOf(product))
  const { datastoreUri } = await uploadTree(connection, await readLocalTree(join(sample, 'model-blue')))
  await putModelVersion(connection, 'looked-at', '1', { properties: { modelUri: datastoreUri, modelType: 'custom_model' } })
  await putEnvironmentVersion(connection, 'looked-at', '1', {
    properties: {
      image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest',
      condaFile: 'dependencies: [python=3.11]',
      osType: 'Linux',
    },
  })
  await page.goto('/')
  await page.getByRole('button', { name: 'Deploy the sample' }).click()
  await page.waitForURL(`**${endpoint}**`)
  await page.goto('/endpoints')
  await expect(page.getByRole('row', { name: /diabetes/ })).toContainText('Healthy', { timeout: 60_000 })
})

test('no page has a serious finding in either theme, or is wider than a narrow screen', async ({ page }) => {
  test.setTimeout(480_000)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const found: Record<string, string[]> = {}
  for (const path of pages) {
    const here = await visit(page, path)
    if (here.length > 0) found[path] = here
  }
  expect(found).toEqual({})
})

test('no dialog or menu has a serious finding in either theme, or is wider than a narrow screen', async ({ page }) => {
  test.setTimeout(480_000)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const found: Record<string, string[]> = {}
  for (const [name, path, open] of overlays) {
    const here = await visit(page, path, open).catch((error: Error) => [`not looked at: ${error.message.slice(0, 400)}`])
    if (here.length > 0) found[name] = here
  }
  expect(found).toEqual({})
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
