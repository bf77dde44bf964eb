/** What is wrong with the container engine and which commands mend it; every cause is told apart. */
import { accessSync, constants, existsSync } from 'node:fs'
import { arch } from 'node:os'
import { delimiter, join } from 'node:path'
import type { EngineAddress, UnusableAddress } from '@/agent/runtimes/docker/engine-address'
import type { EngineFacts } from '@/lib/contract/engine'
import type { DoctorCheck } from '@/lib/contract/scorepoint'

/** Why nobody answered: what the system said about the connection. */
export type EngineFault = 'no-socket' | 'refused' | 'no-permission' | 'no-answer' | 'unknown'

/** What of this computer decides which command helps. */
export interface EngineSurroundings {
  platform: NodeJS.Platform
  /** `dockerd` or `docker` is on the PATH. */
  isInstalled: boolean
  hasSystemd: boolean
  user: string
  /** Only containers can run here (SCOREPOINT_RUNTIME=docker): a missing engine is an error. */
  isNeeded: boolean
}

const title = 'Docker'
const oldestApi = 1.41

/** How a connection failed. */
export function faultOf(error: unknown): EngineFault {
  const code = codeOf(error)
  if (code === 'ENOENT') return 'no-socket'
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'EACCES' || code === 'EPERM') return 'no-permission'
  return code === 'ETIMEDOUT' || code === 'ABORT_ERR' ? 'no-answer' : 'unknown'
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return 'code' in error ? String(error.code) : codeOf(error.cause)
}

/** Looks at this computer. */
export function surroundings(env: Record<string, string | undefined>, isNeeded: boolean): EngineSurroundings {
  const onPath = (program: string) =>
    [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin'].some((folder) => {
      try {
        accessSync(join(folder, program), constants.X_OK)
        return true
      } catch {
        return false // not there, or not for us
      }
    })
  return {
    platform: process.platform,
    isInstalled: onPath('dockerd') || onPath('docker'),
    hasSystemd: existsSync('/run/systemd/system'),
    user: env.USER ?? env.LOGNAME ?? '$USER',
    isNeeded,
  }
}

/** The check of an address that nobody answers at. Pure. */
export function checkSilentEngine(address: EngineAddress | UnusableAddress, fault: EngineFault, here: EngineSurroundings): DoctorCheck {
  const state = here.isNeeded ? 'error' : 'warning'
  const also = here.isNeeded ? '' : ' Models with a conda file run as processes without it.'
  const say = (detail: string, fix: string, commands: string[] = []): DoctorCheck => ({
    id: 'docker',
    state,
    title,
    detail: `${detail}${also}`,
    fix,
    ...(commands.length > 0 ? { commands } : {}),
  })
  const { host, context } = address
  const byContext = context === undefined ? '' : ` (docker context "${context}")`
  const back = ['docker context use default']
  if ('fault' in address) {
    if (address.fault === 'unknown-context')
      return say(`The active docker context "${context}" does not exist.`, 'Choose one that exists.', ['docker context ls', ...back])
    if (address.fault === 'unreadable-context')
      return say(`The active docker context "${context}" names no address.`, 'Choose another one.', ['docker context ls', ...back])
    return say(
      `The address ${host}${byContext} is of a kind that cannot be used here: only sockets and TCP of this computer are.`,
      'Use the engine of this computer.',
      address.source === 'DOCKER_HOST' ? ['unset DOCKER_HOST'] : back,
    )
  }
  switch (fault) {
    case 'no-permission':
      return say(
        `The engine's socket ${host}${byContext} exists, and ${here.user} may not use it.`,
        'Join the group docker, which is as good as being root, and sign in again; or install rootless Docker.',
        [`sudo usermod -aG docker ${here.user}`, 'newgrp docker'],
      )
    case 'no-answer':
      return say(
        `The engine at ${host}${byContext} accepts connections and gives no answer.`,
        'Restart it.',
        startCommands(address, here, 'restart'),
      )
    case 'refused':
      return say(
        `The engine at ${host}${byContext} is stopped: its socket is there and nobody listens.`,
        'Start it.',
        startCommands(address, here, 'start'),
      )
    case 'no-socket':
      if (here.isInstalled || address.source !== 'default')
        return say(
          `The engine at ${host}${byContext} is stopped: its socket does not exist.`,
          'Start it.',
          startCommands(address, here, 'start'),
        )
      return {
        id: 'docker',
        state: here.isNeeded ? 'error' : 'skipped',
        title,
        detail: here.isNeeded
          ? 'No engine found.'
          : 'No engine found. It is not needed for models with a conda file: they run as processes.',
        ...installAdvice(here.platform),
      }
    default:
      return say(`The engine at ${host}${byContext} cannot be reached.`, 'See whether it runs.', startCommands(address, here, 'restart'))
  }
}

function installAdvice(platform: NodeJS.Platform): { fix: string; commands?: string[] } {
  if (platform === 'darwin') return { fix: 'Install Docker Desktop or Colima.', commands: ['brew install colima docker', 'colima start'] }
  return { fix: 'Install Docker (Debian, Ubuntu).', commands: ['sudo apt-get install docker.io'] }
}

/** How engines of this kind are started. */
function startCommands({ host }: EngineAddress, here: EngineSurroundings, verb: 'start' | 'restart'): string[] {
  if (/\.colima\//.test(host)) return [`colima ${verb}`]
  if (/\/podman\.sock$/.test(host))
    return [host.startsWith('unix:///run/podman/') ? `sudo systemctl ${verb} podman.socket` : `systemctl --user ${verb} podman.socket`]
  if (here.platform === 'darwin' || /\.docker\/run\//.test(host))
    return here.platform === 'darwin' ? ['open -a Docker'] : [`systemctl --user ${verb} docker-desktop`]
  if (/\.docker\/desktop\//.test(host)) return [`systemctl --user ${verb} docker-desktop`]
  if (/^unix:\/\/\/run\/user\//.test(host)) return [`systemctl --user ${verb} docker`]
  return [here.hasSystemd ? `sudo systemctl ${verb} docker` : `sudo service docker ${verb}`]
}

/** The checks of an engine that answers. Pure. */
export function checkAnsweringEngine(engine: EngineFacts, cgroupVersion: string | undefined): DoctorCheck[] {
  const { address, context, version = '?', apiVersion = '0', architecture, kind, rootless } = engine
  const place = `${address}${context === undefined ? '' : ` (docker context "${context}")`}`
  const checks: DoctorCheck[] = []
  if (kind === 'podman')
    checks.push({
      id: 'docker',
      state: 'warning',
      title,
      detail: `Podman ${version} answers at ${place}. It speaks Docker's API without BuildKit: images are built by its own builder, and this is not tested.`,
      fix: 'If a build or a deployment fails here and not elsewhere, use Docker.',
      commands: ['sudo apt-get install docker.io', 'unset DOCKER_HOST'],
    })
  else if (Number(apiVersion) < oldestApi)
    checks.push({
      id: 'docker',
      state: 'warning',
      title,
      detail: `Docker ${version} (API ${apiVersion}) answers at ${place}; from API ${oldestApi} on (Docker 20.10) everything is tested.`,
      fix: 'Update it.',
      commands: ['sudo apt-get update && sudo apt-get install docker.io'],
    })
  else
    checks.push({
      id: 'docker',
      state: 'ok',
      title,
      detail: `Docker ${version} (API ${apiVersion})${rootless ? ', rootless,' : ''} answers at ${place}.`,
    })
  if (!isOfThisComputer(address))
    checks.push({
      id: 'docker',
      state: 'error',
      title: 'Place of the engine',
      detail: `${address} is another computer: its containers publish their ports there, where the router cannot reach them.`,
      fix: 'Use the engine of this computer.',
      commands: engine.source === 'DOCKER_HOST' ? ['unset DOCKER_HOST'] : ['docker context use default'],
    })
  if (rootless && cgroupVersion === '1')
    checks.push({
      id: 'docker',
      state: 'warning',
      title: 'Limits',
      detail: 'A rootless engine cannot enforce limits of CPU and memory with cgroup v1.',
      fix: 'Start the system with cgroup v2, or use the engine of the system.',
      commands: ['docker context use default'],
    })
  if (architecture !== undefined) checks.push(checkArchitecture(architecture))
  return checks
}

function checkArchitecture(architecture: string): DoctorCheck {
  const own = { x64: 'amd64', arm64: 'arm64' }[arch() as string]
  const differs = own !== undefined && own !== architecture ? ` This computer itself is ${own}.` : ''
  if (architecture === 'amd64')
    return { id: 'docker', state: 'ok', title: 'Architecture', detail: `amd64, as Azure's images are.${differs}` }
  return {
    id: 'docker',
    state: 'warning',
    title: 'Architecture',
    detail: `${architecture}.${differs} Azure's images are made for amd64: here they run emulated and slowly, or not at all.`,
    fix: 'Use images made for this architecture, or let the engine emulate amd64 (Docker Desktop does so by itself).',
    commands: ['docker run --privileged --rm tonistiigi/binfmt --install amd64'],
  }
}

/** Sockets and loopback addresses. */
function isOfThisComputer(address: string): boolean {
  return /^(?:unix|npipe):/.test(address) || /^(?:tcp|https?):\/\/(?:127\.|localhost|\[::1\])/.test(address)
}
