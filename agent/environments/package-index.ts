import { existsSync } from 'node:fs'
import { type PipSettings, parsePipConfig, pipVariables, toolEnvironment, uvVariables } from './pip-settings'
import { runTool } from './run-tool'

/** The user's pip settings: asks `python -m pip config list`, which knows all of pip's files; without pip its variables alone count. */
export async function readPipSettings(python: string, host: NodeJS.ProcessEnv): Promise<PipSettings> {
  const asked = await runTool({
    command: python,
    args: ['-m', 'pip', 'config', 'list', '--disable-pip-version-check'],
    environment: toolEnvironment(host),
    timeoutMs: 15_000,
  })
  return asked.code === 0 ? { ...pipVariables(host), ...parsePipConfig(asked.stdout) } : pipVariables(host)
}

/**
 * Environment for uv with the user's package index, constraints, proxy and certificates. The values may hold credentials: never log
 * them.
 */
export async function readUvEnvironment(python: string, host: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const settings = await readPipSettings(python, host)
  const made = uvVariables(settings, host)
  // pip only warns of a folder of wheels that does not exist; uv would stop.
  const links = made.UV_FIND_LINKS?.split(',').filter((link) => !link.startsWith('/') || existsSync(link))
  if (links !== undefined) made.UV_FIND_LINKS = links.join(',')
  return toolEnvironment(host, made)
}
