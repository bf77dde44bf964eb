import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'
import { buildFailure } from './build-failure'
import { takeBuildLock } from './build-lock'
import type { Interpreter } from './interpreters'
import { toolEnvironment } from './pip-settings'
import { runTool } from './run-tool'

/** Path of a uv that exists already: the user's own on PATH, else the one in the data folder; undefined when there is none. */
export function findUv(layout: HomeLayout, host: NodeJS.ProcessEnv): string | undefined {
  const onPath = (host.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  const ours = uvFolder(layout)
  return [...onPath.map((folder) => join(folder, 'uv')), ...(existsSync(join(ours, 'ok')) ? [join(ours, 'bin', 'uv')] : [])].find((path) =>
    existsSync(path),
  )
}

const uvFolder = (layout: HomeLayout) => join(layout.cache, 'uv')

/**
 * uv, installed from the user's package index into `cache/uv` when the computer has none. Throws ImageBuildFailure when that fails,
 * naming the distribution package to install when Python lacks pip and venv.
 */
export async function ensureUv(
  layout: HomeLayout,
  interpreters: Interpreter[],
  host: NodeJS.ProcessEnv,
  log: LogWriter,
  signal: AbortSignal,
): Promise<string> {
  const present = findUv(layout, host)
  if (present !== undefined) return present
  mkdirSync(layout.cache, { recursive: true, mode: 0o700 })
  const release = await takeBuildLock(join(layout.cache, 'uv.lock'), signal)
  try {
    // Another build may have fetched it while this one waited.
    return findUv(layout, host) ?? (await installUv(layout, interpreters, host, log, signal))
  } finally {
    release()
  }
}

async function installUv(
  layout: HomeLayout,
  interpreters: Interpreter[],
  host: NodeJS.ProcessEnv,
  log: LogWriter,
  signal: AbortSignal,
): Promise<string> {
  const folder = uvFolder(layout)
  log.info(`uv is not installed: fetching it from the package index into ${folder}.`)
  const environment = toolEnvironment(host, {
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_REQUIRE_VIRTUALENV: '0',
    PIP_USER: '0',
    PIP_NO_INPUT: '1',
  })
  let lines: string[] = []
  for (const interpreter of interpreters) {
    rmSync(folder, { recursive: true, force: true })
    const venv = await runTool({ command: interpreter.path, args: ['-m', 'venv', folder], environment, timeoutMs: 120_000, signal })
    const install =
      venv.code === 0
        ? await runTool({
            command: join(folder, 'bin', 'python'),
            args: ['-m', 'pip', 'install', '--quiet', 'uv'],
            environment,
            timeoutMs: 300_000,
            signal,
            onLine: (line) => log.raw(line),
          })
        : venv
    if (install.code === 0 && existsSync(join(folder, 'bin', 'uv'))) {
      writeFileSync(join(folder, 'ok'), `${interpreter.path}\n`, { mode: 0o600 })
      return join(folder, 'bin', 'uv')
    }
    lines = install.lines
    if (install.ended === 'aborted') throw buildFailure(lines, 'aborted')
    const noVenv = venv.code !== 0 && lines.some((line) => /ensurepip|No module named venv/.test(line))
    // Another Python may well have venv; a package index that does not answer will not do so for the next one either.
    if (venv.code === 0) break
    if (noVenv)
      lines = [
        `Python ${interpreter.version} at ${interpreter.path} has no venv: install the package python${interpreter.minor}-venv (Debian, Ubuntu: apt install python3-venv).`,
      ]
  }
  rmSync(folder, { recursive: true, force: true })
  if (interpreters.length === 0) {
    throw new ProblemError(
      { code: 'Agent.PythonMissing', message: 'No Python 3.9–3.12 was found on this computer.', origin: 'agent', retryable: false },
      500,
    )
  }
  throw buildFailure(lines, 'exited')
}
