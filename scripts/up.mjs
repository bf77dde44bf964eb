/** `npm run up`: `npm start` in the background; returns when everything answers, with a sign-in address. Only node: modules. */
import { spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from './inputs.mjs'
import { launcherCommand } from './launcher-command.mjs'
import { prepare } from './prepare.mjs'
import { StepFailure } from './run-step.mjs'

const home = resolve(process.env.SCOREPOINT_HOME || join(homedir(), '.scorepoint'))
const logFile = join(home, 'logs', 'launcher.log')
const record = join(home, 'run', 'launcher.json')

try {
  await prepare('build')
} catch (error) {
  console.error(error instanceof StepFailure ? error.message : error)
  process.exit(1)
}
mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 })
// Appended: a launcher that already runs writes there too.
const log = openSync(logFile, 'a', 0o600)
const before = fstatSync(log).size
const child = spawn(process.execPath, [join(root, 'dist', 'launcher.mjs'), 'start', '--background'], {
  detached: true,
  stdio: ['ignore', log, log],
})
closeSync(log)
let ended = false
child.once('exit', () => {
  ended = true
})
child.unref()

const deadline = performance.now() + 60_000
while (!isReady()) {
  if (ended || performance.now() > deadline) {
    // Nobody waits for it any more: it must not come up later.
    if (!ended) child.kill('SIGTERM')
    console.error(readFileSync(logFile).subarray(before).toString().trim() || 'scorepoint: it did not start within a minute.')
    process.exit(1)
  }
  await pause(50)
}
console.log(`Scorepoint runs in the background (process ${child.pid}); npm run down stops it.`)
launcherCommand('signin')

function isReady() {
  if (!existsSync(record)) return false
  try {
    const { pid, ready } = JSON.parse(readFileSync(record, 'utf8'))
    return pid === child.pid && ready === true
  } catch {
    // Being written at this moment.
    return false
  }
}
