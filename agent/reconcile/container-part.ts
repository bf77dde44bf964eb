/** From what a revision asks for and the image that was built to what the Docker runtime starts. Pure. */
import { posix } from 'node:path'
import type { BuiltImageEnvironment, ResolvedEnvironment } from '@/agent/environments/environment'
import type { ContainerPart } from '@/agent/runtimes/runtime'
import type { RevisionRecord } from '@/agent/store/records'
import { ProblemError } from '@/lib/problems/problem'

/** Doc: https://learn.microsoft.com/azure/machine-learning/how-to-deploy-custom-container */
const appFolder = '/var/azureml-app'
const modelsFolder = `${appFolder}/azureml-models`
const mlflowFolder = '/var/mlflow_resources'
const serverPort = 5001
const serverRoutes: ContainerPart['routes'] = {
  liveness: { path: '/', port: serverPort },
  readiness: { path: '/', port: serverPort },
  scoring: { path: '/score', port: serverPort },
}
/** Property of a deployment that asks for GPUs of this computer: a number, or `all`. */
export const gpuProperty = 'scorepoint.gpus'

/** @throws ProblemError `BadArgument` for a mount path that is none. */
export function containerPart(
  { spec, resolved }: Pick<RevisionRecord, 'spec' | 'resolved'>,
  environment: ResolvedEnvironment,
  built: BuiltImageEnvironment,
): ContainerPart {
  if (environment.kind !== 'image') throw new Error('an image was built from an environment that is none')
  const { inferenceConfig } = environment
  const command = built.command ?? environment.command
  const pythonPath = built.pythonPath ?? environment.pythonPath
  const { model, code, mlflow } = resolved ?? {}
  const { livenessRoute, readinessRoute, scoringRoute } = inferenceConfig ?? {}
  const codeAt = code ? posix.join(appFolder, code.folderName) : mlflow ? mlflowFolder : undefined
  const gpus = gpusOf(spec.properties.properties?.[gpuProperty])
  return {
    imageId: built.imageId,
    image: environment.base.asked,
    ...(command === undefined ? {} : { command }),
    ...(pythonPath === undefined ? {} : { pythonBin: posix.dirname(pythonPath) }),
    routes: {
      liveness: livenessRoute ?? serverRoutes.liveness,
      readiness: readinessRoute ?? serverRoutes.readiness,
      scoring: scoringRoute ?? serverRoutes.scoring,
    },
    // Azure reads model_mount_path for containers that bring their own server only.
    ...(model ? { modelsAt: inferenceConfig ? mountPath(spec.properties.modelMountPath) : modelsFolder } : {}),
    ...(codeAt === undefined ? {} : { codeAt }),
    ...(gpus === undefined ? {} : { gpus }),
  }
}

function mountPath(asked: string | null | undefined): string {
  if (!asked) return modelsFolder
  const path = posix.normalize(asked).replace(/\/$/, '')
  if (/^\/[^\0:,]+$/.test(path) && !/^\/(?:proc|sys|dev|etc|bin|sbin|lib|lib64|usr)(?:\/|$)/.test(path)) return path
  throw new ProblemError({
    code: 'BadArgument',
    message: `model_mount_path is "${asked}"; it must be an absolute folder of the container that is not one of the system's, such as /models.`,
    target: 'properties.modelMountPath',
    origin: 'input',
    retryable: false,
  })
}

function gpusOf(value: string | null | undefined): number | undefined {
  if (!value) return undefined
  // The engine's word for all of them is -1.
  if (value.trim().toLowerCase() === 'all') return -1
  const count = Number(value)
  return Number.isInteger(count) && count > 0 ? count : undefined
}
