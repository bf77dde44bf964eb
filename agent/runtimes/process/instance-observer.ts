import type { InstanceObservation } from '@/agent/runtimes/runtime'
import type { InstanceFiles, InstanceRecord } from './instance-files'
import { type ProcessRow, processVariable, readProcess, readProcesses, sendSignal } from './process-table'
import { homeMark, instanceMark } from './worker-environment'

/**
 * Tells from records, exit files and the system's process table what an instance is doing. A process is ours only when boot, start time
 * and mark agree; a pid alone is never believed.
 */
export function createInstanceObserver(home: string, files: InstanceFiles, boot: string) {
  const verified = new Set<string>()

  const markedPids = (id: string, rows = readProcesses()): ProcessRow[] =>
    rows.filter((row) => !row.zombie && processVariable(row.pid, instanceMark) === id && processVariable(row.pid, homeMark) === home)

  /** The living shim of a record: same boot, same start time, our mark; undefined otherwise. */
  function livingShim(record: InstanceRecord): ProcessRow | undefined {
    const { shim, spec } = record
    if (shim === undefined || shim.bootId !== boot) return undefined
    const row = readProcess(shim.pid)
    if (row === undefined || row.zombie || row.startTime !== shim.startTime) return undefined
    const identity = `${shim.pid}.${shim.startTime}`
    if (!verified.has(identity)) {
      if (processVariable(shim.pid, instanceMark) !== spec.id || processVariable(shim.pid, homeMark) !== home) return undefined
      verified.add(identity)
    }
    return row
  }

  /** An agent may have died between starting the shim and noting it: then the mark finds it. */
  function completeRecord(record: InstanceRecord): InstanceRecord {
    if (record.shim !== undefined) return record
    const leader = markedPids(record.spec.id).find((row) => row.group === row.pid)
    if (leader === undefined) return record
    const complete = { ...record, shim: { pid: leader.pid, startTime: leader.startTime, bootId: boot } }
    files.writeRecord(complete)
    return complete
  }

  function observe(id: string): InstanceObservation {
    const found = files.readRecord(id)
    if (found === undefined) return { state: 'gone' }
    const record = completeRecord(found)
    const ended = files.readExit(id)
    if (ended !== undefined) return { state: 'exited', ...ended }
    const shim = livingShim(record)
    if (shim !== undefined) {
      return {
        state: 'running',
        pid: files.readServerPid(id) ?? shim.pid,
        startedAt: record.startedAt,
        address: { socketPath: record.socketPath },
        ...(record.how === undefined ? {} : { how: record.how }),
      }
    }
    const orphans = record.shim?.bootId === boot ? markedPids(id) : []
    // The end may have been noted between the two looks.
    const noted = files.readExit(id)
    if (noted !== undefined) return { state: 'exited', ...noted }
    if (orphans.length === 0) return { state: 'gone' }
    // The shim was killed and its server lives on unsupervised: nobody would learn its end, so it ends now.
    for (const row of orphans) sendSignal(row.pid, 'SIGKILL')
    files.writeReason(id, 'SupervisorLost')
    files.writeExit(id, 128 + 9, new Date())
    const written = files.readExit(id)
    return written === undefined ? { state: 'gone' } : { state: 'exited', ...written }
  }

  return { markedPids, livingShim, completeRecord, observe }
}
