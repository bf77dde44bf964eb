/** The container engine as people see it: what it is, what is wrong with it, what is settled, and what the official local mode runs in it. */
import { connect } from 'node:net'
import type Dockerode from 'dockerode'
import type { ImageSettingsStore } from '@/agent/environments/images/image-settings'
import { redactLine } from '@/agent/environments/redact'
import type { Engine } from '@/agent/runtimes/docker/engine'
import { checkAnsweringEngine, checkSilentEngine, type EngineFault, faultOf, surroundings } from '@/agent/runtimes/docker/engine-doctor'
import type { EngineFacts, EngineView, LocalModeContainer } from '@/lib/contract/engine'
import type { ChoosableRuntime } from '@/lib/contract/runtime-choice'
import type { DoctorCheck } from '@/lib/contract/scorepoint'
import { ProblemError } from '@/lib/problems/problem'

const lookLimitMs = 3_000
/** Label of containers that `az ml … --local` and azure-ai-ml make; never written by us. */
const localModeLabel = 'azureml-local-endpoint'

export interface EngineDesk {
  view(): Promise<EngineView>
  checks(): Promise<DoctorCheck[]>
  images: ImageSettingsStore
}

export interface EngineDeskOptions {
  env: Record<string, string | undefined>
  images: ImageSettingsStore
  /** The one runtime this agent was started with; absent = both. */
  only?: ChoosableRuntime | undefined
}

/** Looks when asked; nothing is remembered. */
export function createEngineDesk(engine: Engine, { env, images, only }: EngineDeskOptions): EngineDesk {
  async function look(): Promise<Omit<EngineView, 'images' | 'onlyRuntime'>> {
    const address = engine.address()
    const known: EngineFacts = {
      address: redactLine(address.host),
      source: address.source,
      ...(address.context === undefined ? {} : { context: address.context }),
    }
    try {
      const [facts, info, containers] = await Promise.all([
        engine.facts(),
        engine.ask((docker) => docker.info(), lookLimitMs),
        engine.ask((docker) => docker.listContainers({ all: true, filters: { label: [localModeLabel] } }), lookLimitMs),
      ])
      const buildKit = facts.kind !== 'podman' && Number(facts.apiVersion ?? 0) >= 1.39
      return {
        state: 'ready',
        engine: { ...facts, buildKit },
        doctor: checkAnsweringEngine(facts, cgroupVersion(info)),
        localModeContainers: containers.map(localModeContainer),
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const fault = 'fault' in address ? 'unknown' : await connectionFault(address.host)
      return {
        state: 'unavailable',
        engine: known,
        doctor: [checkSilentEngine(address, fault, surroundings(env, only === 'docker'))],
        localModeContainers: [],
      }
    }
  }
  return {
    view: async () => ({ ...(await look()), images: images.view(), ...(only === undefined ? {} : { onlyRuntime: only }) }),
    checks: async () => (await look()).doctor,
    images,
  }
}

function cgroupVersion(info: unknown): string | undefined {
  return typeof info === 'object' && info !== null && 'CgroupVersion' in info ? String(info.CgroupVersion) : undefined
}

/** Tries the connection itself: the client's error says less than the system's. */
function connectionFault(host: string): Promise<EngineFault> {
  const path = /^unix:\/\/(.+)$/.exec(host)?.[1]
  const url = path === undefined ? new URL(host.replace(/^tcp:/, 'http:')) : undefined
  return new Promise((resolve) => {
    const socket = path === undefined ? connect(Number(url?.port || 2375), url?.hostname) : connect(path)
    const end = (fault: EngineFault) => {
      socket.destroy()
      resolve(fault)
    }
    socket.setTimeout(lookLimitMs, () => end('no-answer'))
    // It takes connections, and the question before was not answered.
    socket.once('connect', () => end('no-answer'))
    socket.once('error', (error) => end(faultOf(error)))
  })
}

/** By the labels that the SDK writes (azure-ai-ml, `_local_endpoints`). */
function localModeContainer(info: Dockerode.ContainerInfo): LocalModeContainer {
  const { Labels, Names, Ports, Id, Image, State, Status, Created } = info
  const wanted = Number(Labels['azureml-port'])
  const port =
    Ports.find(({ PrivatePort, PublicPort }) => PublicPort && PrivatePort === wanted) ?? Ports.find(({ PublicPort }) => PublicPort)
  return {
    id: Id.slice(0, 12),
    name: (Names[0] ?? '').replace(/^\//, ''),
    endpoint: Labels.endpoint ?? '',
    deployment: Labels.deployment ?? '',
    image: Image,
    state: State,
    status: Status,
    createdAt: new Date(Created * 1000).toISOString(),
    ...(port?.PublicPort && State === 'running' ? { scoringUri: `http://localhost:${port.PublicPort}/score` } : {}),
  }
}
