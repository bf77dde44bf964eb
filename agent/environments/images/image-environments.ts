/** Environments as images of an engine: image with a conda file, Dockerfile, image alone. Content-addressed, so unchanged = no build. */
import { basename } from 'node:path'
import { buildFailure } from '@/agent/environments/build-failure'
import type {
  BuildReport,
  BuiltImageEnvironment,
  EnvironmentRequest,
  ImageEnvironments,
  ResolvedImageEnvironment,
} from '@/agent/environments/environment'
import { createSharedBuilds } from '@/agent/environments/shared-builds'
import type { Engine } from '@/agent/runtimes/docker/engine'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { createBuildInput } from './build-input'
import { buildProblem } from './build-problem'
import { type BuildRecord, createBuildRecords, whyBuilt } from './build-records'
import { instructionOfStep, parseDockerfile } from './dockerfile'
import { builderLabel, environmentLabel } from './image-labels'
import { createImageParts, type ImageEnvironmentsOptions, redactText, startOf } from './image-parts'
import { ensureImage, inspectImage } from './pull-image'
import { createResolveImage } from './resolve-image'
import { BuildFailed, runBuild } from './run-build'

/** Images are shared by all installations that use the engine: the same contents have the same name. */
export function createImageEnvironments(engine: Engine, layout: HomeLayout, options: ImageEnvironmentsOptions): ImageEnvironments {
  const parts = createImageParts(engine, layout, options)
  const { hostEnvironment, images, probe } = parts
  const { buildTimeoutMs = 3_600_000 } = options
  const resolve = createResolveImage(parts)
  const buildInput = createBuildInput(parts)
  const records = createBuildRecords(layout)
  const shared = createSharedBuilds<BuiltImageEnvironment>()
  const reports = new Map<string, Set<BuildReport>>()

  async function buildOnce(wanted: ResolvedImageEnvironment, log: LogWriter, signal: AbortSignal, request: EnvironmentRequest) {
    const began = performance.now()
    const record = recordOf(wanted, request)
    const why = whyBuilt(await records.before(record), record)
    const input = await buildInput(wanted, request, log)
    log.info(`Building ${wanted.reference} on ${wanted.base.used || 'scratch'}: ${why}.`)
    const own = parseDockerfile(input.dockerfile)
    const limit = AbortSignal.timeout(buildTimeoutMs)
    try {
      await runBuild(engine, {
        files: input.files,
        dockerfilePath: input.dockerfilePath,
        tag: wanted.reference,
        labels: { [environmentLabel]: wanted.hash, [builderLabel]: options.agentId },
        secrets: input.secrets,
        buildArguments: input.settings.proxies,
        builder: input.builder,
        env: hostEnvironment,
        signal: AbortSignal.any([signal, limit]),
        onLine: (line) => log.raw(line),
        onSteps(steps) {
          const numbered = request.build
            ? steps.map((step) => {
                const line = instructionOfStep(own, step.name)?.line
                return line === undefined ? step : { ...step, line }
              })
            : steps
          for (const { steps: tell } of reports.get(wanted.hash) ?? []) tell?.(numbered)
        },
      })
    } catch (error) {
      if (signal.aborted) throw buildFailure([], 'aborted')
      if (limit.aborted) throw buildFailure([], 'timeout')
      if (!(error instanceof BuildFailed)) throw error
      const problem = buildProblem({
        failure: error.failure,
        dockerfile: input.dockerfile,
        ...(request.build ? { dockerfilePath: request.build.dockerfilePath } : {}),
        ...(request.build || request.condaFile === undefined
          ? {}
          : { condaFile: { text: request.condaFile, name: request.from ?? 'conda.yaml' } }),
      })
      log.error(problem.problem.message)
      throw problem
    }
    const info = await inspectImage(engine, wanted.reference)
    if (!info) throw new Error(`the engine built ${wanted.reference} and does not have it`)
    await records.save({ ...record, at: new Date().toISOString() })
    const ms = performance.now() - began
    log.info(
      `${wanted.reference} is ready (${info.Id.slice(7, 19)}, ${(info.Size / 1024 ** 2).toFixed(0)} MiB) in ${(ms / 1000).toFixed(1)} s.`,
    )
    return { ...(await built(wanted, info.Id, log, request)), reused: false, ms, why }
  }

  /** Start command of an image whose contents are known only now. */
  async function built(wanted: ResolvedImageEnvironment, imageId: string, log: LogWriter, request: EnvironmentRequest) {
    const isForeign = request.build !== undefined && request.inferenceConfig === undefined
    const info = isForeign ? await inspectImage(engine, imageId) : undefined
    const { reference } = wanted
    return { kind: 'image' as const, imageId, reference, ...(info ? startOf(await probe(info), log) : {}) }
  }

  async function build(
    wanted: ResolvedImageEnvironment,
    log: LogWriter,
    signal: AbortSignal,
    request: EnvironmentRequest,
    report: BuildReport = {},
  ): Promise<BuiltImageEnvironment> {
    const began = performance.now()
    const isBuilt = wanted.dockerfile !== undefined
    // An image as it is: what was resolved, wherever its tag points by now.
    const found = (await inspectImage(engine, isBuilt ? wanted.reference : (wanted.base.id ?? wanted.reference))) ?? undefined
    if (found) {
      const ms = performance.now() - began
      const why = isBuilt
        ? `reused: the engine has it since ${found.Created.slice(0, 19)}Z, from the same base image, Dockerfile and files`
        : 'used as it is: nothing has to be built'
      log.info(`${wanted.reference} is ${why} (${Math.round(ms)} ms).`)
      return { ...(await built(wanted, found.Id, log, request)), reused: true, ms, why }
    }
    if (!isBuilt) {
      const info = await ensureImage(engine, { image: wanted.reference, policy: images().policy }, log, hostEnvironment)
      const ms = performance.now() - began
      return { ...(await built(wanted, info.Id, log, request)), reused: false, ms, why: 'pulled: the engine no longer had it' }
    }
    const asking = reports.get(wanted.hash) ?? new Set()
    reports.set(wanted.hash, asking.add(report))
    try {
      return await shared.run(wanted.hash, (toAll, ended) => buildOnce(wanted, toAll, ended, request), log, signal)
    } catch (error) {
      throw signal.aborted ? buildFailure([], 'aborted') : error
    } finally {
      asking.delete(report)
      if (asking.size === 0) reports.delete(wanted.hash)
    }
  }

  return { resolve, build }
}

function recordOf(wanted: ResolvedImageEnvironment, request: EnvironmentRequest): BuildRecord {
  const { hash, base, dockerfile = '' } = wanted
  const from = request.build ? request.build.dockerfilePath : (request.from ?? 'conda.yaml')
  const lines = request.build
    ? [`files ${basename(request.build.contextPath).slice(0, 12)}`]
    : redactText(request.condaFile ?? '')
        .split('\n')
        .filter((line) => line.trim() !== '')
  return { hash, subject: `${base.asked} ${from}`, at: new Date().toISOString(), base: base.id ?? '', dockerfile, lines }
}
