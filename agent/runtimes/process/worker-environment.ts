import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import type { InstanceSpec } from '@/agent/runtimes/runtime'

/** Marks every process of an instance; adoption and orphan removal trust nothing else. */
export const instanceMark = 'SCOREPOINT_INSTANCE'
/** Which installation the instance belongs to: two data folders on one computer never touch each other's workers. */
export const homeMark = 'SCOREPOINT_WORKER_HOME'

const passedThrough = [/^OPENBLAS_/, /^OMP_/, /^MKL_/, /^LANG$/, /^LC_/, /^TZ$/, /^PATH$/, /^HOME$/, /^TMPDIR$/]
const threadVariables = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMEXPR_NUM_THREADS']

/**
 * The whole environment of a worker, made from nothing: an allow-list of the host's, the platform's variables
 * (https://learn.microsoft.com/azure/machine-learning/how-to-inference-server-http), the user's (which win), the marks (which always win).
 */
export function workerEnvironment(spec: InstanceSpec, home: string, host: NodeJS.ProcessEnv): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const [name, value] of Object.entries(host)) {
    if (value !== undefined && passedThrough.some((pattern) => pattern.test(name))) variables[name] = value
  }
  const bin = dirname(spec.python)
  Object.assign(variables, {
    PATH: variables.PATH ? `${bin}:${variables.PATH}` : bin,
    VIRTUAL_ENV: dirname(bin),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONNOUSERSITE: '1',
    // gunicorn renames its processes where setproctitle is installed, which would overwrite the marks below.
    SPT_NOENV: '1',
    AML_APP_ROOT: spec.appRoot,
    AZUREML_ENTRY_SCRIPT: spec.entryScript,
    // The router answers 408 first; this one only frees the worker.
    SCORING_TIMEOUT_MS: String(spec.requestTimeoutMs + 500),
  })
  if (spec.modelDir !== undefined) variables.AZUREML_MODEL_DIR = spec.modelDir
  if (spec.cores !== undefined) {
    const threads = String(Math.max(1, Math.min(Math.floor(spec.cores), availableParallelism())))
    for (const name of threadVariables) variables[name] = threads
  }
  return { ...variables, ...spec.environmentVariables, [instanceMark]: spec.id, [homeMark]: home }
}
