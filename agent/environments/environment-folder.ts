import { chmodSync, closeSync, existsSync, fsyncSync, lstatSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the marker of a finished environment says. */
export interface EnvironmentMarker {
  builtAt: string
  pythonVersion: string
  serverVersion: string
  packages: number
}

/** The marker of a finished environment; undefined when the folder is absent, half built or was cleared by hand. */
export function readMarker(folder: string): EnvironmentMarker | undefined {
  const marker = join(folder, 'ok')
  if (!existsSync(marker) || !existsSync(join(folder, 'bin', 'python'))) return undefined
  // Written by sealEnvironment alone.
  return JSON.parse(readFileSync(marker, 'utf8')) as EnvironmentMarker
}

/**
 * Makes the folders of a built environment read-only and writes the marker last. Files stay untouched: they are hard links into
 * uv's cache, and changing their mode would change the cache.
 */
export function sealEnvironment(folder: string, marker: EnvironmentMarker): void {
  forEachFolder(folder, (path) => {
    if (path !== folder) chmodSync(path, 0o555)
  })
  const file = openSync(join(folder, 'ok'), 'w', 0o400)
  try {
    writeFileSync(file, JSON.stringify(marker))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  chmodSync(folder, 0o555)
}

/** Removes an environment, finished or half built. */
export function removeEnvironment(folder: string): void {
  if (!existsSync(folder)) return
  forEachFolder(folder, (path) => chmodSync(path, 0o700))
  rmSync(folder, { recursive: true, force: true })
}

function forEachFolder(root: string, visit: (path: string) => void): void {
  const pending = [root]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!lstatSync(next).isDirectory()) continue
    visit(next)
    for (const entry of readdirSync(next, { withFileTypes: true })) if (entry.isDirectory()) pending.push(join(next, entry.name))
  }
}

/** Installed distributions of an environment by their metadata folders: normalised name → version. */
export function installedPackages(folder: string): Map<string, string> {
  const packages = new Map<string, string>()
  const library = join(folder, 'lib')
  for (const python of existsSync(library) ? readdirSync(library) : []) {
    const site = join(library, python, 'site-packages')
    for (const name of existsSync(site) ? readdirSync(site) : []) {
      const match = /^(.+)-([^-]+)\.dist-info$/.exec(name)
      if (match) packages.set((match[1] ?? '').toLowerCase().replace(/[-_.]+/g, '-'), match[2] ?? '')
    }
  }
  return packages
}
