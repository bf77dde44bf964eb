'use client'

import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type TreeRow, visibleRows } from '@/components/projects/tree-rows'
import type { ProjectListing } from '@/lib/contract/project'
import { folderOf } from '@/lib/domain/project/project-paths'
import { ProblemError } from '@/lib/problems/problem'
import { projectEntriesQuery } from '@/lib/queries/projects'

export interface ProjectTreeState {
  rows: TreeRow[]
  isReading: boolean
  /** Why the top folder cannot be read. */
  problem: ProblemError | undefined
  /** Folders that are shown, the top (empty path) among them. */
  folders: readonly string[]
  truncated: readonly string[]
  toggle: (path: string) => void
  /** Opens every folder above the file. */
  reveal: (path: string) => void
  /** Takes an entry out that is not on the disk any more, before the folder is read again. */
  removed: (path: string) => void
  /** Reads these folders again; all without an argument. */
  refresh: (folders?: readonly string[]) => void
}

/** The folders of a project that are open in its tree, each read when it is opened. */
export function useProjectTree(id: string): ProjectTreeState {
  const client = useQueryClient()
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const folders = useMemo(() => ['', ...[...open].sort()], [open])
  const results = useQueries({ queries: folders.map((folder) => projectEntriesQuery(id, folder)) })
  const listings = new Map(folders.flatMap((folder, index) => (results[index]?.data ? [[folder, results[index].data] as const] : [])))
  const [top] = results
  const gone = folders.filter((folder, index) => folder !== '' && results[index]?.isError)
  const goneText = JSON.stringify(gone)
  useEffect(() => {
    // A folder that was removed or renamed is not read again and again.
    const names: string[] = JSON.parse(goneText)
    if (names.length > 0) setOpen((before) => new Set([...before].filter((path) => !names.includes(path))))
  }, [goneText])
  return {
    rows: visibleRows(listings, open),
    isReading: top?.isPending ?? true,
    problem: top?.error instanceof ProblemError ? top.error : undefined,
    folders,
    truncated: [...listings].flatMap(([folder, listing]) => (listing.truncated ? [folder] : [])),
    toggle: useCallback((path) => {
      setOpen((before) => {
        const next = new Set(before)
        if (!next.delete(path)) next.add(path)
        return next
      })
    }, []),
    reveal: useCallback((path) => {
      const above: string[] = []
      for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) above.push(folder)
      setOpen((before) => (above.every((folder) => before.has(folder)) ? before : new Set([...before, ...above])))
    }, []),
    removed: useCallback(
      (path) => {
        const { queryKey } = projectEntriesQuery(id, folderOf(path))
        // An answer under way may still hold it.
        void client.cancelQueries({ queryKey, exact: true })
        client.setQueryData<ProjectListing>(
          queryKey,
          (before) => before && { ...before, entries: before.entries.filter((entry) => entry.path !== path) },
        )
        setOpen((before) => new Set([...before].filter((folder) => folder !== path && !folder.startsWith(`${path}/`))))
      },
      [client, id],
    ),
    refresh: useCallback(
      (which) => {
        if (which === undefined) void client.invalidateQueries({ queryKey: ['project', id, 'entries'] })
        else for (const folder of new Set(which)) void client.invalidateQueries({ queryKey: ['project', id, 'entries', folder] })
      },
      [client, id],
    ),
  }
}
