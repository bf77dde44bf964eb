/** Which runtime serves a revision, and the refusals when it cannot. */
import type { ReconcileContext } from '@/agent/reconcile/context'
import { type Runtimes, runtimeOff } from '@/agent/runtimes/several-runtimes'
import type { ResolvedRevision } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { type RuntimeChoice, runtimeProperty } from '@/lib/contract/runtime-choice'
import { chooseRuntime, factsOfEnvironment, type RuntimeFacts } from '@/lib/domain/runtime-choice/runtime-choice'
import { ProblemError } from '@/lib/problems/problem'

const needs: Record<NonNullable<RuntimeChoice['conflict']>, string> = {
  build: 'it is built from a Dockerfile',
  inferenceConfig: 'its container brings its own server (inference_config)',
  image: 'it is an image without a conda file',
}

/**
 * By the rule of lib/domain/runtime-choice, among the runtimes that this agent has.
 * @throws ProblemError `BadArgument` when a process is asked for what needs a container; `RuntimeUnavailable` when the runtime is switched
 * off or its engine cannot be reached
 */
export function settleRuntime(
  runtimes: Pick<Runtimes, 'all' | 'of'>,
  facts: Omit<RuntimeFacts, 'setting'>,
  environment: string,
): NonNullable<ResolvedRevision['runtime']> {
  const choice = choiceOf(runtimes, facts)
  if (choice === undefined) return { kind: 'fake' }
  if (choice.conflict !== undefined) throw conflict(choice, choice.conflict, environment)
  const runtime = runtimes.of(choice.runtime)
  const problem = runtime === undefined ? runtimeOff(choice.runtime) : runtime.problem?.()
  if (problem !== undefined) throw new ProblemError(problem, 503)
  return { kind: choice.runtime, reason: choice.reason }
}

/** Undefined with the fake runtime, which serves everything. */
function choiceOf(runtimes: Pick<Runtimes, 'all'>, facts: Omit<RuntimeFacts, 'setting'>): RuntimeChoice | undefined {
  const [only, second] = runtimes.all
  if (only?.kind === 'fake') return undefined
  return chooseRuntime({ ...facts, setting: second === undefined ? only?.kind : undefined })
}

/** Where a deployment that was never settled would run: its first phase failed, or has not come yet. */
export function foreseenRuntime(
  { runtime, assets }: Pick<ReconcileContext, 'runtime' | 'assets'>,
  { properties }: Deployment,
): NonNullable<ResolvedRevision['runtime']> {
  const asked = properties.properties?.[runtimeProperty]
  const choice = choiceOf(runtime, factsHere(assets, properties.environmentId, asked))
  return choice === undefined ? { kind: 'fake' } : { kind: choice.runtime, reason: choice.reason }
}

function factsHere(assets: ReconcileContext['assets'], environmentId: string | null | undefined, asked: unknown): RuntimeFacts {
  const unknown = { asked, hasBuild: false, hasInferenceConfig: false, hasCondaFile: false, isFromModel: true }
  if (!environmentId) return unknown
  try {
    return factsOfEnvironment({ ...assets.environment(environmentId) }, asked)
  } catch {
    // It names nothing that is here, which is why it failed.
    return unknown
  }
}

function conflict({ reason }: RuntimeChoice, need: NonNullable<RuntimeChoice['conflict']>, environment: string): ProblemError {
  const isAsked = reason === 'property'
  const asked = isAsked ? 'the property scorepoint.runtime asks for a process' : 'this agent was started with SCOREPOINT_RUNTIME=process'
  const fix = isAsked
    ? 'Set scorepoint.runtime to docker or leave it out, or use an environment with a conda file.'
    : 'Start the agent with SCOREPOINT_RUNTIME=auto, or use an environment with a conda file.'
  return new ProblemError({
    code: isAsked ? 'BadArgument' : 'RuntimeUnavailable',
    message: `Environment ${environment} needs a container (${needs[need]}), and ${asked}. ${fix}`,
    target: isAsked ? 'properties.properties.scorepoint.runtime' : 'properties.environmentId',
    origin: 'input',
    retryable: false,
  })
}
