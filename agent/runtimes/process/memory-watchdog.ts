import { type ProcessRow, proportionalBytes } from './process-table'

export interface MemoryUse {
  bytes: number
  exceeded: boolean
}

/**
 * Memory of one process group. The resident sum counts pages shared by forked workers once per worker, so only when it is above
 * the limit the exact (and slower) proportional sizes decide. `limitBytes` absent = never exceeded.
 */
export function measureGroup(rows: ProcessRow[], limitBytes: number | undefined, exactBytes = proportionalBytes): MemoryUse {
  const resident = rows.reduce((sum, row) => sum + row.rssBytes, 0)
  if (limitBytes === undefined || resident <= limitBytes) return { bytes: resident, exceeded: false }
  const exact = rows.reduce((sum, row) => sum + exactBytes(row), 0)
  return { bytes: exact, exceeded: exact > limitBytes }
}
