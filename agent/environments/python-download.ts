import { mkdirSync } from 'node:fs'
import type { LogWriter } from '@/agent/runtimes/runtime'
import { readUvEnvironment } from './package-index'
import { runTool } from './run-tool'

/** Lets uv fetch a Python into our own folder; false when the network, a setting of the user (`UV_PYTHON_DOWNLOADS`, `UV_OFFLINE`) or the time does not allow it. */
export async function fetchPython(job: {
  uv: string
  minor: string
  folder: string
  /** The Python whose pip knows the user's proxy and certificates. */
  python: string
  host: NodeJS.ProcessEnv
  timeoutMs: number
  log: LogWriter
}): Promise<boolean> {
  const { uv, minor, folder, python, host, timeoutMs, log } = job
  if (host.UV_PYTHON_DOWNLOADS === 'never') return false
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  log.info(`Python ${minor} is not on this computer: asking uv to fetch it.`)
  const settings = await readUvEnvironment(python, host)
  const environment = { ...settings, UV_HTTP_RETRIES: '0', UV_HTTP_TIMEOUT: '20', UV_PYTHON_INSTALL_BIN: '0' }
  const result = await runTool({
    command: uv,
    args: ['--no-progress', '--color', 'never', 'python', 'install', minor, '--install-dir', folder],
    environment,
    cwd: folder,
    timeoutMs,
  })
  const reason = result.lines.findLast((line) => line.trim() !== '')?.trim()
  if (result.code !== 0)
    log.warning(`Python ${minor} could not be fetched: ${result.ended === 'timeout' ? 'it took too long' : (reason ?? 'no reason given')}.`)
  return result.code === 0
}
