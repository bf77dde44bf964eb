'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useCallback, useMemo } from 'react'
import { showProblem } from '@/components/ui/toast'
import type { KeptNames, KeptSet } from '@/lib/contract/kept'
import { ProblemError } from '@/lib/problems/problem'
import { keptQuery, storeKept } from '@/lib/queries/kept'

/** Names the studio keeps with its data (favourites, hidden columns). A choice shows at once and goes back when it could not be kept. */
export function useKeptSet(set: KeptSet): [ReadonlySet<string>, (name: string) => void] {
  const t = useTranslations('endpoints')
  const client = useQueryClient()
  const names = useQuery(keptQuery()).data?.[set]
  const value = useMemo(() => new Set(names), [names])
  const toggle = useCallback(
    async (name: string) => {
      const { queryKey } = keptQuery()
      // A read that began before must not undo what is shown.
      await client.cancelQueries({ queryKey })
      const before: KeptNames = client.getQueryData(queryKey) ?? { favourites: [], hiddenColumns: [] }
      const isKept = !before[set].includes(name)
      client.setQueryData(queryKey, { ...before, [set]: isKept ? [...before[set], name] : before[set].filter((one) => one !== name) })
      try {
        client.setQueryData(queryKey, await storeKept({ set, name, isKept }))
      } catch (error) {
        client.setQueryData(queryKey, before)
        if (error instanceof ProblemError) showProblem(t('notKept'), error.problem)
        else throw error
      }
    },
    [client, set, t],
  )
  return [value, useCallback((name: string) => void toggle(name), [toggle])]
}
