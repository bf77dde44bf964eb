import type { DeploymentStatus, ObservedMirror, ObservedTraffic } from '@/lib/contract/scorepoint'

/** Names compare without case; said here so that pages of the split do not load every rule about names. */
export const isSameDeployment = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

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
  return { name: deployments.find(({ name }) => isSameDeployment(name, target))?.name ?? target, percent }
}

/** What was counted of a deployment's copies; undefined when there were none in the window. */
export function observedMirrorOf(observed: ObservedTraffic, deployment: string): ObservedMirror | undefined {
  return Object.entries(observed.mirrored ?? {}).find(([name]) => isSameDeployment(name, deployment))?.[1]
}
