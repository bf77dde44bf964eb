/** Register → look → deploy → edit → clone → draft → JSON. The runtime is the fake one: what is deployed is not the point here, what is asked for is. */
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { codeEditor, expectText } from './code-editor'
import { expect, test } from './fixtures'

test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })
const sample = join(import.meta.dirname, '..', 'samples', 'diabetes-regression')

async function serious(page: Page): Promise<string[]> {
  // What is being read out for some seconds after a button was busy may name a button that is gone; it is not on the page.
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

test('a model is registered, deployed, edited, cloned, drafted and read as JSON', async ({ page, product }) => {
  test.setTimeout(240_000)
  const workspace =
    '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.MachineLearningServices/workspaces/local'
  const made = await product.agent(`${workspace}/onlineEndpoints/prices?api-version=2022-10-01`, {
    method: 'PUT',
    body: { location: 'local', properties: { authMode: 'Key' } },
  })
  expect(made.status).toBe(201)

  await page.goto('/models')
  await page.getByRole('button', { name: 'Register model' }).click()
  await page.getByRole('textbox', { name: /^Name/ }).fill('diabetes')
  await page.getByRole('textbox', { name: 'Model file or folder' }).fill(join(sample, 'model-blue'))
  await page.getByRole('textbox', { name: /^Tags/ }).fill('team=risk')
  expect(await serious(page)).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Register model' }).click()
  await page.waitForURL('**/models/diabetes/versions/1')
  await expect(page.getByRole('list', { name: 'Files' }).getByText('model-blue')).toBeVisible()
  expect(await serious(page)).toEqual([])

  await page.getByRole('button', { name: 'Deploy' }).click()
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /prices/ })
    .click()
  await page.waitForURL('**/endpoints/prices/deployments/new?**')
  const yaml = await codeEditor(page, 'Deployment YAML')
  await expectText(yaml, /model: azureml:diabetes:1/)
  await page.getByRole('button', { name: /^Next/ }).click()
  await page.getByRole('textbox', { name: 'Code folder' }).fill(join(sample, 'onlinescoring'))
  await page.getByRole('textbox', { name: 'Scoring script' }).fill('score.py')
  await page.getByRole('textbox', { name: 'Conda file' }).fill(join(sample, 'environment', 'conda.yaml'))
  await expect(page.getByText('Draft saved')).toBeVisible()
  await page.reload()
  await expectText(yaml, /scoring_script: score.py/)
  await page.goto(`${page.url().replace(/step=\w+/, 'step=review')}`)
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.waitForURL('**/endpoints/prices/overview')
  await expect(page.getByText('blue is deployed')).toBeVisible({ timeout: 30_000 })

  await page.goto('/endpoints/prices/deployments/blue/edit?step=compute')
  const count = page.getByRole('textbox', { name: 'Instance count' })
  await count.fill('2')
  await count.press('Tab')
  await expect(page.getByText('Draft saved')).toBeVisible()
  await page.getByRole('link', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Keep draft' }).click()
  await page.goto('/endpoints')
  await page.getByRole('region', { name: 'Drafts' }).getByRole('link', { name: 'Continue' }).click()
  await expectText(yaml, /instance_count: 2/)
  await page.goto(`${page.url()}&step=review`)
  await expect(page.getByText('Only count or tags change', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Apply changes' }).click()
  await page.waitForURL('**/endpoints/prices/overview')

  await page.goto('/endpoints/prices/deployments/new?from=blue')
  await expectText(yaml, /name: green[\s\S]*model: azureml:diabetes:1[\s\S]*scoring_script: score.py/)

  await page.goto('/endpoints/prices/deployments/blue?json=deployment&jq=[instance_count,instance_type]&out=tsv')
  const view = page.getByRole('dialog', { name: 'JSON' })
  await expect(view.getByText('2\tStandard', { exact: false })).toBeVisible()
  expect(await serious(page)).toEqual([])
  await view.getByRole('textbox', { name: 'JMESPath filter' }).fill('tags[')
  await expect(view.getByText('Opened at character 5 and never closed.')).toBeVisible()
})
