import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type HomeLayout, homeLayout } from '@/lib/domain/home-layout'
import { parseOrigins } from '@/lib/gate/settings'

export interface LauncherSettings {
  layout: HomeLayout
  port: number
  agentPort: number
  scoringPort: number
  url: string
  /** Further origins under which a browser reaches the studio. */
  origins: string[]
  token?: string
}

/** Reads the environment. Throws one sentence naming the variable that is wrong. */
export function readLauncherSettings(env: NodeJS.ProcessEnv): LauncherSettings {
  const port = readPort(env, 'SCOREPOINT_PORT', 3000)
  const agentPort = readPort(env, 'SCOREPOINT_AGENT_PORT', 7443)
  const scoringPort = readPort(env, 'SCOREPOINT_SCORING_PORT', 7080)
  if (new Set([port, agentPort, scoringPort]).size < 3) {
    throw new Error(
      `SCOREPOINT_PORT, SCOREPOINT_AGENT_PORT and SCOREPOINT_SCORING_PORT must differ (${port}, ${agentPort}, ${scoringPort}).`,
    )
  }
  return {
    layout: homeLayout(resolve(env.SCOREPOINT_HOME || join(homedir(), '.scorepoint'))),
    port,
    agentPort,
    scoringPort,
    url: `http://127.0.0.1:${port}`,
    origins: parseOrigins(env.SCOREPOINT_ORIGINS),
    ...(env.SCOREPOINT_TOKEN ? { token: env.SCOREPOINT_TOKEN } : {}),
  }
}

/** What studio and agent get: the caller's environment with the settings spelled out, without what npm adds about itself. */
export function childEnvironment(env: NodeJS.ProcessEnv, settings: LauncherSettings): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^npm_(package|lifecycle)_|^npm_(command|execpath|node_execpath)$|^(INIT_CWD|NODE_ENV)$/.test(name),
  )
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    SCOREPOINT_HOME: settings.layout.home,
    SCOREPOINT_PORT: String(settings.port),
    SCOREPOINT_AGENT_PORT: String(settings.agentPort),
    SCOREPOINT_SCORING_PORT: String(settings.scoringPort),
    SCOREPOINT_START_DIR: env.SCOREPOINT_START_DIR || env.INIT_CWD || process.cwd(),
  }
}

function readPort(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name]
  if (!text) return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new Error(`${name} is "${text}"; it must be a port number from 1 to 65535.`)
  return value
}
