import type { Explanation } from '@/lib/contract/scorepoint'
import type { Evidence, FailureFacts } from './failure'
import { decisiveProcessRules, otherProcessRules, unknownCause } from './process-rules'
import { runRaised, scriptRules } from './script-rules'
import { readTracebacks, type Traceback } from './traceback'

export type { FailureFacts } from './failure'

const serverWrapper = /(?:^|\.)user_script\.UserScript(?:Exception|ImportException)$/
const raisedByRun = (chain: Traceback[]) => chain.some((item) => item.frames.some((frame) => frame.name === 'invoke_run'))

/**
 * Names the cause of a failed or never ready instance from its exit and its log: pure, so the same log always gives the same answer.
 * Rules are tried from the specific to the general; when none fits the rule is `unknown` and the decisive line is the last one that looks like an error.
 * Knowledge from https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints and the server's own source.
 */
export function explainFailure(facts: FailureFacts): Explanation {
  const chains = readTracebacks(facts.lines)
  const withoutWrapper = (chain: Traceback[] | undefined) => chain?.filter((item) => !serverWrapper.test(item.fullType)) ?? []
  const evidence: Evidence = {
    ...facts,
    startTracebacks: withoutWrapper(chains.findLast((chain) => !raisedByRun(chain) && endsStart(chain))),
    runTracebacks: withoutWrapper(chains.findLast(raisedByRun)),
    wasReady: facts.lines.some((line) => /ready for serving traffic/.test(line)),
  }
  const scripts = facts.signal === null && !(facts.running && evidence.wasReady) ? scriptRules : []
  const run = facts.running === true && evidence.wasReady ? [runRaised] : []
  for (const rule of [...decisiveProcessRules, ...scripts, ...run, ...otherProcessRules]) {
    const explanation = rule(evidence)
    if (explanation !== undefined) return { ...explanation, exitCode: facts.exitCode, signal: facts.signal }
  }
  return { ...unknownCause(evidence), exitCode: facts.exitCode, signal: facts.signal }
}

/** True for exceptions that ended the loading of the script or init(); a traceback the script printed itself and survived is none. */
function endsStart(chain: Traceback[]): boolean {
  return chain.some(
    (item) =>
      /(?:^|\.)user_script\.UserScript\w*$/.test(item.fullType) ||
      item.frames.some(
        (frame) => /^(?:load_script|invoke_init|spawn_worker)$/.test(frame.name ?? '') || frame.file.endsWith('/launcher.py'),
      ),
  )
}
