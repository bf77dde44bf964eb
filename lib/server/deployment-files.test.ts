import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkEverything } from './check-everything'

const project = realpathSync(mkdtempSync(join(tmpdir(), 'files-')))
const yaml = (part: string) => `name: blue\nmodel:\n  path: ./model\n${part}`
const code = (script: string) => `code_configuration:\n  code: ./code\n  scoring_script: ${script}\n`
const conda = 'environment:\n  image: i\n  conda_file: ./conda.yaml\n'
const rules = async (text: string, baseDir = project) =>
  (await checkEverything({ kind: 'deployment', text, baseDir }))
    .filter((finding) => finding.stage === 'files')
    .map((finding) => `${finding.severity}:${finding.rule}`)

beforeAll(() => {
  vi.stubEnv('SCOREPOINT_START_DIR', project)
  mkdirSync(join(project, 'model'))
  mkdirSync(join(project, 'code'))
  writeFileSync(join(project, 'model', 'm.pkl'), 'm')
  writeFileSync(join(project, 'code', 'score.py'), 'def init():\n  pass\n\ndef run(raw_data):\n  return 1\n')
  writeFileSync(join(project, 'conda.yaml'), 'dependencies:\n  - python=3.11\n  - pip:\n      - azureml-inference-server-http\n')
})
afterAll(() => {
  vi.unstubAllEnvs()
})

describe('files a deployment names', () => {
  it('are accepted when they exist', async () => {
    expect(await rules(yaml(code('score.py') + conda))).toEqual([])
  })
  it('are missed by name', async () => {
    expect(await rules(yaml(code('other.py') + conda))).toEqual(['error:script-exists'])
  })
  it('are offered as they are spelt', async () => {
    const repairs = async (path: string) =>
      (await checkEverything({ kind: 'deployment', text: yaml('').replace('./model', path) + code('score.py') + conda, baseDir: project }))
        .find(({ rule }) => rule === 'path')
        ?.repairs?.map(({ label }) => label)
    expect(await repairs('./modle')).toEqual(['Write ./model'])
    expect(await repairs('Model/')).toEqual(['Write model'])
    expect(await repairs('./model/m.pk')).toEqual(['Write ./model/m.pkl'])
    expect(await repairs('./weights')).toBeUndefined()
    expect(await repairs('../nowhere/else')).toBeUndefined()
    expect(await repairs('/etc/hostnam')).toBeUndefined()
  })
  it('never include what lies outside the allowed folders', async () => {
    expect(await rules(yaml(code('../../../../../../etc/hostname') + conda))).toEqual([])
    expect(await rules(yaml(`code_configuration:\n  code: /etc\n  scoring_script: hostname\n${conda}`))).toEqual(['error:path'])
    expect(await rules(yaml(`${code('score.py')}environment:\n  conda_file: /dev/zero\n`))).toEqual(['error:path'])
  })
  it('are counted as they would be uploaded', async () => {
    const many = join(project, 'many')
    mkdirSync(join(many, 'model', 'cache'), { recursive: true })
    for (let index = 0; index < 1_501; index += 1) writeFileSync(join(many, 'model', 'cache', `${index}.bin`), '')
    writeFileSync(join(many, 'model', 'm.pkl'), 'm')
    const text = `name: blue\nmodel:\n  path: ./many/model\n${code('score.py')}${conda}`
    expect(await rules(text)).toEqual(['warning:model-files'])
    writeFileSync(join(many, 'model', '.amlignore'), 'cache/\n')
    expect(await rules(text)).toEqual([])
  })
  it('need a script where a process serves the model, and packages where the image brings none', async () => {
    expect(await rules(yaml(conda))).toEqual(['error:code-needed-here'])
    const training = 'environment:\n  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest\n'
    expect(await rules(yaml(code('score.py') + training))).toEqual(['error:conda-needed-here'])
  })
  it('need neither in a container', async () => {
    const routes = ['liveness', 'readiness', 'scoring'].map((name) => `    ${name}_route: { port: 8080, path: / }\n`).join('')
    expect(await rules(yaml(`environment:\n  image: i\n  inference_config:\n${routes}`))).toEqual([])
    expect(await rules(yaml(`${code('score.py')}environment:\n  image: i\n`))).toEqual([])
  })
  it('are the folder a Dockerfile builds from', async () => {
    mkdirSync(join(project, 'docker'))
    const build = (path: string) => yaml(`environment:\n  build:\n    path: ${path}\n`)
    expect(await rules(build('./docker'))).toEqual(['error:dockerfile-exists'])
    writeFileSync(join(project, 'docker', 'Dockerfile'), 'FROM scratch\n')
    expect(await rules(build('./docker'))).toEqual([])
    writeFileSync(join(project, 'docker', 'weights.bin'), Buffer.alloc(1024 * 1024 + 1))
    expect(await rules(build('./docker'))).toEqual(['error:build-context-limit'])
    expect(await rules(build('/etc'))).toEqual(['error:path'])
    expect(await rules(build('https://github.com/some/where.git'))).toEqual(['error:build-context-local'])
  })
})
