import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { readProcess } from '@/agent/runtimes/process/process-table'

/**
 * Takes the lock file of one environment, waiting while another living process holds it. The holder is known by pid and start
 * time, so the lock of a killed agent is no obstacle. Returns the release; throws the signal's reason when aborted.
 */
export async function takeBuildLock(path: string, signal: AbortSignal): Promise<() => void> {
  const own = `${process.pid} ${readProcess(process.pid)?.startTime ?? ''}`
  for (;;) {
    signal.throwIfAborted()
    try {
      writeFileSync(path, own, { flag: 'wx', mode: 0o600 })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    if (!isHeld(path)) rmSync(path, { force: true })
    else await delay(50)
  }
}

function isHeld(path: string): boolean {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // Released between the two looks: try again.
    return true
  }
  const [pid = '', startTime = ''] = text.split(' ')
  const holder = readProcess(Number(pid))
  return holder !== undefined && holder.startTime === startTime
}
