/** The whole way of an endpoint in German with the keyboard alone: nothing is clicked, filled or focused by the test. */
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'

const sample = join(import.meta.dirname, '..', 'samples', 'diabetes-regression')
const row = '[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]'

const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement)

/** Presses Tab until `target` has the focus: what a person without a mouse does. */
async function reach(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab') {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < 90; presses += 1) {
    if (await isFocused(target)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${target} is not reached by ${key}`)
}

async function write(page: Page, label: string | RegExp, text: string) {
  await reach(page, page.getByRole('textbox', { name: label }))
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

async function press(page: Page, name: string | RegExp, key?: 'Shift+Tab') {
  await reach(page, page.getByRole('button', { name, exact: true }), key)
  await page.keyboard.press('Enter')
}

/** From the first step to the answer of the button "Bereitstellen". */
async function deploy(page: Page, name: string) {
  await page.waitForURL('**/deployments/new')
  await expect(page.getByRole('heading', { level: 1, name: 'Neue Bereitstellung' })).toBeVisible()
  await write(page, /^Name der Bereitstellung/, name)
  await write(page, 'Modelldatei oder -ordner', join(sample, `model-${name}`))
  await press(page, 'Weiter: Code und Umgebung')
  await expect(page.getByRole('textbox', { name: 'Codeordner' })).toBeVisible()
  await write(page, 'Codeordner', join(sample, 'onlinescoring'))
  await write(page, 'Bewertungsskript', 'score.py')
  await expect(page.getByText(/init\(\) in Zeile \d+, run\(raw_data\) in Zeile \d+/)).toBeVisible()
  await write(page, 'Conda-Datei', join(sample, 'environment', 'conda.yaml'))
  for (const step of ['Rechenleistung', 'Prüfungen und Grenzen', 'Datenverkehr', 'Überprüfen']) {
    await press(page, `Weiter: ${step}`)
    // Reading goes on at the new step, not at the end of the one before.
    await expect(page.getByRole('heading', { level: 2, name: step, exact: true })).toBeFocused()
  }
  await press(page, 'Bereitstellen')
  await page.waitForURL('**/endpoints/zucker/overview')
  await expect(page.getByText(`${name} ist bereitgestellt`)).toBeVisible({ timeout: 120_000 })
}

// A pause in typing asks about a path that is not whole yet.
test.use({ expectedConsoleErrors: ['/api/files/'] })
test.use({ contextOptions: { reducedMotion: 'no-preference' } })

test('creates, deploys, tests, splits and deletes by keyboard in German', async ({ page, context, product }) => {
  test.setTimeout(300_000)
  await context.addCookies([{ name: 'scorepoint_locale', value: 'de', url: product.url }])
  await page.goto('/')

  await test.step('creates an endpoint', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(async () => {
      await page.keyboard.press('c')
      await page.waitForURL('**/endpoints/new', { timeout: 3000 })
    }).toPass()
    await write(page, /^Name/, 'zucker')
    await expect(page.getByText('Dieser Name ist frei.')).toBeVisible()
    for (const step of ['Authentifizierung', 'Tags', 'Prüfen']) {
      await press(page, `Weiter: ${step}`)
      await expect(page.getByRole('heading', { level: 2, name: step, exact: true })).toBeFocused()
    }
    await press(page, 'Endpunkt erstellen')
    await page.waitForURL('**/endpoints/zucker')
    await expect(page.getByRole('heading', { level: 1, name: 'zucker' })).toBeVisible()
  })

  await test.step('deploys both models with the wizard', async () => {
    await page.keyboard.press('c')
    await deploy(page, 'blue')
    await page.keyboard.press('c')
    await deploy(page, 'green')
  })

  await test.step('reads an answer', async () => {
    await page.keyboard.press('t')
    await page.waitForURL('**/endpoints/zucker/test')
    await write(page, 'Anfragetext', `{"data": [${row}]}`)
    await page.keyboard.press('Control+Enter')
    const answer = page.getByRole('region', { name: 'Antwort', exact: true })
    await expect(answer.getByText('200 OK')).toBeVisible({ timeout: 30_000 })
    await expect(answer).toContainText(/"model":.*blue/)
    // Still in the field: the next request needs no way back.
    await expect(page.getByRole('textbox', { name: 'Anfragetext' })).toBeFocused()
  })

  await test.step('splits 90 to 10', async () => {
    await reach(page, page.getByRole('tab', { name: 'Testen', exact: true }), 'Shift+Tab')
    await page.keyboard.press('ArrowLeft')
    await expect(page.getByRole('tab', { name: 'Datenverkehr', exact: true })).toBeFocused()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/endpoints/zucker/traffic')
    await write(page, 'Prozent für green', '10')
    await press(page, 'Aufteilung anwenden')
    await expect(page.getByText(/Jetzt live: blue 90.*green 10/)).toBeVisible()
  })

  await test.step('deletes it by typing its name', async () => {
    await press(page, 'Weitere Aktionen', 'Shift+Tab')
    const item = page.getByRole('menuitem', { name: 'Endpunkt löschen' })
    await expect(item).toBeVisible()
    await page.keyboard.press('End')
    await expect(item).toBeFocused()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('alertdialog', { name: 'zucker löschen?' })
    await expect(dialog.getByRole('textbox')).toBeFocused()
    await page.keyboard.type('zucker')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/endpoints')
    await expect(page.getByRole('link', { name: 'zucker' })).toHaveCount(0, { timeout: 30_000 })
    // The focus is on the page, and its keys work.
    await page.keyboard.press('c')
    await page.waitForURL('**/endpoints/new')
  })
})
