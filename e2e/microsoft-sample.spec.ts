import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures'

const sample = join(import.meta.dirname, '../../shared/fixtures/azureml-examples/cli/endpoints/online/model-1')
const script = join(import.meta.dirname, '../test/model-1/onlinescoring')

test("deploys Microsoft's sample with uploads from the browser and answers the published prediction", async ({ page }) => {
  test.skip(!existsSync(sample), 'the public azureml-examples fixtures are not beside this checkout')
  test.setTimeout(300_000)
  await page.goto('/endpoints/new')
  await page.getByRole('textbox', { name: /Name/ }).first().fill('sample-endpoint')
  for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: /^Next/ }).click()
  await page.getByRole('button', { name: 'Create endpoint' }).click()
  await page.waitForURL('**/endpoints/sample-endpoint**')

  await page.goto('/endpoints/sample-endpoint/deployments/new')
  // The fields open once the page has looked for a stored draft.
  await expect(page.getByRole('textbox', { name: 'Model file or folder' })).toBeEnabled()
  await page.getByLabel('Model file or folder: Upload folder').setInputFiles(join(sample, 'model'))
  await expect(page.getByRole('textbox', { name: 'Model file or folder' })).toHaveValue(/\/model$/)
  await page.getByRole('button', { name: /^Next/ }).click()
  await page.getByRole('textbox', { name: 'Code folder' }).fill(script)
  await page.getByRole('textbox', { name: 'Scoring script' }).fill('score.py')
  await page.getByLabel('Conda file: Upload file').setInputFiles(join(sample, 'environment', 'conda.yaml'))
  await expect(page.getByRole('textbox', { name: 'Conda file' })).toHaveValue(/conda\.yaml$/)
  for (const step of ['Compute', 'Probes and limits', 'Traffic', 'Review']) {
    await page.getByRole('button', { name: /^Next/ }).click()
    await expect(page).toHaveURL(
      new RegExp(`step=${{ Compute: 'compute', 'Probes and limits': 'limits', Traffic: 'traffic', Review: 'review' }[step]}`),
    )
  }
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await expect(page.getByText('blue is deployed')).toBeVisible({ timeout: 280_000 })

  await page.goto('/endpoints/sample-endpoint/test')
  await page.getByRole('textbox', { name: 'Request body' }).fill('{"data": [[1,2,3,4,5,6,7,8,9,10], [10,9,8,7,6,5,4,3,2,1]]}')
  await page.getByRole('button', { name: /^Send/ }).first().click()
  await expect(page.getByText(/11055\.97724552567/).first()).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/4503\.07953610778/).first()).toBeVisible()
})
