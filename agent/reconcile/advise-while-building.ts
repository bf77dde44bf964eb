/** While an environment is built, which takes minutes, the uploaded files are read: what will fail anyway is said now. */
import { join } from 'node:path'
import { adviceOnFiles, fileAdviceNotes } from '@/agent/control/file-advice'
import { announce, type ReconcileContext } from '@/agent/reconcile/context'
import type { DeploymentRecord, OperationRecord, RevisionRecord } from '@/agent/store/records'
import { type Finding, shortPath } from '@/lib/contract/finding'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { readScript } from '@/lib/script-lint/read-script'

/** An environment that is there is found sooner; then nothing is read, and no processor time taken from the server that starts. */
const waitMs = 150

/** Starts the reading after 150 ms. `end` stops what has not begun and answers what was said in the phase. */
export function adviseWhileBuilding(
  context: ReconcileContext,
  deployment: DeploymentRecord,
  operation: OperationRecord,
  revision: RevisionRecord,
): { end: () => PhaseNote[] } {
  let isOver = false
  let notes: PhaseNote[] = []
  const timer = setTimeout(() => {
    read().catch((error: unknown) => context.log.warn({ err: error, operation: operation.id }, 'the uploaded files could not be checked'))
  }, waitMs)

  async function read(): Promise<void> {
    if (!revision.resolved) return
    const findings = await adviceOnFiles(revision.spec, revision.resolved, (text, options) =>
      readScript(text, { ...options, pythons: join(context.layout.cache, 'python') }),
    )
    for (const finding of findings) announce(context, deployment, 'Advice', sentence(finding), 'warning')
    if (isOver || findings.length === 0) return
    notes = fileAdviceNotes(findings)
    context.store.note(() => context.operations.describePhase(operation.id, 'BuildEnvironment', notes))
  }

  return {
    end() {
      isOver = true
      clearTimeout(timer)
      return notes
    },
  }
}

/** `onlinescoring/score.py:9: … Add lightgbm to the pip: list.` */
function sentence({ file, line, path, message, fix }: Finding): string {
  const place = file === undefined ? path.join('.') : line === undefined ? file : `${shortPath(file)}:${line}`
  return `${place}: ${message}${fix === undefined ? '' : ` ${fix}`}`
}
