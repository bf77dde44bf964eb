/** The first phase of an operation: every reference of a deployment looked up, and what will serve its model decided. */
import { posix } from 'node:path'
import type { MlflowServing } from '@/agent/environments/environment'
import { findMlflowModel, type MlflowModelFolder } from '@/agent/mlflow/mlflow-folder'
import type { ReconcileContext } from '@/agent/reconcile/context'
import { settleRuntime } from '@/agent/reconcile/settle-runtime'
import type { ResolvedRevision } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { runtimeProperty } from '@/lib/contract/runtime-choice'
import { mlflowEnvironment, mlflowNeeds } from '@/lib/domain/mlflow/mlflow-environment'
import type { RuntimeFacts } from '@/lib/domain/runtime-choice/runtime-choice'
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
    if (!codeConfiguration) mlflow = withoutCode(context, spec, found)
  }
  if (codeConfiguration) {
    resolved.code = resolveCode(context, codeConfiguration)
    notes.push({ code: 'script', path: resolved.code.scoringScript })
  } else if (mlflow) {
    const serving: MlflowServing = { folder: mlflow.folder }
    resolved.mlflow = serving
    const flavors = mlflow.facts.flavors.filter((flavor) => flavor !== 'python_function').join(', ') || 'python_function'
    notes.push({ code: 'mlflow', flavors })
  }
  const { environment, facts } = resolveEnvironment(context, spec, mlflow)
  resolved.environment = environment
  resolved.runtime = settleRuntime(context.runtime, facts, environment.display)
  if (!codeConfiguration && !mlflow && !environment.inferenceConfig) {
    throw refuse(
      'BadArgument',
      'The deployment names no scoring script. Add code_configuration with code and scoring_script, or use an environment whose container brings its own server (inference_config).',
      'properties.codeConfiguration',
    )
  }
  const { kind, reason } = resolved.runtime
  if (kind !== 'fake' && reason !== undefined) notes.push({ code: 'runtime', runtime: kind, reason })
  return { resolved, notes }
}

/** What serves a model when the deployment brings no code. */
function withoutCode(
  context: Pick<ReconcileContext, 'assets'>,
  spec: Deployment,
  found: { modelType: string; path: string; display: string },
): MlflowModelFolder | undefined {
  if (found.modelType === 'custom_model') return undefined
  // A container that brings its own server serves models of any type.
  if (spec.properties.environmentId && context.assets.environment(spec.properties.environmentId).inferenceConfig) return undefined
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
  context: Pick<ReconcileContext, 'assets'>,
  spec: Deployment,
  mlflow: MlflowModelFolder | undefined,
): { environment: NonNullable<ResolvedRevision['environment']>; facts: RuntimeFacts } {
  const { environmentId } = spec.properties
  const asked = spec.properties.properties?.[runtimeProperty] ?? undefined
  if (!environmentId) {
    if (!mlflow) throw refuse('BadArgument', 'The deployment names no environment.', 'properties.environmentId')
    const { condaFile, from } = mlflowEnvironment(mlflow.facts, mlflow.files)
    const environment = { condaFile, from, needs: mlflowNeeds(mlflow.facts, condaFile), display: `${from} of the MLflow model` }
    return { environment, facts: { asked, hasBuild: false, hasInferenceConfig: false, hasCondaFile: true, isFromModel: true } }
  }
  const { condaFile, image, build, inferenceConfig, display } = context.assets.environment(environmentId)
  const environment = { condaFile, image, build, inferenceConfig, display }
  return {
    environment: { ...environment, ...(mlflow ? { needs: mlflowNeeds(mlflow.facts, condaFile ?? '') } : {}) },
    facts: {
      asked,
      hasBuild: build !== undefined,
      hasInferenceConfig: inferenceConfig !== undefined,
      hasCondaFile: condaFile !== undefined,
      isFromModel: false,
    },
  }
}
