/** Everything the agent reads from its environment, read once and checked. */
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { isTorchSetting, torchSettings as knownTorchSettings, type TorchSetting } from '@/lib/domain/torch/torch-build'
import { ProblemError } from '@/lib/problems/problem'

const runtimeSettings = ['auto', 'process', 'docker', 'fake'] as const
export type RuntimeSetting = (typeof runtimeSettings)[number]

export interface AgentSettings {
  home: string
  /** 0 = any free port (tests). */
  agentPort: number
  scoringPort: number
  /** `auto`: each deployment by the rule; one of the others: that runtime alone. */
  runtime: RuntimeSetting
  /** A Python that is not on this computer is an error instead of a recorded deviation. */
  strictPython: boolean
  /** False = every instance is a fresh process (SCOREPOINT_WARM_PARENT=off). */
  warmParents: boolean
  /** Which build of PyTorch environments get, and the index or folder of wheels it comes from instead of PyTorch's own. */
  torch: { setting: TorchSetting; index?: string }
}

function port(env: Record<string, string | undefined>, name: string, fallback: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65535) return value
  throw new ProblemError({
    code: 'Agent.BadSetting',
    message: `${name} is "${text}"; it must be a port number from 0 to 65535.`,
    target: name,
    origin: 'agent',
    retryable: false,
  })
}

function badSetting(name: string, message: string): ProblemError {
  return new ProblemError({ code: 'Agent.BadSetting', message, target: name, origin: 'agent', retryable: false })
}

function torchSettings(env: Record<string, string | undefined>): AgentSettings['torch'] {
  const setting = env.SCOREPOINT_TORCH || 'auto'
  if (!isTorchSetting(setting))
    throw badSetting(
      'SCOREPOINT_TORCH',
      `SCOREPOINT_TORCH is "${setting}"; it must be ${knownTorchSettings.join(', ').replace(/, ([^,]*)$/, ' or $1')}.`,
    )
  const index = env.SCOREPOINT_TORCH_INDEX
  if (!index) return { setting }
  if (!/^https?:\/\//.test(index) && !isAbsolute(index))
    throw badSetting(
      'SCOREPOINT_TORCH_INDEX',
      'SCOREPOINT_TORCH_INDEX must be the http(s) address of a package index or the absolute path of a folder with wheels.',
    )
  return { setting, index }
}

/**
 * Reads SCOREPOINT_HOME, SCOREPOINT_AGENT_PORT (7443), SCOREPOINT_SCORING_PORT (7080), SCOREPOINT_RUNTIME (auto),
 * SCOREPOINT_STRICT_PYTHON (off), SCOREPOINT_WARM_PARENT (on), SCOREPOINT_TORCH (auto) and SCOREPOINT_TORCH_INDEX (PyTorch's own).
 * @throws ProblemError `Agent.BadSetting` naming the variable.
 */
export function readSettings(env: Record<string, string | undefined>): AgentSettings {
  const home = env.SCOREPOINT_HOME || join(homedir(), '.scorepoint')
  const runtime = runtimeSettings.find((one) => one === (env.SCOREPOINT_RUNTIME || 'auto'))
  if (runtime === undefined) {
    throw new ProblemError({
      code: 'Agent.BadSetting',
      message: `SCOREPOINT_RUNTIME is "${env.SCOREPOINT_RUNTIME}"; it must be ${runtimeSettings.join(', ').replace(/, ([^,]*)$/, ' or $1')}.`,
      target: 'SCOREPOINT_RUNTIME',
      origin: 'agent',
      retryable: false,
    })
  }
  return {
    home: isAbsolute(home) ? home : resolve(home),
    agentPort: port(env, 'SCOREPOINT_AGENT_PORT', 7443),
    scoringPort: port(env, 'SCOREPOINT_SCORING_PORT', 7080),
    runtime,
    strictPython: /^(1|true|yes|on)$/i.test(env.SCOREPOINT_STRICT_PYTHON ?? ''),
    warmParents: !/^(0|false|no|off)$/i.test(env.SCOREPOINT_WARM_PARENT ?? ''),
    torch: torchSettings(env),
  }
}
