/** Mirrored traffic, set on the Traffic tab and counted there; an endpoint of a simulated Kubernetes compute. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEndpoint, deployLocal, setSplit } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { expect, test } from './fixtures'

// What is looked at is the router and the studio, not the models.
test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })

const echo = join(import.meta.dirname, '..', 'samples', 'echo')
const files = { code: join(echo, 'onlinescoring'), condaText: readFileSync(join(echo, 'environment', 'conda.yaml'), 'utf8') }

test('mirrors half of the requests to green, counts the copies apart and stops', async ({ page, product }) => {
  test.setTimeout(60_000)
  const agent = agentOf(product)
  await createEndpoint(agent, 'shadow')
  for (const name of ['blue', 'green']) {
    expect((await deployLocal(agent, { endpoint: 'shadow', name, ...files })).status).toBe('Succeeded')
  }
  await setSplit(agent, 'shadow', { blue: 100 })

  await page.goto('/endpoints/shadow/traffic')
  const mirror = page.getByRole('region', { name: 'Mirrored traffic' })
  await expect(mirror.getByRole('button', { name: /Mirror to/ })).toContainText('green')
  await mirror.getByRole('textbox', { name: 'Percent' }).fill('50')
  await mirror.getByRole('textbox', { name: 'Percent' }).press('Tab')
  await mirror.getByRole('button', { name: 'Start mirroring' }).click()
  await expect(mirror.getByText('Live now: 50 % copied to green')).toBeVisible()

  const keys = (await agent.call('POST', 'onlineEndpoints/shadow/listKeys')).body as { primaryKey: string }
  for (let sent = 0; sent < 20; sent++) {
    const answer = await page.request.post(`${product.scoringUrl}/api/v1/endpoint/shadow/score`, {
      headers: { authorization: `Bearer ${keys.primaryKey}` },
      data: { x: sent },
    })
    expect([answer.status(), answer.headers()['azureml-model-deployment']]).toEqual([200, 'blue'])
  }
  await expect(async () => {
    await page.reload()
    await expect(mirror.getByText('Last 5 min: 10 sent · 0 dropped · 0 failed')).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 20_000 })
  await page.goto('/endpoints/shadow/overview')
  await expect(page.getByText('50 % mirrored to green')).toBeVisible()
  await expect(page.getByText('10 sent, 0 dropped, 0 failed')).toBeVisible()

  await page.goto('/endpoints/shadow/traffic')
  await mirror.getByRole('button', { name: 'Stop mirroring' }).click()
  await expect(mirror.getByRole('button', { name: 'Start mirroring' })).toBeVisible()
})
