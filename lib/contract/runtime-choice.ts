/** Which of this computer's runtimes serves a deployment, and what decided it. */

/** Property of a deployment (`properties:` of the file) that names the runtime; absent = by the rule. */
export const runtimeProperty = 'scorepoint.runtime'
export const choosableRuntimes = ['process', 'docker'] as const
export type ChoosableRuntime = (typeof choosableRuntimes)[number]

/** `setting`: the agent was started with one runtime only (SCOREPOINT_RUNTIME). */
export type RuntimeReason = 'property' | 'setting' | 'build' | 'inferenceConfig' | 'image' | 'conda' | 'model'

export interface RuntimeChoice {
  runtime: ChoosableRuntime
  reason: RuntimeReason
  /** The property asks for a process, and this part of the environment needs a container. */
  conflict?: 'build' | 'inferenceConfig' | 'image'
}
