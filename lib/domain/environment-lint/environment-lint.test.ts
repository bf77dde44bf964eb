import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TextEdit } from '@/lib/contract/finding'
import { checkConda } from '@/lib/domain/checks/conda-file'
import { readCondaText } from '@/lib/domain/environment-lint/conda-source'
import { type EnvironmentContext, pythonMinorOf } from '@/lib/domain/environment-lint/environment-lint'
import { lintImage } from '@/lib/domain/environment-lint/image-lint'
import { sampleVersions } from '@/lib/domain/environment-lint/rules-2026-11'
import { isAllBelow, mayReach, versionRange } from '@/lib/domain/environment-lint/version-range'
import { missingWords } from '@/test/missing-words'

const context: EnvironmentContext = { path: ['environment', 'conda_file'], file: 'conda.yaml', needsServer: true }
const conda = (...pip: string[]) =>
  `channels:\n  - conda-forge\ndependencies:\n  - python=3.12\n  - pip:\n${['azureml-inference-server-http==1.5.1', ...pip].map((line) => `      - ${line}\n`).join('')}`
const found = (text: string, more: Partial<EnvironmentContext> = {}) => checkConda({ text }, { ...context, ...more })
const rules = (text: string, more: Partial<EnvironmentContext> = {}) => found(text, more).map(({ rule, line }) => `${rule}:${line}`)

function applied(text: string, edits: TextEdit[] = []): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((now, edit) => now.slice(0, edit.offset) + edit.text + now.slice(edit.offset + edit.length), text)
}

it('the proposed pins are those of the samples', () => {
  const written = ['diabetes-regression/environment/conda.yaml', 'mlflow-sklearn/model/requirements.txt']
    .map((file) => readFileSync(join('samples', file), 'utf8'))
    .join('\n')
  for (const [name, version] of Object.entries(sampleVersions))
    expect(written).toMatch(new RegExp(`${name}==?${version.replaceAll('.', '\\.')}$`, 'm'))
})

describe('an environment', () => {
  it('of pinned, current packages has no findings', () => {
    expect(found(conda('numpy==2.3.1', 'scikit-learn==1.7.0', 'pandas==2.3.0'))).toEqual([])
  })

  it.each<[string, string, string, Partial<EnvironmentContext>?]>([
    ['Python without support', conda().replace('3.12', '3.8'), 'python-end:4'],
    ['Python the server does not run on', conda().replace('3.12', '3.13'), 'python-server:4'],
    ['a package without a version', conda('numpy'), 'conda-unpinned:7'],
    ['numpy 2 with an old scikit-learn', conda('scikit-learn==1.4.0', 'numpy==2.0.1'), 'known-bad-pair:8'],
    ['an old pandas that lets numpy 2 in', conda('pandas==2.0.3').replace('3.12', '3.11'), 'known-bad-pair:7'],
    ['Flask 2 with an old server', conda('flask==2.3.2').replace('1.5.1', '0.6.1'), 'known-bad-pair:6'],
    ['Jinja2 2 without a limit of MarkupSafe', conda('jinja2==2.11.3'), 'known-bad-pair:7'],
    ['Flask 2.2 without a limit of Werkzeug', conda('flask==2.2.2'), 'known-bad-pair:7'],
    ['TensorFlow for protobuf 3', conda('tensorflow==2.9.1', 'protobuf==4.25.0'), 'known-bad-pair:8'],
    ['a pin of what the server brings', conda('werkzeug==3.0.1'), 'server-pin:7'],
    ['a version without wheels', conda('numpy==1.24.0'), 'no-wheels:7'],
    ['a version that does not exist for this Python', conda('torch==2.1.2'), 'no-release:7'],
    ['TensorFlow that lets numpy 2 in', conda('tensorflow==2.11.1').replace('3.12', '3.10'), 'known-bad-pair:7'],
    ['an old server', conda().replace('1.5.1', '0.7.7'), 'server-old:6'],
    ['azureml-defaults', conda('azureml-defaults==1.60.0'), 'conda-outdated:7'],
    ['a password', conda('--extra-index-url https://me:secret@pkgs.example.com/simple'), 'conda-credentials:7'],
    ['an index of one’s own', conda('--extra-index-url https://pkgs.example.com/simple'), 'conda-private-index:7'],
    ['no server', conda().replace('azureml-inference-server-http==1.5.1', 'numpy==2.3.1'), 'inference-server:6'],
    ['no monitoring for collections', conda(), 'monitoring-package:6', { needsMonitoring: 'collector' }],
    ['no monitoring for MLflow', conda(), 'monitoring-package:6', { needsMonitoring: 'mlflow' }],
    ['what only conda has', conda('numpy==2.3.1').replace('  - pip:', '  - r-base=4\n  - pip:'), 'conda-package:5'],
  ])('with %s says so at its line', (_, text, expected, more) => {
    expect(rules(text, more)).toContain(expected)
    expect(missingWords(found(text, more))).toEqual([])
  })

  it.each<[string, string, Partial<EnvironmentContext>?]>([
    ['a token from a variable', conda(`--extra-index-url https://me:${'$'}{TOKEN}@pkgs.example.com/simple`)],
    ['a limit that keeps the pair apart', conda('jinja2==2.11.3', 'markupsafe==2.0.1').replaceAll('jinja2==2.11.3', 'Jinja2<3')],
    ['torch alone, which brings no numpy', conda('torch==2.1.2').replace('3.12', '3.11')],
    ['TensorFlow that limits numpy itself', conda('tensorflow==2.15.1').replace('3.12', '3.11')],
    ['numpy 1 with an old pandas', conda('pandas==2.0.3', 'numpy==1.26.4').replace('3.12', '3.11')],
    ['conda builds, which limit numpy themselves', conda().replace('  - pip:', '  - pandas=2.0.3\n  - pip:').replace('3.12', '3.11')],
    ['MLflow with a server that needs no monitoring', conda().replace('1.5.1', '1.2.2'), { needsMonitoring: 'mlflow' }],
    ['no server where none is needed', conda().replace('azureml-inference-server-http==1.5.1', 'numpy==2.3.1'), { needsServer: false }],
  ])('with %s is let alone', (_, text, more) => {
    const told = found(text, more).map(({ rule }) => rule)
    for (const rule of ['conda-credentials', 'known-bad-pair', 'monitoring-package', 'inference-server']) expect(told).not.toContain(rule)
  })

  it.each([
    ['python-end', conda().replace('3.12', '3.8'), '  - python=3.12'],
    ['inference-server', conda().replace('azureml-inference-server-http==1.5.1', 'numpy==2.3.1'), '      - azureml-inference-server-http'],
    [
      'inference-server',
      'dependencies:\n  - python=3.12\n  - numpy=2.3.1',
      '    - azureml-inference-server-http'.replace('    ', '      '),
    ],
    ['known-bad-pair', conda('jinja2==2.11.3'), '      - markupsafe<2.1'],
    ['server-pin', conda('werkzeug==3.0.1'), '      - werkzeug'],
    ['conda-outdated', conda('azureml-defaults==1.60.0 # old'), '      - azureml-inference-server-http # old'],
  ])('is repaired by one click: %s', (rule, text, line) => {
    const repair = found(text).find((finding) => finding.rule === rule)?.repairs?.[0]
    const after = applied(text, repair?.edits)
    expect(after.split('\n')).toContain(line)
    expect(found(after).filter((finding) => finding.rule === rule)).toEqual([])
    expect(checkConda({ text: after.replaceAll('\n', '\r\n') }, context).filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('keeps CRLF when a line is added', () => {
    const text = 'dependencies:\r\n  - python=3.12\r\n  - pip:\r\n      - numpy==2.3.1\r\n'
    const repair = found(text).find(({ rule }) => rule === 'inference-server')?.repairs?.[0]
    expect(applied(text, repair?.edits)).toBe(`${text}      - azureml-inference-server-http\r\n`)
  })

  it('offers the versions resolved last as pins', () => {
    const text = conda('numpy', 'joblib')
    const repair = found(text, { resolved: { numpy: '2.3.1', joblib: '1.5.1' } }).find(({ rule }) => rule === 'conda-unpinned')
      ?.repairs?.[0]
    expect(applied(text, repair?.edits)).toBe(conda('numpy==2.3.1', 'joblib==1.5.1'))
  })

  it('written into the document is judged and repaired there', () => {
    const data = { dependencies: ['python=3.12', { pip: ['numpy==2.3.1'] }] }
    const [finding] = checkConda({ data }, { path: ['environment', 'conda_file'], isInline: true, needsServer: true })
    expect(finding).toMatchObject({
      rule: 'inference-server',
      repairs: [
        {
          changes: [
            { op: 'set', path: ['environment', 'conda_file', 'dependencies', 1, 'pip', 1], value: 'azureml-inference-server-http' },
          ],
        },
      ],
    })
    expect(finding?.file).toBeUndefined()
  })
})

describe('reading', () => {
  it.each([
    ['==1.2.*', '1.3', true],
    ['~=1.4.2', '1.5', true],
    ['>=1,<2', '2', true],
    ['<=2', '2', false],
    ['', '99', false],
    ['==2.0.0rc1', '2.0', false],
  ])('%s is below %s: %s', (specifier, version, isBelow) => {
    expect(isAllBelow(versionRange(specifier), version)).toBe(isBelow)
    expect(mayReach(versionRange(specifier), version)).toBe(!isBelow)
  })

  it('tells the minor of Python only when it is fixed', () => {
    expect(pythonMinorOf(readCondaText('dependencies: [python=3.11.4]'))).toBe(11)
    expect(pythonMinorOf(readCondaText('dependencies: ["python>=3.9,<3.12"]'))).toBeUndefined()
    expect(pythonMinorOf(readCondaText('{broken'))).toBeUndefined()
  })

  it.each([
    ['ubuntu:22.04', []],
    ['mcr.microsoft.com/azureml/x:latest', []],
    ['mine.azurecr.io/x', []],
    ['user/image', []],
    ['localhost:5000/x', ['registry-local']],
    ['registry.example.com/x', ['registry-private']],
  ])('knows where %s comes from', (image, expected) => {
    expect(lintImage(image, ['image']).map(({ rule }) => rule)).toEqual(expected)
  })
})
