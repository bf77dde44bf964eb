/** Making the inference-server container of an instance, once, and what has to be known of the engine for it. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { containerVariables } from '@/agent/runtimes/docker/container-variables'
import { containerName, type EngineLimits, labels, type Owner, serverBody } from '@/agent/runtimes/docker/create-body'
import { type EngineCalls, EngineRefusal, orMissing } from '@/agent/runtimes/docker/engine-calls'
import type { Inspection } from '@/agent/runtimes/docker/engine-link'
import { appendLogLine } from '@/agent/runtimes/process/instance-log'
import type { InstancePlace, InstanceSpec } from '@/agent/runtimes/runtime'
import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'

export interface EngineTraits extends EngineLimits {
  isPodman: boolean
}

export function ownerOf(agentId: string, { id, endpoint, deployment, generation }: InstancePlace): Owner {
  return { agentId, id, endpoint, deployment, generation }
}

export function startFailed(reason: string): ProblemError {
  return new ProblemError(
    {
      code: 'ContainerStartFailed',
      message: `The container could not be started: ${reason}.`,
      origin: 'runtime',
      retryable: true,
      hint: hintFor('ContainerStartFailed'),
    },
    500,
  )
}

export function createServerContainers(calls: EngineCalls, agentId: string) {
  let known: EngineTraits | undefined
  /** By instance: a container that is wanted twice is made once. */
  const making = new Map<string, Promise<string>>()

  /** Asked once per connection: both answers take the engine tens of milliseconds. */
  async function traits(): Promise<EngineTraits> {
    if (known !== undefined) return known
    const [info, version] = await Promise.all([
      calls.json<{ NCPU?: number; Runtimes?: Record<string, unknown> }>({ method: 'GET', path: '/info' }),
      calls.json<{ Components?: { Name: string }[] }>({ method: 'GET', path: '/version' }),
    ])
    known = {
      ...(info.NCPU === undefined ? {} : { cpus: info.NCPU }),
      gpu: info.Runtimes !== undefined && 'nvidia' in info.Runtimes,
      isPodman: (version.Components ?? []).some(({ Name }) => /podman/i.test(Name)),
    }
    return known
  }

  async function make(spec: InstanceSpec): Promise<string> {
    const { container, cores, memoryBytes } = spec
    if (container === undefined) throw new Error(`instance ${spec.id} has no container part`)
    const limits = await traits()
    if (container.gpus && !limits.gpu) {
      mkdirSync(dirname(spec.logFile), { recursive: true, mode: 0o700 })
      appendLogLine(spec.logFile, 'W', 'A GPU was asked for, and this engine has none to give: the container runs without.')
    }
    const name = containerName(agentId, spec.id, 'inference-server')
    const variables = containerVariables(spec, limits.cpus)
    const body = serverBody({ owner: ownerOf(agentId, spec), container, variables, cores, memoryBytes, limits })
    try {
      return (await calls.json<{ Id: string }>({ method: 'POST', path: '/containers/create', query: { name }, body })).Id
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error
      if (error.status !== 409) throw startFailed(error.message)
      const held = await orMissing(calls.json<Inspection>({ method: 'GET', path: `/containers/${name}/json` }))
      const owned = held?.Config.Labels
      if (held && owned?.[labels.agent] === agentId && owned[labels.instance] === spec.id) return held.Id
      throw startFailed(`the name ${name} is held by a container of somebody else (docker rm ${name} removes it)`)
    }
  }

  return {
    traits,
    /** The engine was lost: another one may come back. */
    forgetTraits: () => {
      known = undefined
    },
    /**
     * The engine's id of the container, made if it is not there. The name is the lock: whoever holds it must be ours.
     * @throws ProblemError `ContainerStartFailed`, `RuntimeUnavailable`
     */
    ensure(spec: InstanceSpec): Promise<string> {
      const under = making.get(spec.id)
      if (under !== undefined) return under
      const made = make(spec).finally(() => making.delete(spec.id))
      making.set(spec.id, made)
      return made
    },
  }
}
export type ServerContainers = ReturnType<typeof createServerContainers>
