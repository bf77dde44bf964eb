/** Resolving: which image everything stands on, what would be built, and the hash of it. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { BuildContext, EnvironmentRequest, ResolvedImageEnvironment } from '@/agent/environments/environment'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { PhaseNote } from '@/lib/contract/phase-note'
import type { Deviation } from '@/lib/contract/scorepoint'
import { phaseText } from '@/lib/domain/phase-notes/phase-notes'
import { ProblemError } from '@/lib/problems/problem'
import { type ContextFile, contextFiles } from './build-context'
import { adaptDockerfile, baseImagesOf, fromParts, parseDockerfile } from './dockerfile'
import { bad, type ImageParts, noFacts, redactText, startOf } from './image-parts'
import { condaErrors } from './image-plan'
import { mappedImage } from './image-policy'

/** Where an MLflow model without an environment runs: the image of Azure's documentation. */
const defaultImage = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'
const repository = 'scorepoint-env'

/** @returns `resolve` of ImageEnvironments. It fetches images where the policy lets it. */
export function createResolveImage({ images, probe, present, deviationsOf, condaPlan, options }: ImageParts) {
  function resolved(parts: Omit<ResolvedImageEnvironment, 'kind' | 'summary'>, log: LogWriter): ResolvedImageEnvironment {
    const summary = phaseText(parts.note ? [parts.note] : [])
    log.info(`${summary}, ${parts.reference}`)
    return { kind: 'image', ...parts, summary }
  }

  async function resolveConda(request: EnvironmentRequest, condaFile: string, log: LogWriter): Promise<ResolvedImageEnvironment> {
    const asked = request.image ?? defaultImage
    // A broken file is said before anything is fetched.
    if (condaErrors(condaFile, true).errors.length > 0) await condaPlan(request, condaFile, asked, { ...noFacts, conda: 'conda' })
    const { used, info } = await present(asked, log)
    const facts = await probe(info)
    const plan = await condaPlan(request, condaFile, used, facts)
    const deviations = await deviationsOf(asked, used, facts, log)
    if (plan.otherPython) {
      const message = `Python ${plan.otherPython.asked} is asked for; the image has ${plan.otherPython.used}, which is used instead.`
      if (options.python?.().strict === true)
        throw new ProblemError({ code: 'Agent.PythonVersionUnavailable', message, target: 'conda_file', origin: 'agent', retryable: false })
      log.warning(message)
      deviations.push({ id: 'python-version', message })
    }
    if (facts.conda === undefined) log.info('The image has no conda: the packages of the conda file are installed by pip.')
    const hash = hashOf(['conda', info.Id, plan.dockerfile, redactText(condaFile), ...(request.needs ?? [])])
    const from = request.from ?? 'conda.yaml'
    return resolved(
      {
        hash,
        reference: `${repository}:${hash}`,
        base: { asked, used, id: info.Id },
        dockerfile: plan.dockerfile,
        ...(plan.command === undefined ? {} : { command: plan.command }),
        pythonPath: plan.pythonPath,
        ...(request.inferenceConfig === undefined ? {} : { inferenceConfig: request.inferenceConfig }),
        deviations,
        note: imageNote(asked, used, { from, packages: plan.packages }),
      },
      log,
    )
  }

  async function resolveDockerfile(request: EnvironmentRequest, context: BuildContext, log: LogWriter): Promise<ResolvedImageEnvironment> {
    const files = await contextFiles(context.contextPath, context.dockerfilePath)
    const { text, hadSyntax } = adaptDockerfile(await readFile(join(context.contextPath, context.dockerfilePath), 'utf8'), {
      image: (asked) => mappedImage(images().map, asked),
      runMounts: [],
    })
    const original = parseDockerfile(await readFile(join(context.contextPath, context.dockerfilePath), 'utf8'))
    const ids: string[] = []
    const deviations: Deviation[] = []
    let base: ResolvedImageEnvironment['base'] = { asked: '', used: '' }
    for (const { image, line } of baseImagesOf(original)) {
      const { used, info } = await present(image, log, `${context.dockerfilePath}, line ${line}: `)
      const facts = { ...noFacts, architecture: info.Architecture, labels: info.Config.Labels ?? {} }
      for (const one of await deviationsOf(image, used, facts, log))
        if (!deviations.some(({ message }) => message === one.message)) deviations.push(one)
      ids.push(info.Id)
      base = { asked: image, used, id: info.Id }
    }
    if (base.asked === '') {
      const last = original.findLast(({ keyword }) => keyword === 'FROM')
      const name = last ? fromParts(last.rest).image : ''
      base = { asked: name, used: name }
    }
    if (hadSyntax !== undefined) {
      const message = `The Dockerfile asks for the frontend ${hadSyntax}, which lies in a registry; the engine's own is used.`
      log.warning(message)
      deviations.push({ id: 'dockerfile-frontend', message })
    }
    const hash = hashOf(['build', ...ids, text, context.dockerfilePath, await contextHash(context, files)])
    return resolved(
      {
        hash,
        reference: `${repository}:${hash}`,
        base,
        dockerfile: text,
        ...(request.inferenceConfig === undefined ? {} : { inferenceConfig: request.inferenceConfig }),
        deviations,
        note: imageNote(base.asked || 'scratch', base.used || 'scratch', { from: context.dockerfilePath }),
      },
      log,
    )
  }

  async function resolveImage(request: EnvironmentRequest, asked: string, log: LogWriter): Promise<ResolvedImageEnvironment> {
    const { used, info } = await present(asked, log)
    const facts = request.inferenceConfig
      ? { ...noFacts, architecture: info.Architecture, labels: info.Config.Labels ?? {} }
      : await probe(info)
    return resolved(
      {
        hash: hashOf(['image', info.Id]),
        reference: used,
        base: { asked, used, id: info.Id },
        ...(request.inferenceConfig === undefined ? startOf(facts, log) : { inferenceConfig: request.inferenceConfig }),
        deviations: await deviationsOf(asked, used, facts, log),
        note: imageNote(asked, used, {}),
      },
      log,
    )
  }

  async function resolve(request: EnvironmentRequest, log: LogWriter): Promise<ResolvedImageEnvironment> {
    if (request.build) return resolveDockerfile(request, request.build, log)
    if (request.condaFile !== undefined) return resolveConda(request, request.condaFile, log)
    if (request.image !== undefined) return resolveImage(request, request.image, log)
    throw bad('The environment has neither image, conda file nor build.', 'environment', 'Give it an image.')
  }

  return resolve
}

function imageNote(asked: string, used: string, rest: { from?: string; packages?: number }): Extract<PhaseNote, { code: 'image' }> {
  return { code: 'image', image: asked, ...rest, ...(used === asked ? {} : { used }) }
}

const hashOf = (parts: readonly string[]): string =>
  createHash('sha256')
    .update(['v1', ...parts].join('\0'))
    .digest('hex')
    .slice(0, 32)

/** A content-addressed folder is named by its hash; any other is read. */
async function contextHash({ contextPath }: BuildContext, files: readonly ContextFile[]): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(basename(contextPath))) return basename(contextPath)
  const hash = createHash('sha256')
  for (const { path, source } of files) hash.update(`${path}\0`).update(typeof source === 'string' ? await readFile(source) : source)
  return hash.digest('hex')
}
