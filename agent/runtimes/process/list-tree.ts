import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Relative paths of the files below a folder, sorted, at most `limit`; [] when it does not exist. */
export function listTree(root: string, limit: number): string[] {
  const found: string[] = []
  const visit = (directory: string, prefix: string): void => {
    let entries: Dirent[]
    try {
      entries = readdirSync(directory, { withFileTypes: true })
    } catch {
      // Removed with its instance: an explanation does without it.
      return
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= limit) return
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      if (entry.isDirectory()) visit(join(directory, entry.name), path)
      else found.push(path)
    }
  }
  visit(root, '')
  return found
}
