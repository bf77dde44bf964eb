import type { ProjectEntry, ProjectFinding, ProjectListing } from '@/lib/contract/project'
import { folderOf } from '@/lib/domain/project/project-paths'

export interface TreeRow {
  entry: ProjectEntry
  /** 1 at the top. */
  level: number
  isOpen: boolean
  /** Of the folder it is in, for `aria-posinset` and `aria-setsize`. */
  position: number
  siblings: number
}

/** The rows that are seen: entries of open folders below them, in reading order. */
export function visibleRows(listings: ReadonlyMap<string, ProjectListing>, open: ReadonlySet<string>): TreeRow[] {
  const below = (folder: string, level: number): TreeRow[] => {
    const entries = listings.get(folder)?.entries ?? []
    return entries.flatMap((entry, index): TreeRow[] => {
      const isOpen = entry.kind === 'folder' && open.has(entry.path)
      const row = { entry, level, isOpen, position: index + 1, siblings: entries.length }
      return isOpen ? [row, ...below(entry.path, level + 1)] : [row]
    })
  }
  return below('', 1)
}

export type KeyMove = { focus: string } | { toggle: string } | { choose: string }

/** What a key does at the row of `path`: the tree pattern of the ARIA authoring practices. undefined = nothing. */
export function moveBy(key: string, rows: readonly TreeRow[], path: string | undefined): KeyMove | undefined {
  const at = rows.findIndex(({ entry }) => entry.path === path)
  const row = rows[at]
  const focus = (index: number): KeyMove | undefined => {
    const target = rows[index]
    return target && { focus: target.entry.path }
  }
  switch (key) {
    case 'ArrowDown':
      return focus(at + 1)
    case 'ArrowUp':
      return focus(at < 0 ? 0 : at - 1)
    case 'Home':
      return focus(0)
    case 'End':
      return focus(rows.length - 1)
    case 'ArrowRight':
      if (row?.entry.kind !== 'folder') return undefined
      return row.isOpen ? focus(at + 1) : { toggle: row.entry.path }
    case 'ArrowLeft': {
      if (!row) return undefined
      if (row.isOpen) return { toggle: row.entry.path }
      const parent = folderOf(row.entry.path)
      return parent === '' ? undefined : { focus: parent }
    }
    case 'Enter':
    case ' ':
      if (!row) return undefined
      return row.entry.kind === 'folder' ? { toggle: row.entry.path } : { choose: row.entry.path }
    default: {
      // Typing a letter goes to the next name that begins with it.
      if (key.length !== 1 || !/[\p{L}\p{N}]/u.test(key)) return undefined
      const order = [...rows.slice(at + 1), ...rows.slice(0, at + 1)]
      const found = order.find(({ entry }) => entry.name.toLowerCase().startsWith(key.toLowerCase()))
      return found && { focus: found.entry.path }
    }
  }
}

export interface FaultCount {
  errors: number
  warnings: number
}

/** Problems per file, and per folder with everything below it. */
export function faultCounts(findings: readonly ProjectFinding[]): Map<string, FaultCount> {
  const counts = new Map<string, FaultCount>()
  for (const { file, severity } of findings) {
    if (severity === 'info') continue
    for (let path = file; path !== ''; path = folderOf(path)) {
      const before = counts.get(path) ?? { errors: 0, warnings: 0 }
      counts.set(path, severity === 'error' ? { ...before, errors: before.errors + 1 } : { ...before, warnings: before.warnings + 1 })
    }
  }
  return counts
}
