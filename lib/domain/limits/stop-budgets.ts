/**
 * Who may take how long when everything is stopped: one table, because launcher, agent and `--stop-all` are three processes whose
 * times follow each other. The whole must end within ten seconds, also with a request that runs far longer.
 */
export const wholeStopMs = 10_000

/** The agent's own plan after the launcher's order. */
export const agentStop = {
  /** Running requests may finish; then the router is killed. */
  routerMs: 3000,
  /** Running steps may notice that they are to end. */
  closeMs: 500,
  /** From TERM to KILL of the workers; an idle one needs about 300 ms, a busy one would wait for its answer. */
  workersMs: 1500,
} as const

/** The same for `--stop-all`: nobody is served any more, so nothing is waited for. */
export const leftoverStop = {
  routerMs: 300,
  closeMs: agentStop.closeMs,
  workersMs: 500,
} as const

/** `--stop-all` on a machine so busy that its launcher gives up waiting: it goes on alone. */
export const lateStop = {
  /** An agent that was killed lets its lock go. */
  lockMs: 1500,
  /** For the whole. */
  limitMs: 20_000,
} as const

/** The launcher's limits; a busy machine gets a second beyond the agent's plan. */
export const launcherStop = {
  /** The agent has ended by then, or is killed. */
  agentMs: 6200,
  /** A killed process is gone by then. */
  killMs: 300,
  /** `--stop-all`, its start included. */
  leftoversMs: 3000,
  /** The same for `npm run down` after everything has died: no ten seconds bind it. */
  downMs: 20_000,
  /** The studio, stopped beside the agent. */
  studioMs: 4000,
} as const
