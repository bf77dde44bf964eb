/** The one door to the container engine: its API by dockerode, never the docker command. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { redactLine } from '@/agent/environments/redact'
import { type EngineAddress, findEngineAddress, type UnusableAddress } from '@/agent/runtimes/docker/engine-address'
import type { EngineFacts } from '@/lib/contract/engine'
import { ProblemError } from '@/lib/problems/problem'

export interface Engine {
  /** Read again until an engine has answered there, so that one that is started later is found. */
  address(): EngineAddress | UnusableAddress
  /** The client. @throws ProblemError `RuntimeUnavailable` when the address cannot be used. Says nothing about whether somebody answers. */
  docker(): Promise<Dockerode>
  /**
   * One short exchange, given up after `limitMs` (10 s): an engine may accept connections and never answer.
   * @throws ProblemError `RuntimeUnavailable` when nobody answers in time; answers of the engine that are errors are thrown as they are.
   */
  ask<T>(work: (docker: Dockerode, signal: AbortSignal) => Promise<T>, limitMs?: number): Promise<T>
  /** @throws ProblemError `RuntimeUnavailable`. */
  facts(): Promise<EngineFacts>
}

const askLimitMs = 10_000

/** Finds the engine by `env`; connects to nothing until it is asked. */
export function createEngine(env: Record<string, string | undefined>): Engine {
  let known: { address: EngineAddress; client: Promise<Dockerode> } | undefined
  let hasAnswered = false

  function address(): EngineAddress | UnusableAddress {
    return hasAnswered && known ? known.address : findEngineAddress(env)
  }

  function docker(): Promise<Dockerode> {
    if (hasAnswered && known) return known.client
    const found = findEngineAddress(env)
    if ('fault' in found) return Promise.reject(unusable(found))
    if (known && known.address.host === found.host) return known.client
    const client = connect(found)
    known = { address: found, client }
    return client
  }

  async function ask<T>(work: (docker: Dockerode, signal: AbortSignal) => Promise<T>, limitMs = askLimitMs): Promise<T> {
    const client = await docker()
    const abort = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(unavailable(address().host, `gave no answer within ${limitMs / 1000} s`))
        abort.abort()
      }, limitMs)
    })
    try {
      const answer = await Promise.race([work(client, abort.signal), late])
      hasAnswered = true
      return answer
    } catch (error) {
      throw engineError(error, address().host)
    } finally {
      clearTimeout(timer)
    }
  }

  async function facts(): Promise<EngineFacts> {
    const [version, info] = await ask((client) => Promise.all([client.version(), client.info()]))
    const { host, source, context } = address()
    return { address: redactLine(host), source, ...(context === undefined ? {} : { context }), ...factsOf(version, info) }
  }

  return { address, docker, ask, facts }
}

/** Loaded when it is needed: most computers run their models as processes. */
async function connect(address: EngineAddress): Promise<Dockerode> {
  const { default: Client } = await import('dockerode')
  // What is not said here, the client would read from the environment of the process.
  const nowhere = { host: undefined, port: undefined, socketPath: undefined, ca: undefined, cert: undefined, key: undefined }
  const socket = /^(?:unix|npipe):\/\/(.+)$/.exec(address.host)?.[1]
  if (socket !== undefined) return new Client({ ...nowhere, protocol: 'http', socketPath: socket })
  const { hostname, port, protocol } = new URL(address.host.replace(/^tcp:/, 'http:'))
  const file = (name: string) => readFileSync(join(address.certificates ?? '', name))
  const keys = address.certificates === undefined ? {} : { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') }
  const isEncrypted = address.certificates !== undefined || protocol === 'https:'
  return new Client({
    ...nowhere,
    ...keys,
    protocol: isEncrypted ? 'https' : 'http',
    host: hostname,
    port: port || (isEncrypted ? 2376 : 2375),
  })
}

function factsOf(version: Dockerode.DockerVersion, info: unknown): Partial<EngineFacts> {
  const said = typeof info === 'object' && info !== null ? new Map<string, unknown>(Object.entries(info)) : new Map<string, unknown>()
  const text = (name: string) => {
    const value = said.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const number = (name: string) => (typeof said.get(name) === 'number' ? Number(said.get(name)) : undefined)
  const security = said.get('SecurityOptions')
  const runtimes = said.get('Runtimes')
  const isPodman = (version.Components ?? []).some(({ Name }) => /podman/i.test(Name))
  const facts: EngineFacts = {
    address: '',
    source: 'default',
    version: version.Version,
    apiVersion: version.ApiVersion,
    architecture: goArchitecture(version.Arch),
    operatingSystem: text('OperatingSystem') ?? version.Os,
    kind: isPodman ? 'podman' : 'docker',
    rootless: Array.isArray(security) && security.some((option) => /name=rootless/.test(String(option))),
    gpu: typeof runtimes === 'object' && runtimes !== null && 'nvidia' in runtimes,
    memoryBytes: number('MemTotal'),
    cpus: number('NCPU'),
  }
  const { address: _address, source: _source, ...rest } = facts
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
}

/** Engines say `x86_64` in one place and `amd64` in another. */
export function goArchitecture(name: string): string {
  return { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm' }[name] ?? name
}

function unusable({ host, context, fault }: UnusableAddress): ProblemError {
  const reason = {
    'unknown-context': `the docker context "${context}" does not exist`,
    'unreadable-context': `the docker context "${context}" names no address`,
    'unsupported-protocol': `the address ${redactLine(host)} is of a kind that is not supported (unix, tcp and https are)`,
  }[fault]
  return new ProblemError(
    { code: 'RuntimeUnavailable', message: `The container engine cannot be reached: ${reason}.`, origin: 'runtime', retryable: true },
    503,
  )
}

function unavailable(host: string, reason: string): ProblemError {
  return new ProblemError(
    {
      code: 'RuntimeUnavailable',
      message: `The container engine at ${redactLine(host)} ${reason}.`,
      origin: 'runtime',
      retryable: true,
    },
    503,
  )
}

/** What the engine answered stays as it is (`statusCode`); everything that kept an answer from coming becomes `RuntimeUnavailable`. */
export function engineError(error: unknown, host: string): Error {
  if (error instanceof ProblemError) return error
  if (!(error instanceof Error)) return new Error(String(error))
  if ('statusCode' in error && typeof error.statusCode === 'number') return error
  const code = 'code' in error ? String(error.code) : ''
  const reasons: Record<string, string> = {
    ENOENT: 'is not running: its socket does not exist',
    ECONNREFUSED: 'is not running: nobody listens there',
    EACCES: 'may not be used by this user: its socket refuses',
    EPERM: 'may not be used by this user: its socket refuses',
    ECONNRESET: 'ended the connection',
    EPIPE: 'ended the connection',
    ENOTFOUND: 'was not found: its name is unknown',
    ETIMEDOUT: 'gave no answer',
    ABORT_ERR: 'gave no answer in time',
  }
  const reason = reasons[code] ?? (/socket hang up|aborted/i.test(error.message) ? 'ended the connection' : undefined)
  return reason === undefined ? error : unavailable(host, reason)
}

/** The status an engine answered with; undefined when the error is no answer. */
export function engineStatus(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}
