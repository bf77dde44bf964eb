/** The first phase of an operation: every reference of a deployment looked up, and what will serve its model decided. */
import { posix } from 'node:path'
import type { MlflowServing } from '@/agent/environments/environment'
import { findMlflowModel, type MlflowModelFolder } from '@/agent/mlflow/mlflow-folder'
import type { ReconcileContext } from '@/agent/reconcile/context'
import type { ResolvedRevision } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { mlflowEnvironment, mlflowNeeds } from '@/lib/domain/mlflow/mlflow-environment'
import { ProblemError } from '@/lib/problems/problem'

/** Names made from hashes are cut in messages. */
const longestName = 40

function refuse(code: string, message: string, target: string): ProblemError {
  return new ProblemError({ code, message, target, origin: 'input', retryable: false })
}

/** Looks every reference up. @throws ProblemError naming the field that cannot be used here. */
export function resolveAssets(
  context: Pick<ReconcileContext, 'assets' | 'runtime'>,
  spec: Deployment,
): { resolved: ResolvedRevision; notes: PhaseNote[] } {
  const { model, codeConfiguration } = spec.properties
  const resolved: ResolvedRevision = {}
  const notes: PhaseNote[] = []
  let mlflow: MlflowModelFolder | undefined
  if (model) {
    const found = context.assets.model(model)
    const { name, version, path, display, unpack } = found
    resolved.model = { name, version, path, display, ...(unpack ? { unpack } : {}) }
    notes.push({ code: 'model', name: found.display.length > longestName ? `${found.display.slice(0, longestName)}…` : found.display })
    if (!codeConfiguration) mlflow = withoutCode(found)
  }
  if (codeConfiguration) {
    resolved.code = resolveCode(context, codeConfiguration)
    notes.push({ code: 'script', path: resolved.code.scoringScript })
  } else if (mlflow) {
    const serving: MlflowServing = { folder: mlflow.folder }
    resolved.mlflow = serving
    const flavors = mlflow.facts.flavors.filter((flavor) => flavor !== 'python_function').join(', ') || 'python_function'
    notes.push({ code: 'mlflow', flavors })
  } else {
    throw refuse(
      'BadArgument',
      'The deployment names no scoring script. Add code_configuration with code and scoring_script.',
      'properties.codeConfiguration',
    )
  }
  resolved.environment = resolveEnvironment(context, spec, mlflow)
  return { resolved, notes }
}

/** What serves a model when the deployment brings no code. */
function withoutCode(found: { modelType: string; path: string; display: string }): MlflowModelFolder | undefined {
  if (found.modelType === 'custom_model') return undefined
  if (found.modelType !== 'mlflow_model') {
    throw refuse(
      'BadArgument',
      `Model ${found.display} is of type ${found.modelType}; this computer serves models through a scoring script or MLflow. Add code_configuration with code and scoring_script.`,
      'properties.codeConfiguration',
    )
  }
  const mlflow = findMlflowModel(found.path)
  if (mlflow === undefined) {
    throw refuse(
      'BadArgument',
      `Model ${found.display} is of type mlflow_model, but its files hold no MLmodel that can be read. Register the folder that MLflow saved.`,
      'properties.model',
    )
  }
  if (!mlflow.facts.hasPyfunc) {
    throw refuse(
      'BadArgument',
      `The MLflow model ${found.display} has no flavour python_function (it has ${mlflow.facts.flavors.join(', ') || 'none'}), which serving without code needs. Save it with that flavour, or add code_configuration.`,
      'properties.model',
    )
  }
  return mlflow
}

function resolveCode(
  context: Pick<ReconcileContext, 'assets'>,
  { codeId, scoringScript }: NonNullable<Deployment['properties']['codeConfiguration']>,
): NonNullable<ResolvedRevision['code']> {
  if (!codeId) {
    throw refuse(
      'BadArgument',
      'The deployment names a scoring script but no code. Add code_configuration.code.',
      'properties.codeConfiguration.codeId',
    )
  }
  const code = context.assets.code(codeId)
  const script = posix.normalize(scoringScript)
  if (posix.isAbsolute(script) || script.startsWith('..')) {
    throw refuse(
      'BadArgument',
      `The scoring script "${script}" must lie inside the code folder.`,
      'properties.codeConfiguration.scoringScript',
    )
  }
  return { folderName: code.folderName, path: code.path, scoringScript: script }
}

function resolveEnvironment(
  context: Pick<ReconcileContext, 'assets' | 'runtime'>,
  spec: Deployment,
  mlflow: MlflowModelFolder | undefined,
): NonNullable<ResolvedRevision['environment']> {
  const { environmentId } = spec.properties
  if (!environmentId) {
    if (!mlflow) throw refuse('BadArgument', 'The deployment names no environment.', 'properties.environmentId')
    const { condaFile, from } = mlflowEnvironment(mlflow.facts, mlflow.files)
    return { condaFile, from, needs: mlflowNeeds(mlflow.facts, condaFile), display: `${from} of the MLflow model` }
  }
  const environment = context.assets.environment(environmentId)
  if (environment.build || (environment.inferenceConfig && context.runtime.kind !== 'docker')) {
    throw refuse(
      'RuntimeUnavailable',
      `Environment ${environment.display} needs a container (${environment.build ? 'Dockerfile' : 'inference_config'}), and this agent runs models as processes. Use an environment with a conda file.`,
      'properties.environmentId',
    )
  }
  const { condaFile, image, display } = environment
  return { condaFile, image, display, ...(mlflow ? { needs: mlflowNeeds(mlflow.facts, condaFile ?? '') } : {}) }
}
