/**
 * The next deployment of a weighted split, chosen so that after every single pick each deployment's count differs from
 * `picks × weight / total` by less than one, for any number of deployments and any whole weights.
 *
 * This is Tijdeman's solution of the chairman assignment problem (1980): among those whose turn has come, the one with the earliest
 * deadline. The usual smooth weighted round robin (largest deficit first) leaves the bound of one when there are many small weights.
 * Everything is whole-number arithmetic, so nothing drifts: after `total` picks the counts equal the weights.
 *
 * @param weights whole numbers > 0
 * @param counts picks so far, same order as `weights`; any state is legal (after a restart some picks may be missing) and is evened out
 * @returns index of the next pick; -1 when there are no weights
 */
export function nextPick(weights: readonly number[], counts: readonly number[]): number {
  if (weights.length <= 1) return weights.length - 1
  let total = 0
  let picks = 1
  for (const weight of weights) total += weight
  for (const count of counts) picks += count
  const scale = 2 * weights.length - 2
  let best = -1
  let bestSlack = 0
  let bestWeight = 1
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index] ?? 0
    const deficit = picks * weight - total * (counts[index] ?? 0)
    if (deficit * scale < total) continue
    // Picks left until the deadline, times weight × scale; compared crosswise to stay in whole numbers.
    const slack = total * (scale - 1) - (deficit - weight) * scale
    if (best === -1 || slack * bestWeight < bestSlack * weight) {
      best = index
      bestSlack = slack
      bestWeight = weight
    }
  }
  return best
}
