import { expect, it } from 'vitest'
import { adaptDockerfile, baseImagesOf, instructionOfStep, isImageReference, parseDockerfile, writeDockerfile } from './dockerfile'

const sample = `# syntax=docker/dockerfile:1.7
# escape=\\
ARG TAG=3.11

FROM --platform=linux/amd64 python:3.11-slim AS Builder
RUN pip install \\
    # a comment inside
    numpy \\

    scipy
COPY <<EOF /x
RUN not this
EOF

from mcr.example/base:1
WORKDIR /app
ENV A=b
COPY --from=builder /x /x
run echo "<<no" && \\
  exit 3
FROM base-$TAG
FROM builder
`

it('reads instructions with the line each begins in', () => {
  expect(parseDockerfile(sample)).toEqual([
    { keyword: 'ARG', rest: 'TAG=3.11', line: 3 },
    { keyword: 'FROM', rest: '--platform=linux/amd64 python:3.11-slim AS Builder', line: 5 },
    { keyword: 'RUN', rest: 'pip install numpy scipy', line: 6 },
    { keyword: 'COPY', rest: '<<EOF /x', line: 11 },
    { keyword: 'FROM', rest: 'mcr.example/base:1', line: 15 },
    { keyword: 'WORKDIR', rest: '/app', line: 16 },
    { keyword: 'ENV', rest: 'A=b', line: 17 },
    { keyword: 'COPY', rest: '--from=builder /x /x', line: 18 },
    { keyword: 'RUN', rest: 'echo "<<no" && exit 3', line: 19 },
    { keyword: 'FROM', rest: 'base-$TAG', line: 21 },
    { keyword: 'FROM', rest: 'builder', line: 22 },
  ])
  expect(baseImagesOf(parseDockerfile(sample))).toEqual([
    { image: 'python:3.11-slim', line: 5 },
    { image: 'mcr.example/base:1', line: 15 },
  ])
})

it.each([
  ['[builder 2/3] RUN pip install  numpy  scipy', 6],
  ['[stage-1 2/4] WORKDIR /app', 16],
  ['[stage-1 4/4] RUN echo', 19],
  ['[internal] load metadata for docker.io/library/python:3.11-slim', 5],
  ['[internal] load metadata for mcr.example/base:1', 15],
  ['exporting to image', undefined],
])('finds the line of the step %s', (step, line) => {
  expect(instructionOfStep(parseDockerfile(sample), step)?.line).toBe(line)
})

it('finds the line in a Dockerfile of one stage', () => {
  expect(instructionOfStep(parseDockerfile('FROM a\nENV X=1\nRUN one\nRUN two'), '[3/3] RUN two')?.line).toBe(4)
})

it('changes base images and RUN steps without moving a line', () => {
  const { text, hadSyntax } = adaptDockerfile(sample, {
    image: (asked) => (asked.startsWith('mcr.') ? 'local:2' : asked),
    runMounts: ['--mount=type=secret,id=a'],
  })
  expect(hadSyntax).toBe('docker/dockerfile:1.7')
  expect(text.split('\n')).toHaveLength(sample.split('\n').length)
  expect(text).not.toContain('syntax=')
  expect(text).toContain('from local:2\n')
  expect(text).toContain('RUN --mount=type=secret,id=a pip install')
  expect(text).toContain('run --mount=type=secret,id=a echo')
  expect(text).toContain('RUN not this')
})

it('writes only what keeps to the grammar and reads back', () => {
  expect(writeDockerfile([{ keyword: 'FROM', rest: 'a/b:1' }])).toBe('FROM a/b:1\n')
  for (const rest of ['a:1\nRUN x', 'a b', 'A', '../x', 'a:1 AS b', 'a\\'])
    expect(() => writeDockerfile([{ keyword: 'FROM', rest }])).toThrow(/may not stand/)
  expect(() => writeDockerfile([{ keyword: 'RUN', rest: 'a \\' }])).toThrow(/may not stand/)
  expect(() => writeDockerfile([{ keyword: 'ADD', rest: 'a b' }])).toThrow(/may not stand/)
})

it.each([
  ['mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest', true],
  [`localhost:5000/a/b@sha256:${'a'.repeat(64)}`, true],
  ['ubuntu', true],
  ['Ubuntu', false],
  ['a:b:c', false],
  ['-x', false],
  ['a b', false],
])('%s is an image reference: %s', (text, expected) => expect(isImageReference(text)).toBe(expected))
