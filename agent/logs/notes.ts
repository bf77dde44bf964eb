/** Why a source has no lines, and when the storage initializer ran: one sentence each. */

import { logSources } from '@/agent/logs/line-format'
import { endLine, firstLine, timeOf } from '@/agent/logs/line-index'
import { lineText } from '@/agent/logs/line-text'
import type { LogSet } from '@/agent/logs/log-set'
import type { LogSource } from '@/lib/contract/scorepoint'

const whyEmpty: Record<LogSource, string> = {
  build: 'No environment was built for this deployment yet. Nothing is written here before the first build starts.',
  'storage-initializer': 'No model or code was staged yet. This starts once the environment is ready.',
  'inference-server': 'No instance has written anything yet. The inference server writes here from its first second on.',
  events: 'Nothing has happened to this deployment yet.',
}

const hasLines = (set: LogSet, source: LogSource) =>
  set.files.some((log) => log.source === source && endLine(log.index) > firstLine(log.index))

/** For each source without a line: why. */
export function emptyNotes(set: LogSet): Partial<Record<LogSource, string>> {
  const notes: Partial<Record<LogSource, string>> = {}
  for (const source of logSources) if (!hasLines(set, source)) notes[source] = whyEmpty[source]
  return notes
}

/** The newest finished run of the storage initializer: its last line says `Done in 53 ms.` */
export function initializerRun(set: LogSet): { endedAt: string; took: string } | undefined {
  const newest = set.files
    .filter((log) => log.source === 'storage-initializer' && endLine(log.index) > firstLine(log.index))
    .map((log) => ({ log, line: endLine(log.index) - 1, at: timeOf(log.index, endLine(log.index) - 1) }))
    .sort((a, b) => b.at - a.at)[0]
  const took = newest && /Done in (.{1,20})\.$/.exec(lineText(newest.log, newest.line, 400))?.[1]
  return took === undefined || newest === undefined ? undefined : { endedAt: new Date(newest.at).toISOString(), took }
}
