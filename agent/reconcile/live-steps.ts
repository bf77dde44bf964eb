/** The steps of an image build in the phase of its operation, while they run and as they ended. */
import type { ReconcileContext } from '@/agent/reconcile/context'
import type { BuildStep, PhaseName } from '@/lib/contract/scorepoint'

/** Each list shown is a commit and an event; more than five a second nobody reads. */
const showEveryMs = 200

export interface LiveSteps {
  /** Shown at once, or when 200 ms have passed since the last; then the newest only. */
  note(steps: BuildStep[]): void
  /** Shows what is not shown yet; nothing after it. Called before the phase ends, so that a failed step stays in it. */
  end(): void
}

/** Shows build steps in the phase of an operation, while that phase runs. */
export function openLiveSteps(
  context: Pick<ReconcileContext, 'store' | 'operations'>,
  operationId: string,
  phase: PhaseName,
  everyMs = showEveryMs,
): LiveSteps {
  let newest: BuildStep[] | undefined
  let timer: NodeJS.Timeout | undefined
  let ended = false

  function write(): void {
    const steps = newest
    newest = undefined
    if (steps !== undefined) context.store.note(() => context.operations.noteSteps(operationId, phase, steps))
  }
  function show(): void {
    timer = undefined
    if (newest === undefined || ended) return
    write()
    timer = setTimeout(show, everyMs)
  }
  return {
    note(steps) {
      if (ended) return
      newest = steps
      // A failure is shown within the second, whatever came before.
      if (timer === undefined || steps.some(({ error }) => error !== undefined)) {
        clearTimeout(timer)
        show()
      }
    },
    end() {
      if (ended) return
      ended = true
      clearTimeout(timer)
      write()
    },
  }
}
