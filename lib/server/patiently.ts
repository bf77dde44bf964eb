import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { ProblemError } from '@/lib/problems/problem'

/** Waits out an agent that is restarting (it comes back within seconds) instead of failing what is under way. */
export async function patiently<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadline = Date.now() + 60_000
  for (;;) {
    try {
      return await act()
    } catch (error) {
      const away = error instanceof ProblemError && ['Studio.AgentUnreachable', 'Studio.AgentNotReady'].includes(error.problem.code)
      if (!away || Date.now() > deadline) throw error
      await delay(250, undefined, { signal })
    }
  }
}
