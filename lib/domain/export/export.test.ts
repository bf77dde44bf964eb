import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { evaluate, newScope } from '@/agent/templates/evaluate'
import { yamlText } from '@/lib/domain/convert/yaml-text'
import { exportFiles } from './export-files'
import { bicepInner, pythonLiteral, shellWord, templateText } from './quote'
import { type ExportSource, exportFormats, readExportSource } from './source'

const folder = mkdtempSync(join(tmpdir(), 'export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const awkward = fc.string({
  unit: fc.constantFrom(
    "'",
    '"',
    '\\',
    '\n',
    '\r',
    '\t',
    '$',
    '{',
    '}',
    '[',
    ']',
    '`',
    '!',
    '#',
    '%',
    '@',
    ' ',
    'a',
    'é',
    '😀',
    '\u2028',
    '\u0007',
    "''",
    '${',
    '$(',
    '"""',
    '[[',
    ':',
    '-',
    '*',
    '&',
  ),
  maxLength: 12,
})

function source(parts: { env?: Record<string, string>; description?: string; tag?: string; local?: boolean } = {}): ExportSource {
  const endpoint = {
    name: 'prices',
    description: parts.description ?? 'Prices',
    auth_mode: 'key',
    traffic: { blue: 90, green: 10 },
    mirror_traffic: {},
    tags: { team: parts.tag ?? 'a' },
  }
  const blue = {
    name: 'blue',
    endpoint_name: 'prices',
    model: 'azureml:m:1',
    code_configuration: { code: 'azureml:c:1', scoring_script: 'score.py' },
    environment: 'azureml:e:2',
    environment_variables: parts.env ?? { A: 'b' },
    instance_type: 'Standard_DS3_v2',
    instance_count: 2,
    request_settings: { request_timeout_ms: 3000, max_concurrent_requests_per_instance: 2 },
    liveness_probe: { initial_delay: 10, period: 10, timeout: 2, success_threshold: 1, failure_threshold: 30 },
  }
  const green = {
    ...blue,
    name: 'green',
    model: { path: '../model', type: 'custom_model' },
    code_configuration: { code: 'src', scoring_script: 'score.py' },
    environment: { image: 'mcr.microsoft.com/x:1', conda_file: 'conda.yaml' },
  }
  return readExportSource({
    endpoint: { fileName: 'endpoint.yml', text: `# kept\n${yamlText(endpoint)}` },
    deployments: [
      { fileName: 'blue.yml', text: yamlText(blue) },
      { fileName: 'green.yml', text: yamlText(parts.local === false ? { ...blue, name: 'green' } : green) },
    ],
    files: { 'conda.yaml': `name: x\n# ${(parts.description ?? '').replace(/[\p{Cc}\u2028]/gu, ' ')}\ndependencies: [python=3.11]\n` },
    target: { subscription: 'sub', resourceGroup: 'group', workspace: 'space' },
  })
}

/** Values a shell reads, one a line in hexadecimal. */
function shellReads(words: string[]): string[] {
  const script = words.map((word) => `printf %s ${word} | od -An -v -tx1 | tr -d ' \\n'; echo`).join('\n')
  const text = execFileSync('bash', ['-c', script], { encoding: 'utf8' })
  return text
    .split('\n')
    .slice(0, words.length)
    .map((hex) => Buffer.from(hex, 'hex').toString('utf8'))
}

describe('quoting', () => {
  it('keeps any text in bash, Python and ARM', () => {
    const texts = fc.sample(awkward, { numRuns: 300, seed: 5 })
    expect(shellReads(texts.map(shellWord))).toEqual(texts)
    const code = `import json\nprint(json.dumps([${texts.map((text) => pythonLiteral(text)).join(',\n')}]))`
    expect(JSON.parse(execFileSync('python3', ['-'], { input: code, encoding: 'utf8' }))).toEqual(texts)
    const scope = newScope({ where: { subscription: '', group: '', name: '' }, template: {}, parameters: {}, variables: {} })
    for (const text of texts) expect(evaluate(templateText(text), scope)).toBe(text)
  })

  it('leaves nothing in a Bicep string that ends it or begins an expression', () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const inside = bicepInner(text)
        const read = inside.replace(/\\(u\{([0-9a-f]+)\}|[nrt'\\]|\$(?=\{))/g, (_all, what: string, hex?: string) =>
          hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : ({ n: '\n', r: '\r', t: '\t' }[what] ?? what),
        )
        expect(read).toBe(text)
        expect(inside).not.toMatch(/(^|[^\\])(\\\\)*(\$\{|')/)
        expect(inside).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})

describe('the files of an export', () => {
  it('are there in every format, none twice', () => {
    const files = exportFiles(source())
    for (const format of exportFormats) {
      const names = files[format].map(({ name }) => name)
      expect(names.length, format).toBeGreaterThan(0)
      expect(new Set(names).size).toBe(names.length)
    }
    expect(files.yaml[0]?.text).toContain('# kept')
    expect(files.kserve.map(({ name }) => name)).toEqual(['inferenceservice-1-blue.yaml', 'inferenceservice-2-green.yaml'])
    expect(files.bicep[0]?.text).toContain('not compiled here')
  })

  it('are sound as languages, whatever the texts of the source', () => {
    const python: string[] = []
    const bash: string[] = []
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('A', 'B_1', "o'dd", 'a.b'), awkward), awkward, awkward, (env, description, tag) => {
        const files = exportFiles(source({ env, description, tag }))
        python.push(...files.python.map(({ text }) => text))
        bash.push(...[...files.az, ...files.curl].filter(({ name }) => name.endsWith('.sh')).map(({ text }) => text))
        const [template] = files.arm.map(
          ({ text }) =>
            JSON.parse(text) as { resources: { type: string; tags?: { team: string }; properties: { environmentVariables?: object } }[] },
        )
        const scope = newScope({
          where: { subscription: 's', group: 'g', name: 'n' },
          template: {},
          parameters: { workspaceName: 'w', endpointName: 'e', location: 'l', blueModelId: 'm', blueCodeId: 'c', blueEnvironmentId: 'e' },
          variables: {},
        })
        const blue = template?.resources.find(
          ({ type, properties }) => type.endsWith('/deployments') && properties.environmentVariables !== undefined,
        )
        expect(evaluate(blue?.properties.environmentVariables, scope)).toEqual(env)
        expect(evaluate(template?.resources[0]?.tags?.team, scope)).toBe(tag)
        for (const { text } of files.kserve) {
          const [document] = parseAllDocuments(text)
          expect(document?.errors).toEqual([])
        }
        const [service] = files.kserve.map(
          ({ text }) =>
            parseAllDocuments(text)[0]?.toJS() as { spec: { predictor: { containers: { env: { name: string; value: string }[] }[] } } },
        )
        const written = Object.fromEntries(service?.spec.predictor.containers[0]?.env.map(({ name, value }) => [name, value]) ?? [])
        expect(written).toMatchObject(env)
      }),
      { numRuns: 40 },
    )
    const checked = spawnSync('python3', ['-c', 'import ast, json, sys\nfor text in json.load(sys.stdin): ast.parse(text)'], {
      input: JSON.stringify(python),
      encoding: 'utf8',
    })
    expect(checked.stderr).toBe('')
    const files = bash.map((text, index) => {
      const path = join(folder, `script-${index}.sh`)
      writeFileSync(path, text)
      return path
    })
    const sound = spawnSync('bash', ['-c', 'for each in "$@"; do bash -n "$each" || exit 1; done', 'x', ...files], { encoding: 'utf8' })
    expect(sound.stderr).toBe('')
  })

  it('call az in order, with every word as it is', () => {
    const at = join(folder, 'az')
    const log = join(at, 'calls.txt')
    mkdirSync(join(at, 'bin'), { recursive: true })
    writeFileSync(
      join(at, 'bin/az'),
      `#!/bin/bash\nprintf '%s\\0' "$@" >> ${log}\nprintf '\\n' >> ${log}\n[ "$3" != show ] || [ "$NEW" != 1 ]\n`,
    )
    chmodSync(join(at, 'bin/az'), 0o755)
    const made = { ...source(), endpoint: { ...source().endpoint, name: "pri'ces $(x)" } }
    for (const { name, text } of exportFiles(made).az) {
      mkdirSync(dirname(join(at, name)), { recursive: true })
      writeFileSync(join(at, name), text)
    }
    const runs = (isNew: boolean) => {
      rmSync(log, { force: true })
      const env = { PATH: `${join(at, 'bin')}:/usr/bin:/bin`, NEW: isNew ? '1' : '0', NODE_ENV: 'test' as const }
      spawnSync('bash', [join(at, 'deploy.sh')], { env, encoding: 'utf8' })
      return readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split('\0').slice(0, -1))
    }
    const scope = ['--subscription', 'sub', '--resource-group', 'group', '--workspace-name', 'space']
    const created = runs(true).filter(([, , verb]) => verb !== 'show')
    expect(created).toEqual([
      ['ml', 'online-endpoint', 'create', '--name', "pri'ces $(x)", '--file', 'endpoint-without-traffic.yml', ...scope],
      ...['blue', 'green'].map((name) => [
        'ml',
        'online-deployment',
        'create',
        '--name',
        name,
        '--endpoint-name',
        "pri'ces $(x)",
        '--file',
        `${name}.yml`,
        ...scope,
      ]),
      ['ml', 'online-endpoint', 'update', '--name', "pri'ces $(x)", '--file', 'endpoint.yml', ...scope],
    ])
    expect(readFileSync(join(at, 'endpoint-without-traffic.yml'), 'utf8')).not.toContain('traffic')
    expect(
      runs(false)
        .filter(([, , verb]) => verb !== 'show')
        .map(([, what, verb]) => `${what} ${verb}`),
    ).toEqual(['online-deployment update', 'online-deployment update', 'online-endpoint update'])
  })

  it('refuse what is no endpoint or deployment, by its file', () => {
    const target = {}
    expect(() => readExportSource({ endpoint: { fileName: 'e.yml', text: 'a: [' }, deployments: [], target })).toThrow(
      'e.yml: This is no valid YAML',
    )
    const twice = [1, 2].map((each) => ({ fileName: `${each}.yml`, text: 'name: Blue' }))
    expect(() => readExportSource({ endpoint: { fileName: 'e.yml', text: 'name: e' }, deployments: twice, target })).toThrow(
      '2.yml: the deployment Blue is described twice',
    )
  })
})
