/** What goes to the builder: files, Dockerfile, secrets. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EnvironmentRequest, ResolvedImageEnvironment } from '@/agent/environments/environment'
import type { LogWriter } from '@/agent/runtimes/runtime'
import { ProblemError } from '@/lib/problems/problem'
import { type ContextFile, contextFiles } from './build-context'
import { foreignStepMounts, ownStepMounts, readBuildSettings } from './build-settings'
import { adaptDockerfile } from './dockerfile'
import { bad, type ImageParts, redactText } from './image-parts'
import { mappedImage } from './image-policy'
import { ensureImage } from './pull-image'
import type { Builder } from './run-build'

export function createBuildInput({ engine, layout, options, hostEnvironment, images, probe, condaPlan }: ImageParts) {
  return async function buildInput(wanted: ResolvedImageEnvironment, request: EnvironmentRequest, log: LogWriter) {
    const settings = await readBuildSettings(layout, hostEnvironment)
    const builder: Builder = options.builder ?? ((await engine.facts()).kind === 'podman' ? 'classic' : 'buildkit')
    if (request.build) {
      const { contextPath, dockerfilePath } = request.build
      const written = await readFile(join(contextPath, dockerfilePath), 'utf8')
      const runMounts = builder === 'buildkit' ? foreignStepMounts(settings) : []
      if (runMounts.length > 0) log.info(`RUN steps get ${settings.summary}, mounted while they run; the image keeps nothing of it.`)
      const { text } = adaptDockerfile(written, { image: (asked) => mappedImage(images().map, asked), runMounts })
      const others = (await contextFiles(contextPath, dockerfilePath)).filter(({ path }) => path !== dockerfilePath)
      return {
        builder,
        settings,
        dockerfilePath,
        files: [...others, memoryFile(dockerfilePath, text)],
        secrets: settings.secrets,
        dockerfile: written,
      }
    }
    const condaFile = request.condaFile ?? ''
    const info = await ensureImage(engine, { image: wanted.base.used, policy: images().policy }, log, hostEnvironment)
    const plan = await condaPlan(request, condaFile, wanted.base.used, await probe(info))
    if (plan.dockerfile !== wanted.dockerfile)
      throw new ProblemError(
        {
          code: 'Agent.EnvironmentChanged',
          message: `The image ${wanted.base.used} is not the one this environment was resolved with. Deploy again.`,
          origin: 'agent',
          retryable: true,
        },
        500,
      )
    const secrets = new Map([...settings.secrets, ...plan.secrets])
    if (builder === 'buildkit') {
      const mounts = [...ownStepMounts(settings), '--mount=type=cache,id=scorepoint_pip_cache,target=/root/.cache/pip']
      if (settings.summary !== '') log.info(`The steps get ${settings.summary}, mounted while they run; the image keeps nothing of it.`)
      const dockerfile = plan.withMounts(mounts)
      const files = [memoryFile('Dockerfile', dockerfile), ...plan.files.map(({ path, text }) => memoryFile(path, text))]
      return { builder, settings, dockerfilePath: 'Dockerfile', files, secrets, dockerfile: plan.dockerfile }
    }
    if ([...secrets.values()].some((value) => redactText(value.toString('utf8')) !== value.toString('utf8')))
      throw bad(
        'The package index needs a password, and this engine’s builder has no secrets: it would stay in the image.',
        'conda_file',
        'Use an engine with BuildKit (Docker 20.10 or later), or an index without a password.',
      )
    // Without BuildKit nothing can be mounted: the settings, which hold no credentials, are copied and removed again.
    const lines = plan.withMounts([]).split('\n')
    const at = lines.findIndex((line) => line.startsWith('RUN '))
    const text = [...lines.slice(0, at), 'COPY secrets /run/secrets', ...lines.slice(at)]
      .map((line) => (line.startsWith('RUN ') ? line.replace('RUN ', 'RUN . /run/secrets/scorepoint_env && ') : line))
      .join('\n')
    const files = [
      memoryFile('Dockerfile', text),
      ...plan.files.map((file) => memoryFile(file.path, file.text)),
      ...[...secrets].map(([id, value]) => ({ path: `secrets/${id}`, size: value.length, source: value })),
    ]
    return { builder, settings, dockerfilePath: 'Dockerfile', files, secrets: new Map<string, Buffer>(), dockerfile: plan.dockerfile }
  }
}

const memoryFile = (path: string, text: string): ContextFile => {
  const source = Buffer.from(text)
  return { path, size: source.length, source }
}
