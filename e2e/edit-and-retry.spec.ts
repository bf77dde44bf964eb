/** A deployment fails by its own script; the person reads why, mends the file, presses "Edit and retry" and scores. All of it in the browser. */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEndpoint } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { codeEditor, expectText, pasteOver } from './code-editor'
import { expect, test } from './fixtures'

const echo = join(import.meta.dirname, '..', 'samples', 'echo')
/** Inside the folder the product was started from: the studio reads no other without being allowed to. */
const scratch = join(import.meta.dirname, '..', 'test-results')

const scoreText = (init: string) =>
  `import json\n\n\ndef init():\n    ${init}\n\n\ndef run(raw_data):\n    return {"doubled": 2 * json.loads(raw_data)["x"]}\n`

test('a failed deployment is mended with Edit and retry, and scores', async ({ page, product }) => {
  test.setTimeout(180_000)
  mkdirSync(scratch, { recursive: true })
  const folder = mkdtempSync(join(scratch, 'retry-'))
  const script = join(folder, 'onlinescoring', 'score.py')
  cpSync(echo, folder, { recursive: true })
  writeFileSync(script, scoreText('raise RuntimeError("the threshold is not set")'))
  await createEndpoint(agentOf(product), 'mend')

  await page.goto('/endpoints/mend/deployments/new')
  await pasteOver(
    page,
    await codeEditor(page, 'Deployment YAML'),
    `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: mend
code_configuration:
  code: ${join(folder, 'onlinescoring')}
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/minimal-ubuntu22.04-py39-cpu-inference
  conda_file: ${join(folder, 'environment', 'conda.yaml')}
instance_type: Standard_DS3_v2
instance_count: 1
`,
  )
  await expect(page.getByText('Draft saved')).toBeVisible()
  await page.goto(`${page.url()}&step=review`)
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.waitForURL('**/endpoints/mend/overview')

  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { name: 'blue failed' })).toBeVisible({ timeout: 30_000 })
  await expect(main.getByText('the threshold is not set').first()).toBeVisible()
  await expect(main.getByText('score.py:5').first()).toBeVisible()

  writeFileSync(script, scoreText('pass'))
  await main.getByRole('link', { name: 'Edit and retry' }).first().click()
  await page.waitForURL('**/endpoints/mend/deployments/blue/edit**')
  await expectText(await codeEditor(page, 'Deployment YAML'), /scoring_script: score\.py/)
  await page.goto(`${page.url().split('?')[0]}?step=review`)
  await page.getByRole('button', { name: 'Apply changes' }).click()
  await page.waitForURL('**/endpoints/mend/overview')
  await expect(main.getByRole('heading', { name: 'blue is deployed' })).toBeVisible({ timeout: 30_000 })

  // What the first try was asked for and never got to: all traffic, so the endpoint itself answers.
  await page.goto('/endpoints/mend/test')
  await page.getByRole('textbox', { name: 'Request body' }).fill('{"x": 21}')
  await page.getByRole('button', { name: /^Send/ }).first().click()
  await expect(page.getByRole('region', { name: 'Response' }).getByText(/"doubled":\s*42/)).toBeVisible({ timeout: 30_000 })

  // The failed creation, the update, and the traffic that followed it.
  await page.goto('/activity?endpoint=mend')
  await expect(main.getByText('Failed', { exact: true }).last()).toBeVisible()
  await expect(main.getByRole('listitem').filter({ hasText: 'blue' })).toHaveCount(3)
})
