/** One build of an image by the engine: BuildKit through its API, the classic builder where there is no BuildKit. */
import type { Readable } from 'node:stream'
import { redactLine } from '@/agent/environments/redact'
import { type Engine, engineError, engineStatus } from '@/agent/runtimes/docker/engine'
import type { BuildStep } from '@/lib/contract/scorepoint'
import { type ContextFile, packContext } from './build-context'
import { type BuildSession, openBuildSession } from './build-session'
import { createBuildTrace, type TraceFailure } from './build-trace'
import { requestBuild } from './engine-requests'
import { type Login, registryLogin } from './registry-login'

export type Builder = 'buildkit' | 'classic'

export interface ImageBuild {
  files: readonly ContextFile[]
  dockerfilePath: string
  /** Given to the image when everything succeeded. */
  tag: string
  labels: Record<string, string>
  secrets: ReadonlyMap<string, Buffer>
  buildArguments: Record<string, string>
  builder: Builder
  /** Where `docker login` keeps its logins. */
  env: Record<string, string | undefined>
  signal: AbortSignal
  /** Each line, without credentials. */
  onLine(line: string): void
  onSteps(steps: BuildStep[]): void
}

/** The builder said no; `failure` holds what it said. */
export class BuildFailed extends Error {
  constructor(readonly failure: TraceFailure) {
    super(failure.message)
  }
}

/**
 * Runs the build to its end. An abort ends it in the engine too, and nothing is left of it.
 * @throws BuildFailed, ProblemError `RuntimeUnavailable`, or the reason of the abort.
 */
export async function runBuild(engine: Engine, build: ImageBuild): Promise<void> {
  const docker = await engine.docker()
  const login = (host: string): Login | undefined => registryLogin(host, build.env)
  let current: string | undefined
  const trace = createBuildTrace({
    line({ step, text }) {
      if (step !== current && step !== undefined) build.onLine(step)
      current = step ?? current
      build.onLine(redactLine(text))
    },
    steps: build.onSteps,
  })
  let session: BuildSession | undefined
  try {
    if (build.builder === 'buildkit') session = await openBuildSession(docker, { secrets: build.secrets, login })
    const options = {
      dockerfile: build.dockerfilePath,
      t: build.tag,
      labels: JSON.stringify(build.labels),
      buildargs: JSON.stringify(build.buildArguments),
      rm: true,
      forcerm: true,
      ...(session ? { version: '2', session: session.id } : { version: '1' }),
    }
    const stream = await requestBuild(docker, packContext(build.files), options, build.signal, undefined)
    for await (const event of events(stream)) trace.take(event)
  } catch (error) {
    build.signal.throwIfAborted()
    // The engine refuses a broken Dockerfile before it begins to stream.
    const known = engineError(error, engine.address().host)
    if (engineStatus(known) !== undefined) throw new BuildFailed({ message: known.message, lines: [] })
    throw known
  } finally {
    trace.end()
    session?.close()
  }
  const failure = trace.failure()
  if (failure) throw new BuildFailed(failure)
  build.signal.throwIfAborted()
}

/** One JSON object per line. A stream that ends inside one was cut off. */
async function* events(stream: Readable): AsyncGenerator<unknown> {
  let rest = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    rest += String(chunk)
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line)
  }
  if (rest.trim() !== '') yield JSON.parse(rest)
}
