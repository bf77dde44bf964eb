/** Several runtimes behind one interface: each instance goes to the one it was made for. */
import { type InstanceSpec, type Runtime, stopping } from '@/agent/runtimes/runtime'
import { hintFor } from '@/lib/problems/catalogue'
import { type Problem, ProblemError } from '@/lib/problems/problem'

export type RuntimeKind = Runtime['kind']
export type RuntimeSet = Partial<Record<RuntimeKind, Runtime>>

/** The runtimes in use; the fake one serves everything where it is given. */
export function runtimesOf(set: RuntimeSet): Runtime[] {
  return set.fake ? [set.fake] : [set.process, set.docker].filter((one) => one !== undefined)
}

/** The agent was started without this runtime. */
export function runtimeOff(kind: RuntimeKind): Problem {
  return {
    code: 'RuntimeUnavailable',
    message: `This agent was started without the ${kind} runtime (SCOREPOINT_RUNTIME). Start it with SCOREPOINT_RUNTIME=auto to have both.`,
    target: 'SCOREPOINT_RUNTIME',
    origin: 'agent',
    retryable: false,
    hint: hintFor('RuntimeUnavailable'),
  }
}

export type Runtimes = Omit<Runtime, 'kind' | 'deliver' | 'endStarts' | 'problem' | 'onAvailability' | 'list' | 'containerOf'> & {
  of(kind: RuntimeKind): Runtime | undefined
  /** In which an instance is, or will be. */
  for(id: string): Runtime
  all: readonly Runtime[]
  /** See Runtime.endStarts; of all of them. */
  endStarts(): Promise<void>
}

/**
 * @param kindOf the runtime an instance was made for, as the journal has it
 * @throws Error when the set is empty
 */
export function createRuntimes(set: RuntimeSet, kindOf: (id: string) => RuntimeKind | undefined): Runtimes {
  const all = runtimesOf(set)
  const [first] = all
  if (first === undefined) throw new Error('the control plane needs a runtime')

  function find(id: string): Runtime {
    if (set.fake) return set.fake
    const kind = kindOf(id) ?? 'process'
    return set[kind] ?? absent(kind)
  }
  const forSpec = (spec: InstanceSpec) =>
    set.fake ?? (spec.container ? (set.docker ?? absent('docker')) : (set.process ?? absent('process')))

  const { lookEveryMs } = first
  let isEnding = false
  return {
    ...(all.length === 1 && lookEveryMs !== undefined ? { lookEveryMs } : {}),
    of: (kind) => set.fake ?? set[kind],
    for: find,
    all,
    start: async (spec) => {
      if (isEnding) throw stopping()
      return forSpec(spec).start(spec)
    },
    async endStarts() {
      isEnding = true
      await Promise.all(all.map((one) => one.endStarts?.()))
    },
    observe: (id) => find(id).observe(id),
    probe: (id, timeoutMs, kind) => find(id).probe(id, timeoutMs, kind),
    stop: (id, graceMs) => find(id).stop(id, graceMs),
    remove: (id) => find(id).remove(id),
    onExit: (listener) => {
      for (const one of all) one.onExit(listener)
    },
    explain: (spec) => forSpec(spec).explain(spec),
    use: (id) => find(id).use?.(id),
  }
}

/** Instances of a runtime that this agent was started without: nothing is known of them, and nothing is done to them. */
function absent(kind: RuntimeKind): Runtime {
  const problem = runtimeOff(kind)
  const refuse = async (): Promise<never> => {
    throw new ProblemError(problem, 503)
  }
  return {
    kind,
    start: refuse,
    observe: async () => ({ state: 'unknown', problem }),
    probe: async () => false,
    stop: refuse,
    remove: refuse,
    list: async () => [],
    onExit: () => undefined,
    explain: refuse,
    problem: () => problem,
  }
}
