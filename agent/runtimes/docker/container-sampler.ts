import type { AgentLog } from '@/agent/reconcile/context'
import { type EngineStats, measuredUse, type UseSample } from '@/agent/runtimes/docker/container-use'
import { type EngineCalls, orMissing } from '@/agent/runtimes/docker/engine-calls'

/** Measures running containers one after the other; a second call while one runs does nothing. */
export function createContainerSampler(calls: EngineCalls, log: AgentLog) {
  const uses = new Map<string, UseSample>()
  let isRunning = false
  return {
    uses,
    /** @param running instance id and engine id of each container */
    async sample(running: readonly { id: string; container: string }[]): Promise<void> {
      if (isRunning) return
      isRunning = true
      try {
        for (const { id, container } of running) {
          const query = { stream: false, 'one-shot': true }
          const stats = await orMissing(calls.json<EngineStats>({ method: 'GET', path: `/containers/${container}/stats`, query }))
          const use = stats && measuredUse(stats, uses.get(id))
          if (use) uses.set(id, use)
        }
      } catch (error) {
        log.info({ reason: String(error) }, 'containers could not be measured')
      } finally {
        isRunning = false
      }
    },
  }
}
