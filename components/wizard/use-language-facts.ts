'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AssetFact, LanguageFacts } from '@/lib/domain/yaml-language/facts'
import { assetsQuery, folderQuery, type RegisteredAssetView } from '@/lib/queries/files'

/** Versions of an asset under one name, in the order they come: newest first. */
function byName(assets: readonly RegisteredAssetView[] | undefined): AssetFact[] {
  const found = new Map<string, string[]>()
  for (const { name, version } of assets ?? []) found.set(name, [...(found.get(name) ?? []), version])
  return [...found].map(([name, versions]) => ({ name, versions }))
}

/**
 * What completion proposes in a deployment's YAML beside the schema: registered assets, and the files beside the document. Nothing is
 * asked for unless `isWanted`.
 */
export function useLanguageFacts(endpoint: string | undefined, baseDir: string | undefined, isWanted = true): LanguageFacts {
  const client = useQueryClient()
  const models = useQuery({ ...assetsQuery('models'), enabled: isWanted }).data
  const environments = useQuery({ ...assetsQuery('environments'), enabled: isWanted }).data
  return useMemo(
    () => ({
      models: byName(models),
      environments: byName(environments),
      endpoints: endpoint === undefined ? [] : [endpoint],
      ...(baseDir === undefined
        ? {}
        : {
            listFolder: async (folder: string) => {
              const { entries } = await client.fetchQuery(folderQuery(`${baseDir}/${folder}`))
              return entries.map((entry) => (entry.kind === 'folder' ? `${entry.name}/` : entry.name))
            },
          }),
    }),
    [models, environments, endpoint, baseDir, client],
  )
}
