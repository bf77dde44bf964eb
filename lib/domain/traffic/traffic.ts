import type { Finding } from '@/lib/contract/finding'
import { maxMirrorPercent } from '@/lib/contract/yaml/limits'

/**
 * Traffic arithmetic in whole percents. The sum is 100 while a split is edited; 0 is the deliberate state "offline".
 * Rules: azureml doc how-to-safely-rollout-online-endpoints; rounding by largest remainder, ties by row order.
 */

export interface TrafficRow {
  name: string
  percent: number
  locked: boolean
}

/** Splits `total` whole percents in proportion to `weights` (equally when all are 0): largest remainder, ties by order. */
export function apportion(total: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return []
  const sum = weights.reduce((a, b) => a + b, 0)
  const base = sum > 0 ? weights : weights.map(() => 1)
  const divisor = sum > 0 ? sum : weights.length
  const parts = base.map((weight, index) => ({
    index,
    whole: Math.floor((total * weight) / divisor),
    remainder: (total * weight) % divisor,
  }))
  const left = total - parts.reduce((a, part) => a + part.whole, 0)
  // Array.prototype.sort is stable: equal remainders keep row order.
  const winners = new Set(
    [...parts]
      .sort((a, b) => b.remainder - a.remainder)
      .slice(0, left)
      .map((part) => part.index),
  )
  return parts.map((part) => part.whole + (winners.has(part.index) ? 1 : 0))
}

/** The highest value a row may take: 100 minus the locked others; its own value when every other row is locked. */
export function maxPercent(rows: readonly TrafficRow[], name: string): number {
  const others = rows.filter((row) => row.name !== name)
  const lockedSum = others.filter((row) => row.locked).reduce((sum, row) => sum + row.percent, 0)
  return Math.max(0, 100 - lockedSum)
}

/** Whether a slider can move at all; `all-others-locked` and `locked` are the reasons shown otherwise. */
export function movability(rows: readonly TrafficRow[], name: string): 'movable' | 'locked' | 'all-others-locked' | 'only-deployment' {
  const row = rows.find((candidate) => candidate.name === name)
  if (row?.locked) return 'locked'
  const others = rows.filter((candidate) => candidate.name !== name)
  if (others.length === 0) return 'only-deployment'
  return others.every((other) => other.locked) ? 'all-others-locked' : 'movable'
}

/**
 * Sets the row `moved` to `percent` (clamped to what locks allow, rounded) and spreads the difference over the unlocked
 * others in proportion to their values. The moved row never changes by itself; the sum of the answer is 100 whenever an
 * unlocked other row exists. Rows keep their order. A locked row, or one whose others are all locked, is left as it was.
 */
export function rebalance(rows: readonly TrafficRow[], moved: string, percent: number): TrafficRow[] {
  const state = movability(rows, moved)
  if (state === 'locked' || state === 'all-others-locked') return rows.map((row) => ({ ...row }))
  if (state === 'only-deployment') {
    // One deployment: all or nothing.
    return rows.map((row) => (row.name === moved ? { ...row, percent: percent >= 50 ? 100 : 0 } : { ...row }))
  }
  const limit = maxPercent(rows, moved)
  const value = Math.min(limit, Math.max(0, Math.round(percent)))
  const free = rows.filter((row) => row.name !== moved && !row.locked)
  const shares = apportion(
    limit - value,
    free.map((row) => row.percent),
  )
  const byName = new Map(free.map((row, index) => [row.name, shares[index] ?? 0]))
  return rows.map((row) => {
    if (row.name === moved) return { ...row, percent: value }
    return { ...row, percent: byName.get(row.name) ?? row.percent }
  })
}

/** Brings unlocked rows to the sum 100 in proportion to their values, e.g. when a deployment was added or removed. */
export function normalise(rows: readonly TrafficRow[]): TrafficRow[] {
  const lockedSum = rows.filter((row) => row.locked).reduce((sum, row) => sum + row.percent, 0)
  const free = rows.filter((row) => !row.locked)
  const shares = apportion(
    Math.max(0, 100 - lockedSum),
    free.map((row) => row.percent),
  )
  const byName = new Map(free.map((row, index) => [row.name, shares[index] ?? 0]))
  return rows.map((row) => ({ ...row, percent: byName.get(row.name) ?? row.percent }))
}

/** Locking every row is possible only while the sum is 100. */
export function canLock(rows: readonly TrafficRow[], name: string): boolean {
  const wouldLockAll = rows.every((row) => row.locked || row.name === name)
  return !wouldLockAll || rows.reduce((sum, row) => sum + row.percent, 0) === 100
}

/** Share of the canary in the preset of that name. */
export const canaryPercent = 10

/** Presets of the traffic page; they return a whole traffic map over `names` (unknown targets throw). */
export function allTo(names: readonly string[], target: string): Record<string, number> {
  requireName(names, target)
  return Object.fromEntries(names.map((name) => [name, name === target ? 100 : 0]))
}
export function evenSplit(names: readonly string[]): Record<string, number> {
  const shares = apportion(
    100,
    names.map(() => 1),
  )
  return Object.fromEntries(names.map((name, index) => [name, shares[index] ?? 0]))
}
export function canary(names: readonly string[], stable: string, candidate: string, percent = canaryPercent): Record<string, number> {
  requireName(names, stable)
  requireName(names, candidate)
  if (stable === candidate) return allTo(names, stable)
  return Object.fromEntries(names.map((name) => [name, name === stable ? 100 - percent : name === candidate ? percent : 0]))
}
export function swap(traffic: Readonly<Record<string, number>>, a: string, b: string): Record<string, number> {
  return { ...traffic, [a]: traffic[b] ?? 0, [b]: traffic[a] ?? 0 }
}
export function offline(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]))
}

function requireName(names: readonly string[], name: string): void {
  if (!names.includes(name)) throw new RangeError(`${name} is no deployment of this endpoint.`)
}

/** Sum of a traffic map. */
export function trafficSum(traffic: Readonly<Record<string, number>>): number {
  return Object.values(traffic).reduce((sum, percent) => sum + percent, 0)
}

/**
 * Checks a whole traffic map: whole percents 0–100, sum 0 or 100, every name an existing deployment (case-insensitive;
 * skipped when `deploymentNames` is undefined). Paths start with `traffic`.
 */
export function checkTraffic(traffic: Readonly<Record<string, number>>, deploymentNames?: readonly string[]): Finding[] {
  const findings: Finding[] = []
  const known = deploymentNames && new Set(deploymentNames.map((name) => name.toLowerCase()))
  const seen = new Set<string>()
  for (const [name, percent] of Object.entries(traffic)) {
    const add = (rule: string, message: string, fix: string) =>
      findings.push({
        path: ['traffic', name],
        severity: 'error',
        rule,
        message,
        fix,
        stage: 'rules',
        values: { name, percent, known: deploymentNames?.join(', ') ?? '' },
      })
    if (!Number.isInteger(percent) || percent < 0 || percent > 100)
      add('traffic-percent', `traffic.${name} is ${percent}; it must be a whole percent from 0 to 100.`, 'Write a whole number such as 10.')
    if (known && percent !== 0 && !known.has(name.toLowerCase())) {
      const names = deploymentNames.length > 0 ? `Its deployments are ${deploymentNames.join(', ')}.` : 'It has no deployments yet.'
      add(
        'traffic-unknown-deployment',
        `traffic.${name}: the endpoint has no deployment ${name}.`,
        `${names} Create the deployment first, then give it traffic.`,
      )
    }
    if (seen.has(name.toLowerCase()))
      add('traffic-duplicate', `traffic.${name} is given twice; names differ only in case.`, 'Keep one of them.')
    seen.add(name.toLowerCase())
  }
  const sum = trafficSum(traffic)
  if (sum !== 0 && sum !== 100) {
    findings.push({
      path: ['traffic'],
      severity: 'error',
      rule: 'traffic-sum',
      message: `The sum of traffic is ${sum}; it must be 100, or 0 to take the endpoint offline.`,
      fix: sum < 100 ? `Give ${100 - sum} more percent away.` : `Take ${sum - 100} percent back.`,
      stage: 'rules',
      values: { sum, rest: Math.abs(100 - sum), more: sum < 100 ? 'yes' : 'no' },
    })
  }
  return findings
}

/**
 * Checks mirrored traffic: one deployment, at most 50 percent, none that also gets live traffic. An entry of 0 switches it off.
 * @param field how the caller's document names it: `mirror_traffic` in YAML, `mirrorTraffic` in ARM bodies
 */
export function checkMirrorTraffic(
  mirror: Readonly<Record<string, number>>,
  traffic: Readonly<Record<string, number>>,
  { deploymentNames, field = 'mirror_traffic' }: { deploymentNames?: readonly string[]; field?: 'mirror_traffic' | 'mirrorTraffic' } = {},
): Finding[] {
  const findings: Finding[] = []
  const add = (path: string[], rule: string, message: string, fix: string) =>
    findings.push({
      path,
      severity: 'error',
      rule,
      message,
      fix,
      stage: 'rules',
      values: { name: path[1] ?? '', percent: mirror[path[1] ?? ''] ?? 0, known: deploymentNames?.join(', ') ?? '' },
    })
  const active = Object.entries(mirror).filter(([, percent]) => percent !== 0)
  if (active.length > 1)
    add([field], 'mirror-one', `${field} names ${active.length} deployments; exactly one is possible.`, 'Keep one deployment.')
  for (const [name, percent] of active) {
    if (!Number.isInteger(percent) || percent < 0 || percent > maxMirrorPercent)
      add(
        [field, name],
        'mirror-percent',
        `${field}.${name} is ${percent}; it must be a whole percent up to ${maxMirrorPercent}.`,
        `Write ${maxMirrorPercent} or less.`,
      )
    const live = Object.entries(traffic).find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? 0
    if (live > 0)
      add(
        [field, name],
        'mirror-live',
        `${name} gets ${live} percent live traffic and mirrored traffic; only one of both is possible.`,
        `Set traffic.${name} to 0, or mirror to another deployment.`,
      )
    if (deploymentNames && !deploymentNames.some((known) => known.toLowerCase() === name.toLowerCase()))
      add(
        [field, name],
        'traffic-unknown-deployment',
        `${field}.${name}: the endpoint has no deployment ${name}.`,
        'Create the deployment first.',
      )
  }
  return findings
}
