/** Requests that dockerode has no method for, or wraps so that its answer is lost, through its own connection. */
import type { Duplex, Readable } from 'node:stream'
import type Dockerode from 'dockerode'

interface Dial {
  path: string
  method: 'GET' | 'POST'
  options?: Record<string, unknown>
  file?: Readable
  headers?: Record<string, string>
  abortSignal?: AbortSignal
  hijack?: boolean
  isStream?: boolean
  registryconfig?: Record<string, { username: string; password: string }>
  statusCodes: Record<number, true | string>
}

interface Modem {
  dial(request: Dial, callback: (error: Error | null, answer: unknown) => void): void
}

function isModem(value: unknown): value is Modem {
  return typeof value === 'object' && value !== null && 'dial' in value && typeof value.dial === 'function'
}

function dial(docker: Dockerode, request: Dial): Promise<unknown> {
  const modem: unknown = docker.modem
  if (!isModem(modem)) throw new Error('this dockerode has no modem')
  return new Promise((resolve, reject) => modem.dial(request, (error, answer) => (error ? reject(error) : resolve(answer))))
}

const isReadable = (value: unknown): value is Readable => typeof value === 'object' && value !== null && 'on' in value && 'pipe' in value
const isDuplex = (value: unknown): value is Duplex => isReadable(value) && 'write' in value

/** The answer of `POST /build`: one JSON object per line. Closing it cancels the build. */
export async function requestBuild(
  docker: Dockerode,
  context: Readable,
  options: Record<string, unknown>,
  signal: AbortSignal,
  registries: Dial['registryconfig'],
): Promise<Readable> {
  const answer = await dial(docker, {
    path: '/build?',
    method: 'POST',
    file: context,
    options,
    abortSignal: signal,
    isStream: true,
    ...(registries && Object.keys(registries).length > 0 ? { registryconfig: registries } : {}),
    statusCodes: { 200: true, 400: 'bad parameter', 500: 'server error' },
  })
  if (!isReadable(answer)) throw new Error('the engine answered a build without a stream')
  return answer
}

/** The connection on which BuildKit asks its client for secrets (https://docs.docker.com/reference/api/engine/: Session). */
export async function requestSession(docker: Dockerode, headers: Record<string, string>): Promise<Duplex> {
  const statusCodes = { 200: true as const, 101: true as const, 500: 'server error' }
  const answer = await dial(docker, {
    path: '/session',
    method: 'POST',
    hijack: true,
    headers: { Upgrade: 'h2c', ...headers },
    statusCodes,
  })
  if (!isDuplex(answer)) throw new Error('the engine answered a session without a connection')
  return answer
}
