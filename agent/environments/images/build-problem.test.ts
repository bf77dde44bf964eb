import { expect, it } from 'vitest'
import { buildProblem } from './build-problem'
import { whyBuilt } from './build-records'
import { settingsOf } from './build-settings'
import { mappedImage, parseImageMap } from './image-policy'

const dockerfile = 'FROM base:1\n\nRUN pip install numpy\nCOPY a b\n'

it.each([
  [
    'BuildKit of Docker 20.10',
    {
      step: '[2/3] RUN pip install numpy',
      message: 'executor failed running [/bin/sh -c pip install numpy]: exit code: 1',
      lines: ['oh dear'],
    },
    /^Dockerfile, line 3: RUN pip install numpy: The step ended with exit code 1\. oh dear/,
  ],
  [
    'newer BuildKit',
    {
      step: '[stage-0 2/3] RUN pip install numpy',
      message: 'failed to solve: process "/bin/sh -c pip install numpy" did not complete successfully: exit code: 1',
      lines: ['ERROR: No matching distribution found for numpy'],
    },
    /^Dockerfile, line 3: RUN pip install numpy: The package index has no "numpy" that fits.*No matching distribution/,
  ],
  [
    'the classic builder',
    { step: '[3/4] COPY a b', message: 'COPY failed: file not found in build context: stat a: file does not exist', lines: [] },
    /^Dockerfile, line 4: COPY a b: The builder refused the step\. COPY failed/,
  ],
  [
    'a line of its sentence',
    { message: 'failed to solve: dockerfile parse error on line 4: unknown instruction: COPPY', lines: [] },
    /^Dockerfile, line 4: .*COPPY/,
  ],
])('names the line by the words of %s', (_builder, failure, expected) => {
  const { problem } = buildProblem({ failure, dockerfile, dockerfilePath: 'Dockerfile' })
  expect(problem.code).toBe('ImageBuildFailure')
  expect(problem.message).toMatch(expected)
  expect(problem.hint?.fix).toBeTruthy()
})

it('finds the line of the conda file by the package that the output names', () => {
  const text = 'dependencies:\n  - python=3.11\n  - numpy\n  - pip:\n    - Scikit_Learn==99\n    - scipy\n'
  const failure = (line: string) => ({
    step: '[4/5] RUN conda env create',
    message: 'exit code: 1',
    lines: ['Collecting scipy', line, 'CondaEnvException: Pip failed'],
  })
  const messageOf = (line: string) =>
    buildProblem({ failure: failure(line), dockerfile, condaFile: { text, name: 'env.yaml' } }).problem.message
  expect(messageOf('ERROR: No matching distribution found for scikit-learn==99')).toMatch(/^env\.yaml, line 5: /)
  expect(messageOf('ERROR: something else')).toMatch(/^env\.yaml: /)
})

it('says what made an image build again', () => {
  const record = { hash: 'a', subject: 's', at: '', base: 'b1', dockerfile: 'd', lines: ['x', 'y'] }
  expect(whyBuilt(undefined, record)).toBe('built for the first time')
  expect(whyBuilt(record, record)).toMatch(/removed from the engine/)
  expect(whyBuilt(record, { ...record, hash: 'c', base: 'b2' })).toMatch(/another base image under the same name$/)
  expect(whyBuilt(record, { ...record, hash: 'c', lines: ['x', 'z'] })).toMatch(/: - y, \+ z$/)
  expect(whyBuilt(record, { ...record, hash: 'c', dockerfile: 'e' })).toMatch(/another Dockerfile$/)
})

it('passes index and certificates on, and no path of this computer', () => {
  const { secrets, proxies, summary } = settingsOf(
    { 'index-url': 'https://me:word@index.example/simple', 'find-links': '/opt/wheels', cert: '/etc/ca.pem' },
    Buffer.from('certificate'),
    { NODE_ENV: 'test', https_proxy: 'http://proxy.example:3128' },
  )
  const conf = String(secrets.get('scorepoint_pip'))
  expect(conf).toContain('index-url = https://me:word@index.example/simple')
  expect(conf).toContain('cert = /run/secrets/scorepoint_ca')
  expect(conf).not.toContain('/opt/wheels')
  expect(proxies).toEqual({ https_proxy: 'http://proxy.example:3128' })
  expect(summary).not.toMatch(/word|example/)
})

it('maps images by the first pattern that fits', () => {
  const map = parseImageMap('mcr.microsoft.com/azureml/*=local:1, *:latest=other:2')
  expect(mappedImage(map, 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest')).toBe('local:1')
  expect(mappedImage(map, 'python:latest')).toBe('other:2')
  expect(mappedImage(map, 'python:3.11')).toBe('python:3.11')
  expect(() => parseImageMap('a=B C')).toThrow(/"a=B C"/)
})
