/** What resolving and building share: getting an image, what differs from what was asked for, the plan on a conda file. */
import type { EnvironmentRequest } from '@/agent/environments/environment'
import { redactLine } from '@/agent/environments/redact'
import { type Engine, goArchitecture } from '@/agent/runtimes/docker/engine'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { ImageSettings } from '@/lib/contract/image-settings'
import type { Deviation } from '@/lib/contract/scorepoint'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'
import { isImageReference } from './dockerfile'
import { condaErrors, type PlannedBuild, planImage } from './image-plan'
import { mappedImage } from './image-policy'
import { createImageProbe, type ImageFacts } from './probe-image'
import { ensureImage } from './pull-image'
import type { Builder } from './run-build'

export interface ImageEnvironmentsOptions {
  agentId: string
  /** Asked at each deployment. */
  images: () => ImageSettings
  /** Settings of pip, certificates, proxies and logins are read from here; default: the agent's own environment. */
  hostEnvironment?: NodeJS.ProcessEnv
  /** A Python that is not the one asked for is an error instead of a note. Asked at each deployment. */
  python?: () => { strict: boolean }
  buildTimeoutMs?: number
  /** Default: BuildKit where the engine has it. */
  builder?: Builder
}

/** Of an image nobody asked. */
export const noFacts: ImageFacts = { id: '', architecture: '', user: '', labels: {}, hasCommand: false, hasShell: true }

export type ImageParts = ReturnType<typeof createImageParts>

export function createImageParts(engine: Engine, layout: HomeLayout, options: ImageEnvironmentsOptions) {
  const { images, hostEnvironment = process.env } = options
  const probe = createImageProbe(engine, layout, options.agentId)
  const architectures = new Map<string, string>()

  /** The image that is used for the one asked for, fetched by the policy. `where` begins messages. */
  async function present(asked: string, log: LogWriter, where?: string) {
    if (!isImageReference(asked))
      throw bad(
        `${where ?? ''}"${asked.slice(0, 200)}" is no name of an image.`,
        'image',
        'Write registry/repository:tag, all lower case but the tag.',
      )
    const used = mappedImage(images().map, asked)
    if (used !== asked) log.warning(`Substituted base image: ${used} is used for ${asked} (image map of this computer).`)
    return {
      used,
      info: await ensureImage(engine, { image: used, policy: images().policy, ...(where ? { where } : {}) }, log, hostEnvironment),
    }
  }

  /** Asked once per engine: its answer takes tens of milliseconds and does not change. */
  async function engineArchitecture(): Promise<string | undefined> {
    const { host } = engine.address()
    const known = architectures.get(host)
    if (known !== undefined) return known
    const { architecture } = await engine.facts()
    if (architecture !== undefined) architectures.set(host, architecture)
    return architecture
  }

  async function deviationsOf(asked: string, used: string, facts: ImageFacts, log: LogWriter): Promise<Deviation[]> {
    const found: Deviation[] = []
    if (used !== asked) found.push({ id: 'substituted-base-image', message: `Substituted base image: ${used} is used for ${asked}.` })
    const standIn = facts.labels['scorepoint.stand-in']
    if (standIn !== undefined) found.push({ id: 'stand-in-image', message: `${used} is a stand-in for Microsoft's image: ${standIn}.` })
    const architecture = await engineArchitecture()
    if (architecture !== undefined && goArchitecture(facts.architecture) !== architecture)
      found.push({
        id: 'architecture',
        message: `The image is made for ${facts.architecture}, this engine for ${architecture}: it runs emulated and slowly, if at all.`,
      })
    for (const { message } of found) log.warning(message)
    return found
  }

  /** The plan of an image with a conda file, as resolve and build both need it. */
  async function condaPlan(request: EnvironmentRequest, condaFile: string, base: string, facts: ImageFacts): Promise<PlannedBuild> {
    const hasConda = facts.conda !== undefined
    const { conda, errors } = condaErrors(condaFile, hasConda)
    const [first] = errors
    if (first !== undefined)
      throw new ProblemError({
        code: first.code,
        message: errors.map(({ line, message }) => `Line ${line}: ${redactLine(message)}`).join(' '),
        target: 'conda_file',
        origin: 'input',
        retryable: false,
        hint: { cause: first.message, fix: first.fix ?? hintFor(first.code)?.fix ?? 'Correct the line named.' },
      })
    if (!hasConda && facts.python === undefined)
      throw bad(
        `The image ${base} has neither conda nor Python 3${facts.hasShell ? '' : ' (it has no shell)'}, so the conda file cannot be installed on it.`,
        'image',
        'Use an image with conda or Python, or a Dockerfile (build) that installs what is needed.',
      )
    const { needs = [], inferenceConfig } = request
    return planImage({ condaFile, conda, needs, isCustom: inferenceConfig !== undefined, base }, facts)
  }

  return { engine, layout, options, hostEnvironment, images, probe, present, deviationsOf, condaPlan }
}

/** As Azure starts an image that brings no server of its own (https://learn.microsoft.com/azure/machine-learning/concept-prebuilt-docker-images-inference). */
export function startOf(facts: ImageFacts, log: LogWriter): { command?: string[]; pythonPath?: string } {
  if (facts.hasRunit) return { command: ['runsvdir', '/var/runit'] }
  log.warning(
    facts.hasCommand
      ? 'The image has no services in /var/runit: its own command is started and must serve on port 5001, or the environment needs an inference_config.'
      : 'The image has no services in /var/runit and no command of its own: nothing will serve.',
  )
  return {}
}

/** Every line without credentials. */
export const redactText = (text: string): string => text.split('\n').map(redactLine).join('\n')

export function bad(message: string, target: string, fix: string): ProblemError {
  return new ProblemError({ code: 'BadArgument', message, target, origin: 'input', retryable: false, hint: { cause: message, fix } })
}
