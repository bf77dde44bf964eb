/** The router process (dist/router.mjs): reads its settings, writes run/router.json, drains on SIGTERM. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ensureSocketDirectory } from '@/agent/private-files'
import { openLog } from '@/agent/router/log'
import { type RunningRouter, startRouter } from '@/agent/router/router'
import { bootId, readProcess } from '@/agent/runtimes/process/process-table'
import { homeLayout } from '@/lib/domain/home-layout'

const drainMs = 10_000
const defaultMaxBodyBytes = 100 * 1024 * 1024

const layout = homeLayout(process.env.SCOREPOINT_HOME || join(homedir(), '.scorepoint'))
process.umask(0o077)
mkdirSync(layout.run, { recursive: true, mode: 0o700 })
ensureSocketDirectory(layout.run, layout.routerControlSocket)
const log = openLog(join(layout.logs, 'router.log'))

function numberSetting(name: string, fallback: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`${name} is "${text}"; it must be a whole number`)
}

function writeInfo(port: number): void {
  const partial = `${layout.routerInfo}.partial`
  // The same words the supervisor compares with: a later process with this number is never taken for the router.
  const info = { pid: process.pid, startTime: readProcess(process.pid)?.startTime ?? '', bootId: bootId(), port }
  writeFileSync(partial, JSON.stringify(info), { mode: 0o600 })
  renameSync(partial, layout.routerInfo)
}

/** Removes router.json unless a successor has already written its own. */
function removeInfo(): void {
  try {
    const info: unknown = JSON.parse(readFileSync(layout.routerInfo, 'utf8'))
    if (typeof info === 'object' && info !== null && 'pid' in info && info.pid === process.pid) rmSync(layout.routerInfo)
  } catch {
    // Already gone, or half a file of somebody else: not ours to remove.
  }
}

function stopOnSignal(router: RunningRouter): void {
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    log(`${signal}: draining`)
    router.close(drainMs).then(
      () => {
        removeInfo()
        process.exit(0)
      },
      (error: unknown) => fail(error),
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  // A closed terminal is no reason to stop serving.
  process.on('SIGHUP', () => undefined)
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  log(`ended: ${error instanceof Error && error.stack !== undefined ? error.stack.replaceAll('\n', ' |') : message}`)
  process.stderr.write(`router: ${message}\n`)
  process.exit(1)
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

startRouter({
  layout,
  port: numberSetting('SCOREPOINT_SCORING_PORT', 7080),
  listeningFd: numberSetting('SCOREPOINT_SCORING_FD', 0) || undefined,
  maxBodyBytes: numberSetting('SCOREPOINT_MAX_BODY_BYTES', defaultMaxBodyBytes),
  log,
}).then((router) => {
  writeInfo(router.port)
  log(`serving on 127.0.0.1:${router.port}`)
  stopOnSignal(router)
}, fail)
