import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

const sample = join(import.meta.dirname, '..', 'samples', 'diabetes-regression')

/** Sends the prefilled request and answers what the model said about itself. */
async function send(page: Page, target: string): Promise<string> {
  await page.goto('/endpoints/diabetes/test')
  await page.locator('label', { hasText: target }).first().click()
  await page.getByRole('button', { name: /^Send/ }).first().click()
  const response = page.getByRole('region', { name: 'Response' })
  await expect(response.getByText('200', { exact: false }).first()).toBeVisible({ timeout: 30_000 })
  const body = await response.textContent()
  return /"model":\s*"([^"]+)"/.exec(body ?? '')?.[1] ?? `no model in: ${body}`
}

test.describe.configure({ mode: 'serial' })
test.use({ contextOptions: { reducedMotion: 'no-preference' } })

test('deploys the sample from the home page and shows a prediction', async ({ page }) => {
  test.setTimeout(240_000)
  await page.goto('/')
  await page.getByRole('button', { name: 'Deploy the sample' }).click()
  await page.waitForURL('**/endpoints/diabetes**')
  await expect(page.getByRole('list', { name: 'Steps of blue' })).toBeVisible()
  await expect(page.getByText('blue is deployed')).toBeVisible({ timeout: 200_000 })
  await expect(page.getByText('predictions')).toBeVisible({ timeout: 30_000 })
  expect(await send(page, 'By traffic')).toContain('blue')
})

test('puts a second deployment behind the endpoint with the wizard', async ({ page }) => {
  test.setTimeout(240_000)
  await page.goto('/endpoints/diabetes/deployments/new')
  await expect(page.getByRole('textbox', { name: /Deployment name/ })).toHaveValue('green')
  await page.getByRole('textbox', { name: 'Model file or folder' }).fill(join(sample, 'model-green'))
  await page.getByRole('button', { name: /^Next/ }).click()
  await page.getByRole('textbox', { name: 'Code folder' }).fill(join(sample, 'onlinescoring'))
  await page.getByRole('textbox', { name: 'Scoring script' }).fill('score.py')
  await expect(page.getByText(/init\(\) at line \d+, run\(raw_data\) at line \d+/)).toBeVisible()
  await page.getByRole('textbox', { name: 'Conda file' }).fill(join(sample, 'environment', 'conda.yaml'))
  for (const step of ['Compute', 'Probes and limits', 'Traffic', 'Review']) {
    await page.getByRole('button', { name: /^Next/ }).click()
    await expect(page.getByRole('heading', { name: step, exact: true, level: 2 }).first()).toBeAttached()
  }
  await expect(page.getByText(/az ml online-deployment create/)).toBeVisible()
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.waitForURL('**/endpoints/diabetes/overview')
  await expect(page.getByText('green is deployed')).toBeVisible({ timeout: 200_000 })
  expect(await send(page, 'green')).toContain('green')
})

test('moves traffic and sees it observed', async ({ page, product }) => {
  await page.goto('/endpoints/diabetes/traffic')
  const percent = page.getByRole('textbox', { name: 'Percent for green' })
  await percent.fill('10')
  await percent.press('Tab')
  await expect(page.getByText('Not applied yet')).toBeVisible()
  await page.getByRole('button', { name: 'Apply split' }).click()
  await expect(page.getByText(/Live now: blue 90.*green 10/)).toBeVisible()
  const endpoint =
    '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.MachineLearningServices/workspaces/local/onlineEndpoints/diabetes'
  const keys = JSON.parse((await product.agent(`${endpoint}/listKeys`, { method: 'POST' })).text) as { primaryKey: string }
  const models: string[] = []
  for (let index = 0; index < 100; index += 1) {
    const answer = await fetch(`${product.scoringUrl}/api/v1/endpoint/diabetes/score`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.primaryKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data: [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]] }),
    })
    models.push(((await answer.json()) as { model: string }).model)
  }
  expect(models.filter((model) => model.includes('green'))).toHaveLength(10)
})

test('reads the logs of both containers', async ({ page }) => {
  await page.goto('/endpoints/diabetes/logs?deployment=blue')
  const log = page.getByRole('log', { name: 'Log' })
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('Loaded')
  await page.keyboard.press('Enter')
  await expect(log.getByText(/Loaded .*blue/).first()).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('')
  for (const source of ['Inference server', 'Build', 'Events']) await page.getByRole('button', { name: new RegExp(`^${source}`) }).click()
  await expect(log.getByText(/diabetes\.joblib/).first()).toBeVisible()
})

test('shows how to call the endpoint without showing the key', async ({ page }) => {
  await page.goto('/endpoints/diabetes/consume')
  await expect(page.getByText('This address exists on this computer only', { exact: false })).toBeVisible()
  const before = await page.content()
  await page.getByRole('button', { name: 'Show: Primary key' }).click()
  await expect(page.getByRole('button', { name: 'Hide: Primary key' })).toBeVisible()
  const key = (await page.locator('code').allTextContents()).find((text) => /^[A-Za-z0-9+/=_-]{24,}$/.test(text))
  expect(key).toBeTruthy()
  expect(before).not.toContain(key)
})

test('deletes everything by typing the name', async ({ page }) => {
  await page.goto('/endpoints/diabetes?dialog=delete')
  const confirm = page.getByRole('button', { name: 'Delete endpoint' })
  await page.getByRole('textbox', { name: 'Endpoint name' }).fill('diabetes')
  await confirm.click()
  await page.waitForURL('**/endpoints')
  await expect(page.getByRole('link', { name: 'diabetes' })).toHaveCount(0, { timeout: 30_000 })
})
