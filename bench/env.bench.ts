/**
 * bench:env: time to a usable environment of the process runtime — first build, one changed line, the same specification again — and the
 * disk that ten environments share, against uv alone, conda and micromamba where installed, and a copy (performance.md). Package files come
 * from a warm cache on both sides; needs a package index the first time.
 */
import { createHook } from 'node:async_hooks'
import { execFile } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cloneEnvironment } from '@/agent/environments/clone-environment'
import { removeEnvironment } from '@/agent/environments/environment-folder'
import { createEnvironments } from '@/agent/environments/environments'
import { findUv } from '@/agent/environments/uv'
import type { LogWriter } from '@/agent/runtimes/runtime'
import { finish, hasOption, optionValue, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import { homeLayout } from '@/lib/domain/home-layout'

const run = promisify(execFile)
const rounds = Number(optionValue('rounds') ?? (hasOption('quick') ? 1 : 5))
const environmentsToKeep = hasOption('quick') ? 3 : 10
const condaFile = readFileSync(join(process.cwd(), 'samples/diabetes-regression/environment/conda.yaml'), 'utf8')
/** Small packages without dependencies: one line more, and each time another. */
const further = [...[10, 11, 12, 13, 14, 15, 16, 17].map((minor) => `six==1.${minor}.0`), 'wrapt==1.15.0', 'wrapt==1.16.0', 'wrapt==1.17.0']
const changed = (number: number) =>
  condaFile.replace(
    /(\n *- pip:\n( *))/,
    (_all, start: string, indent: string) => `${start}- ${further[number % further.length]}\n${indent}`,
  )
const never = new AbortController().signal
setMaxListeners(0, never)
const silent: LogWriter = { source: 'build', info() {}, warning() {}, error() {}, raw() {} }

const home = mkdtempSync(join(tmpdir(), 'scorepoint-bench-env-'))
const layout = homeLayout(home)
const environments = createEnvironments(layout, { pythonDownloadTimeoutMs: 0 })
let processes = 0
createHook({ init: (_id, type) => void (type === 'PROCESSWRAP' && processes++) }).enable()

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function make(text: string): Promise<{ hash: string; path: string; requirements: string[]; pythonPath: string }> {
  const request = { condaFile: text }
  const resolved = await environments.resolve(request, silent)
  const built = await environments.build(resolved, silent, never, request)
  if (!('path' in built) || !('requirements' in resolved)) throw new Error('the process runtime builds folders')
  return { hash: resolved.hash, path: built.path, requirements: resolved.requirements, pythonPath: resolved.pythonPath }
}

/** Bytes on disk of folders together; what is linked counts once. */
function diskOf(folders: readonly string[]): number {
  const seen = new Set<string>()
  let bytes = 0
  const pending = [...folders]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const found = lstatSync(path)
    const inode = `${found.dev}:${found.ino}`
    if (seen.has(inode)) continue
    seen.add(inode)
    bytes += found.blocks * 512
    if (found.isDirectory()) for (const name of readdirSync(path)) pending.push(join(path, name))
  }
  return bytes
}

const onPath = (tool: string) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, tool))
    .find((path) => existsSync(path))

/** What uv alone takes for the same requirements, cache and interpreter. */
async function uvAlone(uv: string, requirements: readonly string[], pythonPath: string): Promise<number> {
  const folder = mkdtempSync(join(home, 'uv-'))
  writeFileSync(join(folder, 'requirements.txt'), `${requirements.join('\n')}\n`)
  const env = { ...process.env, UV_CACHE_DIR: process.env.UV_CACHE_DIR ?? join(layout.cache, 'uv-cache') }
  const ms = await timed(async () => {
    await run(uv, ['--no-progress', 'venv', '--no-project', '--python', pythonPath, join(folder, 'env')], { env })
    const install = [
      'pip',
      'install',
      '--python',
      join(folder, 'env/bin/python'),
      '--compile-bytecode',
      '-r',
      join(folder, 'requirements.txt'),
    ]
    await run(uv, ['--no-progress', ...install], { env })
  })
  rmSync(folder, { recursive: true, force: true })
  return ms
}

async function condaAlone(tool: string): Promise<number> {
  const folder = mkdtempSync(join(home, 'conda-'))
  writeFileSync(join(folder, 'conda.yaml'), condaFile)
  const ms = await timed(() => run(tool, ['env', 'create', '--yes', '-p', join(folder, 'env'), '-f', join(folder, 'conda.yaml')]))
  rmSync(folder, { recursive: true, force: true })
  return ms
}

async function measure(): Promise<void> {
  showTitle('env', `${rounds} rounds, conda.yaml of samples/diabetes-regression`)
  // Thrown away: fills the cache and finds the interpreters.
  const warm = await make(condaFile)
  await make(changed(0))
  const uv = findUv(layout, process.env)
  if (uv === undefined) throw new Error('uv is there after a build')
  const [first, oneLine, same, alone, copied, linked]: number[][] = [[], [], [], [], [], []]
  let processesOfSame = 0
  for (let round = 0; round < rounds; round++) {
    for (const name of readdirSync(layout.env)) removeEnvironment(join(layout.env, name))
    first?.push(await timed(() => make(condaFile)))
    alone?.push(await uvAlone(uv, warm.requirements, warm.pythonPath))
    oneLine?.push(await timed(() => make(changed(round + 1))))
    const before = processes
    same?.push(await timed(() => make(condaFile)))
    processesOfSame = Math.max(processesOfSame, processes - before)
    const copy = join(home, 'copy')
    mkdirSync(copy)
    linked?.push(await timed(() => cloneEnvironment(warm.path, copy, never)))
    rmSync(copy, { recursive: true, force: true })
    copied?.push(await timed(() => run('cp', ['-a', warm.path, copy])))
    await run('chmod', ['-R', 'u+w', copy])
    rmSync(copy, { recursive: true, force: true })
  }
  const kept = [warm.path]
  for (let number = 1; number < environmentsToKeep; number++) kept.push((await make(changed(number))).path)
  const share = diskOf(kept) / diskOf([warm.path])
  const [reordered, plain] = await Promise.all([
    environments.resolve({ condaFile: shuffled(condaFile) }, silent),
    environments.resolve({ condaFile }, silent),
  ])

  const show = (label: string, values: readonly number[] | undefined) => console.log(`  ${label.padEnd(44)} ${showSpread(values ?? [])} ms`)
  show('first build', first)
  show('  uv alone (venv, install, bytecode)', alone)
  show('one changed line', oneLine)
  show('same specification', same)
  show('clone of an environment by links', linked)
  show('  cp -a of the environment', copied)
  const peers: Record<string, number | undefined> = {}
  for (const tool of ['conda', 'micromamba']) {
    const path = onPath(tool)
    peers[tool] = path === undefined ? undefined : await condaAlone(path)
    console.log(
      `  ${`  ${tool} env create`.padEnd(44)} ${peers[tool] === undefined ? `skipped: ${tool} not found` : `${peers[tool].toFixed(0)} ms`}`,
    )
  }
  const mib = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(0)} MiB`
  console.log(`  one environment ${mib(diskOf([warm.path]))}, ${kept.length} together ${mib(diskOf(kept))}`)
  const median = (values: readonly number[] | undefined) => spread(values ?? []).median
  showGoal({ name: 'same specification, ms', got: median(same), atMost: 50 })
  showGoal({ name: 'processes started for the same specification', got: processesOfSame, atMost: 0, budget: true })
  showGoal({ name: 'first build / uv alone', got: median(first) / median(alone), atMost: 1.1 })
  showGoal({ name: 'clone by links / cp -a', got: median(linked) / median(copied), atMost: 0.25 })
  showGoal({ name: 'one changed line / uv alone', got: median(oneLine) / median(alone), atMost: 1 })
  showGoal({ name: `disk of ${kept.length} environments / one`, got: share, atMost: 1.5, budget: true })
  showGoal({
    name: 'hash differs for reordered lines, comments, line ends',
    got: reordered.hash === plain.hash ? 0 : 1,
    atMost: 0,
    budget: true,
  })
  record('env', { first, oneLine, same, alone, copied, linked, processesOfSame, share, kept: kept.length, peers })
}

/** The same conda file written otherwise. */
function shuffled(text: string): string {
  const lines = text.split('\n')
  const pip = lines.findIndex((line) => /^\s*- pip:/.test(line))
  const tail = lines.slice(pip + 1).filter((line) => line.trim() !== '')
  return ['# written otherwise', ...lines.slice(0, pip + 1), ...tail.reverse()].join('\r\n')
}

mkdirSync(layout.env, { recursive: true })
try {
  await measure()
  finish()
} finally {
  for (const name of readdirSync(layout.env)) removeEnvironment(join(layout.env, name))
  chmodSync(home, 0o700)
  rmSync(home, { recursive: true, force: true })
}
