/**
 * How an update walks through the instances of a deployment. Pure.
 * Doc: https://learn.microsoft.com/azure/machine-learning/how-to-deploy-online-endpoints (rolling update, 20 percent at a time)
 */

/** A round replaces a fifth (20 percent) of the instances. */
const roundsAtMost = 5

/** Instances replaced in one round of a deployment with `replicas` instances: at least one; on Kubernetes always one, up before one goes. */
export function roundSize(replicas: number, oneByOne = false): number {
  return oneByOne ? 1 : Math.max(1, Math.ceil(replicas / roundsAtMost))
}

/** How many rounds replace all instances. */
export function roundCount(replicas: number, oneByOne = false): number {
  return Math.ceil(replicas / roundSize(replicas, oneByOne))
}

/** The instances (from 1) of each round, in order. */
export function roundsOf(replicas: number, oneByOne = false): { first: number; last: number }[] {
  const size = roundSize(replicas, oneByOne)
  return Array.from({ length: roundCount(replicas, oneByOne) }, (_, round) => ({
    first: round * size + 1,
    last: Math.min(replicas, (round + 1) * size),
  }))
}
