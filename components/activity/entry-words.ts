import type { ActivityEntry } from '@/lib/contract/activity'

type EndpointKind = 'create' | 'update' | 'delete' | 'regenerateKeys'

/** Key of the sentence that says what an entry is about, below `activity`. */
export function whatKey(entry: ActivityEntry): `what.endpoint.${EndpointKind}` | `what.deployment.${ActivityEntry['kind']}` {
  if (entry.deployment !== undefined) return `what.deployment.${entry.kind}`
  const { kind } = entry
  return `what.endpoint.${kind === 'create' || kind === 'delete' || kind === 'regenerateKeys' ? kind : 'update'}`
}

/** Where the object of an entry is shown; undefined when it is gone. */
export function hrefOf(
  entry: ActivityEntry,
  known: readonly { name: string; deployments: readonly { name: string }[] }[],
): string | undefined {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  const endpoint = known.find((one) => same(one.name, entry.endpoint))
  if (!endpoint) return undefined
  const root = `/endpoints/${encodeURIComponent(endpoint.name)}`
  if (entry.deployment === undefined) return root
  const deployment = endpoint.deployments.find((one) => same(one.name, entry.deployment ?? ''))
  // One that is still being prepared is drawn on the endpoint's page.
  if (!deployment) return entry.status === 'InProgress' ? root : undefined
  return `${root}/deployments/${encodeURIComponent(deployment.name)}`
}

/** Milliseconds it took; undefined while it runs. */
export function durationOf(entry: ActivityEntry): number | undefined {
  return entry.endedAt === undefined ? undefined : Math.max(0, Date.parse(entry.endedAt) - Date.parse(entry.startedAt))
}
