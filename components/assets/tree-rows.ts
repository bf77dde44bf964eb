import type { AssetFile } from '@/lib/contract/assets'

export interface TreeRow {
  /** Whole path; of a folder without a slash at its end. */
  path: string
  name: string
  depth: number
  sizeBytes: number
  /** Absent for folders. */
  file?: AssetFile
}

/** Files as rows of a tree, folders before their contents and with the bytes below them; folders first, then by name. */
export function treeRows(files: readonly AssetFile[], closed: ReadonlySet<string>): TreeRow[] {
  const rows = (prefix: string, depth: number): TreeRow[] => {
    const here = files.filter((file) => file.path.startsWith(prefix))
    const folders = new Map<string, number>()
    const direct: AssetFile[] = []
    for (const file of here) {
      const rest = file.path.slice(prefix.length)
      const at = rest.indexOf('/')
      if (at < 0) direct.push(file)
      else folders.set(rest.slice(0, at), (folders.get(rest.slice(0, at)) ?? 0) + file.sizeBytes)
    }
    const byName = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })
    return [
      ...[...folders.keys()].sort(byName).flatMap((name) => {
        const path = `${prefix}${name}`
        const row: TreeRow = { path, name, depth, sizeBytes: folders.get(name) ?? 0 }
        return closed.has(path) ? [row] : [row, ...rows(`${path}/`, depth + 1)]
      }),
      ...direct
        .sort((a, b) => byName(a.path, b.path))
        .map((file): TreeRow => ({ path: file.path, name: file.path.slice(prefix.length), depth, sizeBytes: file.sizeBytes, file })),
    ]
  }
  return rows('', 0)
}
