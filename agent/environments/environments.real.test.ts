import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readProcesses } from '@/agent/runtimes/process/process-table'
import { builtEnvironment, keptLog, samplePath, temporaryHome, testCache } from '@/agent/runtimes/process/trial'
import { homeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'
import { installedPackages } from './environment-folder'
import { createEnvironments } from './environments'
import { ensureUv } from './uv'

const condaFile = readFileSync(samplePath('echo', 'environment', 'conda.yaml'), 'utf8')
const shared = homeLayout(testCache)
const home = temporaryHome()
/** A data folder of its own, with the uv that the shared one has already. */
const fresh = (extra: Record<string, string> = {}) => {
  const hostEnvironment = {
    ...process.env,
    PATH: `${join(shared.cache, 'uv', 'bin')}:${process.env.PATH}`,
    UV_CACHE_DIR: join(shared.cache, 'uv-cache'),
    ...extra,
  }
  return createEnvironments(home.layout, { hostEnvironment, pythonDownloadTimeoutMs: 0 })
}
const pipOnly = (...requirements: string[]) =>
  `dependencies:\n  - python=3.11\n  - pip:\n${requirements.map((line) => `    - ${line}\n`).join('')}`
const never = AbortSignal.timeout(380_000)
const caught = async (promise: Promise<unknown>): Promise<ProblemError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`expected a ProblemError, got ${String(error)}`)
  return error
}

beforeAll(async () => {
  await builtEnvironment(condaFile)
})
afterAll(() => {
  for (const name of existsSync(home.layout.env) ? readdirSync(home.layout.env) : []) makeWritable(join(home.layout.env, name))
  home.remove()
})

describe('environments', () => {
  it('is built at its final path, read-only, with bytecode, and reused within 50 ms', async () => {
    const environments = createEnvironments(shared)
    const log = keptLog()
    const resolved = await environments.resolve({ condaFile }, log)
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const before = performance.now()
      const built = await environments.build(resolved, log, never, { condaFile })
      times.push(performance.now() - before)
      expect(built).toMatchObject({ path: join(shared.env, resolved.hash), reused: true })
    }
    expect(Math.min(...times)).toBeLessThan(50)
    expect(log.lines.at(-1)).toContain('is reused')
    expect(resolved.summary).toBe('conda.yaml → Python 3.11, 1 package')
    const folder = join(shared.env, resolved.hash)
    const site = join(folder, 'lib', 'python3.11', 'site-packages', 'azureml_inference_server_http')
    for (const path of [folder, site]) expect(statSync(path).mode & 0o777).toBe(0o555)
    expect(readdirSync(join(site, '__pycache__')).some((name) => name.endsWith('.pyc'))).toBe(true)
  })

  it('builds one environment for two that ask at once, and hashes by content', async () => {
    const environments = fresh()
    const logs = [keptLog(), keptLog()] as const
    const first = await environments.resolve({ condaFile: pipOnly('azureml-inference-server-http==1.5.1', 'colorama==0.4.6') }, logs[0])
    const second = await environments.resolve(
      { condaFile: `# same\n${pipOnly('colorama==0.4.6', 'azureml-inference-server-http==1.5.1')}` },
      logs[1],
    )
    expect(second.hash).toBe(first.hash)
    const built = await Promise.all([environments.build(first, logs[0], never, {}), environments.build(second, logs[1], never, {})])
    expect(built.map((one) => one.path)).toEqual([built[0].path, built[0].path])
    expect(logs.flatMap((log) => log.lines).filter((line) => line.startsWith('Building environment'))).not.toHaveLength(0)
    expect(logs[0].lines.filter((line) => line.startsWith('Building environment'))).toHaveLength(1)
    expect(existsSync(join(built[0].path, 'ok'))).toBe(true)
  })

  it('starts from the nearest environment by links, with exactly the packages of its own list', async () => {
    const environments = fresh()
    const [first, second] = [
      pipOnly('azureml-inference-server-http==1.5.1', 'six==1.16.0'),
      pipOnly('azureml-inference-server-http==1.5.1', 'wrapt==1.16.0'),
    ]
    const base = await environments.build(await environments.resolve({ condaFile: first }, keptLog()), keptLog(), never, {
      condaFile: first,
    })
    const log = keptLog()
    const made = await environments.build(await environments.resolve({ condaFile: second }, log), log, never, { condaFile: second })
    expect(log.lines.some((line) => line.startsWith('Starts from the packages of environment'))).toBe(true)
    if (!('path' in base) || !('path' in made)) throw new Error('the process runtime builds folders')
    const flask = (folder: string) => statSync(join(folder, 'lib/python3.11/site-packages/flask/app.py'))
    expect(flask(made.path).ino).toBe(flask(base.path).ino)
    const names = (folder: string) => [...installedPackages(folder).keys()].sort()
    // six is also what other packages ask for, or not: what counts is what an environment from nothing would have.
    const alone = createEnvironments(homeLayout(mkdtempSync(join(home.layout.home, 'alone-'))), {
      hostEnvironment: {
        ...process.env,
        PATH: `${join(shared.cache, 'uv', 'bin')}:${process.env.PATH}`,
        UV_CACHE_DIR: join(shared.cache, 'uv-cache'),
      },
      pythonDownloadTimeoutMs: 0,
    })
    const fromNothing = await alone.build(await alone.resolve({ condaFile: second }, keptLog()), keptLog(), never, { condaFile: second })
    if (!('path' in fromNothing)) throw new Error('the process runtime builds folders')
    expect(names(made.path)).toEqual(names(fromNothing.path))
    expect(names(base.path)).toContain('six')
    expect(readFileSync(join(made.path, 'bin', 'azmlinfsrv'), 'utf8').split('\n')[0]).toContain(made.path)
    const imported = execFileSync(
      made.python,
      ['-c', 'import flask.app, wrapt; print(flask.app.__file__, flask.app.Flask.run.__code__.co_filename)'],
      { encoding: 'utf8' },
    )
    expect(
      imported
        .trim()
        .split(' ')
        .every((path) => path.startsWith(made.path)),
    ).toBe(true)
    makeWritable(fromNothing.path)
  })

  it('rebuilds a folder without marker', async () => {
    const environments = fresh()
    const request = { condaFile: pipOnly('azureml-inference-server-http==1.5.1', 'colorama==0.4.5') }
    const resolved = await environments.resolve(request, keptLog())
    mkdirSync(join(home.layout.env, resolved.hash, 'lib'), { recursive: true })
    writeFileSync(join(home.layout.env, resolved.hash, 'lib', 'half'), '')
    expect(await environments.build(resolved, keptLog(), never, request)).toMatchObject({ reused: false })
    expect(existsSync(join(home.layout.env, resolved.hash, 'lib', 'half'))).toBe(false)
  })

  it('names package and reason when the packages cannot be resolved', async () => {
    const environments = fresh()
    const unknown = await caught(build(environments, 'scorepoint-no-such-package-zz'))
    expect(unknown.problem).toMatchObject({
      code: 'ImageBuildFailure',
      hint: { cause: 'The package "scorepoint-no-such-package-zz" does not exist in the package index.' },
    })
    const version = await caught(build(environments, 'numpy==99.1'))
    expect(version.problem.message).toContain('numpy==99.1')
    const conflict = await caught(build(environments, 'azureml-inference-server-http==1.5.1', 'flask==1.0'))
    expect(conflict.problem.message).toContain('flask')
    expect(readdirSync(home.layout.env).filter((name) => !existsSync(join(home.layout.env, name, 'ok')))).toEqual([])
  })

  it('says that the index cannot be reached, and never shows its password', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    const secret = 'hunter2hunter2'
    const environments = fresh({
      PIP_INDEX_URL: `http://reader:${secret}@127.0.0.1:${port}/simple`,
      UV_CACHE_DIR: join(home.layout.cache, 'empty'),
      UV_HTTP_RETRIES: '0',
      PIP_FIND_LINKS: '',
    })
    const log = keptLog()
    const request = { condaFile: pipOnly(`--extra-index-url http://me:${secret}@127.0.0.1:${port}/more`, 'colorama==0.4.4') }
    const resolved = await environments.resolve(request, log)
    const error = await caught(environments.build(resolved, log, never, request))
    expect(error.problem).toMatchObject({
      code: 'ImageBuildFailure',
      retryable: true,
      hint: { cause: 'The package index could not be reached.' },
    })
    expect(error.problem.message).toContain(`127.0.0.1:${port}`)
    expect([...log.lines, JSON.stringify(resolved), JSON.stringify(error.problem)].join('\n')).not.toContain(secret)
  })

  it('asks the index, with the credentials, that pip or the conda file names', async () => {
    const seen: string[] = []
    const index = createServer((request, response) => {
      seen.push(`${request.headers.authorization} ${request.url}`)
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => index.listen(0, '127.0.0.1', resolve))
    const { port } = index.address() as AddressInfo
    mkdirSync(home.layout.home, { recursive: true })
    const config = join(home.layout.home, 'pip.conf')
    writeFileSync(config, `[global]\nindex-url = http://reader:secret@127.0.0.1:${port}/simple\n`)
    const settings = { PIP_CONFIG_FILE: config, UV_CACHE_DIR: join(home.layout.cache, 'empty'), NO_PROXY: '127.0.0.1' }
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
    const error = await caught(build(fresh(settings), 'scorepoint-private'))
    expect(seen).toContain(`${basic('reader:secret')} /simple/scorepoint-private/`)
    expect(error.problem.code).toBe('ImageBuildFailure')

    // Resolved by an agent that was killed, built by the next one, which knows the stored result alone.
    const request = { condaFile: pipOnly(`--extra-index-url http://me:hunter2@127.0.0.1:${port}/mine`, 'scorepoint-stored') }
    const stored = JSON.parse(JSON.stringify(await fresh(settings).resolve(request, keptLog())))
    expect(JSON.stringify(stored)).not.toContain('hunter2')
    await caught(fresh(settings).build(stored, keptLog(), never, request))
    await new Promise((resolve) => index.close(resolve))
    expect(seen).toContain(`${basic('me:hunter2')} /mine/scorepoint-stored/`)
  })

  it('ends every child and leaves nothing half built when it is aborted', async () => {
    const environments = fresh()
    const request = { condaFile: pipOnly('azureml-inference-server-http==1.5.1', 'pandas==2.2.3') }
    const resolved = await environments.resolve(request, keptLog())
    const abort = new AbortController()
    const log = { ...keptLog(), raw: () => abort.abort() }
    const error = await caught(environments.build(resolved, log, abort.signal, request))
    expect(error.problem.code).toBe('OperationCanceled')
    expect(readdirSync(home.layout.env).filter((name) => name.startsWith(resolved.hash))).toEqual([])
    await expect
      .poll(() => readProcesses().filter((row) => row.parent === process.pid && row.group === row.pid && !row.zombie), { timeout: 10_000 })
      .toEqual([])
  })

  it('records a Python that is not here as a deviation, and refuses it when told to be strict', async () => {
    const environments = fresh()
    const wanted = 'dependencies:\n  - python=3.8\n  - pip\n'
    const log = keptLog()
    const resolved = await environments.resolve({ condaFile: wanted }, log)
    expect(resolved.pythonVersion).toMatch(/^3\.(9|10|11|12)\./)
    expect(resolved.deviations).toEqual([{ id: 'python-version', message: expect.stringContaining('Python 3.8 is asked for') }])
    expect(resolved.requirements).toEqual(['azureml-inference-server-http'])
    expect(resolved.summary).toMatch(/^conda\.yaml → Python 3\.\d+ instead of 3\.8, 1 package$/)
    const strict = createEnvironments(home.layout, { python: () => ({ strict: true }), pythonDownloadTimeoutMs: 0 })
    expect((await caught(strict.resolve({ condaFile: wanted }, log))).problem.code).toBe('Agent.PythonVersionUnavailable')
  })

  it('asks the index of the conda file, not that of the settings', async () => {
    const environments = fresh({ PIP_INDEX_URL: 'http://127.0.0.1:9/settings', UV_HTTP_RETRIES: '0' })
    const request = { condaFile: pipOnly('--index-url http://127.0.0.1:9/file', 'azureml-inference-server-http==1.5.1') }
    const log = keptLog()
    const resolved = await environments.resolve(request, log)
    expect((await caught(environments.build(resolved, log, never, request))).problem.code).toBe('ImageBuildFailure')
    expect(log.lines.join('\n')).toContain('http://127.0.0.1:9/file/')
    expect(log.lines.join('\n')).not.toContain('/settings/')
  })

  it('names the package to install when Python lacks venv', async () => {
    const path = join(home.layout.home, 'python-without-venv')
    writeFileSync(path, '#!/bin/sh\necho "The virtual environment was not created because ensurepip is not available." >&2\nexit 1\n', {
      mode: 0o755,
    })
    const interpreter = { path, version: '3.11.2', minor: '3.11', platform: 'linux-x86_64' }
    const error = await caught(ensureUv(home.layout, [interpreter], { ...process.env, PATH: '/nowhere' }, keptLog(), never))
    expect(error.problem).toMatchObject({
      code: 'ImageBuildFailure',
      hint: { cause: 'Python on this computer cannot create environments.' },
    })
    expect(error.problem.message).toContain('install the package python3.11-venv')
    expect(existsSync(join(home.layout.cache, 'uv'))).toBe(false)
    expect((await caught(ensureUv(home.layout, [], { ...process.env, PATH: '/nowhere' }, keptLog(), never))).problem.code).toBe(
      'Agent.PythonMissing',
    )
  })

  it('names the line of what cannot be installed without conda', async () => {
    const error = await caught(fresh().resolve({ condaFile: 'dependencies:\n  - python=3.11\n  - r-base=4.3\n' }, keptLog()))
    expect(error.problem).toMatchObject({ code: 'UnsupportedCondaPackage', target: 'conda_file' })
    expect(error.problem.message).toContain('Line 3')
    const local = await caught(fresh().resolve({ condaFile: pipOnly('-r requirements.txt') }, keptLog()))
    expect(local.problem.message).toContain('Line 4')
  })
})

async function build(environments: ReturnType<typeof fresh>, ...requirements: string[]) {
  const log = keptLog()
  const request = { condaFile: pipOnly(...requirements) }
  return environments.build(await environments.resolve(request, log), log, never, request)
}

function makeWritable(folder: string): void {
  if (!statSync(folder).isDirectory()) return
  chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) makeWritable(join(folder, entry.name))
}
