import type { Explanation } from '@/lib/contract/scorepoint'
import type { Traceback } from './traceback'

/** What is known about an instance that failed or does not become ready. */
export interface FailureFacts {
  exitCode: number | null
  signal: string | null
  /** Why the runtime ended it: `MemoryLimitExceeded`, `SupervisorLost`, … */
  reason?: string
  /** True when it has not ended: it did not become ready in time. */
  running?: boolean
  /** True when no process and no exit record of it exist. */
  gone?: boolean
  /** The inference-server log of this run, oldest first. */
  lines: string[]
  /** File name of the scoring script. */
  entryScript?: string
  /** Folder of the scoring script; frames below it are the user's. */
  appRoot?: string
  modelDir?: string
  /** Files below the model folder, relative. */
  modelTree?: string[]
}

/** The facts, with the log already read. */
export interface Evidence extends FailureFacts {
  /** The newest chain of exceptions that ended the start of the user script, outermost last; the server's own wrappers removed. */
  startTracebacks: Traceback[]
  /** The newest chain raised by run(). */
  runTracebacks: Traceback[]
  /** A worker said that it was ready. */
  wasReady: boolean
}

/** One rule: evidence → explanation, or undefined when it does not fit. */
export type Rule = (evidence: Evidence) => Explanation | undefined

/** Position of the user's own code that raised, for `file` and `line`. */
export function userPosition(evidence: Evidence, traceback: Traceback): { file: string; line: number } | undefined {
  const frame = traceback.frames.findLast((candidate) => isUserFile(candidate.file, evidence.appRoot))
  return frame === undefined ? undefined : { file: shownPath(frame.file, evidence.appRoot), line: frame.line }
}

/** True for a file of the user's code: below the app root when that is known, else anything outside Python's own folders. */
export function isUserFile(file: string, appRoot: string | undefined): boolean {
  if (/[/\\](?:site|dist)-packages[/\\]|^<frozen|[/\\]lib[/\\]python\d/.test(file)) return false
  return appRoot === undefined ? !file.startsWith('<') : file.startsWith(`${appRoot}/`) || !file.startsWith('/')
}

/** Relative to the app root when below it. */
export function shownPath(file: string, appRoot: string | undefined): string {
  return appRoot !== undefined && file.startsWith(`${appRoot}/`) ? file.slice(appRoot.length + 1) : file
}

/** `score.py:12`, or an empty text. */
export function shownPosition(position: { file: string; line: number } | undefined): string {
  return position === undefined ? '' : ` (${position.file}:${position.line})`
}
