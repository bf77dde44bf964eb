/** Runs one long step with visible progress: elapsed time on a terminal, a line now and then elsewhere. Only node: modules. */
import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './inputs.mjs'

const running = new Set()
/** Made at the first step, under a name nobody else can have prepared. */
let logFolder
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (running.size === 0) return
    for (const child of running) killGroup(child, 'SIGTERM')
    process.exit(signal === 'SIGINT' ? 130 : 143)
  })
}

/** A step that failed, told in one sentence with the end of its output. */
export class StepFailure extends Error {}

/**
 * Runs `command args…` below the repository; resolves with the seconds it took. Output goes to a log file, whose end is part of the failure.
 * Variables npm adds about *this* run would mislead a child npm; `npm_config_*` (registry, proxy) must survive.
 */
export async function runStep(title, command, args, { env = {}, timeoutMs = 20 * 60_000, cwd = root, quiet = false } = {}) {
  const startedAt = performance.now()
  const seconds = () => Math.round((performance.now() - startedAt) / 1000)
  logFolder ??= mkdtempSync(join(tmpdir(), 'scorepoint-'))
  const logFile = join(logFolder, `${title.toLowerCase().replace(/[^a-z]+/g, '-')}.log`)
  const log = createWriteStream(logFile, { mode: 0o600 })
  // A full disk: the step itself says so, its log is only a help.
  log.on('error', () => undefined)
  const tail = []
  const terminal = process.stdout.isTTY === true
  const show = (text, end = '\n') => process.stdout.write(terminal ? `\r\u001b[K${text}${end}` : `${text}\n`)
  if (!quiet) show(`› ${title}…`, '')
  const ticker = quiet ? undefined : setInterval(() => show(`› ${title}… ${seconds()} s`, ''), terminal ? 1000 : 15_000)

  const child = spawn(command, args, {
    cwd,
    env: cleanEnvironment({ ...process.env, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), timeoutMs)
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log.write(chunk)
      tail.push(
        ...String(chunk)
          .split('\n')
          .filter((line) => line.trim() !== ''),
      )
      tail.splice(0, Math.max(0, tail.length - 25))
    })
  }
  const { code, error } = await new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }))
    child.once('close', (code) => resolve({ code }))
  })
  clearTimeout(timer)
  clearInterval(ticker)
  running.delete(child)
  log.end()
  if (code !== 0) {
    if (!quiet) show(`✗ ${title} (${seconds()} s)`)
    const output = tail.join('\n')
    const full = /ENOSPC|no space left/i.test(output)
    const reason = error?.message ?? (code === null ? `stopped after ${seconds()} s` : `exit code ${code}`)
    throw new StepFailure(
      `${output}\n\n${full ? `${title} failed: there is no disk space left.` : `${title} failed (${reason}); the whole output is in ${logFile}.`}`,
    )
  }
  if (!quiet) show(`✓ ${title} (${seconds()} s)`)
  return seconds()
}

export function cleanEnvironment(env) {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^npm_(package|lifecycle)_/.test(name) &&
        !['npm_command', 'npm_execpath', 'npm_node_execpath', 'INIT_CWD', 'NODE_ENV'].includes(name),
    ),
  )
}

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group has ended by itself.
  }
}
