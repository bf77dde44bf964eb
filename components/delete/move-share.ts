import { fullTraffic, type Traffic } from '@/components/traffic/traffic-draft'

/** The split without `deployment`, its share given to `heir`; without an heir nothing is routed. */
export function moveShare(traffic: Readonly<Traffic>, names: readonly string[], deployment: string, heir: string | undefined): Traffic {
  const full = fullTraffic(traffic, names)
  const share = full[deployment] ?? 0
  if (heir === undefined) return Object.fromEntries(names.map((name) => [name, 0]))
  return { ...full, [deployment]: 0, [heir]: (full[heir] ?? 0) + share }
}
