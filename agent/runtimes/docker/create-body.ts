/** Bodies of container creation, made from nothing: what is not named here cannot be asked of the engine. Pure. */
import type { ContainerPart, ContainerRoute } from '@/agent/runtimes/runtime'

export const labels = {
  agent: 'scorepoint.agent',
  endpoint: 'scorepoint.endpoint',
  deployment: 'scorepoint.deployment',
  generation: 'scorepoint.generation',
  instance: 'scorepoint.instance',
  role: 'scorepoint.role',
} as const

export type ContainerRole = 'inference-server' | 'storage-initializer'

/** Which instance of which installation a container or volume belongs to. */
export interface Owner {
  agentId: string
  id: string
  endpoint: string
  deployment: string
  generation: number
}

/** What the engine can give at most. */
export interface EngineLimits {
  cpus?: number
  /** The engine can serve device requests for GPUs. */
  gpu?: boolean
}

export interface ServerBodyInput {
  owner: Owner
  container: ContainerPart
  variables: Record<string, string>
  cores?: number
  memoryBytes?: number
  limits: EngineLimits
}

/** Processes and threads of one container. */
const pidsLimit = 4096
const sharedMemoryBytes = 1024 ** 3
const logConfig = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } }
/** The engine's own grace before KILL when somebody else stops the container, in seconds. */
const stopTimeoutSeconds = 10
const initializerMemoryBytes = 256 * 1024 ** 2

/** Labels that tell our containers and volumes from everything else. Those of the official local mode are never written. */
export function ownerLabels(owner: Owner, role?: ContainerRole): Record<string, string> {
  return {
    [labels.agent]: owner.agentId,
    [labels.endpoint]: owner.endpoint,
    [labels.deployment]: owner.deployment,
    [labels.generation]: String(owner.generation),
    [labels.instance]: owner.id,
    ...(role === undefined ? {} : { [labels.role]: role }),
  }
}

/**
 * `scorepoint-<endpoint>.<deployment>.<generation>.<n>-<installation>`: the same name twice is refused by the engine, which makes it a lock.
 * Points, which no Azure ML name has, keep `a-b`/`c` and `a`/`b-c` apart.
 */
export function containerName(agentId: string, id: string, role: ContainerRole): string {
  const suffix = role === 'storage-initializer' ? '-storage-initializer' : ''
  return `scorepoint-${id}-${agentId.replaceAll('-', '').slice(0, 8)}${suffix}`
}

export function volumeName(agentId: string, id: string, part: 'models' | 'code'): string {
  return `${containerName(agentId, id, 'inference-server')}-${part}`
}

/** Ports of the routes, each once. */
export function portsOf({ routes }: Pick<ContainerPart, 'routes'>): number[] {
  const all: ContainerRoute[] = [routes.scoring, routes.readiness, routes.liveness]
  return [...new Set(all.map((route) => route.port))]
}

/** One mount per folder; an image's own files at the place are never copied into the volume. */
export function volumeMounts(agentId: string, id: string, container: Pick<ContainerPart, 'modelsAt' | 'codeAt'>, readOnly: boolean) {
  const parts = [
    ['models', container.modelsAt],
    ['code', container.codeAt],
  ] as const
  return parts.flatMap(([part, target]) =>
    target === undefined
      ? []
      : [{ Type: 'volume', Source: volumeName(agentId, id, part), Target: target, ReadOnly: readOnly, VolumeOptions: { NoCopy: true } }],
  )
}

const sealed = {
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  // The agent alone restarts: back-off, counters and ports are in one place.
  RestartPolicy: { Name: 'no' },
  LogConfig: logConfig,
}
const noHealthcheck = { Test: ['NONE'] }

/**
 * The inference-server container: image by its id, loopback ports that the engine chooses at each start, limits of the instance type,
 * no capabilities, no new privileges, volumes of its own. Nothing of the host is mounted.
 */
export function serverBody({ owner, container, variables, cores, memoryBytes, limits }: ServerBodyInput): object {
  const ports = portsOf(container)
  const cpus = cores === undefined ? undefined : Math.min(cores, limits.cpus ?? cores)
  const hostConfig = {
    ...sealed,
    Init: true,
    PidsLimit: pidsLimit,
    ShmSize: memoryBytes === undefined ? sharedMemoryBytes : Math.min(sharedMemoryBytes, Math.floor(memoryBytes / 2)),
    ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
    ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    PortBindings: Object.fromEntries(ports.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: '' }]])),
    Mounts: volumeMounts(owner.agentId, owner.id, container, true),
    ...(container.gpus && limits.gpu ? { DeviceRequests: [{ Driver: '', Count: container.gpus, Capabilities: [['gpu']] }] } : {}),
  }
  return {
    Image: container.imageId,
    ...(container.command === undefined ? {} : { Cmd: container.command }),
    Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    Labels: ownerLabels(owner, 'inference-server'),
    Tty: false,
    OpenStdin: false,
    StopTimeout: stopTimeoutSeconds,
    Healthcheck: noHealthcheck,
    ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
    HostConfig: hostConfig,
  }
}

/** The storage-initializer container: no network, the volumes writable, and (where the image has a shell) a check of what arrived. */
export function initializerBody(owner: Owner, container: ContainerPart, script: string): object {
  return {
    Image: container.imageId,
    Entrypoint: ['/bin/sh', '-c', script],
    Cmd: [],
    Env: [],
    Labels: ownerLabels(owner, 'storage-initializer'),
    Tty: false,
    OpenStdin: false,
    NetworkDisabled: true,
    Healthcheck: noHealthcheck,
    HostConfig: {
      ...sealed,
      NetworkMode: 'none',
      PidsLimit: 64,
      Memory: initializerMemoryBytes,
      MemorySwap: initializerMemoryBytes,
      Mounts: volumeMounts(owner.agentId, owner.id, container, false),
    },
  }
}
