/** The code editor in the wizard: squiggles with one-click repairs, comments intact, the keyboard alone, German, and life without Monaco. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEndpoint } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { codeEditor, expectText, pasteOver, wholeText } from './code-editor'
import { expect, test } from './fixtures'

test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })

const microsofts = join(
  import.meta.dirname,
  '../../shared/fixtures/azureml-examples/cli/endpoints/online/managed/sample/blue-deployment.yml',
)
const ours = join(import.meta.dirname, '../samples/diabetes-regression/blue-deployment.yml')
const right = `${readFileSync(existsSync(microsofts) ? microsofts : ours, 'utf8').trimEnd()} # one is enough\ntype: managed # not Kubernetes\n`
const wrong = right
  .replace('instance_type:', 'instance_typ:')
  .replace(/instance_count: (\d+)/, 'instance_count: "$1"')
  .replace('type: managed #', 'type: manged #')

test('three mistakes in a pasted deployment are three squiggles, one click each, and nothing else changes', async ({ page, product }) => {
  await createEndpoint(agentOf(product), 'editing')
  await page.goto('/endpoints/editing/deployments/new')
  const editor = await codeEditor(page, 'Deployment YAML')
  await pasteOver(page, editor, wrong)

  const problems = page.getByRole('list', { name: 'Problems' })
  await expect(problems.getByText('instance_typ is not a known key')).toBeVisible()
  await expect(problems.getByText(/instance_count must be/)).toBeVisible()
  await expect(problems.getByText('type must be one of managed, kubernetes')).toBeVisible()
  await expect(editor.box.locator('.squiggly-error, .squiggly-warning').nth(2)).toBeVisible()

  // A press goes to the place, and F8 to the next one.
  await problems.getByRole('button', { name: /type must be one of/ }).click()
  await expect(editor.input).toBeFocused()

  await problems.getByRole('button', { name: 'Rename to instance_type' }).click()
  await expect(problems.getByText('instance_typ is not a known key')).toHaveCount(0)
  await problems.getByRole('button', { name: 'Write 1', exact: true }).click()
  await expect(problems.getByText(/instance_count must be/)).toHaveCount(0)
  await problems.getByRole('button', { name: 'Write managed', exact: true }).click()
  await expect(problems.getByText('type must be one of')).toHaveCount(0)
  expect(await wholeText(page, editor)).toBe(right)

  // Each repair is one step back.
  await page.keyboard.press('ControlOrMeta+Z')
  await expectText(editor, /type: manged/)
})

test('the keyboard alone enters, completes, saves and leaves', async ({ page, product }) => {
  await createEndpoint(agentOf(product), 'keys')
  await page.goto('/endpoints/keys/deployments/new')
  const editor = await codeEditor(page, 'Deployment YAML')
  await pasteOver(page, editor, 'name: blue\n')
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('instance_ty')
  await expect(page.locator('.suggest-widget').getByText('instance_type').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expectText(editor, /instance_type: /)
  await page.keyboard.type('DS3_v2')
  await expect(page.locator('.suggest-widget').getByText('4 cores, 14 GiB').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expectText(editor, /instance_type: Standard_DS3_v2/)
  await page.keyboard.press('ControlOrMeta+S')
  await expect(page.getByText('Draft saved')).toBeVisible()

  // Tab indents until it is told to leave; both ways are said on the page.
  await page.keyboard.press('Tab')
  await expect(editor.input).toBeFocused()
  await expect(page.getByText('Ctrl+M, or Esc then Tab, leaves the editor.')).toBeVisible()
  // Screen readers say it on the way in.
  await expect(editor.input).toHaveAccessibleDescription('Ctrl+M, or Esc then Tab, leaves the editor.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(editor.input).not.toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await expect(editor.input).toBeFocused()
  await page.keyboard.press('Control+m')
  await expect(page.getByText('Tab leaves the editor. Ctrl+M: Tab indents again.')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(editor.input).not.toBeFocused()

  // Behind a word that was completed Tab leaves, too, and writes nothing.
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Control+m')
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('endpoint_na')
  await expect(page.locator('.suggest-widget').getByText('endpoint_name').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.type('keys')
  await expectText(editor, /endpoint_name: keys$/)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(editor.input).not.toBeFocused()
  await expectText(editor, /endpoint_name: keys$/)

  // To the problems and back, and a repair, without a mouse.
  await page.keyboard.press('Shift+Tab')
  await expect(editor.input).toBeFocused()
  await page.keyboard.press('F8')
  await expect(page.locator('.zone-widget').getByText(/\d+ of \d+ problem/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(editor.input).toBeFocused()
})

test('speaks German', async ({ page, product, context }) => {
  await createEndpoint(agentOf(product), 'deutsch')
  await context.addCookies([{ name: 'scorepoint_locale', value: 'de', url: product.url }])
  await page.goto('/endpoints/deutsch/deployments/new')
  const editor = await codeEditor(page, 'YAML der Bereitstellung')
  await expect(page.getByText('Strg+M oder Esc, dann Tab verlässt den Editor.')).toBeVisible()
  await pasteOver(page, editor, 'instance_typ: Standard_DS3_v2\n')
  await expect(page.getByRole('button', { name: 'In instance_type umbenennen' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+F')
  await expect(page.locator('.find-widget').getByRole('textbox', { name: 'Suchen' })).toBeVisible()
})

test.describe('without the code editor', () => {
  test.use({ expectedConsoleErrors: ['net::ERR_FAILED', 'could not be loaded'] })

  test('the text area stays, and so do checks and repairs, also without workers', async ({ page, product }) => {
    await createEndpoint(agentOf(product), 'plain')
    await page.addInitScript(() => Reflect.deleteProperty(window, 'Worker'))
    await page.route('**/_next/static/**/*.js', async (route) => {
      const response = await route.fetch()
      if ((await response.text()).includes('editor.contrib.suggestController')) await route.abort()
      else await route.fulfill({ response })
    })
    await page.goto('/endpoints/plain/deployments/new')
    const area = page.getByRole('textbox', { name: 'Deployment YAML' })
    await area.fill(wrong)
    const problems = page.getByRole('list', { name: 'Problems' })
    await expect(problems.getByText('type must be one of managed, kubernetes')).toBeVisible()
    await problems.getByRole('button', { name: 'Write managed', exact: true }).click()
    await expect(area).toHaveValue(/type: managed # not Kubernetes/)
    await expect(page.locator('.monaco-editor')).toHaveCount(0)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })
})
