/**
 * A container engine of the tests' own: the distribution's dockerd on its own socket, data folder and bridge, ended by pid afterwards.
 * Other engines of this computer, their containers, images and firewall rules stay as they are. Only node: modules.
 */
import { execFile, spawn } from 'node:child_process'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { runStep, StepFailure } from './run-step.mjs'

const run = promisify(execFile)
const startLimitMs = 60_000
const stopLimitMs = 30_000

/** Packages that bring a program, and the program. */
const tools = { 'docker.io': 'dockerd', mmdebstrap: 'mmdebstrap', iptables: 'iptables', iproute2: 'ip' }

/** `undefined` when an engine can be started here, else the reason why not. Installs what is missing where it may. */
export async function engineObstacle() {
  if (process.platform !== 'linux') return 'an engine of the tests’ own needs Linux'
  if (process.getuid?.() !== 0) return 'only root may start a container engine; SCOREPOINT_TEST_DOCKER_HOST may name one that runs'
  const missing = Object.entries(tools).filter(([, program]) => !onPath(program))
  if (missing.length === 0) return undefined
  if (!onPath('apt-get')) return `${missing.map(([, program]) => program).join(', ')} not on PATH and no apt-get to install them`
  const packages = missing.map(([name]) => name)
  try {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await runStep('Reading the package lists', 'apt-get', ['update'], { env, timeoutMs: 120_000 })
    await runStep(`Installing ${packages.join(' and ')}`, 'apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
      // The package would start an engine of the whole computer.
      env: { ...env, RUNLEVEL: '1' },
      timeoutMs: 300_000,
    })
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    return `${packages.join(', ')} could not be installed: ${error.message.split('\n').at(-1)}`
  }
  return undefined
}

function onPath(program) {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false // not there, or not for us
    }
  })
}

/** Removes bridges, with their rules, whose test run ended without doing so. */
async function removeStaleBridges() {
  for (const name of readdirSync('/sys/class/net').filter((one) => /^sptest\d+$/.test(one))) {
    const owner = Number(readFileSync(`/sys/class/net/${name}/ifalias`, 'utf8').trim())
    if (!Number.isInteger(owner) || owner < 2 || existsSync(`/proc/${owner}`)) continue
    try {
      await run('ip', ['link', 'delete', name])
      await changeRules('-D', { name, subnet: `10.213.${name.slice('sptest'.length)}.0/24` })
    } catch {
      // Another run was quicker.
    }
  }
}

/** A /24 below 10.213 that no interface of this computer has, with a bridge of its own. */
async function makeBridge() {
  await removeStaleBridges()
  const { stdout } = await run('ip', ['-o', '-4', 'address'])
  for (let number = 16 + (process.pid % 200), tries = 0; tries < 200; number = 16 + ((number - 15) % 200), tries += 1) {
    const name = `sptest${number}`
    if (stdout.includes(` 10.213.${number}.`)) continue
    try {
      await run('ip', ['link', 'add', 'name', name, 'type', 'bridge'])
    } catch {
      continue // taken by another engine of tests
    }
    await run('ip', ['link', 'set', 'dev', name, 'alias', String(process.pid)])
    await run('ip', ['address', 'add', `10.213.${number}.1/24`, 'dev', name])
    await run('ip', ['link', 'set', name, 'up'])
    return { name, subnet: `10.213.${number}.0/24` }
  }
  throw new Error('no free network for an engine of the tests')
}

/** What dockerd would write itself; told not to, because it would first throw away the rules of other engines. */
const firewallRules = ({ name, subnet }) => [
  ['-t', 'nat', 'POSTROUTING', '-s', subnet, '!', '-o', name, '-j', 'MASQUERADE'],
  ['-t', 'filter', 'FORWARD', '-i', name, '-j', 'ACCEPT'],
  ['-t', 'filter', 'FORWARD', '-o', name, '-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT'],
]

async function changeRules(action, bridge) {
  for (const [flag, table, chain, ...rule] of firewallRules(bridge))
    await run('iptables', ['-w', '10', flag, table, action, chain, ...rule])
}

/**
 * Starts an engine below `folder` (which should be short: a socket's path may have 107 characters).
 * `host` stays the same over `stop()` and `start()`; `kill()` ends it without a goodbye; `close()` removes everything of it.
 * @param {string} folder
 * @param {{ liveRestore?: boolean }} [options]
 */
export async function startEngine(folder, { liveRestore = false } = {}) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const bridge = await makeBridge()
  await changeRules('-I', bridge)
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1')
  const socket = join(folder, 'd.sock')
  const logFile = join(folder, 'dockerd.log')
  const execRoot = join(folder, 'x')
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let daemon

  async function start() {
    const log = openSync(logFile, 'a', 0o600)
    const flags = ['-H', `unix://${socket}`, '--data-root', join(folder, 'data'), '--exec-root', execRoot, '-p', join(folder, 'd.pid')]
    const network = ['--bridge', bridge.name, '--iptables=false', '--ip6tables=false', '--userland-proxy=true']
    const others = ['--config-file', join(folder, 'none.json'), ...(liveRestore ? ['--live-restore'] : [])]
    writeFileSync(join(folder, 'none.json'), '{}')
    rmSync(join(folder, 'd.pid'), { force: true })
    daemon = spawn('dockerd', [...flags, ...network, ...others], { stdio: ['ignore', log, log], detached: true })
    closeSync(log)
    const deadline = Date.now() + startLimitMs
    while (!(await answers(socket))) {
      if (daemon.exitCode !== null || Date.now() > deadline) {
        const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join('\n')
        throw new Error(`dockerd did not start:\n${tail}`)
      }
      await pause(50)
    }
  }

  /** @param {NodeJS.Signals} signal */
  async function end(signal) {
    const ending = daemon
    if (!ending?.pid || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    const timer = setTimeout(() => ending.kill('SIGKILL'), stopLimitMs)
    await gone
    clearTimeout(timer)
    // Its containerd ends a moment later; a new dockerd that still sees it would wait for it in vain.
    const pidFile = join(execRoot, 'containerd', 'containerd.pid')
    const containerd = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0
    for (const deadline = Date.now() + 5000; containerd > 1 && existsSync(`/proc/${containerd}`) && Date.now() < deadline; ) await pause(20)
  }

  const stop = () => end('SIGTERM')
  // Whoever ends without closing (an interrupted test run) takes the engine along; its folder and bridge then stay.
  const endWithProcess = () => void daemon?.kill('SIGTERM')
  process.once('exit', endWithProcess)
  async function close() {
    process.off('exit', endWithProcess)
    await stop()
    endBelow(execRoot)
    await removeMounts(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    await changeRules('-D', bridge)
    await run('ip', ['link', 'delete', bridge.name])
  }
  try {
    await start()
  } catch (error) {
    await close()
    throw error
  }
  return { host: `unix://${socket}`, folder, start, stop, kill: () => end('SIGKILL'), close, pid: () => daemon?.pid }
}

function answers(socket) {
  return new Promise((resolve) => {
    const ping = request({ socketPath: socket, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    ping.once('timeout', () => ping.destroy())
    ping.once('error', () => resolve(false))
    ping.end()
  })
}

/** What an engine leaves when it was killed: its containerd, the shims and so the containers; all name its folder in their command line. */
function endBelow(execRoot) {
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const pid = Number(name)
    let command = ''
    try {
      command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
    } catch {
      continue // it has ended
    }
    if (pid === process.pid || !command.includes(`${execRoot}/`) || !/containerd|docker-proxy/.test(command)) continue
    for (const child of childrenOf(pid)) endPid(child)
    endPid(pid)
  }
}

function childrenOf(pid) {
  const file = `/proc/${pid}/task/${pid}/children`
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number)
}

function endPid(pid) {
  if (!Number.isInteger(pid) || pid < 2) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended between the two looks.
  }
}

async function removeMounts(folder) {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse()) await run('umount', ['--lazy', mount])
}
