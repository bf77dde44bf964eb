/** The built agent with the process runtime switched off: deployments as a person makes them, in real containers. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { putEnvironmentVersion } from '@/lib/arm/assets'
import { readLocalTree } from '@/lib/arm/local-files'
import { uploadTree } from '@/lib/arm/upload'
import { type AgentProcess, eventually, startAgent } from '@/test/agent-process'
import { connectionTo, createEndpoint, deployLocal, setSplit } from '@/test/deploy-folder'
import { baseImage, testEngine, testEngineHost } from './test-engine'

const engine = testEngine()
const samples = join(import.meta.dirname, '..', '..', 'samples')
const source = mkdtempSync(join(tmpdir(), 'sp-docker-'))
let agent: AgentProcess

beforeAll(async () => {
  agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'docker', DOCKER_HOST: testEngineHost() } })
})
afterAll(async () => {
  const ours = async () => {
    const all = await engine.ask((docker) => docker.listContainers({ all: true, filters: { label: ['scorepoint.endpoint'] } }))
    return all.filter((one) => endpoints.includes(one.Labels['scorepoint.endpoint'] ?? ''))
  }
  await agent?.close()
  rmSync(source, { recursive: true, force: true })
  expect(await ours()).toEqual([])
})
const endpoints = ['diabetes-in-docker', 'own-server']

async function logOf(endpoint: string, containerType: 'StorageInitializer' | 'InferenceServer'): Promise<string> {
  const path = `onlineEndpoints/${endpoint}/deployments/blue/getLogs`
  const answer = await agent.call('POST', path, { containerType, tail: 500 })
  return (answer.body as { content: string }).content
}

async function inspected(endpoint: string) {
  const container = (await agent.status(endpoint)).deployments[0]?.instances[0]?.container
  return engine.ask((docker) => docker.getContainer(container?.id ?? '').inspect())
}

it('serves the diabetes sample in a container shaped as in Azure: the answer names its host, both logs are there, loopback ports alone', async () => {
  const [endpoint = ''] = endpoints
  const sample = join(samples, 'diabetes-regression')
  const code = join(source, 'onlinescoring')
  cpSync(join(sample, 'onlinescoring'), code, { recursive: true })
  const script = readFileSync(join(code, 'score.py'), 'utf8')
  writeFileSync(join(code, 'score.py'), script.replace('return {"model"', 'return {"host": __import__("socket").gethostname(), "model"'))
  await createEndpoint(agent, endpoint)
  const operation = await deployLocal(agent, {
    endpoint,
    name: 'blue',
    model: join(sample, 'model-blue'),
    code,
    condaText: readFileSync(join(sample, 'environment', 'conda.yaml'), 'utf8'),
  })
  expect(operation).toMatchObject({ status: 'Succeeded' })
  await setSplit(agent, endpoint, { blue: 100 })
  const request = readFileSync(join(sample, 'sample-request.json'), 'utf8')
  const answer = await eventually('an answer', async () => {
    const one = await agent.score(endpoint, request)
    return one.status === 200 && one
  })
  const container = await inspected(endpoint)
  expect(answer.json()).toMatchObject({ host: container.Config.Hostname, predictions: expect.arrayContaining([expect.any(Number)]) })
  expect(answer.headers['x-scorepoint-container']).toBe(container.Config.Hostname)
  expect(container.Config.Env).toEqual(
    expect.arrayContaining([expect.stringMatching(/^AZUREML_MODEL_DIR=\/var\/azureml-app\/azureml-models\/[0-9a-f]+\/1$/)]),
  )
  const published = Object.values(container.NetworkSettings.Ports).flatMap((bindings) => bindings ?? [])
  expect(published.map((binding) => binding.HostIp)).toEqual(['127.0.0.1'])
  const [deployment] = (await agent.status(endpoint)).deployments
  expect(deployment).toMatchObject({ runtime: 'docker', runtimeReason: 'setting', health: 'Healthy' })
  expect(await logOf(endpoint, 'StorageInitializer')).toMatch(/diabetes\.joblib \(\d+ bytes, sha256 [0-9a-f]{64}\)[\s\S]*checksums agree/)
  expect(await logOf(endpoint, 'InferenceServer')).toMatch(/POST \/score 200/)
  await engine.ask((docker) => docker.getContainer(container.Id).kill())
  await eventually('another container in its place', async () => {
    const [instance] = (await agent.status(endpoint)).deployments[0]?.instances ?? []
    return instance?.state === 'Ready' && instance.container?.id !== container.Id
  })
})

it('adopts its containers after it was killed', async () => {
  const [endpoint = ''] = endpoints
  const before = await inspected(endpoint)
  agent.kill('SIGKILL')
  await agent.restart()
  await eventually('the instance is ready', async () => (await agent.status(endpoint)).deployments[0]?.instances[0]?.state === 'Ready')
  expect((await inspected(endpoint)).Id).toBe(before.Id)
})

const ownServer = `
import http.server, json, os, threading
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthy/ready" else 404)
        self.end_headers()
    def log_message(self, *_):
        pass
class Score(Ready):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        folder = os.environ["AZUREML_MODEL_DIR"]
        answer = json.dumps({"path": self.path, "model": open(os.path.join(folder, "model", "weights.txt")).read(), "folder": folder, "sent": json.loads(body)})
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())
threading.Thread(target=http.server.HTTPServer(("", 9001), Ready).serve_forever, daemon=True).start()
http.server.HTTPServer(("", 9000), Score).serve_forever()
`

it('serves a container with a server of its own: other routes, two ports, its own place for the model, and the scoring URI says so', async () => {
  const [, endpoint = ''] = endpoints
  const [context, model] = [join(source, 'context'), join(source, 'model')]
  for (const folder of [context, model]) mkdirSync(folder)
  writeFileSync(join(context, 'Dockerfile'), `FROM ${baseImage}\nCOPY server.py /server.py\nCMD ["/usr/bin/python3", "-u", "/server.py"]\n`)
  writeFileSync(join(context, 'server.py'), ownServer)
  writeFileSync(join(model, 'weights.txt'), 'forty-two')
  const connection = connectionTo(agent)
  const uploaded = await uploadTree(connection, await readLocalTree(context))
  const environmentId = await putEnvironmentVersion(connection, 'own-server', '1', {
    properties: {
      build: { contextUri: uploaded.blobUri, dockerfilePath: 'Dockerfile' },
      osType: 'Linux',
      inferenceConfig: {
        livenessRoute: { path: '/healthy/ready', port: 9001 },
        readinessRoute: { path: '/healthy/ready', port: 9001 },
        scoringRoute: { path: '/v1/predict', port: 9000 },
      },
    },
  })
  await createEndpoint(agent, endpoint)
  const operation = await deployLocal(agent, {
    endpoint,
    name: 'blue',
    model,
    properties: { environmentId, modelMountPath: '/models' },
  })
  expect(operation).toMatchObject({ status: 'Succeeded' })
  await setSplit(agent, endpoint, { blue: 100 })
  const { scoringUri } = await agent.status(endpoint)
  expect(scoringUri).toMatch(/\/api\/v1\/endpoint\/own-server\/v1\/predict$/)
  const arm = (await agent.call('GET', `onlineEndpoints/${endpoint}`)).body as { properties: { scoringUri: string } }
  expect(arm.properties.scoringUri).toBe(scoringUri)
  const answered = await eventually('an answer', async () => {
    const one = await agent.score(endpoint, { data: 1 })
    return one.status === 200 && one
  })
  expect(answered.json()).toEqual({
    path: '/v1/predict',
    model: 'forty-two',
    folder: expect.stringMatching(/^\/models\/[0-9a-f]+\/1$/),
    sent: { data: 1 },
  })
  const direct = await fetch(scoringUri, {
    method: 'POST',
    body: '{"data":2}',
    headers: { authorization: `Bearer ${await agent.key(endpoint)}` },
  })
  expect(await direct.json()).toMatchObject({ path: '/v1/predict', sent: { data: 2 } })
})
