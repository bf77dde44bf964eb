/** Starts test/storage/storage-child.ts, bundled, as a process of its own; where asked for, as root of its own mount namespace. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..', '..')

/** Bundles the child into `folder` and answers its path. */
export async function bundleChild(folder: string): Promise<string> {
  const outfile = join(folder, 'storage-child.mjs')
  await build({
    absWorkingDir: root,
    entryPoints: [join(import.meta.dirname, 'storage-child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
    loader: { '.sql': 'text' },
    tsconfig: join(root, 'tsconfig.json'),
    // By its path: the bundle lies in a temporary folder.
    alias: { 'better-sqlite3': join(root, 'node_modules', 'better-sqlite3', 'lib', 'index.js') },
    external: [join(root, 'node_modules', 'better-sqlite3', '*')],
  })
  return outfile
}

export interface ChildEnd {
  status: number | null
  signal: NodeJS.Signals | null
  /** Its last line, parsed; undefined when it printed none. */
  result: unknown
  stderr: string
}

function endOf({ status, signal, stdout, stderr }: ReturnType<typeof spawnSync>): ChildEnd {
  const line = String(stdout).trim().split('\n').at(-1)
  return { status, signal, result: line ? JSON.parse(line) : undefined, stderr: String(stderr) }
}

export function runChild(script: string, ...args: string[]): ChildEnd {
  return endOf(spawnSync(process.execPath, [script, ...args]))
}

const namespace = ['--user', '--map-root-user', '--mount']

/** Why a process of this user can mount no file system of its own; undefined when it can. */
export function noMounts(folder: string): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', [...namespace, 'mount', '-t', 'tmpfs', 'scorepoint-test', folder], {
    encoding: 'utf8',
  })
  if (status === 0) return undefined
  return `no file system of its own can be mounted here: ${error?.message ?? stderr.trim()}`
}

/** As runChild, where file systems may be mounted; they are gone when it ends. */
export function runChildWithMounts(script: string, ...args: string[]): ChildEnd {
  return endOf(spawnSync('unshare', [...namespace, process.execPath, script, ...args]))
}
