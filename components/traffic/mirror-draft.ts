import type { DeploymentStatus, ObservedMirror, ObservedTraffic } from '@/lib/contract/scorepoint'
import { trafficSum } from '@/lib/domain/traffic/traffic'

/** Names compare without case; said here so that pages of the split do not load every rule about names. */
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

export interface Mirror {
  name: string
  percent: number
}

interface Mirrored {
  deployments: readonly Pick<DeploymentStatus, 'name'>[]
  mirrorTraffic?: Record<string, number>
}

/** The mirror in force, in the deployment's own spelling; undefined when nothing is mirrored. */
export function liveMirror({ deployments, mirrorTraffic }: Mirrored): Mirror | undefined {
  const [target, percent = 0] = Object.entries(mirrorTraffic ?? {})[0] ?? []
  if (target === undefined || percent === 0) return undefined
  return { name: deployments.find(({ name }) => isSame(name, target))?.name ?? target, percent }
}

/** What was counted of a deployment's copies; undefined when there were none in the window. */
export function observedMirrorOf(observed: ObservedTraffic, deployment: string): ObservedMirror | undefined {
  return Object.entries(observed.mirrored ?? {}).find(([name]) => isSame(name, deployment))?.[1]
}

/** Share of the live traffic of each deployment, 0 when it gets none. */
const liveShare = (traffic: Readonly<Record<string, number>>, deployment: string): number =>
  Object.entries(traffic).find(([name]) => isSame(name, deployment))?.[1] ?? 0

/** Deployments that may be mirrored to: those without live traffic. */
export function mirrorTargets(names: readonly string[], traffic: Readonly<Record<string, number>>): string[] {
  return names.filter((name) => liveShare(traffic, name) === 0)
}

export type MirrorBlock = 'kubernetes' | 'one-deployment' | 'no-traffic' | 'all-live'

/** Why nothing can be mirrored on this endpoint now; undefined when it can. */
export function mirrorBlock(
  names: readonly string[],
  traffic: Readonly<Record<string, number>>,
  isKubernetes: boolean,
): MirrorBlock | undefined {
  if (isKubernetes) return 'kubernetes'
  if (names.length < 2) return 'one-deployment'
  if (trafficSum(traffic) === 0) return 'no-traffic'
  return mirrorTargets(names, traffic).length === 0 ? 'all-live' : undefined
}
