import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, request } from 'undici'
import type { BuiltProcessEnvironment } from '@/agent/environments/environment'
import { createEnvironments } from '@/agent/environments/environments'
import type { InstanceObservation, InstanceSpec, LogWriter, Runtime } from '@/agent/runtimes/runtime'
import { stageArtifacts } from '@/agent/staging/stage-artifacts'
import { homeLayout } from '@/lib/domain/home-layout'

/** For tests with real processes: one environment cache for all of them, a data folder of its own for each. */

/** Environments stay here between test files and runs, so each is built once. */
export const testCache = process.env.SCOREPOINT_TEST_CACHE ?? join(tmpdir(), 'scorepoint-test-cache')
const repository = join(import.meta.dirname, '..', '..', '..')
export const samplePath = (...parts: string[]) => join(repository, 'samples', ...parts)

/** A log that keeps its lines. */
export function keptLog(source: LogWriter['source'] = 'build'): LogWriter & { lines: string[] } {
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  return { source, lines, info: keep, warning: keep, error: keep, raw: keep }
}

/** Builds (once) the environment of a conda file in the shared cache. */
export async function builtEnvironment(condaFile: string): Promise<BuiltProcessEnvironment> {
  mkdirSync(testCache, { recursive: true, mode: 0o700 })
  const environments = createEnvironments(homeLayout(testCache))
  const log = keptLog()
  return environments.build(await environments.resolve({ condaFile }, log), log, AbortSignal.timeout(380_000), { condaFile })
}

/** The environment all samples without scikit-learn share. */
export const minimalEnvironment = () => builtEnvironment(readFileSync(samplePath('echo', 'environment', 'conda.yaml'), 'utf8'))

export function temporaryHome() {
  const home = mkdtempSync(join(tmpdir(), 'scorepoint-p-'))
  return { layout: homeLayout(home), remove: () => rmSync(home, { recursive: true, force: true }) }
}

export interface Trial {
  /** Scoring script text, or the folder with the code. */
  script?: string
  files?: Record<string, string>
  codePath?: string
  model?: { name: string; version: string; path: string }
  variables?: Record<string, string>
  memoryBytes?: number
  requestTimeoutMs?: number
}

/** Stages code and model of a trial and returns the spec of its only instance. */
export async function stageTrial(home: string, id: string, python: string, trial: Trial): Promise<InstanceSpec> {
  const layout = homeLayout(home)
  const source = join(home, 'source', id, 'code')
  mkdirSync(source, { recursive: true })
  if (trial.codePath !== undefined) cpSync(trial.codePath, source, { recursive: true })
  for (const [name, text] of Object.entries(trial.files ?? {})) writeFileSync(join(source, name), text)
  if (trial.script !== undefined) writeFileSync(join(source, 'score.py'), trial.script)
  const instanceDir = join(layout.instances, id)
  const staged = await stageArtifacts(
    {
      instanceDir,
      code: { folderName: 'code', path: source, scoringScript: 'score.py' },
      ...(trial.model === undefined ? {} : { model: trial.model }),
    },
    keptLog('storage-initializer'),
    AbortSignal.timeout(30_000),
  )
  return {
    id,
    endpoint: 'trial',
    deployment: 'blue',
    generation: 1,
    index: 0,
    instanceDir,
    ...(staged.modelDir === undefined ? {} : { modelDir: staged.modelDir }),
    appRoot: staged.appRoot,
    entryScript: staged.entryScript,
    python,
    environmentVariables: trial.variables ?? {},
    requestTimeoutMs: trial.requestTimeoutMs ?? 5000,
    ...(trial.memoryBytes === undefined ? {} : { memoryBytes: trial.memoryBytes }),
    logFile: join(layout.logs, `${id}.inference-server.log`),
  }
}

/** Polls until the instance has ended, or throws after `timeoutMs`. */
export async function waitForEnd(
  runtime: Runtime,
  id: string,
  timeoutMs = 30_000,
): Promise<Exclude<InstanceObservation, { state: 'running' }>> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const seen = await runtime.observe(id)
    if (seen.state !== 'running') return seen
    if (Date.now() > deadline) throw new Error(`${id} still runs after ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** One scoring request over the instance's socket. */
export async function score(socketPath: string, body: unknown) {
  const dispatcher = new Client('http://localhost', { socketPath, pipelining: 0 })
  try {
    const answer = await request('http://localhost/score', {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.json() }
  } finally {
    await dispatcher.destroy()
  }
}
