/** Microsoft's folder as published: three mistakes in its blue-deployment.yml are three squiggles, one click each; then it deploys and answers. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeEditor } from './code-editor'
import { expect, test } from './fixtures'

// The copied sample's own file is taken away while it is open.
test.use({ expectedConsoleErrors: ['404 (Not Found)'] })

const published = join(import.meta.dirname, '../../shared/fixtures/azureml-examples/cli/endpoints/online')
const script = join(import.meta.dirname, '../test/model-1/onlinescoring')

test("repairs Microsoft's blue-deployment.yml by clicks, comments intact, and deploys it", async ({ page, product }) => {
  test.skip(!existsSync(published), 'the public azureml-examples fixtures are not beside this checkout')
  test.setTimeout(240_000)
  await page.goto('/projects')
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Echo' }) })
  await card.getByRole('button', { name: 'Open a copy' }).click()
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('online')
  await page.getByRole('button', { name: 'Copy and open' }).click()
  await page.waitForURL('**/projects/*')
  const project = page.url()

  const folder = join(product.home, 'projects', 'online')
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  for (const name of ['endpoint.yml', 'blue-deployment.yml'])
    cpSync(join(published, 'managed/sample', name), join(folder, 'managed/sample', name), { recursive: true })
  cpSync(join(published, 'model-1'), join(folder, 'model-1'), { recursive: true })
  // The published fixtures hold data only; the script is the one the documentation prints.
  cpSync(script, join(folder, 'model-1/onlinescoring'), { recursive: true })
  const file = join(folder, 'managed/sample/blue-deployment.yml')
  const right = `${readFileSync(file, 'utf8').trimEnd()} # one is enough\ntype: managed # not Kubernetes\n`
  const wrong = right
    .replace('instance_type:', 'instance_typ:')
    .replace(/instance_count: (\d+)/, 'instance_count: "$1"')
    .replace('type: managed #', 'type: manged #')
  writeFileSync(file, wrong)

  await page.goto(`${project}?file=${encodeURIComponent('managed/sample/blue-deployment.yml')}`)
  const editor = await codeEditor(page, 'managed/sample/blue-deployment.yml')
  await expect(editor.box.locator('.squiggly-error, .squiggly-warning')).toHaveCount(3)

  const problems = page.getByRole('region', { name: 'Problems' })
  for (const repair of ['Rename to instance_type', 'Write 1', 'Write managed'])
    await problems.getByRole('button', { name: repair, exact: true }).click()
  await expect(problems.getByText('No problems found')).toBeVisible()
  await editor.input.focus()
  await page.keyboard.press('ControlOrMeta+S')
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(right)

  await page.getByRole('button', { name: /^Deploy blue/ }).click()
  await page.getByRole('button', { name: 'Create endpoint and deploy' }).click()
  await page.waitForURL('**/endpoints/*/overview')
  await expect(page.getByText('blue is deployed')).toBeVisible({ timeout: 120_000 })
})
