/** Processes a test run left behind. Every stage gets its own TMPDIR, which reaches workers and routers too: it is the mark. Only node: modules. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Pids whose start environment carries this TMPDIR, zombies and this process left out. */
export function findLeftovers(tmpdir) {
  if (process.platform !== 'linux') return leftoversFromPs(tmpdir)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`TMPDIR=${tmpdir}`))
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim().slice(0, 120) }))
    .filter(({ command }) => command !== '')
}

/** Ends them by pid and returns what they were. */
export function endLeftovers(tmpdir) {
  const found = findLeftovers(tmpdir)
  for (const { pid } of found) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended between the two looks.
    }
  }
  return found
}

function leftoversFromPs(tmpdir) {
  const lines = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n')
  return lines
    .filter((line) => line.includes(`TMPDIR=${tmpdir}`))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().slice(0, 120) }))
    .filter(({ pid }) => pid !== process.pid)
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Another user's process, or one that has just ended.
    return ''
  }
}
