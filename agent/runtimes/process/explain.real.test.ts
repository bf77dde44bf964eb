import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProcessRuntime } from './process-runtime'
import { minimalEnvironment, samplePath, score, stageTrial, type Trial, temporaryHome, waitForEnd } from './trial'

/** Every cause is provoked in the real server, with names, line numbers and nesting that no rule can know. */

const home = temporaryHome()
let runtime = createProcessRuntime(home.layout, { warm: false })
let isForked = false
let python = ''
let count = 0

const word = () => `w${Math.random().toString(36).slice(2, 8)}`
const padding = () => Math.floor(Math.random() * 40)
const sampleScript = (name: string) => readFileSync(samplePath('broken', name, 'onlinescoring', 'score.py'), 'utf8')
/** The script with some comment lines in front, and the line of `needle` in it. */
function moved(script: string, needle: string): { script: string; line: number } {
  const text = `${'# moved\n'.repeat(padding())}${script}`
  const line = text.split('\n').findIndex((candidate) => candidate.includes(needle)) + 1
  if (line === 0) throw new Error(`no line with ${needle}`)
  return { script: text, line }
}

async function explained(trial: Trial, ends = true) {
  const spec = await stageTrial(home.layout.home, `broken.blue.1.${count++}`, python, trial)
  await runtime.start(spec)
  expect(readFileSync(spec.logFile, 'utf8').includes('forked from the warm parent')).toBe(isForked)
  try {
    const end = ends ? await waitForEnd(runtime, spec.id) : undefined
    return { end, explanation: await runtime.explain(spec), spec }
  } finally {
    if (ends) await runtime.stop(spec.id, 500)
  }
}

beforeAll(async () => {
  python = (await minimalEnvironment()).python
})
afterAll(() => {
  runtime.close()
  home.remove()
})

/** Starts what works until it is forked: the parent of the environment is made after the first instance is ready. */
async function prepareParent(): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const spec = await stageTrial(home.layout.home, `works.blue.1.${count++}`, python, {
      script: 'def init(): pass\ndef run(d): return d\n',
    })
    await runtime.start(spec)
    const seen = await runtime.observe(spec.id)
    const how = seen.state === 'running' ? seen.how : undefined
    await runtime.probe(spec.id, 20_000)
    await runtime.stop(spec.id, 1000)
    if (how?.startsWith('forked')) return
    if (Date.now() > deadline) throw new Error(`no warm parent: ${how}`)
  }
}

describe.each(['a fresh process', 'a warm parent'])('the cause of a failed start from %s', (way) => {
  beforeAll(async () => {
    isForked = way === 'a warm parent'
    if (!isForked) return
    runtime.close()
    runtime = createProcessRuntime(home.layout, { warm: { prepareAfterMs: 0 } })
    await prepareParent()
  })

  it('names file and line when init() raises, through nested frames and another module', async () => {
    const { script, line } = moved(sampleScript('init-raises'), 'raise ValueError')
    const plain = await explained({ script })
    expect(plain.end).toMatchObject({ state: 'exited', exitCode: 3 })
    expect(plain.explanation).toMatchObject({
      code: 'UserScriptInitFailed',
      rule: 'init-raised',
      file: 'score.py',
      line,
      decisiveLine: 'ValueError: there is no threshold named medium',
    })

    const [module, text] = [word(), word()]
    const helper = moved(
      `class Broken(RuntimeError): pass\ndef outer():\n    return [inner() for _ in range(1)]\ndef inner():\n    raise Broken("${text}")\n`,
      'raise Broken',
    )
    const nested = await explained({
      script: `import ${module}\ndef init():\n    ${module}.outer()\ndef run(d): return d\n`,
      files: { [`${module}.py`]: helper.script },
    })
    expect(nested.explanation).toMatchObject({
      code: 'UserScriptInitFailed',
      rule: 'init-raised',
      file: `${module}.py`,
      line: helper.line,
      decisiveLine: `${module}.Broken: ${text}`,
    })
  })

  it('names a missing module and the package that brings it', async () => {
    const name = word()
    const { script, line } = moved(sampleScript('missing-module').replaceAll('lightgbm', name), `import ${name}`)
    expect((await explained({ script })).explanation).toMatchObject({
      code: 'UserScriptImportError',
      rule: 'missing-module',
      file: 'score.py',
      line,
      decisiveLine: `ModuleNotFoundError: No module named '${name}'`,
    })
    const late = moved('def load():\n    import sklearn.linear_model\ndef init():\n    load()\ndef run(d): return d\n', 'import sklearn')
    const { explanation } = await explained({ script: late.script })
    expect(explanation).toMatchObject({ rule: 'missing-module', file: 'score.py', line: late.line })
    expect(explanation.fix).toContain('scikit-learn')
  })

  it('names the place of a syntax error, also in an imported file', async () => {
    const { script, line } = moved(sampleScript('syntax-error'), 'float(os.environ')
    expect((await explained({ script })).explanation).toMatchObject({
      code: 'UserScriptImportError',
      rule: 'syntax-error',
      file: 'score.py',
      line,
    })
    const module = word()
    const other = moved('def helper():\n    return 1\n   return 2\n', '   return 2')
    expect((await explained({ script: `import ${module}\n`, files: { [`${module}.py`]: other.script } })).explanation).toMatchObject({
      rule: 'syntax-error',
      file: `${module}.py`,
    })
  })

  it('names a wrong model path and shows what is there', async () => {
    const folder = word()
    const path = join(home.layout.home, folder)
    mkdirSync(join(path, 'model'), { recursive: true })
    writeFileSync(join(path, 'model', 'weights.json'), '{}')
    const { script, line } = moved(sampleScript('wrong-model-path'), 'with open')
    const { explanation } = await explained({ script, model: { name: folder, version: '3', path } })
    expect(explanation).toMatchObject({ code: 'UserScriptInitFailed', rule: 'wrong-model-path', file: 'score.py', line })
    expect(explanation.cause).toContain('model/weights.json')
    expect(explanation.fix).toContain('"model", "weights.json"')
    const unset = await explained({
      script: 'import os\ndef init():\n    os.path.join(os.getenv("AZUREML_MODEL_DIR"), "x")\ndef run(d): return d\n',
    })
    expect(unset.explanation).toMatchObject({ rule: 'model-dir-unset', file: 'score.py', line: 3 })
  })

  it('names missing functions and a signature the server cannot call', async () => {
    expect((await explained({ script: 'def run(d): return d\n' })).explanation).toMatchObject({
      code: 'UserScriptFunctionNotFound',
      rule: 'no-init',
      file: 'score.py',
    })
    expect((await explained({ script: 'def init(): pass\ndef run(d, /): return d\n' })).explanation).toMatchObject({
      rule: 'run-signature',
    })
  })

  it('names a kill during init()', async () => {
    const { end, explanation } = await explained({ script: sampleScript('killed') })
    expect(end).toMatchObject({ exitCode: 3 })
    expect(explanation).toMatchObject({ code: 'ResourceNotReady', rule: 'killed' })
    expect(explanation.decisiveLine).toContain('was sent SIGKILL')
  })

  it('says where init() hangs', async () => {
    const name = word()
    const { script, line } = moved(sampleScript('hang').replaceAll('wait_for_licence', name), 'granted.wait()')
    const spec = await stageTrial(home.layout.home, 'hang.blue.1.0', python, { script })
    await runtime.start(spec)
    try {
      await expect.poll(() => readFileSync(spec.logFile, 'utf8'), { timeout: 15_000 }).toContain("Invoking user's init function")
      expect(await runtime.probe(spec.id, 300)).toBe(false)
      expect(await runtime.explain(spec)).toMatchObject({ code: 'ResourceNotReady', rule: 'hang', file: 'score.py', line })
    } finally {
      await runtime.stop(spec.id, 100)
    }
  })

  it('names an exception of run()', async () => {
    const { script, line } = moved(sampleScript('run-raises'), 'request["features"]')
    const { spec } = await explained({ script }, false)
    try {
      expect(await runtime.probe(spec.id, 20_000)).toBe(true)
      const { socketPath = '' } = await runtime.start(spec)
      expect((await score(socketPath, {})).status).toBe(500)
      expect(await runtime.explain(spec)).toMatchObject({
        code: 'UserScriptRunFailed',
        rule: 'run-raised',
        file: 'score.py',
        line,
        decisiveLine: "KeyError: 'features'",
      })
    } finally {
      await runtime.stop(spec.id, 1000)
    }
  })

  it('says "unknown" and shows the line for causes no rule knows', async () => {
    const text = word()
    const licence = await explained({
      script: `import os, sys\ndef init():\n    sys.stderr.write("FATAL licence ${text} expired\\n")\n    sys.stderr.flush()\n    os._exit(17)\ndef run(d): return d\n`,
    })
    expect(licence.explanation).toMatchObject({ rule: 'unknown', decisiveLine: `FATAL licence ${text} expired` })
    const quiet = await explained({
      script: `import os, subprocess\ndef init():\n    subprocess.run(["sh", "-c", "echo cannot reach device ${text} >&2; echo bye"])\n    os._exit(0)\ndef run(d): return d\n`,
    })
    expect(quiet.explanation).toMatchObject({ rule: 'unknown', decisiveLine: `cannot reach device ${text}` })
  })
})
