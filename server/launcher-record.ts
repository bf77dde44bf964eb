/** run/launcher.json: who runs Scorepoint in this data folder, and at which address. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { identify, isAlive, type ProcessIdentity } from './process-identity'

export interface LauncherRecord extends ProcessIdentity {
  url: string
  port: number
  agentPort: number
  scoringPort: number
  /** True once studio and agent have answered. */
  ready: boolean
}

/** The record on disk, whether its process lives or not. */
export function readLauncherRecord(layout: HomeLayout): LauncherRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(layout.launcherInfo, 'utf8'))
    return isRecord(value) ? value : undefined
  } catch {
    // Absent, or cut off by a full disk: the same as no launcher.
    return undefined
  }
}

/** The record of a launcher that runs now. */
export function livingLauncher(layout: HomeLayout): LauncherRecord | undefined {
  const record = readLauncherRecord(layout)
  return record && isAlive(record) ? record : undefined
}

/**
 * Makes this process the launcher of the data folder. Two at once: `link` fails for the second, which gets the first one's record.
 * A dead launcher's record is taken over.
 */
export function claimLauncher(
  layout: HomeLayout,
  { url, port, agentPort, scoringPort }: Pick<LauncherRecord, 'url' | 'port' | 'agentPort' | 'scoringPort'>,
): LauncherRecord | 'claimed' {
  const identity = identify(process.pid)
  if (!identity) throw new Error('this process cannot read its own start time')
  mkdirSync(layout.run, { recursive: true, mode: 0o700 })
  // Named one by one: the caller's settings hold a token too.
  const record: LauncherRecord = { ...identity, url, port, agentPort, scoringPort, ready: false }
  const draft = `${layout.launcherInfo}.${process.pid}`
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        linkSync(draft, layout.launcherInfo)
        return 'claimed'
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
        const living = livingLauncher(layout)
        if (living) return living
        rmSync(layout.launcherInfo, { force: true })
      }
    }
    throw new Error(`cannot write ${layout.launcherInfo}`)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Tells `up` and `status` that everything answers. */
export function markLauncherReady(layout: HomeLayout): void {
  const record = readLauncherRecord(layout)
  if (!record || record.pid !== process.pid) return
  const partial = `${layout.launcherInfo}.partial`
  writeFileSync(partial, JSON.stringify({ ...record, ready: true }), { mode: 0o600 })
  renameSync(partial, layout.launcherInfo)
}

/** Removes the record when it is this process's own. */
export function releaseLauncher(layout: HomeLayout): void {
  if (readLauncherRecord(layout)?.pid === process.pid) rmSync(layout.launcherInfo, { force: true })
}

function isRecord(value: unknown): value is LauncherRecord {
  if (typeof value !== 'object' || value === null) return false
  const entries = new Map(Object.entries(value))
  return (
    ['pid', 'port', 'agentPort', 'scoringPort'].every((name) => Number.isInteger(entries.get(name))) &&
    ['startTime', 'bootId', 'url'].every((name) => typeof entries.get(name) === 'string')
  )
}
