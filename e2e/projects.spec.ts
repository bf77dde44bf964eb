import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { codeEditor } from './code-editor'
import { expect, test } from './fixtures'

/** A file dropped on the page, as a file manager would. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content ?? ''], fileName ?? ''))
      return transfer
    },
    [name, text],
  )
  await page.dispatchEvent('main', 'dragover', { dataTransfer: data })
  await page.dispatchEvent('main', 'drop', { dataTransfer: data })
}

test.describe.configure({ mode: 'serial' })
test.use({ contextOptions: { reducedMotion: 'no-preference' } })

test('opens a copy of a sample, finds and loses a mistake, edits a number in the form, saves, deploys, answers', async ({
  page,
  product,
}) => {
  test.setTimeout(180_000)
  const home = join(product.home, 'projects')
  await page.goto('/projects')
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Echo' }) })
  await card.getByRole('button', { name: 'Open a copy' }).click()
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('my-echo')
  await page.getByRole('button', { name: 'Copy and open' }).click()
  await page.waitForURL('**/projects/*')
  const problems = page.getByRole('region', { name: 'Problems' })
  await expect(problems.getByText('No problems found')).toBeVisible()

  // By keyboard alone: into the code folder, the script, its editor.
  const files = page.getByRole('tree', { name: 'Files' })
  await files.getByRole('treeitem', { name: 'onlinescoring' }).focus()
  await page.keyboard.press('ArrowRight')
  await files.getByRole('treeitem', { name: 'score.py' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const { input: editor } = await codeEditor(page, 'onlinescoring/score.py')
  const script = join(home, 'my-echo', 'onlinescoring', 'score.py')
  const before = readFileSync(script, 'utf8')
  await editor.focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('import cv2\n')
  await expect(problems.getByText(/cv2/).first()).toBeVisible()
  await expect(files.getByRole('treeitem', { name: /score\.py/ })).toContainText('1')
  // The new line and the words before it are steps of their own.
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Control+z')
  await expect(problems.getByText(/cv2/)).toHaveCount(0)

  // What is not saved survives a reload.
  await editor.focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('# kept over a reload\n')
  await expect(page.getByRole('button', { name: 'Save 1 file' })).toBeEnabled()
  await expect.poll(() => page.evaluate(() => Object.values(localStorage).some((kept) => kept.includes('# kept over a reload')))).toBe(true)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Save 1 file' })).toBeEnabled()
  expect(readFileSync(script, 'utf8')).toBe(before)
  await (await codeEditor(page, 'onlinescoring/score.py')).input.focus()
  await page.keyboard.press('Control+s')
  await expect.poll(() => readFileSync(script, 'utf8')).toContain('# kept over a reload\n')

  // A change in the form is the change of one number.
  const file = join(home, 'my-echo', 'deployment.yml')
  const written = readFileSync(file, 'utf8').replace('instance_count: 1', 'instance_count: 1 # one is enough')
  writeFileSync(file, written)
  await files.getByRole('treeitem', { name: 'deployment.yml' }).click()
  await page.getByRole('button', { name: 'Form', exact: true }).click()
  const count = page.getByRole('textbox', { name: 'Instance count' })
  await expect(count).toHaveValue('1')
  await count.fill('2')
  await count.press('Tab')
  await page.keyboard.press('Control+s')
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(written.replace('instance_count: 1', 'instance_count: 2'))

  // Another program writes the file while it is edited here: both versions, nothing lost.
  await count.fill('3')
  await count.press('Tab')
  writeFileSync(file, `# theirs\n${written}`)
  await expect(page.getByText('changed on the disk while you edited it')).toBeVisible()
  await page.getByRole('button', { name: "Take the disk's" }).click()
  await expect(page.getByRole('button', { name: 'All saved' })).toBeVisible()

  await page
    .getByRole('button', { name: /^Deploy echo|^Deploy blue|^Deploy / })
    .first()
    .click()
  await page.getByRole('button', { name: 'Create endpoint and deploy' }).click()
  await page.waitForURL('**/endpoints/*/overview')
  await expect(page.getByText('blue is deployed')).toBeVisible({ timeout: 60_000 })
  await page.goto('/endpoints/sample-echo/test')
  await page.getByRole('button', { name: /^Send/ }).first().click()
  await expect(page.getByRole('region', { name: 'Response' }).getByText('200', { exact: false }).first()).toBeVisible()
})

test('a deployment file dropped on the page of an endpoint is taken to its new deployment, comments intact', async ({ page }) => {
  const text =
    '# ours\nname: green # second\nendpoint_name: sample-echo\nmodel:\n  path: ./model\ninstance_type: Standard_DS3_v2\ninstance_count: 1\n'
  await page.goto('/endpoints/sample-echo/deployments')
  await expect(page.getByRole('heading', { level: 1, name: 'sample-echo' })).toBeVisible()
  const dialog = page.getByRole('dialog')
  // The page takes drops once it is alive.
  await expect(async () => {
    await drop(page, 'green-deployment.yml', text)
    await expect(dialog.getByRole('heading', { name: 'This is an online deployment' })).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expect(dialog.getByText('./model').first()).toBeVisible()
  await dialog.getByRole('button', { name: 'Go to the new deployment' }).click()
  await page.waitForURL('**/endpoints/sample-echo/deployments/new?draft=*')
  await expect(page.getByRole('textbox', { name: /Deployment name/ })).toHaveValue('green')
  const draft = new URL(page.url()).searchParams.get('draft')
  expect((await (await page.request.get(`/api/drafts/${draft}`)).json()).yaml).toBe(text)
})

test('the workbench has no serious accessibility fault in either theme', async ({ page }) => {
  await page.goto('/projects')
  await page.getByRole('link', { name: 'my-echo' }).first().click()
  await page.waitForURL('**/projects/*')
  await expect(page.locator('.monaco-editor').first()).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes[0]?.html}`)).toEqual([])
  }
})
