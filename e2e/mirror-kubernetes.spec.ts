/** Mirrored traffic, set on the Traffic tab and counted there; an endpoint of a simulated Kubernetes compute. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEndpoint, deployLocal, setSplit } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { codeEditor, expectText, pasteOver } from './code-editor'
import { expect, test } from './fixtures'

// What is looked at is the router and the studio, not the models.
test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })

const echo = join(import.meta.dirname, '..', 'samples', 'echo')
const files = { code: join(echo, 'onlinescoring'), condaText: readFileSync(join(echo, 'environment', 'conda.yaml'), 'utf8') }

test('mirrors half of the requests to green, counts the copies apart and stops', async ({ page, product }) => {
  test.setTimeout(120_000)
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

test('registers a simulated compute, creates an endpoint on it and deploys with the rules and codes of Kubernetes', async ({
  page,
  product,
}) => {
  test.setTimeout(120_000)
  await page.goto('/endpoints/new')
  await page.getByRole('textbox', { name: /^Name/ }).fill('kube')
  await page.getByText('Kubernetes', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Register a simulated compute' }).fill('aks-cluster')
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  await expect(page.getByRole('button', { name: /Compute/ })).toContainText('aks-cluster')
  for (const step of ['Authentication', 'Tags', 'Review']) await page.getByRole('button', { name: `Next: ${step}` }).click()
  await expectText(await codeEditor(page, 'Endpoint YAML'), /compute: azureml:aks-cluster/)
  await page.getByRole('button', { name: 'Create endpoint' }).click()
  await page.waitForURL('**/endpoints/kube**')
  await expect(page.getByText('Kubernetes, simulated: aks-cluster')).toBeVisible()

  await page.goto('/endpoints/kube/deployments/new')
  const yaml = await codeEditor(page, 'Deployment YAML')
  await expectText(yaml, /type: kubernetes/)
  await pasteOver(
    page,
    yaml,
    `$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
name: blue
endpoint_name: kube
type: kubernetes
code_configuration:
  code: ${join(echo, 'onlinescoring')}
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/minimal-ubuntu22.04-py39-cpu-inference
  conda_file: ${join(echo, 'environment', 'conda.yaml')}
instance_count: 1
`,
  )
  await expect(page.getByText('Draft saved')).toBeVisible()
  await page.goto(`${page.url()}&step=compute`)
  await expect(page.getByText('The cluster is simulated: the replicas run on this computer.')).toBeVisible()
  await page.getByText('By utilization', { exact: true }).click()
  await expectText(yaml, /type: target_utilization/)
  await page.getByRole('textbox', { name: 'Memory requested' }).fill('2Gi')
  await page.getByRole('textbox', { name: 'Memory limit' }).fill('1Gi')
  await page.getByRole('textbox', { name: 'Memory limit' }).press('Tab')
  await expect(page.getByText(/more than the limit of 1Gi/).first()).toBeVisible()
  await page.getByRole('textbox', { name: 'Memory limit' }).fill('4Gi')
  await expect(page.getByText('Draft saved')).toBeVisible()
  await page.goto(`${page.url().split('&step=')[0]}&step=review`)
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.waitForURL('**/endpoints/kube/overview')
  await expect(page.getByRole('main').getByRole('heading', { name: 'blue is deployed' })).toBeVisible({ timeout: 30_000 })

  const stored = (await agentOf(product).call('GET', 'onlineEndpoints/kube/deployments/blue')).body
  expect(stored).toMatchObject({
    properties: {
      endpointComputeType: 'Kubernetes',
      scaleSettings: { scaleType: 'TargetUtilization', minInstances: 1, maxInstances: 3 },
      containerResourceRequirements: { containerResourceLimits: { memory: '4Gi' } },
    },
  })
  await page.goto('/endpoints/kube/traffic')
  await expect(page.getByText('Kubernetes endpoints cannot mirror traffic.')).toBeVisible()
  await page.goto('/settings/kubernetes')
  await page.getByRole('button', { name: 'Detach aks-cluster' }).click()
  await expect(page.getByText(/serves kube/)).toBeVisible()
})
