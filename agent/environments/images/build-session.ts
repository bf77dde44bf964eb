/** BuildKit's way back to its client during a build: it asks for secrets and registry logins when a step needs them. */
import { randomUUID } from 'node:crypto'
import type Dockerode from 'dockerode'
import { requestSession } from './engine-requests'
import { readFields, textOf, writeFields } from './protobuf'

export interface BuildSession {
  id: string
  close(): void
}

export interface SessionAnswers {
  /** id → bytes. Held in memory alone: steps see them as mounted files, images and caches never. */
  secrets: ReadonlyMap<string, Buffer>
  /** Login of a registry, by its host. */
  login(host: string): { username: string; password: string } | undefined
}

const secretsService = 'moby.buildkit.secrets.v1.Secrets'
const authService = 'moby.filesync.v1.Auth'

/** `status: SERVING` of grpc.health.v1.HealthCheckResponse. */
const serving = Buffer.from([8, 1])

/** Opens the session. @throws what the engine answers when it has no BuildKit. */
export async function openBuildSession(docker: Dockerode, answers: SessionAnswers): Promise<BuildSession> {
  const { Server, ServerCredentials, status } = await import('@grpc/grpc-js')
  const id = randomUUID()
  const socket = await requestSession(docker, {
    'X-Docker-Expose-Session-Uuid': id,
    'X-Docker-Expose-Session-Name': 'scorepoint',
    'X-Docker-Expose-Session-Grpc-Method': `/${secretsService}/GetSecret`,
  })
  const server = new Server()
  const bytes = (value: Buffer) => value
  const method = (path: string) => ({
    path,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  })
  server.addService(
    { getSecret: method(`/${secretsService}/GetSecret`) },
    {
      getSecret(call: { request: Buffer }, answer: (error: { code: number; details: string } | null, value?: Buffer) => void) {
        const wanted = textOf(readFields(call.request), 1)
        const secret = answers.secrets.get(wanted)
        if (secret) answer(null, writeFields([[1, secret]]))
        else answer({ code: status.NOT_FOUND, details: `no secret ${wanted}` })
      },
    },
  )
  server.addService(
    { credentials: method(`/${authService}/Credentials`) },
    {
      credentials(call: { request: Buffer }, answer: (error: null, value: Buffer) => void) {
        const login = answers.login(textOf(readFields(call.request), 1))
        answer(
          null,
          login
            ? writeFields([
                [1, login.username],
                [2, login.password],
              ])
            : Buffer.alloc(0),
        )
      },
    },
  )
  // BuildKit asks twice a second whether its client lives, and drops a session that does not know the question.
  server.addService(
    { check: method('/grpc.health.v1.Health/Check') },
    { check: (_call: { request: Buffer }, answer: (error: null, value: Buffer) => void) => answer(null, serving) },
  )
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket)
  // The engine closes it when the build ends; what it says then is no news.
  socket.on('error', () => undefined)
  return {
    id,
    close() {
      server.forceShutdown()
      socket.destroy()
    },
  }
}
