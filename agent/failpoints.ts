/** Places where a test may let the agent die at once, before and after every commit to the journal. */

/** Every kind of commit the agent makes, in the order the fault test walks them. */
export const journalSteps = [
  'accept-endpoint-create',
  'accept-deployment-create',
  'phase-start',
  'phase-end',
  'revision-resolved',
  'instance-intent',
  'instance-staged',
  'instance-started',
  'instance-ready',
  'publish-count',
  'publish-round',
  'publish-generation',
  'operation-end',
  'table-version',
  'accept-endpoint-update',
  'accept-keys',
  'accept-deployment-update',
  'instance-draining',
  'instance-removed',
  'accept-scale',
  'accept-cancel',
  'operation-cancel',
  'accept-run-state',
  'instance-exit',
  'operation-fail',
  'accept-deployment-delete',
  'deployment-removed',
  'accept-endpoint-delete',
  'endpoint-removed',
] as const
export type JournalStep = (typeof journalSteps)[number]
export type FailpointName = `${JournalStep}.${'before' | 'after'}`

/** What is done to the engine between commits, in the order the test of containers walks it: the agent may die after each of these. */
export const containerSteps = ['initializer-made', 'volumes-filled', 'container-made', 'container-run', 'address-withdrawn'] as const
export type ContainerStep = (typeof containerSteps)[number]

/** All names `SCOREPOINT_FAILPOINT` accepts, optionally followed by `:n` for the n-th time it is reached. */
export const failpointNames: readonly FailpointName[] = journalSteps.flatMap((step) => [
  `${step}.before` as const,
  `${step}.after` as const,
])

function armed(setting: string | undefined): { name: string; remaining: number } | undefined {
  if (!setting) return undefined
  const [name = '', count = '1'] = setting.split(':')
  if (![...failpointNames, ...containerSteps].some((known) => known === name))
    throw new Error(`SCOREPOINT_FAILPOINT names no failpoint: ${setting}`)
  return { name, remaining: Math.max(1, Number(count) || 1) }
}

const target = armed(process.env.SCOREPOINT_FAILPOINT)

/** Ends this process with SIGKILL when `SCOREPOINT_FAILPOINT` names this place; else does nothing. */
export function failpoint(name: FailpointName | ContainerStep): void {
  if (target?.name !== name) return
  target.remaining -= 1
  if (target.remaining <= 0) process.kill(process.pid, 'SIGKILL')
}

/** Runs one commit between its two failpoints. */
export function journaled<T>(step: JournalStep, commit: () => T): T {
  failpoint(`${step}.before`)
  const value = commit()
  failpoint(`${step}.after`)
  return value
}
