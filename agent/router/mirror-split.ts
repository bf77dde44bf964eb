/** Which weighted requests are copied to the mirror's target: the same smooth method as the split, so the share is exact at every prefix. */
import type { DeploymentRoute } from '@/agent/router/deployment-route'
import { nextPick } from '@/lib/domain/weighted-pick/smooth'

export interface MirrorSplit {
  readonly target: DeploymentRoute
  /** Whole percent, 1 to 50. */
  readonly percent: number
  /** Weighted requests copied and not copied since this share was set, or since the router started. */
  readonly picks: [copied: number, not: number]
}

export function createMirrorSplit(target: DeploymentRoute, percent: number): MirrorSplit {
  return { target, percent, picks: [0, 0] }
}

/** Counts a weighted request; true when it is one to copy. After every request the copies differ from the share by less than one. */
export function takesMirrorTurn({ percent, picks }: MirrorSplit): boolean {
  const copies = nextPick([percent, 100 - percent], picks) === 0
  picks[copies ? 0 : 1]++
  return copies
}
