import type { JobStep, JobView } from '@/lib/contract/job'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { type BuildStep, type OperationView, type PhaseName, type PhaseState, phaseNames } from '@/lib/contract/scorepoint'

/** A row of the deployment timeline: the studio's own preparation, then the control plane's phases. */
export interface TimelineRow {
  name: 'Prepare' | PhaseName
  state: PhaseState
  startedAt?: string
  endedAt?: string
  message?: string
  notes?: PhaseNote[]
  liveLine?: string
  /** Of an image build. */
  steps?: BuildStep[]
  /** Only on the running or failed Prepare row. */
  step?: JobStep
}

/**
 * The rows to draw. A deploy job exists before the control plane knows of the deployment, so its row comes first and keeps the whole
 * list in place: nothing jumps when the operation appears.
 */
export function timelineRows(operation: OperationView | undefined, job: JobView | undefined): TimelineRow[] {
  if (!operation && !job) return []
  const phases: TimelineRow[] = operation
    ? operation.phases.map(({ deviations: _recorded, ...phase }) => phase)
    : phaseNames.map((name) => ({ name, state: 'pending' }))
  return job ? [prepareRow(operation, job), ...phases] : phases
}

function prepareRow(operation: OperationView | undefined, job: JobView): TimelineRow {
  const row = { name: 'Prepare' as const, startedAt: job.createdAt }
  if (operation) return { ...row, state: 'succeeded', endedAt: operation.startedAt }
  switch (job.state) {
    case 'Failed':
      return { ...row, state: 'failed', endedAt: job.updatedAt, step: job.step, message: job.problem?.message }
    case 'Canceled':
      return { ...row, state: 'canceled', endedAt: job.updatedAt, step: job.step }
    default:
      return { ...row, state: 'running', step: job.step }
  }
}

/** Measured milliseconds of a row; for a running one until `now` (undefined before the page's clock runs). */
export function rowDurationMs(row: Pick<TimelineRow, 'startedAt' | 'endedAt' | 'state'>, now: number | undefined): number | undefined {
  if (!row.startedAt || row.state === 'pending' || row.state === 'skipped') return undefined
  const end = row.endedAt ? Date.parse(row.endedAt) : now
  return end === undefined ? undefined : Math.max(0, end - Date.parse(row.startedAt))
}

/** Jobs that belong to an operation already, or to none yet; the newest per deployment. */
export function jobOf(jobs: readonly JobView[], deployment: string, operation: OperationView | undefined): JobView | undefined {
  return jobs
    .filter((job) => job.deployment.toLowerCase() === deployment.toLowerCase())
    .filter(
      (job) => !operation || job.operationId === operation.id || (job.operationId === undefined && job.createdAt > operation.startedAt),
    )
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]
}

/** `0:07`, `12:40`, `1:02:03`. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
