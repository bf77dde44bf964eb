import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { buildFailure } from './build-failure'
import { takeBuildLock } from './build-lock'
import { findInterpreters } from './interpreters'
import { readUvEnvironment } from './package-index'
import { runTool } from './run-tool'
import { ensureUv } from './uv'

const installLimitMs = 300_000

/**
 * The folder with debugpy for one Python version, fetched from the user's package index once. It is put on PYTHONPATH while debugging:
 * the environment itself stays what its hash says. Throws ImageBuildFailure when it cannot be fetched.
 * https://github.com/microsoft/debugpy
 */
export async function ensureDebugpy(
  layout: HomeLayout,
  environment: { python: string; pythonVersion: string; pythonPath: string },
  log: LogWriter,
  signal: AbortSignal,
  host: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const minor = environment.pythonVersion.split('.').slice(0, 2).join('.')
  const root = join(layout.cache, 'debugpy')
  const folder = join(root, minor)
  const marker = join(folder, 'ok')
  if (existsSync(marker)) return folder
  mkdirSync(root, { recursive: true, mode: 0o700 })
  const release = await takeBuildLock(join(root, `${minor}.lock`), signal)
  try {
    if (existsSync(marker)) return folder
    rmSync(folder, { recursive: true, force: true })
    const uv = await ensureUv(layout, await findInterpreters(host, join(layout.cache, 'python')), host, log, signal)
    const variables = await readUvEnvironment(environment.pythonPath, host)
    variables.UV_CACHE_DIR ??= join(layout.cache, 'uv-cache')
    log.info(`Fetching debugpy for Python ${minor}.`)
    const result = await runTool({
      command: uv,
      args: ['--no-progress', '--color', 'never', 'pip', 'install', '--python', environment.python, '--target', folder, 'debugpy>=1.8,<2'],
      environment: variables,
      cwd: root,
      timeoutMs: installLimitMs,
      signal,
      onLine: (line) => log.raw(line),
    })
    if (result.code !== 0) throw buildFailure(result.lines, result.ended)
    writeFileSync(marker, '', { mode: 0o600 })
    return folder
  } finally {
    release()
  }
}

/** A loopback port that was free a moment ago. */
export function freeLoopbackPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}
