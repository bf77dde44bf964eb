import { linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { readMarker } from './environment-folder'

/** Less in common is not worth starting from. */
const leastCommon = 0.5
/** What an environment has of its own: made anew, never taken over. */
const ownFiles = new Set(['ok', 'requirements.txt', 'pyvenv.cfg', 'torch'])
/** Scripts are small; what is larger is a program and names no interpreter. */
const longestScript = 64 * 1024

/**
 * The finished environment with most requirement lines in common and the same interpreter; undefined when none has half of them, or when
 * lines say more than name and version (options, addresses, PyTorch of an index of its own): those are built from nothing.
 */
export function nearestEnvironment(envFolder: string, requirements: readonly string[], pythonPath: string): string | undefined {
  if (!requirements.every(isPlain)) return undefined
  const wanted = new Set(requirements)
  let nearest: string | undefined
  let most = requirements.length * leastCommon
  for (const name of readdirSync(envFolder)) {
    const folder = join(envFolder, name)
    if (!/^[0-9a-f]+$/.test(name) || readMarker(folder) === undefined || interpreterOf(folder) !== pythonPath) continue
    const lines = readFileSync(join(folder, 'requirements.txt'), 'utf8').split('\n').filter(Boolean)
    if (!lines.every(isPlain)) continue
    const common = lines.filter((line) => wanted.has(line)).length
    if (common < most || (common === most && nearest !== undefined)) continue
    most = common
    nearest = folder
  }
  return nearest
}

const isPlain = (line: string) => !/^-|@|^(?:torch|torchvision|torchaudio)\b/.test(line)

function interpreterOf(folder: string): string | undefined {
  const python = join(folder, 'bin', 'python')
  return lstatSync(python, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(python) : undefined
}

/**
 * Fills a fresh virtual environment with the packages of a finished one, by hard links; bytecode with them, which Python gives its new place
 * when it loads it. Scripts that name their interpreter are written anew. Stops with the signal's reason; the caller removes what is there then.
 */
export async function cloneEnvironment(base: string, folder: string, signal: AbortSignal): Promise<void> {
  const pending = readdirSync(base).filter((name) => !ownFiles.has(name))
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const [from, to] = [join(base, path), join(folder, path)]
    const found = lstatSync(from)
    if (found.isDirectory()) {
      mkdirSync(to, { recursive: true, mode: 0o755 })
      for (const name of readdirSync(from)) pending.push(join(path, name))
      // Thousands of links: others get their turn after each folder.
      await turn()
      signal.throwIfAborted()
      continue
    }
    // The virtual environment's own stays.
    if (lstatSync(to, { throwIfNoEntry: false })) continue
    if (found.isSymbolicLink()) symlinkSync(readlinkSync(from), to)
    else if (path.startsWith('bin/') && found.size <= longestScript) takeScript(from, to, base, folder)
    else linkSync(from, to)
  }
}

function takeScript(from: string, to: string, base: string, folder: string): void {
  const bytes = readFileSync(from)
  const text = bytes.toString('latin1')
  if (!text.startsWith('#!') || !text.includes(base)) linkSync(from, to)
  else writeFileSync(to, text.replaceAll(base, folder), { encoding: 'latin1', mode: 0o755 })
}
