'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { type Buffers, isUnsaved } from '@/components/projects/buffers'
import { useFindingText } from '@/components/wizard/use-finding-text'
import type { ProjectDocument, ProjectFinding } from '@/lib/contract/project'
import { projectCheckQuery } from '@/lib/queries/projects'

const pauseMs = 150

export interface ProjectChecks {
  /** Undefined until the first answer. */
  documents: ProjectDocument[] | undefined
  /** In the reader's language. */
  findings: ProjectFinding[]
  /** The list is of an earlier text. */
  isChecking: boolean
  problem: Error | null
  again: () => void
}

/** Everything the checks say about all files of the project, shortly after the last key. `version` counts changes from outside. */
export function useProjectChecks(id: string, buffers: Buffers, version: number): ProjectChecks {
  const say = useFindingText()
  const unsaved = useMemo(
    () =>
      Object.fromEntries(
        Object.values(buffers)
          .filter(isUnsaved)
          .map(({ path, text }) => [path, text]),
      ),
    [buffers],
  )
  // A save or a closed tab changes nothing of what is asked.
  const written = JSON.stringify(unsaved)
  const [asked, setAsked] = useState({ written, version })
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ written, version }), pauseMs)
    return () => clearTimeout(timer)
  }, [written, version])
  const overlays = useMemo(() => JSON.parse(asked.written) as Record<string, string>, [asked.written])
  const { data, isPlaceholderData, isFetching, error, refetch } = useQuery(projectCheckQuery(id, overlays, asked.version))
  // `say` is made anew at every render and says the same.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const findings = useMemo(
    () => (data?.findings ?? []).map(({ fix, ...finding }) => ({ ...finding, message: say({ ...finding, fix }) })),
    [data],
  )
  return {
    documents: data?.documents,
    findings,
    isChecking: isFetching || isPlaceholderData || asked.written !== written || asked.version !== version,
    problem: data === undefined ? error : null,
    again: () => void refetch(),
  }
}
