/** Microsoft's Python SDK deploys an image of its own build context and a script on an image alone in real containers, with the process runtime switched off. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { clientSetup } from '@/lib/domain/client-setup/client-setup'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, startAgent } from '../agent-process'
import { baseImage, testEngineHost } from '../docker/test-engine'
import { ensurePythonClient } from './python-clients'
import { sdkReleases } from './releases'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'sdk-image-'))
let agent: AgentProcess

const server = `
import http.server, json, os
class Server(http.server.BaseHTTPRequestHandler):
    def answer(self, body):
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        self.answer(b"ready")
    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        model = open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model", "weights.txt")).read()
        self.answer(json.dumps({"path": self.path, "model": model, "sent": sent, "host": os.uname().nodename}).encode())
http.server.HTTPServer(("", 9000), Server).serve_forever()
`

beforeAll(async () => {
  for (const name of ['context', 'model', 'code', 'home']) mkdirSync(join(folder, name))
  writeFileSync(
    join(folder, 'context', 'Dockerfile'),
    `FROM ${baseImage}\nCOPY server.py /server.py\nCMD ["/usr/bin/python3", "-u", "/server.py"]\n`,
  )
  writeFileSync(join(folder, 'context', 'server.py'), server)
  writeFileSync(join(folder, 'model', 'weights.txt'), 'forty-two')
  const script =
    'import json, os\ndef init():\n    global model\n    model = open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model", "weights.txt")).read()\ndef run(raw):\n    return {"model": model, "sent": json.loads(raw), "directory": os.environ["AZUREML_MODEL_DIR"]}\n'
  writeFileSync(join(folder, 'code', 'score.py'), script)
  agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'docker', DOCKER_HOST: testEngineHost() } })
})
afterAll(async () => {
  await agent?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('builds, deploys, scores by the route of the image, reads the log and deletes; and serves a script on an image alone', async () => {
  const python = await ensurePythonClient(`azure-ai-ml-${sdkReleases[0]?.version}.txt`)
  const [setup, result] = [join(folder, 'setup.py'), join(folder, 'seen.json')]
  const target = { ...homeLayout(agent.home), agentUrl: `https://127.0.0.1:${agent.agentPort}`, workspaceId: localWorkspaceId }
  writeFileSync(setup, clientSetup('python', target))
  await run(python, [join(import.meta.dirname, 'python', 'image.py'), setup, folder, baseImage, result], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH ?? '', HOME: join(folder, 'home'), PYTHONDONTWRITEBYTECODE: '1' },
    timeout: 170_000,
    maxBuffer: 16 * 1024 * 1024,
  })
  const seen: unknown = JSON.parse(readFileSync(result, 'utf8'))
  expect(seen).toMatchObject({
    state: 'Succeeded',
    uri: expect.stringMatching(/\/api\/v1\/endpoint\/image-endpoint\/v1\/predict$/),
    answer: { path: '/v1/predict', model: 'forty-two', sent: { data: 1 }, host: expect.stringMatching(/^[0-9a-f]{12}$/) },
    storage_log: expect.stringContaining('weights.txt'),
    script: {
      state: 'Succeeded',
      answer: {
        model: 'forty-two',
        sent: { data: 1 },
        directory: expect.stringMatching(/^\/var\/azureml-app\/azureml-models\/[0-9a-f]+\/1$/),
      },
    },
  })
})
