/** The one rule that says where a deployment runs on this computer; the agent obeys it and the wizard shows it. Pure. */
import { type ChoosableRuntime, choosableRuntimes, type RuntimeChoice, runtimeProperty } from '@/lib/contract/runtime-choice'

/** What of a deployment decides; all of it can be told from the file and the environment it names. */
export interface RuntimeFacts {
  /** Value of the property `scorepoint.runtime`. */
  asked?: unknown
  /** The agent runs this one only. */
  setting?: ChoosableRuntime
  /** The environment builds from a Dockerfile. */
  hasBuild: boolean
  /** The container brings its own server. */
  hasInferenceConfig: boolean
  hasCondaFile: boolean
  /** There is no environment: the model (MLflow) says what it needs. */
  isFromModel: boolean
}

/**
 * `build`, an image without a conda file and `inference_config` need a container; a conda file or an MLflow model runs as a process.
 * The property and then the agent's setting go before the rule. A value of the property that is no runtime counts as absent.
 */
export function chooseRuntime(facts: RuntimeFacts): RuntimeChoice {
  const byRule = ruleOf(facts)
  const asked = askedRuntime(facts.asked)
  const runtime = asked ?? facts.setting ?? byRule.runtime
  const reason = asked ? 'property' : facts.setting ? 'setting' : byRule.reason
  const { reason: need } = byRule
  return runtime === 'process' && byRule.runtime === 'docker' && (need === 'build' || need === 'inferenceConfig' || need === 'image')
    ? { runtime, reason, conflict: need }
    : { runtime, reason }
}

/** The runtime a property's value names, in any case of letters; undefined when it names none. */
export function askedRuntime(value: unknown): ChoosableRuntime | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined
  return choosableRuntimes.find((runtime) => runtime === word)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * The facts of a deployment file. Undefined when the environment is a reference: what it is made of stands elsewhere
 * (`factsOfEnvironment`).
 */
export function factsOfYaml(deployment: { environment?: unknown; properties?: unknown }): RuntimeFacts | undefined {
  const { environment, properties } = deployment
  if (typeof environment === 'string') return undefined
  const asked = isObject(properties) ? properties[runtimeProperty] : undefined
  const parts = isObject(environment) ? environment : {}
  return {
    asked,
    hasBuild: isGiven(parts.build),
    hasInferenceConfig: isGiven(parts.inference_config),
    hasCondaFile: isGiven(parts.conda_file),
    isFromModel: !isObject(environment),
  }
}

/** The facts of a registered environment, from the properties of its ARM version. */
export function factsOfEnvironment(properties: Readonly<Record<string, unknown>>, asked: unknown): RuntimeFacts {
  return {
    asked,
    hasBuild: isGiven(properties.build),
    hasInferenceConfig: isGiven(properties.inferenceConfig),
    hasCondaFile: isGiven(properties.condaFile),
    isFromModel: false,
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

function ruleOf({ hasBuild, hasInferenceConfig, hasCondaFile, isFromModel }: RuntimeFacts): RuntimeChoice {
  if (hasBuild) return { runtime: 'docker', reason: 'build' }
  if (hasInferenceConfig) return { runtime: 'docker', reason: 'inferenceConfig' }
  if (hasCondaFile) return { runtime: 'process', reason: 'conda' }
  return isFromModel ? { runtime: 'process', reason: 'model' } : { runtime: 'docker', reason: 'image' }
}
