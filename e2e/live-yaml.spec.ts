/** The live YAML of a deployment: edited, reviewed against what runs, applied in one-instance rounds; a change of a second tab shows both versions. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { createEndpoint, deployLocal } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { expect, test } from './fixtures'

const echo = join(import.meta.dirname, '..', 'samples', 'echo')

/** One line of the quick edit, carried out. */
async function edit(page: Page, line: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /Quick edit/ })
  await field.fill(line)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(field).toHaveValue('')
}

async function liveCount(product: Parameters<typeof agentOf>[0]): Promise<number> {
  return (await agentOf(product).status('live')).deployments[0]?.instances.length ?? 0
}

test('an edit of the live YAML is reviewed, split, rolled out, and meets the change of another tab', async ({ page, context, product }) => {
  test.setTimeout(180_000)
  const agent = agentOf(product)
  await createEndpoint(agent, 'live')
  const files = { code: join(echo, 'onlinescoring'), condaText: readFileSync(join(echo, 'environment', 'conda.yaml'), 'utf8') }
  expect((await deployLocal(agent, { endpoint: 'live', name: 'blue', ...files })).status).toBe('Succeeded')

  await page.goto('/endpoints/live/yaml')
  await page.getByRole('navigation', { name: 'Files of this endpoint' }).getByRole('link', { name: /blue/ }).click()
  await page.waitForURL('**/yaml?file=blue')
  // As it stands in a script: the line ends go when it is pasted into a field of one line.
  await edit(page, 'az ml online-deployment update -n blue -e live \\\n  --set instance_count=5 request_settings.request_timeout_ms=8000')
  await expect(page.getByText('Draft saved')).toBeVisible()
  await page.reload()

  // Unsaved edits survive; count and more in one edit are offered as two operations, the count first.
  await page.getByRole('button', { name: 'Review 2 changes' }).click()
  const review = page.getByRole('region', { name: 'Review of blue-deployment.yml' })
  await expect(review.getByText('The count and other fields change together')).toBeVisible()
  await review.getByRole('button', { name: 'Apply the count first (5)' }).click()
  await expect(review.getByRole('heading', { name: '1 field changes' })).toBeVisible()
  await expect.poll(() => liveCount(product), { timeout: 30_000 }).toBe(5)

  // Then the rest: five rounds of one instance, announced before and seen while they run.
  await expect(review.getByRole('heading', { name: 'All 5 instances are replaced' })).toBeVisible()
  await expect(review.getByRole('list', { name: 'Rounds' }).getByRole('listitem')).toHaveCount(5)
  await expect(review.getByText(/request_timeout_ms:\s8000/).first()).toBeAttached()
  await review.getByRole('button', { name: 'Apply', exact: true }).click()
  await expect(page.getByText(/round [234] of 5/).first()).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Review changes' })).toBeVisible({ timeout: 60_000 })
  const settings = async () =>
    (await agent.call('GET', 'onlineEndpoints/live/deployments/blue')).body as {
      sku: { capacity: number }
      properties: { requestSettings: { requestTimeout: string }; provisioningState: string }
    }
  await expect.poll(async () => (await settings()).properties.provisioningState, { timeout: 60_000 }).toBe('Succeeded')
  expect(await settings()).toMatchObject({ sku: { capacity: 5 }, properties: { requestSettings: { requestTimeout: 'PT8S' } } })

  // A second tab applies first: this one shows both versions and merges them.
  const other = await context.newPage()
  await other.goto('/endpoints/live/yaml?file=blue')
  await expect(other.getByRole('button', { name: 'Review changes' })).toBeVisible()
  await edit(page, '--set instance_count=4 tags.team=risk')
  await edit(other, 'instance_count=2')
  await other.getByRole('button', { name: 'Review 1 change' }).click()
  await other.getByRole('button', { name: 'Apply', exact: true }).click()
  await expect(page.getByText('The live object changed while you edited')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('region', { name: 'Live now' }).getByText('instance_count')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Yours' }).getByText('tags.team')).toBeVisible()
  await page.getByRole('button', { name: 'Merge, decide 1 place' }).click()
  await page.getByRole('radio', { name: /^Live/ }).check({ force: true })
  await page.getByRole('button', { name: 'Go on with this' }).click()
  await page.getByRole('button', { name: 'Review 1 change' }).click()
  await expect(page.getByText('Only tags change. No instance is restarted.')).toBeVisible()
  await expect.poll(() => liveCount(product), { timeout: 30_000 }).toBe(2)
})
