/** Microsoft's Python clients in virtual environments of their own, made once per machine with the product's own uv, from unmodified wheels. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { chooseInterpreter, findInterpreters } from '@/agent/environments/interpreters'
import { readUvEnvironment } from '@/agent/environments/package-index'
import { runTool } from '@/agent/environments/run-tool'
import { ensureUv } from '@/agent/environments/uv'
import type { LogWriter } from '@/agent/runtimes/runtime'
import { homeLayout } from '@/lib/domain/home-layout'
import { testCache } from '../agent-process'

const silent: LogWriter = { source: 'build', info: () => {}, warning: () => {}, error: () => {}, raw: () => {} }

/**
 * Path of the Python of a virtual environment that holds what `requirementsFile` (absolute, or beside this file) lists; hashes in it are checked by uv.
 * Made below the test cache when it is not there yet. Throws with the installer's last lines.
 */
export async function ensurePythonClient(requirementsFile: string): Promise<string> {
  const requirements = resolve(import.meta.dirname, requirementsFile)
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = join(testCache, 'clients', `${basename(requirementsFile, '.txt')}-${hash}`)
  const python = join(folder, 'bin', 'python')
  if (existsSync(join(folder, 'ok'))) return python
  mkdirSync(join(testCache, 'cache'), { recursive: true })
  // The cache folder of test homes leads here: a uv that another test fetched is found.
  const layout = homeLayout(testCache)
  const interpreters = await findInterpreters(process.env, join(testCache, 'cache', 'python'))
  const { exact: base } = chooseInterpreter(interpreters, { specifier: '>=3.10,<3.13' })
  if (!base) throw new Error('the Python clients need Python 3.10, 3.11 or 3.12')
  const uv = await ensureUv(layout, interpreters, process.env, silent, new AbortController().signal)
  const environment = { ...(await readUvEnvironment(base.path, process.env)), UV_CACHE_DIR: join(layout.cache, 'uv-cache') }
  rmSync(folder, { recursive: true, force: true })
  for (const args of [
    ['venv', '--quiet', '--python', base.path, folder],
    ['pip', 'install', '--quiet', '--no-deps', '--compile-bytecode', '--python', python, '--requirement', requirements],
  ]) {
    const result = await runTool({ command: uv, args, environment, timeoutMs: 300_000 })
    if (result.code !== 0) throw new Error(`uv ${args[0]} for ${requirementsFile}: ${result.lines.slice(-10).join('\n')}`)
  }
  writeFileSync(join(folder, 'ok'), `${base.version}\n`)
  return python
}
