/** An endpoint is exported: read in every format, downloaded, and its project folder holds the files it was made of. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { fromBuffer } from 'yauzl'
import { expect, test } from './fixtures'

test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })
/** Pictures for people to look at, when a folder is named. */
const pictures = process.env.SCOREPOINT_PICTURES

function namesIn(zip: Buffer): Promise<string[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, (error, file) => {
      if (error) return reject(error)
      const names: string[] = []
      file.on('entry', ({ fileName }: { fileName: string }) => names.push(fileName))
      file.on('end', () => resolve(names.toSorted()))
      file.on('error', reject)
    })
  })
}

test('an endpoint is exported in every format and as a project folder', async ({ page }) => {
  test.setTimeout(120_000)
  await page.goto('/')
  await page.getByRole('button', { name: 'Deploy the sample' }).first().click()
  await page.waitForURL('**/endpoints/diabetes**')
  await expect
    .poll(async () => (await page.request.get('/api/endpoints/diabetes')).text(), { timeout: 60_000 })
    .toMatch(/"traffic":\{"blue":100\}/)

  await page.goto('/endpoints/diabetes/yaml')
  await page.getByRole('main').getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog')
  const code = dialog.locator('pre')
  await expect(code).toContainText('az ml online-endpoint create')
  for (const [tab, text] of [
    ['Python SDK', 'ManagedOnlineDeployment('],
    ['curl', 'management.azure.com'],
    ['ARM template', 'deploymentTemplate.json#'],
    ['Bicep', 'resource endpoint '],
    ['KServe', 'serving.kserve.io/v1beta1'],
    ['YAML', 'name: diabetes'],
  ] as const) {
    await dialog.getByRole('tab', { name: tab }).click()
    await expect(code).toContainText(text)
  }
  await dialog.getByRole('tab', { name: 'ARM template' }).click()
  await expect(page).toHaveURL(/format=arm/)
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])

  const [all] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Download all formats' }).click()])
  expect(all.suggestedFilename()).toBe('diabetes-export.zip')
  const names = await namesIn(readFileSync(await all.path()))
  expect(names).toEqual(
    expect.arrayContaining(['arm/template.json', 'az/deploy.sh', 'bicep/traffic.bicep', 'python/deploy.py', 'yaml/endpoint.yml']),
  )

  const folder = await page.request.get('/api/endpoints/diabetes/export/folder')
  expect(await namesIn(await folder.body())).toEqual(
    expect.arrayContaining([
      'diabetes/blue-deployment.yml',
      'diabetes/deploy.py',
      'diabetes/deploy.sh',
      'diabetes/endpoint.yml',
      'diabetes/environment/conda.yaml',
      'diabetes/model-blue/diabetes.joblib',
      'diabetes/onlinescoring/score.py',
    ]),
  )
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(/\/yaml$/)

  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  writeFileSync(join(pictures, 'diabetes.zip'), await folder.body())
  for (const width of [1440, 390])
    for (const scheme of ['light', 'dark'] as const)
      for (const format of ['az', 'arm', 'kserve']) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme: scheme })
        await page.goto(`/endpoints/diabetes/yaml?dialog=export&format=${format}`)
        await expect(code).toContainText(/\w/)
        await page.screenshot({ path: join(pictures, `${format}-${width}-${scheme}.png`) })
      }
  await page.context().addCookies([{ name: 'scorepoint_locale', value: 'de', url: page.url() }])
  await page.goto('/endpoints/diabetes/yaml?dialog=export&format=python')
  await expect(code).toContainText(/\w/)
  await page.screenshot({ path: join(pictures, 'python-390-german.png') })
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto('/endpoints/diabetes/yaml')
  await expect(page.getByRole('main')).toBeVisible()
  await page.screenshot({ path: join(pictures, 'yaml-1440-german.png') })
})
