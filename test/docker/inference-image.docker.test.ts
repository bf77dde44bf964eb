/**
 * What the product relies on in Microsoft's inference images: conda, the start command, port 5001, the variables. Runs on the stand-in,
 * and by `npm run test:mcr` on the image itself.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createImageEnvironments } from '@/agent/environments/images/image-environments'
import { keptLog } from '@/agent/runtimes/process/trial'
import { homeLayout } from '@/lib/domain/home-layout'
import { baseImage, testEngine } from './test-engine'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-inference-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const script = `
import os, socket
def init():
    global model
    model = open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model.txt")).read()
def run(data):
    import colorama
    return {"host": socket.gethostname(), "model": model, "colorama": colorama.__version__}
`

it('serves a scoring script in the environment of the conda file, with the server added', async () => {
  const engine = testEngine()
  const images = () => ({ policy: 'IfNotPresent' as const, map: [] })
  const environments = createImageEnvironments(engine, homeLayout(home), { agentId: 'test', images })
  // Names no inference server: it is added.
  const condaFile = 'name: added\ndependencies:\n  - python=3.11\n  - pip: [colorama==0.4.4]\n'
  const request = { image: baseImage, condaFile }
  const log = keptLog()
  const resolved = await environments.resolve(request, log)
  expect(resolved.dockerfile).toMatch(/-m pip install azureml-inference-server-http\n/)
  expect(resolved.command?.slice(1)).toEqual(['run', '--no-capture-output', '-n', 'inf-conda-env', 'runsvdir', '/var/runit'])
  const built = await environments.build(resolved, log, new AbortController().signal, request)
  const docker = await engine.docker()
  const container = await docker.createContainer({
    Image: built.imageId,
    ...(resolved.command ? { Entrypoint: resolved.command, Cmd: [] } : {}),
    Env: [
      'AML_APP_ROOT=/var/azureml-app/code',
      'AZUREML_ENTRY_SCRIPT=score.py',
      'AZUREML_MODEL_DIR=/var/azureml-app/azureml-models/m/1',
      `AZUREML_INFERENCE_PYTHON_PATH=${posix.dirname(resolved.pythonPath ?? '')}`,
    ],
    ExposedPorts: { '5001/tcp': {} },
    HostConfig: { Init: true, PortBindings: { '5001/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
  })
  try {
    const files = pack()
    files.entry({ name: 'var/azureml-app/code/score.py' }, script)
    files.entry({ name: 'var/azureml-app/azureml-models/m/1/model.txt' }, 'weights')
    files.finalize()
    const chunks: Uint8Array[] = []
    for await (const chunk of files) if (chunk instanceof Uint8Array) chunks.push(chunk)
    await container.putArchive(Buffer.concat(chunks), { path: '/' })
    await container.start()
    const { Id, NetworkSettings } = await container.inspect()
    const url = `http://127.0.0.1:${NetworkSettings.Ports['5001/tcp']?.[0]?.HostPort}/score`
    const score = () =>
      fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }).then(
        (answer) => (answer.ok ? answer.json() : answer.text()),
        (error: Error) => error.message,
      )
    await expect.poll(score, { timeout: 60_000, interval: 250 }).toEqual({ host: Id.slice(0, 12), model: 'weights', colorama: '0.4.4' })
  } finally {
    await container.remove({ force: true })
  }
})
