/** Folder of a path inside the project; empty for the top. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * Path inside the project of `relative`, written from `folder` (inside the project): `..` and `.` are resolved.
 * undefined when it leads out or is absolute.
 */
export function resolveIn(folder: string, relative: string): string | undefined {
  if (relative.startsWith('/') || /^[a-z]+:/i.test(relative)) return undefined
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

/** `path` as it is written from `folder`, both inside the project: `../environment/conda.yaml`. */
export function relativeFrom(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/')
  const to = path.split('/')
  let same = 0
  while (same < from.length && from[same] === to[same]) same += 1
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/')
}
