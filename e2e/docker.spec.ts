/** Deployments in containers, through the browser: a container with a server of its own scores, and a broken Dockerfile says where. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { baseImages } from '../scripts/docker-base.mjs'
import { createEndpoint } from '../test/deploy-folder'
import { agentOf } from '../test/product/product-agent'
import { expect, test } from './fixtures'

const host = process.env.SCOREPOINT_TEST_DOCKER_HOST
const baseImage = baseImages[1] ?? ''
test.use({ productEnv: host ? { DOCKER_HOST: host } : {} })
test.skip(
  host === undefined,
  process.env.SCOREPOINT_TEST_DOCKER_REASON ?? 'SCOREPOINT_TEST_DOCKER_HOST names no engine (npm test starts one)',
)
test.describe.configure({ mode: 'serial' })

/** Answers on a port and routes that are not those of the inference server, with the name of its container. */
const server = `
import http.server, json, os, socket

class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.reply(200 if self.path == "/healthz" else 404, {})

    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        known = self.path == "/v1/predict"
        self.reply(200 if known else 404, {"host": socket.gethostname(), "sum": sum(sent["data"]), "models": sorted(os.listdir("/models"))})

http.server.ThreadingHTTPServer(("0.0.0.0", 8501), Handler).serve_forever()
`
let folder = ''
let context = ''
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scorepoint-docker-'))
  context = join(folder, 'context')
  mkdirSync(context)
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Chooses the own server and the build folder, which goes up from the browser. */
async function chooseContext(page: Page): Promise<void> {
  await page.getByText("The container's own server", { exact: true }).click()
  await page.getByText('Dockerfile', { exact: true }).first().click()
  await page.getByLabel('Build folder: Upload folder').setInputFiles(context)
  await expect(page.getByRole('textbox', { name: 'Build folder' })).toHaveValue(/context$/)
}

/** Through the wizard from its code step to the press of Deploy. */
async function deployFrom(page: Page): Promise<void> {
  for (const step of ['compute', 'limits', 'traffic', 'review']) {
    await page.getByRole('button', { name: /^Next/ }).click()
    await expect(page).toHaveURL(new RegExp(`step=${step}`))
  }
  await expect(page.getByText(/Containers like Azure's/)).toBeVisible()
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.waitForURL('**/overview')
}

test('builds a container with its own server from a Dockerfile and scores it through the endpoint', async ({ page, product }) => {
  test.setTimeout(120_000)
  await createEndpoint(agentOf(product), 'own')
  writeFileSync(join(folder, 'weights.txt'), '1')
  // An image of its own, whatever an earlier run left in the engine.
  writeFileSync(join(context, 'server.py'), `${server}# ${randomUUID()}\n`)
  writeFileSync(join(context, 'Dockerfile'), `FROM ${baseImage}\nCOPY server.py /server.py\nCMD ["python3", "/server.py"]\n`)
  await page.goto('/endpoints/own/deployments/new')
  await expect(page.getByRole('textbox', { name: 'Model file or folder' })).toBeEnabled()
  await page.getByLabel('Model file or folder: Upload file').setInputFiles(join(folder, 'weights.txt'))
  await expect(page.getByRole('textbox', { name: 'Model file or folder' })).toHaveValue(/weights\.txt$/)
  await page.getByRole('button', { name: /^Next/ }).click()
  await chooseContext(page)
  for (const [route, path] of [
    ['Liveness', '/healthz'],
    ['Readiness', '/healthz'],
    ['Scoring', '/v1/predict'],
  ]) {
    await page.getByRole('textbox', { name: `${route}: port` }).fill('8501')
    await page.getByRole('textbox', { name: `${route}: path` }).fill(path ?? '')
  }
  await page.getByRole('textbox', { name: 'Model mount path' }).fill('/models')
  await deployFrom(page)
  await expect(page.getByText('blue is deployed')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(/\d steps?/)).toBeVisible()

  await page.goto('/endpoints/own/test')
  await page.getByRole('textbox', { name: 'Request body' }).fill('{"data": [1, 2, 39]}')
  await page.getByRole('button', { name: /^Send/ }).first().click()
  const response = page.getByRole('region', { name: 'Response' })
  await expect(response.getByText(/"sum":\s*42/).first()).toBeVisible({ timeout: 30_000 })
  const answered = /"host":\s*"([0-9a-f]{12})"/.exec((await response.textContent()) ?? '')?.[1]

  await page.goto('/endpoints/own/deployments/blue')
  const instances = page.getByRole('table', { name: 'Instances' })
  await expect(instances.getByText(/127\.0\.0\.1:\d+/)).toBeVisible()
  expect(
    await instances
      .locator('[title]', { hasText: /^scorepoint-/ })
      .first()
      .getAttribute('title'),
  ).toContain(answered ?? 'no host name')
  await expect(page.getByText('Chosen because the environment is built from a Dockerfile.')).toBeVisible()
})

test('shows the failing step and line of a broken Dockerfile', async ({ page }) => {
  test.setTimeout(180_000)
  writeFileSync(join(context, 'Dockerfile'), `FROM ${baseImage}\n\nRUN echo begin\nRUN echo no such thing >&2 && exit 7\n`)
  await page.goto('/endpoints/own/deployments/new?step=code')
  await expect(page.getByRole('textbox', { name: 'Code folder' })).toBeEnabled()
  await chooseContext(page)
  await deployFrom(page)
  const card = page.getByRole('region', { name: /green/ }).first()
  await expect(card.getByText('Dockerfile line 4')).toBeVisible({ timeout: 60_000 })
  await expect(card.getByText(/no such thing/).first()).toBeVisible()
  await page.goto('/settings/docker')
  await expect(page.getByText('Ready', { exact: true })).toBeVisible()
})
