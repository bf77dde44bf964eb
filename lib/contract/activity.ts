import type { JobView } from './job'
import type { OperationView } from './scorepoint'

/** One thing that was done: an operation of the control plane, the studio's job that led to it, or a job that did not get so far. */
export interface ActivityEntry {
  /** Of the operation, else of the job. */
  id: string
  kind: OperationView['kind']
  endpoint: string
  deployment?: string
  status: OperationView['status']
  startedAt: string
  endedAt?: string
  operation?: OperationView
  job?: JobView
}

export interface ActivityPage {
  entries: ActivityEntry[]
  /** Where the next page begins; absent at the end. */
  next?: string
}

/** Running entries and those that ended since they were last dismissed, newest first. */
export interface ActivityTray {
  entries: ActivityEntry[]
}
