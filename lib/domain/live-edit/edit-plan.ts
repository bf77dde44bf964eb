/** What an edit of a live object will do to its instances. Pure. */
import type { FieldChange } from '@/lib/domain/deployment-edit/deployment-edit'
import { roundSize, roundsOf } from '@/lib/domain/rolling/rolling-plan'

interface Rounds {
  /** Instances replaced per round. */
  size: number
  /** Instances from 1. */
  rounds: { first: number; last: number }[]
}

export type EditPlan =
  | { kind: 'nothing' }
  /** Tags alone: nothing restarts. */
  | { kind: 'tags' }
  /** The count alone: instances are added or drained, the others go on. */
  | { kind: 'scale'; from: number; to: number }
  | ({ kind: 'replace'; count: number } & Rounds)
  /** Both in one: the control plane applies the count first, then replaces all. */
  | ({ kind: 'count-first'; from: number; to: number } & Rounds)
  /** The endpoint's own settings: no instance is touched. */
  | { kind: 'endpoint'; movesTraffic: boolean }

const countOf = (value: unknown): number => (typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 1)

/** @param after the edited file's data; `changes` are those against the live object */
export function planEdit(kind: 'endpoint' | 'deployment', changes: readonly FieldChange[], after: Record<string, unknown>): EditPlan {
  if (changes.length === 0) return { kind: 'nothing' }
  const fields = changes.map(({ path }) => String(path[0]))
  if (kind === 'endpoint')
    return { kind: 'endpoint', movesTraffic: fields.some((field) => field === 'traffic' || field === 'mirror_traffic') }
  const count = changes.find(({ path }) => path[0] === 'instance_count')
  const others = fields.filter((field) => field !== 'instance_count' && field !== 'tags')
  if (others.length === 0) return count ? { kind: 'scale', from: countOf(count.from), to: countOf(count.to) } : { kind: 'tags' }
  const to = countOf(after.instance_count)
  const oneByOne = String(after.type ?? '').toLowerCase() === 'kubernetes'
  const rounds = { size: roundSize(to, oneByOne), rounds: roundsOf(to, oneByOne) }
  return count ? { kind: 'count-first', from: countOf(count.from), to, ...rounds } : { kind: 'replace', count: to, ...rounds }
}
