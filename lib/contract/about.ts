import type { DoctorReport } from './scorepoint'

/** What the About page shows and "Copy diagnostics" copies. Nothing secret, home folders shortened to `~`. */
export interface AboutReport {
  version: string
  /** Absent while the agent does not answer. */
  agentVersion?: string
  apiVersion: string
  node: string
  platform: string
  /** Data folder. */
  home: string
  studioUrl: string
  agentUrl: string
  scoringUrl: string
  /** Further addresses under which a browser may reach the studio (SCOREPOINT_ORIGINS). */
  origins: string[]
  doctor?: DoctorReport
}
