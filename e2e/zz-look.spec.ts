import { expect, test } from './fixtures'
test.use({ productEnv: { SCOREPOINT_RUNTIME: 'fake' } })
test.setTimeout(240_000)
const at = new Date(Date.now() - 65_000).toISOString()
const engineBad = { state: 'unavailable', engine: { address: 'unix:///var/run/docker.sock', source: 'default' }, doctor: [{ id: 'docker', state: 'error', title: 'Docker', detail: 'Your user may not read the socket /var/run/docker.sock.', fix: 'Add yourself to the group docker and sign in anew.', commands: ['sudo usermod -aG docker $USER', 'newgrp docker'] }], localModeContainers: [], images: { policy: 'IfNotPresent', map: [], fixed: [] } }
const engineOk = { state: 'ready', engine: { address: 'unix:///run/user/1000/docker.sock', source: 'context', context: 'rootless', version: '20.10.24', apiVersion: '1.41', architecture: 'amd64', operatingSystem: 'Debian GNU/Linux 12', kind: 'docker', rootless: true, buildKit: true, gpu: false, cpus: 2, memoryBytes: 25e9 }, doctor: [{ id: 'docker', state: 'ok', title: 'Docker', detail: 'Version 20.10.24 answers in 3 ms.' }, { id: 'docker', state: 'warning', title: 'Architecture', detail: 'The engine is amd64.', fix: 'Images for arm64 run emulated.' }], localModeContainers: [{ id: 'c', name: 'prices.blue', endpoint: 'prices', deployment: 'blue', image: 'prices:blue', state: 'running', status: 'Up 3 minutes', createdAt: at, scoringUri: 'http://localhost:49160/score' }], images: { policy: 'IfNotPresent', map: [{ pattern: 'mcr.microsoft.com/azureml/*', image: 'local-base:1' }], fixed: ['policy'] } }
const steps = [
  { name: '[1/4] FROM mcr.microsoft.com/azureml/minimal-py312-inference:latest', startedAt: at, endedAt: at, cached: true, line: 1 },
  { name: '[2/4] RUN apt-get update && apt-get install -y --no-install-recommends curl', startedAt: at, endedAt: new Date(Date.parse(at) + 12_300).toISOString(), line: 2 },
  { name: '[3/4] COPY requirements.txt /tmp/requirements.txt', startedAt: at, endedAt: new Date(Date.parse(at) + 12_400).toISOString(), line: 3 },
  { name: '[4/4] RUN pip install -r /tmp/requirements.txt', startedAt: new Date(Date.parse(at) + 12_400).toISOString(), line: 4 },
]
const phases = (state: string, extra: object) => ['Validate', 'ResolveEnvironment', 'BuildEnvironment', 'StageArtifacts', 'StartInstances', 'WaitReady', 'Publish'].map((name, index) => index < 2 ? { name, state: 'succeeded', startedAt: at, endedAt: at, ...(index === 1 ? { notes: [{ code: 'image', image: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest', from: 'Dockerfile', used: 'local-base:1' }], message: 'x' } : {}) } : index === 2 ? { name, state, startedAt: at, ...extra } : { name, state: 'pending' })
const dep = (name: string, part: object) => ({ name, provisioningState: 'Creating', health: 'Starting', stopped: false, runtime: 'docker', runtimeReason: 'build', model: 'diabetes:6', environment: 'CliV2AnonymousEnvironment:abc', instanceType: 'Standard_DS3_v2', instanceCount: 1, readyInstances: 0, instances: [], deviations: [], createdAt: at, modifiedAt: at, settings: {}, ...part })
const deployments = [
  dep('blue', { operation: { id: 'o1', kind: 'create', endpoint: 'prices', deployment: 'blue', status: 'InProgress', startedAt: at, cancellable: true, phases: phases('running', { steps, liveLine: 'Downloading scikit_learn-1.5.2-cp312-cp312-manylinux_2_17_x86_64.whl (12.9 MB)' }) } }),
  dep('green', { provisioningState: 'Failed', health: 'Unknown', operation: { id: 'o2', kind: 'create', endpoint: 'prices', deployment: 'green', status: 'Failed', startedAt: at, endedAt: at, cancellable: false, phases: phases('failed', { endedAt: at, steps: [...steps.slice(0, 3), { ...steps[3], endedAt: at, error: 'process "/bin/sh -c pip install -r /tmp/requirements.txt" did not complete successfully: exit code: 1' }] }), explanation: { code: 'ImageBuildFailure', rule: 'x', cause: 'The Dockerfile failed at line 4: RUN pip install -r /tmp/requirements.txt.', fix: 'requirements.txt asks for nosuch==9, which no index has; correct name or version.', decisiveLine: 'ERROR: No matching distribution found for nosuch==9', file: 'Dockerfile', line: 4, exitCode: 1 } } }),
  dep('canary', { provisioningState: 'Succeeded', health: 'Healthy', readyInstances: 2, instanceCount: 2, runtimeReason: 'inferenceConfig', instances: [0, 1].map((n) => ({ id: `prices.canary.1.${n}`, state: n ? 'Starting' : 'Ready', startedAt: at, restarts: n * 3, cpuPercent: 37.4, cores: 4, memoryBytes: n ? 14.0e9 : 312e6, memoryLimitBytes: 14336 * 1024 * 1024, container: { id: 'f00', name: `scorepoint-prices-canary-1-${n}`, image: 'registry.example.com/team/server:1.4.2', hostPort: 49153 + n }, ...(n ? { lastExit: { code: 137, signal: null, at, reason: 'OOMKilled' } } : {}) })) , operation: { id: 'o3', kind: 'create', endpoint: 'prices', deployment: 'canary', status: 'Succeeded', startedAt: at, endedAt: at, cancellable: false, phases: phases('succeeded', { endedAt: at, steps: steps.map((s) => ({ ...s, endedAt: at })), message: 'reused scorepoint-env:1a2b: same base image, Dockerfile and files' }) } }),
]
test('look', async ({ page, product }) => {
  await product.agent('/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.MachineLearningServices/workspaces/local/onlineEndpoints/prices?api-version=2024-10-01', { method: 'PUT', body: { location: 'local', properties: { authMode: 'Key' } } })
  let engine: object = engineBad
  await page.route('**/api/engine', (route) => route.fulfill({ json: engine }))
  await page.route('**/api/endpoints/prices', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ json: { ...(await answer.json()), deployments, traffic: { canary: 100 } } })
  })
  await page.route('**/contents', (route) => route.fulfill({ json: {} }))
  const shot = async (name: string) => { await page.waitForTimeout(600); await page.screenshot({ path: `/tmp/studio-look/${name}.png`, fullPage: true }) }
  for (const [locale, theme, width] of [['en', 'light', 1440], ['en', 'dark', 390], ['de', 'dark', 1440], ['de', 'light', 390]] as const) {
    await page.context().addCookies([{ name: 'scorepoint_locale', value: locale, url: product.url }, { name: 'scorepoint_theme', value: theme, url: product.url }])
    await page.setViewportSize({ width, height: 900 })
    const tag = `${locale}-${theme}-${width}`
    engine = engineBad
    await page.goto(`${product.url}/settings/docker`); await shot(`settings-bad-${tag}`)
    engine = engineOk
    await page.goto(`${product.url}/settings/docker`); await shot(`settings-ok-${tag}`)
    engine = engineBad
    await page.goto(`${product.url}/endpoints/prices/deployments/new?step=code`)
    await page.waitForTimeout(1000)
    await page.getByRole('radio', { name: locale === 'en' ? "The container's own server" : 'Der eigene Server des Containers' }).click({ force: true })
    await shot(`wizard-container-${tag}`)
    await page.getByRole('radio', { name: locale === 'en' ? 'A scoring script' : 'Ein Bewertungsskript' }).click({ force: true })
    await page.getByRole('radio', { name: 'Dockerfile' }).click({ force: true })
    await shot(`wizard-build-${tag}`)
    await page.goto('about:blank')
    await page.goto(`${product.url}/endpoints/prices/overview`); await page.waitForTimeout(1500); await shot(`overview-${tag}`)
    await page.goto(`${product.url}/endpoints/prices/deployments/canary`); await page.waitForTimeout(2500); await shot(`detail-${tag}`)
    await page.goto(`${product.url}/environments`); await page.waitForTimeout(500)
    await page.getByRole('button', { name: locale === 'en' ? 'Register environment' : /registrieren/ }).first().click()
    await page.getByRole('radio', { name: 'Dockerfile' }).click({ force: true })
    await page.locator('label', { hasText: locale === 'en' ? 'The container brings its own server' : 'Der Container bringt' }).click()
    await shot(`register-${tag}`)
  }
  expect(1).toBe(1)
})
