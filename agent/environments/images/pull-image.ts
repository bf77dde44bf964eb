/** Gets an image by the policy: looks first, fetches only when it may. */
import type Dockerode from 'dockerode'
import { type Engine, engineError, engineStatus } from '@/agent/runtimes/docker/engine'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { PullPolicy } from '@/lib/contract/image-settings'
import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'
import { registryLogin, registryOf } from './registry-login'

export interface Wanted {
  image: string
  policy: PullPolicy
  /** `Dockerfile, line 3: ` before messages, where the name stands in one. */
  where?: string
}

/** The image as the engine has it; undefined when it does not. */
export async function inspectImage(engine: Engine, image: string): Promise<Dockerode.ImageInspectInfo | undefined> {
  try {
    return await engine.ask((docker) => docker.getImage(image).inspect())
  } catch (error) {
    if (engineStatus(error) === 404) return undefined
    throw error
  }
}

/**
 * Makes sure that the engine has the image.
 * @throws ProblemError `ImageNotFound`, `ImagePullFailed`, `RuntimeUnavailable`.
 */
export async function ensureImage(
  engine: Engine,
  { image, policy, where = '' }: Wanted,
  log: LogWriter,
  env: Record<string, string | undefined>,
): Promise<Dockerode.ImageInspectInfo> {
  const present = await inspectImage(engine, image)
  if (present && policy !== 'Always') return present
  if (!present && policy === 'Never')
    throw problem('ImageNotFound', `${where}The image ${image} is not on this computer, and the pull policy Never forbids fetching it.`, {
      cause: 'Images are not fetched from registries here.',
      fix: `Load it (docker load, docker tag), let SCOREPOINT_IMAGE_MAP name another one for it, or set SCOREPOINT_IMAGE_POLICY to IfNotPresent.`,
    })
  const began = performance.now()
  log.info(`Pulling ${image}${present ? ' (policy Always)' : ': it is not on this computer'}.`)
  await pull(engine, image, where, log, env)
  const pulled = await inspectImage(engine, image)
  if (!pulled) throw problem('ImagePullFailed', `${where}The image ${image} was pulled and is not there.`)
  const news = present === undefined ? '' : present.Id === pulled.Id ? ', unchanged' : ', a newer one'
  log.info(`Pulled ${image} in ${((performance.now() - began) / 1000).toFixed(1)} s${news}.`)
  return pulled
}

async function pull(engine: Engine, image: string, where: string, log: LogWriter, env: Record<string, string | undefined>): Promise<void> {
  const docker = await engine.docker()
  const login = registryLogin(registryOf(image), env)
  const auth = login ? { authconfig: { ...login, serveraddress: registryOf(image) } } : {}
  try {
    const stream = await docker.pull(image.includes('@') || /:[^/]+$/.test(image) ? image : `${image}:latest`, auth)
    let failure: string | undefined
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(
        stream,
        (error: Error | null) => (error ? reject(error) : resolve()),
        (event: { status?: string; id?: string; progress?: string; error?: string }) => {
          failure ??= event.error
          if (event.status && event.progress === undefined) log.raw(event.id ? `${event.id}: ${event.status}` : event.status)
        },
      )
    })
    if (failure !== undefined) throw pullProblem(image, where, failure)
  } catch (error) {
    if (error instanceof ProblemError) throw error
    const address = engine.address().host
    const known = engineError(error, address)
    if (known instanceof ProblemError) throw known
    throw pullProblem(image, where, known.message)
  }
}

/** What a registry, or the way to it, said. */
export function pullProblem(image: string, where: string, said: string): ProblemError {
  const text = said.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim()
  if (/no such host|dial tcp|i\/o timeout|TLS handshake|connection refused|network is unreachable|Client\.Timeout/i.test(text))
    return problem(
      'ImagePullFailed',
      `${where}The image ${image} is not on this computer, and its registry ${registryOf(image)} cannot be reached: ${text}`,
      {
        cause: 'Without a way to the registry only images that are on this computer can be used.',
        fix: 'Go online and deploy again; or load the image (docker load -i FILE); or let SCOREPOINT_IMAGE_MAP name a local image for it.',
      },
    )
  if (/not found|manifest unknown|pull access denied|repository does not exist|unauthorized|denied/i.test(text))
    return problem('ImageNotFound', `${where}The image ${image} does not exist or may not be read: ${text}`, {
      cause: 'The registry has no such image for this user.',
      fix: `Check repository and tag; for a private registry run docker login ${registryOf(image)}.`,
    })
  return problem('ImagePullFailed', `${where}The image ${image} could not be pulled: ${text}`)
}

function problem(code: 'ImageNotFound' | 'ImagePullFailed', message: string, hint = hintFor(code)): ProblemError {
  return new ProblemError(
    { code, message, target: 'image', origin: 'runtime', retryable: code === 'ImagePullFailed', ...(hint ? { hint } : {}) },
    400,
  )
}
