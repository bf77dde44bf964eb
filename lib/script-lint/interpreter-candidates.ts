import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const programName = /^python3(?:\.\d+)?$/

/** Where Pythons are looked for: PATH, the usual folders, pyenv's versions, uv's own and ours. Existing files, each once. */
export function interpreterCandidates(environment: NodeJS.ProcessEnv, ownPythons: string): string[] {
  const home = environment.HOME ?? homedir()
  const folders = [...(environment.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].filter((folder) =>
    folder.startsWith('/'),
  )
  const inFolders = folders.flatMap((folder) =>
    listDirectory(folder)
      .filter((name) => programName.test(name))
      .map((name) => join(folder, name)),
  )
  const stores = [
    join(environment.PYENV_ROOT ?? join(home, '.pyenv'), 'versions'),
    environment.UV_PYTHON_INSTALL_DIR ?? join(environment.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'uv', 'python'),
    ownPythons,
  ]
  const inStores = stores.flatMap((store) => listDirectory(store).map((name) => join(store, name, 'bin', 'python3')))
  const seen = new Set<string>()
  // A pyenv shim only forwards to one of the versions listed anyway.
  return [...inFolders.filter((path) => !path.includes('/.pyenv/shims/')), ...inStores].filter((path) => {
    if (!existsSync(path)) return false
    const real = realpathSync(path)
    return !seen.has(real) && seen.add(real)
  })
}

function listDirectory(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    // Folders of PATH and tools need not exist.
    return []
  }
}
