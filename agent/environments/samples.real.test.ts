import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createProcessRuntime } from '@/agent/runtimes/process/process-runtime'
import { builtEnvironment, samplePath, score, stageTrial, type Trial, temporaryHome } from '@/agent/runtimes/process/trial'

const home = temporaryHome()
const runtime = createProcessRuntime(home.layout)
const fixture = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'shared',
  'fixtures',
  'azureml-examples',
  'cli',
  'endpoints',
  'online',
  'model-1',
)
const present = existsSync(fixture)
if (!present) console.warn(`skipped: Microsoft's sample model is not at ${fixture}`)
let count = 0

afterAll(() => {
  runtime.close()
  home.remove()
})

async function answer(condaFile: string, trial: Trial, body: unknown) {
  const { python } = await builtEnvironment(condaFile)
  const spec = await stageTrial(home.layout.home, `sample.blue.1.${count++}`, python, trial)
  const { socketPath = '' } = await runtime.start(spec)
  try {
    if (!(await runtime.probe(spec.id, 60_000))) throw new Error(JSON.stringify(await runtime.explain(spec)))
    return await score(socketPath, body)
  } finally {
    await runtime.stop(spec.id, 1000)
  }
}

describe('samples on the official server', () => {
  it.skipIf(!present)("answers Microsoft's request with Microsoft's numbers", async () => {
    const script = readFileSync(join(import.meta.dirname, '..', '..', 'test', 'model-1', 'onlinescoring', 'score.py'), 'utf8')
    const request: unknown = JSON.parse(readFileSync(join(fixture, 'sample-request.json'), 'utf8'))
    const conda = readFileSync(join(fixture, 'environment', 'conda.yaml'), 'utf8')
    // Staged as an inline folder is: the folder keeps its name below AZUREML_MODEL_DIR.
    const model = { name: 'model-1', version: '1', path: join(home.layout.home, 'model-1') }
    mkdirSync(model.path, { recursive: true })
    cpSync(join(fixture, 'model'), join(model.path, 'model'), { recursive: true })
    const { status, body, headers } = await answer(conda, { script, model }, request)
    expect(status).toBe(200)
    // The last bit of a float depends on the order in which BLAS adds; the published numbers hold to 1e-6.
    const expected = [11055.977245525677, 4503.079536107787]
    expect(body).toEqual(expected.map((value) => expect.closeTo(value, 9)))
    expect(headers['x-ms-server-version']).toMatch(/^azmlinfsrv\//)
  })

  it('answers with the name of the model, blue and green differently', async () => {
    const conda = readFileSync(samplePath('diabetes-regression', 'environment', 'conda.yaml'), 'utf8')
    const request: unknown = JSON.parse(readFileSync(samplePath('diabetes-regression', 'sample-request.json'), 'utf8'))
    const codePath = samplePath('diabetes-regression', 'onlinescoring')
    const answers = []
    for (const name of ['blue', 'green']) {
      const { status, body } = await answer(
        conda,
        { codePath, model: { name, version: '1', path: samplePath('diabetes-regression', `model-${name}`) } },
        request,
      )
      expect(status).toBe(200)
      expect(body).toMatchObject({ model: name, predictions: [expect.any(Number), expect.any(Number)] })
      answers.push(body)
    }
    expect(answers[0]).not.toEqual(answers[1])
  })
})
