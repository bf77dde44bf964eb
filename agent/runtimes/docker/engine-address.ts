/** Where the container engine is: as the docker command finds it, so that both mean the same engine. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { EngineFacts } from '@/lib/contract/engine'

export interface EngineAddress {
  source: EngineFacts['source']
  /** Name of the docker context that named the address. */
  context?: string
  /** `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`. */
  host: string
  /** Folder with ca.pem, cert.pem and key.pem, when the connection is encrypted. */
  certificates?: string
}

/** An address that cannot be used, with the reason; the doctor says what to do. */
export interface UnusableAddress {
  source: EngineFacts['source']
  context?: string
  host: string
  fault: 'unknown-context' | 'unreadable-context' | 'unsupported-protocol'
}

const defaultSocket = '/var/run/docker.sock'

/** Sockets of engines that run for one user: rootless Docker, Docker Desktop, Colima, Podman. In the order of preference. */
export function userSockets(env: Record<string, string | undefined>): string[] {
  const home = env.HOME ?? homedir()
  const runtime = env.XDG_RUNTIME_DIR || (process.getuid ? `/run/user/${process.getuid()}` : undefined)
  return [
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    join(home, '.colima', 'default', 'docker.sock'),
    ...(runtime === undefined ? [] : [join(runtime, 'podman', 'podman.sock')]),
    '/run/podman/podman.sock',
  ]
}

/**
 * DOCKER_HOST, else the context of DOCKER_CONTEXT or of docker's configuration, else the system's socket, else a user's one.
 * https://docs.docker.com/engine/manage-resources/contexts/
 */
export function findEngineAddress(env: Record<string, string | undefined>): EngineAddress | UnusableAddress {
  const given = env.DOCKER_HOST
  if (given) {
    const certificates = env.DOCKER_TLS_VERIFY ? (env.DOCKER_CERT_PATH ?? dockerFolder(env)) : undefined
    return checked({
      source: 'DOCKER_HOST',
      host: given.includes('://') ? given : `tcp://${given}`,
      ...(certificates === undefined ? {} : { certificates }),
    })
  }
  const context = env.DOCKER_CONTEXT || currentContext(env)
  if (context !== undefined && context !== 'default') return contextAddress(context, env)
  const user = existsSync(defaultSocket) ? undefined : userSockets(env).find((path) => existsSync(path))
  return user === undefined ? { source: 'default', host: `unix://${defaultSocket}` } : { source: 'rootless', host: `unix://${user}` }
}

const dockerFolder = (env: Record<string, string | undefined>) => env.DOCKER_CONFIG || join(env.HOME ?? homedir(), '.docker')

function currentContext(env: Record<string, string | undefined>): string | undefined {
  const found = readJson(join(dockerFolder(env), 'config.json'))
  return typeof found === 'object' && found !== null && 'currentContext' in found && typeof found.currentContext === 'string'
    ? found.currentContext || undefined
    : undefined
}

/** Docker keeps the facts of a context below the SHA-256 of its name. */
function contextAddress(context: string, env: Record<string, string | undefined>): EngineAddress | UnusableAddress {
  const digest = createHash('sha256').update(context).digest('hex')
  const meta = join(dockerFolder(env), 'contexts', 'meta', digest, 'meta.json')
  const named = { source: 'context' as const, context, host: '' }
  if (!existsSync(meta)) return { ...named, fault: 'unknown-context' }
  const host = hostOf(readJson(meta))
  if (host === undefined) return { ...named, fault: 'unreadable-context' }
  const certificates = join(dockerFolder(env), 'contexts', 'tls', digest, 'docker')
  return checked({ ...named, host, ...(existsSync(certificates) ? { certificates } : {}) })
}

function hostOf(meta: unknown): string | undefined {
  const endpoints = typeof meta === 'object' && meta !== null && 'Endpoints' in meta ? meta.Endpoints : undefined
  const docker = typeof endpoints === 'object' && endpoints !== null && 'docker' in endpoints ? endpoints.docker : undefined
  const host = typeof docker === 'object' && docker !== null && 'Host' in docker ? docker.Host : undefined
  return typeof host === 'string' && host !== '' ? host : undefined
}

function checked(address: EngineAddress): EngineAddress | UnusableAddress {
  return /^(?:unix|npipe):\/\/|^(?:tcp|https?):\/\/[^/]/.test(address.host) ? address : { ...address, fault: 'unsupported-protocol' }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined // absent or broken: docker itself then goes on without it
  }
}
