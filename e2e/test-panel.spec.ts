/** The test panel on real deployments: a script with the decorators of inference-schema that also streams, fails and answers at length. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Example } from '@/lib/contract/example'
import { createEndpoint, deployLocal, setSplit } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { expect, test } from './fixtures'

const condaText = readFileSync(join(import.meta.dirname, '../samples/diabetes-regression/environment/conda.yaml'), 'utf8')
const script = `import os, time
import numpy as np
from flask import Response
from inference_schema.parameter_types.numpy_parameter_type import NumpyParameterType
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema, output_schema

def init():
    pass

def words():
    yield "one "
    yield "two"
    deadline = time.monotonic() + 20
    while not os.path.exists(os.environ["REST"]) and time.monotonic() < deadline:
        time.sleep(0.02)
    yield " three"

@input_schema("data", NumpyParameterType(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])))
@input_schema("mode", StandardPythonParameterType("ok"))
@output_schema(NumpyParameterType(np.array([1.0])))
def run(data, mode="ok"):
    if mode == "stream":
        return Response(words(), mimetype="text/plain")
    if mode == "long":
        return Response("0123456789abcdef" * 100_000, mimetype="text/plain")
    if mode.startswith("fail"):
        print("asked for " + mode)
        raise KeyError(mode)
    return {"predictions": (data.sum(axis=1) * float(os.environ["SCALE"])).tolist()}
`
const folder = mkdtempSync(join(tmpdir(), 'test-panel-'))
const code = join(folder, 'onlinescoring')
/** The streaming answer goes on when this file is there. */
const rest = join(folder, 'rest')
mkdirSync(code)
writeFileSync(join(code, 'score.py'), script)
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))
test.describe.configure({ mode: 'serial' })

const response = (page: Page) => page.getByRole('region', { name: 'Response' })
const body = (page: Page) => page.getByRole('textbox', { name: 'Request body' })
const sendKey = 'Control+Enter'

async function sendMode(page: Page, mode: string) {
  await body(page).fill(`{"data": [[1, 2, 3]], "mode": "${mode}"}`)
  await body(page).press(sendKey)
}

test('samples, remarks, form, parts of the time, streams, failures and history', async ({ page, product }) => {
  test.setTimeout(240_000)
  const agent = agentOf(product)
  await createEndpoint(agent, 'panel')
  const deploy = (name: string, scale: string) =>
    deployLocal(agent, { endpoint: 'panel', name, code, condaText, properties: { environmentVariables: { SCALE: scale, REST: rest } } })
  for (const operation of await Promise.all([deploy('blue', '1'), deploy('green', '1.001')])) expect(operation.status).toBe('Succeeded')
  await setSplit(agent, 'panel', { blue: 100, green: 0 })

  await test.step('the sample comes from the decorators and the body is held against them', async () => {
    await page.goto('/endpoints/panel/test?deployment=blue')
    await page.getByRole('button', { name: 'Generate sample' }).click()
    await expect(body(page)).toHaveValue(/"data": \[\s+\[1, 2, 3\],\s+\[4, 5, 6\]\s+\],\s+"mode": "ok"/)
    await body(page).fill('{\n  "data": [[1, "2", 3]],\n  "mod": "ok"\n}')
    await expect(page.getByRole('button', { name: /Line 2, column 16: \$\.data\[0\]\[1\] should be a number/ })).toBeVisible()
    await expect(page.getByRole('button', { name: /Line 3, column 3: "mod" is not known/ })).toBeVisible()
    await page.getByRole('button', { name: 'Generate sample' }).click()
    await page.getByText('Form', { exact: true }).click()
    await page.getByRole('textbox', { name: 'data, row 1, column 0' }).fill('10')
    await page.keyboard.press(sendKey)
    await expect(response(page).getByText('200 OK')).toBeVisible()
    await expect(response(page)).toContainText('15')
    await expect(response(page).getByRole('list', { name: 'Where the time went' })).toContainText(
      /queue .* ms.*gateway .* ms.*model .* ms \(run\(\) .* ms\)/,
    )
  })

  await test.step('a saved example with assertions', async () => {
    await page.getByRole('button', { name: 'Save as example' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('two patients')
    await expect(dialog.getByRole('textbox', { name: /Within, value/ })).toHaveValue('{"predictions":[15,15]}')
    await dialog.getByRole('button', { name: 'Save example' }).click()
    await expect(page).toHaveURL(/example=/)
    await page.getByRole('button', { name: 'Run all' }).click()
    await expect(page.getByRole('region', { name: 'Test suite' }).getByText('The example passed')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Saved examples' }).getByRole('img', { name: 'Passed' })).toBeVisible()
    await page.getByRole('button', { name: 'Close the test suite' }).click()
  })

  await test.step('an answer is shown as it arrives, and a long one in pieces', async () => {
    await page.getByText('JSON', { exact: true }).click()
    await sendMode(page, 'stream')
    await expect(response(page).getByText('one two', { exact: true })).toBeVisible()
    await expect(response(page)).toContainText(/first byte \d/)
    await expect(response(page)).toHaveAttribute('aria-busy', 'true')
    writeFileSync(rest, '')
    await expect(response(page).getByText('one two three', { exact: true })).toBeVisible()
    await expect(response(page)).toHaveAttribute('aria-busy', 'false')
    await sendMode(page, 'long')
    await expect(response(page)).toContainText('1,048,576 of 1,600,000 bytes')
    await response(page).getByRole('button', { name: 'Show more' }).click()
    await expect(response(page).getByRole('button', { name: 'Show more' })).toHaveCount(0)
  })

  await test.step('a failure explains itself with the lines of this request', async () => {
    await sendMode(page, 'fail-before')
    await expect(response(page).getByText("KeyError: 'fail-before'").first()).toBeVisible()
    await sendMode(page, 'fail')
    await expect(response(page).getByText('424 Failed Dependency')).toBeVisible()
    await expect(response(page).getByText("KeyError: 'fail'").first()).toBeVisible()
    await response(page).getByRole('tab', { name: 'Logs of this request' }).click()
    const lines = response(page).getByRole('tabpanel').locator('pre')
    await expect(lines).toContainText(/asked for fail(?!-)/)
    const text = (await lines.innerText()).split('\n')
    // Its own lines and no other request's: what it printed, one chained traceback, one access line.
    expect(text.filter((line) => line.startsWith('KeyError'))).toEqual(["KeyError: 'fail'"])
    expect(text.filter((line) => line.includes('gunicorn.access'))).toHaveLength(1)
    expect(text.join()).not.toContain('fail-before')
    expect(text.findIndex((line) => line.includes('Traceback (most recent call last):'))).toBeGreaterThan(
      text.findIndex((line) => line.includes('asked for fail')),
    )
    await expect(response(page).getByRole('region', { name: 'Explanation' })).toContainText('500')
    await body(page).fill('{"mode": "ok"}')
    await body(page).press(sendKey)
    await expect(response(page).getByRole('region', { name: 'Explanation' })).toContainText(
      "A value is not provided for the 'data' parameter",
    )
  })

  await test.step('reload shows the same request and answer, without any secret in page or address', async () => {
    await expect(page).toHaveURL(/entry=/)
    await page.reload()
    await expect(response(page).getByText('424 Failed Dependency')).toBeVisible()
    await expect(body(page)).toHaveValue('{"mode": "ok"}')
    const key = await agent.key('panel')
    expect(await page.content()).not.toContain(key)
    const history = await page.request.get('/api/endpoints/panel/history-export')
    expect(await history.text()).not.toContain(key)
    expect(((await history.json()) as { invocations: unknown[] }).invocations.length).toBeGreaterThanOrEqual(6)
  })

  await test.step('two deployments answer side by side', async () => {
    await page.getByRole('button', { name: 'Compare' }).click()
    await body(page).fill('{"data": [[1, 2, 3]]}')
    await body(page).press(sendKey)
    await expect(page.getByRole('region', { name: 'Response of blue' }).getByText('200 OK')).toBeVisible()
    await expect(page.getByRole('region', { name: 'Response of green' }).getByText('200 OK')).toBeVisible()
    await expect(page.getByText('1 difference', { exact: true })).toBeVisible()
    await page.getByRole('textbox', { name: 'Tolerance for numbers' }).fill('0.1')
    await expect(page.getByText('No difference', { exact: true })).toBeVisible()
  })

  await test.step('the example turns red after a bad change, in German and on a small screen', async () => {
    expect((await deploy('blue', '2')).status).toBe('Succeeded')
    await page.context().addCookies([{ name: 'scorepoint_locale', value: 'de', url: product.url }])
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto('/endpoints/panel/test?deployment=blue')
    const list = page.getByRole('region', { name: 'Gesicherte Beispiele' })
    await expect(list.getByRole('img', { name: /seit dem letzten Lauf/ })).toBeVisible()
    await list.getByRole('button', { name: 'Alle ausführen' }).click()
    await expect(page.getByRole('region', { name: 'Testreihe' }).getByText('1 von 1 nicht bestanden')).toBeVisible()
    await expect(list.getByRole('img', { name: 'Nicht bestanden' })).toBeVisible()
    const { examples } = (await (await page.request.get('/api/endpoints/panel/examples')).json()) as { examples: Example[] }
    expect(examples[0]?.lastRun).toMatchObject({ passed: false, status: 200, answeredBy: 'blue' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    ).toEqual([])
  })
})
