/** Three mistakes in the files of a deployment are found before anything is built, and gone within a second after they are mended on the disk. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEndpoint } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { expect, test } from './fixtures'
import { underLoad } from './patience'

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'checks-'))
test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake', SCOREPOINT_START_DIR: folder } })
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As the sample is, with the three mistakes most people make. */
const wrong = `import json
import os

import joblib
import lightgbm


def init():
    global model
    model = joblib.load(os.path.join(os.getenv("AZUREML_MODEL_DIR"), "diabetes.joblib"))


def predict(raw_data):
    return model["regressor"].predict(json.loads(raw_data)["data"]).tolist()
`

test('a wrong join, a missing run() and an import the conda file lacks are found and vanish', async ({ page, product }) => {
  await createEndpoint(agentOf(product), 'checked')
  cpSync(join(import.meta.dirname, '../samples/diabetes-regression'), folder, { recursive: true })
  const script = join(folder, 'onlinescoring', 'score.py')
  const sound = readFileSync(script, 'utf8')
  writeFileSync(script, wrong)

  await page.goto('/endpoints/checked/deployments/new')
  await expect(page.getByRole('textbox', { name: 'Model file or folder' })).toBeEnabled()
  await page.getByRole('textbox', { name: /Deployment name/ }).fill('blue')
  await page.getByRole('textbox', { name: 'Model file or folder' }).fill(join(folder, 'model-blue'))
  await page.getByRole('button', { name: /^Next/ }).click()
  await page.getByRole('textbox', { name: 'Code folder' }).fill(join(folder, 'onlinescoring'))
  await page.getByRole('textbox', { name: 'Scoring script' }).fill('score.py')
  await page.getByRole('textbox', { name: 'Conda file' }).fill(join(folder, 'environment', 'conda.yaml'))
  await page.getByRole('textbox', { name: 'Conda file' }).blur()

  const problems = page.getByRole('list', { name: 'Problems' })
  const found = [
    /score\.py:10.*"diabetes\.joblib" does not exist below AZUREML_MODEL_DIR; the model has model-blue\/diabetes\.joblib/,
    /score\.py:1 .*There is no function run\(\)/,
    /score\.py:5.*lightgbm needs the package lightgbm, which .*conda\.yaml does not list/,
  ].map((text) => problems.getByRole('listitem').filter({ hasText: text }))
  for (const finding of found) await expect(finding).toBeVisible()

  // A script that lacks run() is not deployed: Next says so and stays.
  await page.getByRole('button', { name: /^Next/ }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'There is no function run()' })).toBeVisible()
  await expect(page).toHaveURL(/step=code/)

  // One click writes the repair into the script, another takes it back.
  const [wrongJoin] = found
  await wrongJoin?.getByRole('button', { name: /^Write .*model-blue/ }).click()
  await expect.poll(() => readFileSync(script, 'utf8')).toContain('os.getenv("AZUREML_MODEL_DIR"), "model-blue", "diabetes.joblib")')
  await expect(problems.getByText(/does not exist below AZUREML_MODEL_DIR/)).toHaveCount(0, { timeout: underLoad(3000) })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => readFileSync(script, 'utf8')).toBe(wrong)

  writeFileSync(script, sound)
  const mended = Date.now()
  for (const finding of found) await expect(finding).toHaveCount(0, { timeout: underLoad(3000) })
  console.info(`three findings vanished ${Date.now() - mended} ms after the file was saved`)
  await page.getByRole('button', { name: /^Next/ }).click()
  await expect(page).toHaveURL(/step=compute/)
})
