/** A simulated quota of 6 cores: the page reckons, the wizard explains and proposes what fits, the agent enforces. Over the fake runtime. */
import { createEndpoint } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { codeEditor, expectText, pasteOver } from './code-editor'
import { expect, test } from './fixtures'

test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })

const yaml = (count: number, size = 'Standard_DS3_v2') => `name: blue
endpoint_name: cores
code_configuration:
  code: /nonexistent
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/minimal-py312-inference:latest
  conda_file: /nonexistent.yml
instance_type: ${size} # the usual one
instance_count: ${count}
`

test('under a quota of 6, one Standard_DS3_v2 explains 0/6 used, 8 needed, and what fits is one click away', async ({ page, product }) => {
  test.setTimeout(90_000)
  await createEndpoint(agentOf(product), 'cores')
  const main = page.getByRole('main')

  await page.goto('/quota')
  await expect(main.getByText('ceil(1.2 × 1) = 2; 2 × 4 = 8 cores of standardDSv2Family.')).toBeVisible()
  const count = main.getByRole('textbox', { name: 'Instances', exact: true })
  await count.fill('10')
  await count.press('Enter')
  await expect(main.getByText('ceil(1.2 × 10) = 12; 12 × 4 = 48 cores of standardDSv2Family.')).toBeVisible()
  await expect(page).toHaveURL(/plan=blue\.Standard_DS3_v2\.10/)
  await page.reload()
  await expect(main.getByText('= 48 cores of standardDSv2Family')).toBeVisible()

  await page.goto('/quota?view=use')
  const total = main.getByRole('textbox', { name: 'Cores of all families' })
  await total.fill('6')
  await total.press('Enter')
  await main.getByRole('button', { name: 'Save limits' }).click()
  await main.getByText('Enforce', { exact: true }).click()
  await expect(page.getByText('The simulated quota is in force')).toBeVisible()
  await page.goto('/quota')
  await expect(main.getByText('Azure would refuse this: current usage/limit 0/6, additional needed 8.')).toBeVisible()

  await page.goto('/endpoints/cores/deployments/new')
  const editor = await codeEditor(page, 'Deployment YAML')
  await pasteOver(page, editor, yaml(1))
  await expect(page.getByText('Draft saved')).toBeVisible()
  await page.goto(`${page.url()}&step=compute`)
  await expect(main.getByText('2 × 4 = 8 cores of standardDSv2Family. Free: 6.')).toBeVisible()
  await expect(main.getByText(/0\/6 are used/).first()).toBeVisible()
  // The form offers it, and so does the problem in the list.
  await main.getByRole('button', { name: '1 × Standard_DS2_v2 (4 cores)' }).first().click()
  await expectText(editor, /instance_type: Standard_DS2_v2 # the usual one/)
  await expect(main.getByText('2 × 2 = 4 cores of standardDSv2Family. Free: 6.')).toBeVisible()
  await expect(main.getByText(/are used/)).toHaveCount(0)

  // What the wizard would have let nobody send, the agent refuses.
  const refused = await agentOf(product).call('PUT', 'onlineEndpoints/cores/deployments/blue?api-version=2024-04-01', {
    location: 'local',
    sku: { name: 'Default', capacity: 1 },
    properties: { endpointComputeType: 'Managed', instanceType: 'Standard_DS3_v2' },
  })
  expect(refused.status).toBe(400)
  expect(JSON.stringify(refused.body)).toContain('Current usage/limit: 0/6. Additional needed: 8')
})

test('sizes are found, compared and judged for a model, all of it in the address', async ({ page }) => {
  await page.goto('/quota?view=sizes&q=ds3')
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { name: '1 VM size' })).toBeVisible()
  await main.locator('label', { hasText: 'Compare Standard_DS3_v2' }).click()
  await expect(main.getByRole('heading', { name: 'Side by side' })).toBeVisible()
  await expect(page).toHaveURL(/compare=Standard_DS3_v2/)
  await page.goto('/quota?view=sizes&q=ds&model=20480')
  // Said twice, for a wide and for a narrow window; one of them shows.
  await expect(main.getByText('Does not fit: too little memory, disk too small').filter({ visible: true }).first()).toBeVisible()
  await page.goto('/quota?view=load&rps=20&ms=500&conc=2')
  await expect(main.getByText('ceil((20 × 0.5 / 0.7) / 2) = 8')).toBeVisible()
  await page.goto('/quota?view=prices')
  await expect(main.getByText('No prices are known.')).toBeVisible()
})
