import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FileReport, main, validateFile } from '@/scripts/validate'
import { missingWords } from '@/test/missing-words'

const deployment = `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: my-endpoint
model:
  path: model/
code_configuration:
  code: src
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
  conda_file: conda.yaml
instance_type: Standard_DS3_v2
instance_count: 3
`
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scorepoint-validate-'))
  mkdirSync(join(folder, 'model'))
  mkdirSync(join(folder, 'src'))
  const files = {
    'deployment.yml': deployment,
    'crlf.yml': `\ufeff${deployment.replaceAll('\n', '\r\n')}`,
    'src/score.py': 'def init():\n    pass\n\n\ndef run(data):\n    return data\n',
    'model/model.pkl': 'x',
    'conda.yaml': 'dependencies:\n  - python=3.12\n  - pip:\n      - azureml-inference-server-http\n',
    'package.yml': 'target_environment: azureml:e:1\n',
    'broken.yml': deployment.replace('score.py', 'gone.py').replace('instance_count: 3', 'instance_count: 0'),
    'big.yml': `a: "${'x'.repeat(300_000)}"`,
  }
  // A comment in Latin-1, and what some editors call Unicode.
  writeFileSync(join(folder, 'latin1.yml'), Buffer.from(deployment.replace('name: blue', 'name: blue # für'), 'latin1'))
  writeFileSync(join(folder, 'utf16.yml'), Buffer.from(`\ufeff${deployment}`, 'utf16le'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...args: string[]): Promise<{ code: number; reports: FileReport[]; complaint: string }> {
  let output = ''
  let complaint = ''
  const code = await main(
    args,
    (text) => {
      output += text
    },
    (text) => {
      complaint += text
    },
    folder,
  )
  return { code, reports: output === '' ? [] : JSON.parse(output), complaint }
}

describe('validate', () => {
  it.each([
    ['latin1.yml', 2],
    ['utf16.yml', 1],
  ])('says that %s is no UTF-8, and where', async (file, line) => {
    const { code, reports } = await run(file)
    expect(code).toBe(1)
    expect(reports[0]?.findings).toMatchObject([{ rule: 'file-encoding', severity: 'error', stage: 'load', line }])
    expect(missingWords(reports[0]?.findings ?? [])).toEqual([])
  })

  it('says of a script in one sentence that it is none of these', async () => {
    const { code, reports } = await run('src/score.py')
    expect(code).toBe(1)
    expect(reports[0]?.findings.map(({ rule, message }) => [rule, message])).toEqual([
      ['unknown-kind', 'This is a scoring script, not an endpoint, deployment, model or environment.'],
    ])
  })

  it('exits 0 with one report per file when all is well', async () => {
    const { code, reports } = await run('deployment.yml', 'crlf.yml', '--json')
    expect(reports).toEqual([
      { file: 'deployment.yml', kind: 'deployment', findings: [] },
      { file: 'crlf.yml', kind: 'deployment', findings: [] },
    ])
    expect(code).toBe(0)
  })

  it('exits 1 and says where, which rule and what to do', async () => {
    const { code, reports } = await run('broken.yml')
    expect(code).toBe(1)
    expect(reports[0]?.findings).toEqual([
      {
        path: ['instance_count'],
        line: 13,
        column: 17,
        endLine: 13,
        endColumn: 18,
        severity: 'error',
        stage: 'rules',
        rule: 'minimum',
        message: 'instance_count must be at least 1; it is 0.',
        fix: 'Write 1 or more.',
        values: { value: '0', limit: 1 },
        repairs: [expect.objectContaining({ label: 'Write 1' })],
      },
      expect.objectContaining({ path: ['code_configuration', 'scoring_script'], line: 8, stage: 'files', rule: 'script-exists' }),
    ])
  })

  it.each([
    ['gone.yml', 'file-exists'],
    ['src', 'file-exists'],
    ['big.yml', 'yaml-size'],
    ['package.yml', 'unknown-kind'],
  ])('%s breaks %s in stage load', async (file, rule) => {
    const { code, reports } = await run(file)
    expect(code).toBe(1)
    expect(reports[0]?.findings).toMatchObject([{ rule, stage: 'load', line: 1, column: 1, path: [] }])
  })

  it('takes the kind from the command line', async () => {
    expect((await run('conda.yaml', '--kind', 'environment')).reports[0]?.kind).toBe('environment')
  })

  it.each([[[]], [['--kind', 'job', 'deployment.yml']], [['--what', 'deployment.yml']]])('exits 2 with the usage for %j', async (args) => {
    const { code, complaint, reports } = await run(...args)
    expect(code).toBe(2)
    expect(complaint).toContain('usage:')
    expect(reports).toEqual([])
  })
})

it('looks into a conda file that is named itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'validate-conda-'))
  writeFileSync(join(folder, 'conda.yaml'), 'name: x\ndependencies:\n  - python=3.8\n  - pip\n')
  const { kind, findings } = await validateFile('conda.yaml', undefined, folder)
  rmSync(folder, { recursive: true, force: true })
  expect(kind).toBe('conda')
  expect(findings.map(({ rule, severity, line }) => [rule, severity, line])).toContainEqual(['python-end', 'warning', 3])
})
