import 'server-only'
import { existsSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { studioHome } from '@/lib/db/studio-home'
import { allowedFolders } from '@/lib/server/folder-settings'

/** Where copies of samples and new projects go unless another folder is chosen. */
export const projectsHome = (): string => join(studioHome(), 'projects')

/** Folders of the product that are read but never written by the workbench. */
const productFolders = ['samples', 'docs', 'node_modules', 'dist', '.next', 'lib', 'app', 'components', 'agent', 'server'].map((name) =>
  join(process.cwd(), name),
)

const inside = (path: string, root: string) => path === root || path.startsWith(root + sep)

/** Folders below which files may be written, as real paths: what Settings allows, and the projects in the data folder. */
export function writableRoots(): string[] {
  return [...allowedFolders().map(({ path }) => path), projectsHome()]
    .filter((path) => path !== '' && path !== '/' && existsSync(path))
    .map((path) => realpathSync(path))
}

/** Whether the folder is part of the product itself. */
export function isOfProduct(real: string): boolean {
  return real === process.cwd() || productFolders.some((folder) => inside(real, folder))
}
