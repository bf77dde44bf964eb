import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BuiltImageEnvironment, EnvironmentRequest } from '@/agent/environments/environment'
import type { Engine } from '@/agent/runtimes/docker/engine'
import { keptLog } from '@/agent/runtimes/process/trial'
import type { BuildStep } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'
import { baseImage, testEngine } from '@/test/docker/test-engine'
import { createImageEnvironments } from './image-environments'
import type { ImageEnvironmentsOptions } from './image-parts'

/** The engine may have seen these tests before. */
const run = Date.now().toString(36)
let home: string
let engine: Engine
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-images-'))
  engine = testEngine()
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const environments = (options: Partial<ImageEnvironmentsOptions> = {}) =>
  createImageEnvironments(engine, homeLayout(home), { agentId: 'test', images: () => ({ policy: 'IfNotPresent', map: [] }), ...options })

async function make(request: EnvironmentRequest, options: Partial<ImageEnvironmentsOptions> = {}, signal = new AbortController().signal) {
  const log = keptLog()
  const made = environments(options)
  const resolved = await made.resolve(request, log)
  const steps: BuildStep[][] = []
  const built = await made.build(resolved, log, signal, request, { steps: (now) => steps.push(now) })
  return { resolved, built, log, steps: steps.at(-1) ?? [] }
}

async function problemOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ProblemError)) throw error ?? new Error('it did not fail')
  return error.problem
}

/** Runs a command in a built image and returns what it writes. */
async function output(built: BuiltImageEnvironment, command: string): Promise<string> {
  const docker = await engine.docker()
  const container = await docker.createContainer({ Image: built.imageId, Entrypoint: ['/bin/sh', '-c', command], Cmd: [], Tty: true })
  try {
    await container.start()
    await container.wait()
    return (await container.logs({ stdout: true, stderr: true })).toString('utf8').trim()
  } finally {
    await container.remove({ force: true })
  }
}

async function leftovers() {
  const docker = await engine.docker()
  return {
    // Containers of deployments carry the id of their agent; those of a build do not.
    containers: (await docker.listContainers({ all: true })).filter(({ Labels }) => Labels['scorepoint.agent'] === undefined).length,
    images: (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []).sort(),
  }
}

/** Brings its own server, so that the official one, which takes a while to install, is not added. */
const custom = { inferenceConfig: { scoringRoute: { path: '/predict', port: 8080 } } }

const conda = (...pip: string[]) => `name: trial-${run}
channels: [conda-forge]
dependencies:
  - python=3.11
  - pip:
${pip.map((line) => `      - ${line}\n`).join('')}`

function context(files: Record<string, string>): string {
  const folder = mkdtempSync(join(home, 'context-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

it('builds an image with a conda file, then reuses it, then says what made it build again', async () => {
  const request = { image: baseImage, condaFile: conda('colorama==0.4.6'), ...custom }
  const first = await make(request)
  expect(first.built).toMatchObject({ reused: false, why: 'built for the first time', reference: `scorepoint-env:${first.resolved.hash}` })
  expect(first.steps.map(({ name }) => name)).toContainEqual(
    expect.stringMatching(/^\[(?:stage-0 )?4\/5\] RUN \S*conda env create -n inf-conda-env/),
  )
  expect(first.steps.every(({ startedAt, error }) => startedAt !== undefined && error === undefined)).toBe(true)
  expect(first.log.lines.join('\n')).toMatch(/Successfully installed .*colorama-0\.4\.6/)
  const python = first.resolved.pythonPath ?? ''
  expect(await output(first.built, `${python} -c "import colorama; print(colorama.__version__)"`)).toBe('0.4.6')

  const again = await make(request)
  expect(again.built).toMatchObject({ reused: true, imageId: first.built.imageId })
  expect(again.built.ms).toBeLessThan(1000)
  expect(again.steps).toEqual([])
  expect(again.log.lines.join('\n')).toMatch(/reused: the engine has it since/)

  const changed = await make({ ...request, condaFile: conda('colorama==0.4.5') })
  expect(changed.built).toMatchObject({ reused: false })
  expect(changed.built.imageId).not.toBe(first.built.imageId)
  expect(changed.built.why).toBe('built again because of: - - colorama==0.4.6, + - colorama==0.4.5')
})

it('names line, package and cause of a broken conda file within a second of the failure', async () => {
  expect(await problemOf(make({ image: baseImage, condaFile: 'dependencies:\n  - numpy\n - pip' }))).toMatchObject({
    code: 'BadArgument',
    message: expect.stringMatching(/^Line 3: /),
  })
  const before = await leftovers()
  const condaFile = conda('colorama==99.1')
  const log = keptLog()
  const made = environments()
  const request = { image: baseImage, condaFile, ...custom }
  const resolved = await made.resolve(request, log)
  let failedAt = 0
  const told = { steps: (steps: BuildStep[]) => (failedAt ||= steps.some(({ error }) => error) ? performance.now() : 0) }
  const problem = await problemOf(made.build(resolved, log, new AbortController().signal, request, told))
  expect(failedAt).toBeGreaterThan(0)
  expect(performance.now() - failedAt).toBeLessThan(1000)
  expect(problem).toMatchObject({ code: 'ImageBuildFailure', target: 'conda_file' })
  expect(problem.message).toMatch(/^conda\.yaml, line 6: RUN \S*conda env create .*No matching distribution found for colorama==99\.1/)
  expect(problem.hint?.fix).toContain('colorama')
  expect(await leftovers()).toEqual(before)
})

it('builds from a Dockerfile and its context, without what .dockerignore names', async () => {
  const contextPath = context({
    'docker/Serve.dockerfile': `# syntax=docker/dockerfile:1\nFROM ${baseImage}\n# ${run}\nCOPY . /app\nRUN python -m pip install colorama==0.4.6 && ls -R /app\n`,
    'app.py': 'print("hello")',
    'data/large.bin': 'x',
    '.dockerignore': 'data\n',
  })
  const request = { build: { contextPath, dockerfilePath: 'docker/Serve.dockerfile' } }
  const { resolved, built, log, steps } = await make(request)
  expect(resolved.deviations.map(({ id }) => id)).toContain('dockerfile-frontend')
  expect(log.lines.join('\n')).toContain('app.py')
  expect(log.lines.join('\n')).not.toContain('large.bin')
  expect(steps.find(({ name }) => name.includes('] RUN'))?.line).toBe(5)
  expect(built.command).toEqual(['runsvdir', '/var/runit'])
  expect(await output(built, 'python /app/app.py; ls /run/secrets /etc/pip.conf /etc/conda')).not.toMatch(/scorepoint/)
  expect((await make(request)).built).toMatchObject({ reused: true, command: ['runsvdir', '/var/runit'] })
})

it.each([
  ['RUN echo before && \\\n  python -c "raise SystemExit(\'no luck\')"', 4, /RUN echo before .*exit code 1.*no luck/],
  ['COPY nothing-here /x', 4, /COPY nothing-here .*"\/nothing-here" not found/],
  ['FRMO x', 4, /unknown instruction: FRMO/],
])('names the line of a Dockerfile that fails: %s', async (instruction, line, said) => {
  const contextPath = context({ Dockerfile: `FROM ${baseImage}\n\n# what fails\n${instruction}\n` })
  const problem = await problemOf(make({ build: { contextPath, dockerfilePath: 'Dockerfile' } }))
  expect(problem).toMatchObject({ code: 'ImageBuildFailure', target: 'build.dockerfile_path' })
  expect(problem.message).toMatch(new RegExp(`^Dockerfile, line ${line}: `))
  expect(problem.message).toMatch(said)
})

it('refuses a context without its Dockerfile', async () => {
  const problem = await problemOf(
    make({ build: { contextPath: context({ 'Dockerfile.cpu': 'FROM scratch' }), dockerfilePath: 'Dockerfile' } }),
  )
  expect(problem).toMatchObject({ code: 'BadArgument', hint: { fix: expect.stringContaining('Dockerfile.cpu') } })
})

it('lets a build use passwords of package indexes and keeps none of them', async () => {
  const hostEnvironment = { ...process.env, PIP_RETRIES: '0', PIP_EXTRA_INDEX_URL: 'http://me:sesame-one@127.0.0.1:9/simple' }
  const condaFile = conda('--extra-index-url http://me:sesame-two@127.0.0.1:9/simple', 'colorama==0.4.3')
  const { built, log, resolved } = await make({ image: baseImage, condaFile, ...custom }, { hostEnvironment })
  // Both indexes were asked: pip says that it did not reach them.
  expect(log.lines.join('\n')).toMatch(/127\.0\.0\.1/)
  const docker = await engine.docker()
  const image = docker.getImage(built.imageId)
  const told = JSON.stringify([await image.inspect(), await image.history(), log.lines, resolved, built])
  expect(told).not.toContain('sesame')
  expect(await output(built, 'grep -rl sesame /opt /root /etc /tmp /run /var || echo none')).toBe('none')
  for (const name of readdirSync(join(home, 'cache', 'images')))
    expect(readFileSync(join(home, 'cache', 'images', name), 'utf8')).not.toContain('sesame')
})

it('leaves nothing of a build that was cancelled', async () => {
  const before = await leftovers()
  const contextPath = context({ Dockerfile: `FROM ${baseImage}\nRUN echo begun && sleep 300\n` })
  const request = { build: { contextPath, dockerfilePath: 'Dockerfile' } }
  const log = keptLog()
  const made = environments()
  const resolved = await made.resolve(request, log)
  const abort = new AbortController()
  const work = made.build(resolved, log, abort.signal, request)
  await expect.poll(() => log.lines.join('\n'), { timeout: 20_000 }).toContain('begun')
  abort.abort()
  expect(await problemOf(work)).toMatchObject({ code: 'OperationCanceled' })
  await expect.poll(leftovers, { timeout: 5000 }).toEqual(before)
})

it('says what is missing offline, and obeys the pull policy', async () => {
  const image = 'registry.invalid/none:1'
  expect(await problemOf(make({ image }))).toMatchObject({
    code: 'ImagePullFailed',
    retryable: true,
    message: expect.stringMatching(
      /registry\.invalid\/none:1 is not on this computer, and its registry registry\.invalid cannot be reached/,
    ),
  })
  const contextPath = context({ Dockerfile: `ARG X=1\nFROM ${image}\n` })
  const inDockerfile = await problemOf(make({ build: { contextPath, dockerfilePath: 'Dockerfile' } }))
  expect(inDockerfile.message).toMatch(/^Dockerfile, line 2: The image registry\.invalid/)
  const strict = { images: () => ({ policy: 'Never' as const, map: [] }) }
  expect(await problemOf(make({ image }, strict))).toMatchObject({ code: 'ImageNotFound', message: expect.stringMatching(/policy Never/) })
  expect((await make({ image: baseImage }, strict)).built).toMatchObject({ reused: true })
  const always = { images: () => ({ policy: 'Always' as const, map: [] }) }
  expect(await problemOf(make({ image: baseImage }, always))).toMatchObject({
    code: expect.stringMatching(/^Image(?:PullFailed|NotFound)$/),
  })
})

it('says which image stands in for the one asked for', async () => {
  const images = () => ({ policy: 'Never' as const, map: [{ pattern: 'mcr.example/azureml/*', image: baseImage }] })
  const { resolved, built } = await make({ image: 'mcr.example/azureml/minimal:1' }, { images })
  expect(resolved).toMatchObject({ base: { asked: 'mcr.example/azureml/minimal:1', used: baseImage }, command: ['runsvdir', '/var/runit'] })
  expect(resolved.deviations).toContainEqual({
    id: 'substituted-base-image',
    message: `Substituted base image: ${baseImage} is used for mcr.example/azureml/minimal:1.`,
  })
  expect(resolved.deviations.map(({ id }) => id)).toContain('stand-in-image')
  expect(built.imageId).toBe(resolved.base.id)
})

it('takes an image with its own server as it is', async () => {
  const { resolved } = await make({ image: baseImage, ...custom })
  expect(resolved).toMatchObject({ kind: 'image', ...custom })
  expect(resolved.command).toBeUndefined()
})

it('installs by pip where the image has no conda, and builds without BuildKit too', async () => {
  const plain = context({ Dockerfile: `FROM ${baseImage}\nRUN rm -rf /opt/miniconda /var/runit\nENV PATH=/usr/bin:/bin\n` })
  const base = await make({ build: { contextPath: plain, dockerfilePath: 'Dockerfile' } })
  const request = { image: base.built.reference, condaFile: conda('colorama==0.4.6'), ...custom }
  const served = await environments().resolve({ image: base.built.reference, condaFile: conda('colorama==0.4.6') }, keptLog())
  expect(served.command).toContainEqual(expect.stringContaining('/opt/scorepoint/env/bin/azmlinfsrv'))
  const { resolved, built } = await make(request, { builder: 'classic' })
  expect(resolved.pythonPath).toBe('/opt/scorepoint/env/bin/python')
  expect(await output(built, '/opt/scorepoint/env/bin/python -c "import colorama; print(colorama.__version__)"')).toBe('0.4.6')
  const failing = await problemOf(make({ ...request, condaFile: conda('colorama==98.0') }, { builder: 'classic' }))
  expect(failing.message).toMatch(/^conda\.yaml, line 6: .*No matching distribution found for colorama==98\.0/)
})
