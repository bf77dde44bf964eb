/** What deployments run or shall run: the generation that serves and the newest one, which differ while an update runs and after it failed. */
import { basename, dirname } from 'node:path'
import type { AgentDatabase } from '@/agent/store/database'
import type { ResolvedRevision } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { AssetKind } from '@/lib/contract/arm/scope'

export interface KeptGeneration {
  endpoint: string
  deployment: string
  spec: Deployment
  /** Absent until the generation was validated. */
  resolved?: ResolvedRevision
}

interface Row {
  endpoint: string
  deployment: string
  spec: string
  resolved: string | null
}

/** Reads the kept generations of all deployments. */
export function createKeptGenerations(db: AgentDatabase): () => KeptGeneration[] {
  const rows = db.prepare<[], Row>(
    `SELECT e.name AS endpoint, d.name AS deployment, r.spec, r.resolved
     FROM revision r JOIN resource d ON d.uid = r.resource_uid JOIN resource e ON e.uid = d.parent_uid
     WHERE r.generation IN (d.generation, d.observed_generation) ORDER BY e.name, d.name`,
  )
  return () =>
    rows.all().map(({ endpoint, deployment, spec, resolved }) => ({
      endpoint,
      deployment,
      // Both columns are written by the control plane alone.
      spec: JSON.parse(spec) as Deployment,
      ...(resolved === null ? {} : { resolved: JSON.parse(resolved) as ResolvedRevision }),
    }))
}

/** How a deployment names its asset of this kind. */
export function referenceOf(kind: AssetKind, { properties }: Deployment): string | undefined {
  const { model, environmentId, codeConfiguration } = properties
  return { models: model, environments: environmentId, codes: codeConfiguration?.codeId }[kind] ?? undefined
}

/** Hashes of the content trees below `root` that instances of these generations are staged from. */
export function treesOf(kept: readonly KeptGeneration[], root: string): string[] {
  const paths = kept.flatMap(({ resolved }) => [resolved?.model?.path, resolved?.code?.path, resolved?.environment?.build?.contextPath])
  return paths.flatMap((path) => (path !== undefined && dirname(path) === root ? [basename(path)] : []))
}
