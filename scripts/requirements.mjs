/** What the machine must have before anything is installed: Node, Python with venv and pip, disk space. One sentence per lack. Only node: modules. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { root } from './inputs.mjs'

const leastBytes = 2 * 1024 ** 3
const pythons = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9', 'python']
const probe =
  'import sys\nmissing=[]\nfor name in ("venv","ensurepip"):\n  try: __import__(name)\n  except ImportError: missing.append(name)\nprint("%d.%d"%sys.version_info[:2], *missing)'

/** Sentences, empty when all is there. `run(command, args)` resolves with stdout or undefined; given by the test. */
export async function missingRequirements({
  nodeVersion = process.versions.node,
  run = output,
  free = freeBytes,
  platform = packageManager(),
} = {}) {
  const sentences = []
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    sentences.push(`Scorepoint needs Node 20.19 or newer; this is ${nodeVersion}. Install Node 24 from https://nodejs.org.`)
  const python = await pythonLack(run, platform)
  if (python) sentences.push(python)
  for (const folder of new Set([root, resolve(process.env.SCOREPOINT_HOME || join(homedir(), '.scorepoint'))])) {
    const bytes = free(folder)
    if (bytes < leastBytes)
      sentences.push(
        `Only ${(bytes / 1024 ** 3).toFixed(1)} GB are free for ${folder}; Scorepoint needs 2 GB. Free some space, or set SCOREPOINT_HOME to a folder on another disk.`,
      )
  }
  return sentences
}

async function pythonLack(run, platform) {
  let best
  for (const python of pythons) {
    const text = await run(python, ['-c', probe])
    if (text === undefined) continue
    const [version = '', ...missing] = text.trim().split(' ')
    const [major, minor] = version.split('.').map(Number)
    const lack = { python, version, old: major !== 3 || minor < 9, missing }
    if (!lack.old && missing.length === 0) return undefined
    if (!best || (best.old && !lack.old)) best = lack
  }
  if (!best)
    return `Scorepoint needs Python 3.9 or newer with pip and venv, and found no Python. Install it: ${installs('python3', platform)}`
  if (best.old)
    return `Scorepoint needs Python 3.9 or newer; ${best.python} is ${best.version}. Install a newer one: ${installs('python3', platform)}`
  return `Python ${best.version} is here, but its module ${best.missing.join(' and ')} is missing. Install it: ${installs('venv', platform, best.version)}`
}

function installs(what, platform, version = '') {
  if (platform === 'apt')
    return what === 'venv' ? `apt-get install python${version}-venv` : 'apt-get install python3 python3-venv python3-pip'
  if (platform === 'dnf') return 'dnf install python3 python3-pip'
  if (platform === 'brew') return 'brew install python@3.11'
  return 'the packages python3, python3-venv and python3-pip of your system'
}

function packageManager() {
  if (process.platform === 'darwin') return 'brew'
  if (existsSync('/usr/bin/apt-get')) return 'apt'
  return existsSync('/usr/bin/dnf') ? 'dnf' : 'other'
}

/** Free bytes where `folder` is or will be. */
export function freeBytes(folder) {
  let existing = folder
  while (!existsSync(existing)) existing = dirname(existing)
  const { bavail, bsize } = statfsSync(existing)
  return bavail * bsize
}

function output(command, args) {
  return new Promise((done) => execFile(command, args, { timeout: 10_000 }, (error, stdout) => done(error ? undefined : stdout)))
}

/** The version in package.json, for messages before anything is installed. */
export function productVersion() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
}
