/** The container engine of this computer, as the agent says it under `/_scorepoint/engine`. */
import type { ImageSettingsView } from '@/lib/contract/image-settings'
import type { ChoosableRuntime } from '@/lib/contract/runtime-choice'
import type { DoctorCheck } from '@/lib/contract/scorepoint'

/** A container that Microsoft's own local mode made (`az ml … --local`): shown, never touched. */
export interface LocalModeContainer {
  id: string
  name: string
  endpoint: string
  deployment: string
  image: string
  /** The engine's word: `running`, `exited`, … */
  state: string
  /** The engine's sentence: `Up 3 minutes`. */
  status: string
  createdAt: string
  /** Absent when no port is published. */
  scoringUri?: string
}

/** The container engine as it was found; absent parts are not known while it does not answer. */
export interface EngineFacts {
  /** Where it was looked for: `unix:///var/run/docker.sock`. Without credentials. */
  address: string
  /** What named that address. */
  source: 'DOCKER_HOST' | 'context' | 'rootless' | 'default'
  /** Name of the active docker context, when one is. */
  context?: string
  version?: string
  apiVersion?: string
  /** Of the engine, as Go and images name it: `amd64`, `arm64`. */
  architecture?: string
  operatingSystem?: string
  kind?: 'docker' | 'podman'
  rootless?: boolean
  buildKit?: boolean
  /** Device requests for GPUs can be served. */
  gpu?: boolean
  memoryBytes?: number
  cpus?: number
}

/** What `GET /_scorepoint/engine` answers. */
export interface EngineView {
  state: 'ready' | 'unavailable'
  engine: EngineFacts
  /** The engine's part of the doctor's report. */
  doctor: DoctorCheck[]
  localModeContainers: LocalModeContainer[]
  /** Absent while the agent does not offer to change them. */
  images?: ImageSettingsView
  /** The agent was started with one runtime only (SCOREPOINT_RUNTIME); every deployment without a property runs there. */
  onlyRuntime?: ChoosableRuntime
}
