/** Which deployments are being debugged: one generation of each, journaled in the meta table, over as soon as another generation serves. */
import type { ControlStore } from '@/agent/store/control-store'
import type { DeploymentRecord } from '@/agent/store/records'
import type { DebuggingView } from '@/lib/contract/scorepoint'

export interface DebugState extends DebuggingView {
  generation: number
}

/** Time limits of a deployment that is being debugged: a day, so that nobody is cut off at a breakpoint. */
export const debugLimitMs = 24 * 3_600_000

const nameOf = (deploymentUid: string) => `debugging:${deploymentUid}`

export function setDebugging(store: ControlStore, deploymentUid: string, state: DebugState | undefined): void {
  store.commit(() => store.setMeta(nameOf(deploymentUid), state === undefined ? '' : JSON.stringify(state)))
}

/** The state of one generation; undefined when it is not the one being debugged. */
export function debuggingOf(store: ControlStore, deploymentUid: string, generation: number): DebugState | undefined {
  const text = store.meta(nameOf(deploymentUid))
  if (text === undefined || text === '') return undefined
  // Written by setDebugging alone.
  const state = JSON.parse(text) as DebugState
  return state.generation === generation ? state : undefined
}

/** What clients see: the generation that serves, or the one that is on its way. */
export function debuggingView(store: ControlStore, deployment: DeploymentRecord): DebuggingView | undefined {
  const running = store.operations.runningOn(deployment.uid)
  const state =
    (running ? debuggingOf(store, deployment.uid, running.generation) : undefined) ??
    (deployment.stopped ? undefined : debuggingOf(store, deployment.uid, deployment.observedGeneration))
  if (state === undefined) return undefined
  const { generation: _generation, ...view } = state
  return view
}
