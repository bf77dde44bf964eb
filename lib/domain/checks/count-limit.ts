import type { Finding } from '@/lib/contract/finding'
import { errorAt, infoAt, warningAt } from '@/lib/domain/checks/check'

/** From here on a limit is near, as a share of it. */
const near = 0.9

/** A documented count of which only the part on this computer is known. */
export interface Counted {
  rule: string
  path: string[]
  /** As they are with the one that is being written. */
  count: number
  limit: number
  /** `online endpoints`, singular first. */
  words: readonly [one: string, many: string]
  /** Who has the limit, and what is not known here but counts as well. */
  owner: string
  /** The subscription quota is simulated here, so the agent refuses one above the limit. */
  isRefused: boolean
  cluster?: string
}

/** Near a limit a note, over it a warning; an error where the limit is simulated. Silent below. */
export function countFinding({ rule, path, count, limit, words: [one, many], owner, isRefused, cluster }: Counted): Finding[] {
  if (count <= limit * near) return []
  const isOver = count > limit
  const make = !isOver ? infoAt : isRefused ? errorAt : warningAt
  const state = !isOver ? 'near' : isRefused ? 'refused' : 'over'
  const message = `This is ${one} ${count} of this computer; ${owner}.`
  const fix = isOver
    ? isRefused
      ? `Delete ${many} that are not used, or switch the simulated quota off.`
      : `Before it goes to Azure, delete ${many} that are not used or ask for a higher limit.`
    : `${limit - count} more are possible.`
  return [
    {
      ...make(path, rule, message, fix),
      values: { count, limit, left: limit - count, state, ...(cluster === undefined ? {} : { cluster }) },
    },
  ]
}
