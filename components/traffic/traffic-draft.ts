import type { DeploymentStatus } from '@/lib/contract/scorepoint'
import { allTo, canary, canaryPercent, evenSplit, swap, type TrafficRow, trafficSum } from '@/lib/domain/traffic/traffic'

export type Traffic = Record<string, number>

/** The split over all deployments, zeros included; a name's case follows the deployment. */
export function fullTraffic(traffic: Readonly<Traffic>, names: readonly string[]): Traffic {
  const lower = new Map(Object.entries(traffic).map(([name, percent]) => [name.toLowerCase(), percent]))
  return Object.fromEntries(names.map((name) => [name, lower.get(name.toLowerCase()) ?? 0]))
}

export function toRows(traffic: Readonly<Traffic>, names: readonly string[], locked: ReadonlySet<string>): TrafficRow[] {
  const full = fullTraffic(traffic, names)
  return names.map((name) => ({ name, percent: full[name] ?? 0, locked: locked.has(name) }))
}

export function toTraffic(rows: readonly TrafficRow[]): Traffic {
  return Object.fromEntries(rows.map((row) => [row.name, row.percent]))
}

/** What the page holds besides the live split: the person's own, and what was live when they began. */
export interface Draft {
  base: Traffic
  traffic: Traffic
}

/** Rows whose value differs, in order. */
export function changedRows(from: Readonly<Traffic>, to: Readonly<Traffic>): { name: string; from: number; to: number }[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return names.map((name) => ({ name, from: from[name] ?? 0, to: to[name] ?? 0 })).filter((row) => row.from !== row.to)
}

export function sameTraffic(a: Readonly<Traffic>, b: Readonly<Traffic>): boolean {
  return changedRows(a, b).length === 0
}

/** Deployments that would get requests but cannot answer them now; each needs the person's explicit word. */
export function unreadyTargets(
  traffic: Readonly<Traffic>,
  deployments: readonly Pick<DeploymentStatus, 'name' | 'health' | 'readyInstances'>[],
): string[] {
  return deployments
    .filter(({ name, health, readyInstances }) => (traffic[name] ?? 0) > 0 && (health !== 'Healthy' || readyInstances === 0))
    .map(({ name }) => name)
}

export type Preset = { kind: 'all'; name: string } | { kind: 'canary'; name: string; percent: number } | { kind: 'even' } | { kind: 'swap' }

/** The presets worth a button for this split, each with the traffic it stands for. */
export function presetsFor(live: Readonly<Traffic>, names: readonly string[]): { preset: Preset; traffic: Traffic }[] {
  if (names.length < 2) return []
  const byShare = [...names].sort((a, b) => (live[b] ?? 0) - (live[a] ?? 0))
  const stable = byShare[0] ?? ''
  // The newest deployment comes last in the list: it is the one a canary tries.
  const candidate = [...names].reverse().find((name) => name !== stable) ?? stable
  const offered: { preset: Preset; traffic: Traffic }[] = names
    .slice(0, 4)
    .map((name) => ({ preset: { kind: 'all', name }, traffic: allTo(names, name) }))
  offered.push({ preset: { kind: 'canary', name: candidate, percent: canaryPercent }, traffic: canary(names, stable, candidate) })
  offered.push({ preset: { kind: 'even' }, traffic: evenSplit(names) })
  const second = byShare[1]
  if (second && trafficSum(live) === 100 && live[stable] !== live[second]) {
    offered.push({ preset: { kind: 'swap' }, traffic: swap(live, stable, second) })
  }
  return offered
}

/** `blue 90 · green 10`; deployments without a share are left out. Empty when nothing is routed. */
export function splitText(traffic: Readonly<Traffic>): string {
  return Object.entries(traffic)
    .filter(([, percent]) => percent > 0)
    .map(([name, percent]) => `${name} ${percent}`)
    .join(' · ')
}
