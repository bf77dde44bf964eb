/** The environment variables of a container, made from nothing. Pure. */
import type { InstanceSpec } from '@/agent/runtimes/runtime'

const threadVariables = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMEXPR_NUM_THREADS']

/**
 * The platform's variables (https://learn.microsoft.com/azure/machine-learning/how-to-inference-server-http and, for the interpreter,
 * the images' AZUREML_INFERENCE_PYTHON_PATH) and then the user's, which win. Nothing of the host's environment.
 */
export function containerVariables(spec: InstanceSpec, cpus: number | undefined): Record<string, string> {
  const { container, cores } = spec
  const variables: Record<string, string> = {
    AML_APP_ROOT: spec.appRoot,
    // The router answers 408 first; this one only frees the worker.
    SCORING_TIMEOUT_MS: String(spec.requestTimeoutMs + 500),
    PYTHONUNBUFFERED: '1',
  }
  if (spec.entryScript !== '') variables.AZUREML_ENTRY_SCRIPT = spec.entryScript
  if (spec.modelDir !== undefined) variables.AZUREML_MODEL_DIR = spec.modelDir
  if (container?.pythonBin !== undefined) variables.AZUREML_INFERENCE_PYTHON_PATH = container.pythonBin
  if (cores !== undefined) {
    const threads = String(Math.max(1, Math.floor(Math.min(cores, cpus ?? cores))))
    for (const name of threadVariables) variables[name] = threads
  }
  return { ...variables, ...spec.environmentVariables }
}
