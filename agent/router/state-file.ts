/** One file per endpoint uid below run/router-state: counters and the state of the traffic split, written in place by position. */
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CounterRecord,
  createRecord,
  labelOf,
  recordBytes,
  recordOver,
  setLabel,
  setWeightedAnswers,
  weightedAnswers,
} from '@/agent/router/counters'

const suffix = '.v1'

/** The open state of one endpoint. The first record counts what reached no deployment; its label is the split's signature. */
export interface EndpointState {
  readonly unrouted: CounterRecord
  /** The record of a deployment, made when it is new; by lower-cased name. */
  deployment(key: string): CounterRecord
  /** The record of what was mirrored to a deployment; made only with `make`. */
  mirrored(key: string, make?: 'make'): CounterRecord | undefined
  /**
   * Weighted picks already answered under this split, so that a restarted router goes on where clients saw it stop; a split with
   * another signature starts from zero. Picks that died unanswered with the old router are not counted, as no client saw them.
   */
  resumeSplit(signature: string, keys: readonly string[]): number[]
  /** One positioned write (about 1 µs, page cache): from here on the count outlives the process. Does nothing once closed. */
  save(record: CounterRecord): void
  close(): void
}

/**
 * Opens (or makes) the file of an endpoint uid.
 * @param onError told about a failing write, e.g. a full disk; scoring goes on, counts stay in memory
 */
export function openEndpointState(directory: string, uid: string, onError: (error: unknown) => void): EndpointState {
  const path = join(directory, uid + suffix)
  const descriptor = openSync(path, 'a', 0o600)
  closeSync(descriptor)
  const file = openSync(path, 'r+')
  const content = readFileSync(path)
  const whole = Math.floor(content.length / recordBytes)
  // A record cut off by a full disk would shift nothing: positions are multiples of the record size.
  ftruncateSync(file, whole * recordBytes)
  let open = true
  let next = Math.max(whole, 1) * recordBytes
  const records = new Map<string, CounterRecord>()
  for (let index = 1; index < whole; index++) {
    const record = recordOver(content.subarray(index * recordBytes), index * recordBytes)
    records.set(labelOf(record), record)
  }
  const unrouted = whole > 0 ? recordOver(content, 0) : createRecord('', 0)

  function save(record: CounterRecord): void {
    // A request may outlive its endpoint; the descriptor's number could by then belong to another file.
    if (!open) return
    try {
      writeSync(file, record.bytes, 0, recordBytes, record.position)
    } catch (error) {
      onError(error)
    }
  }

  function deployment(key: string): CounterRecord {
    const known = records.get(key)
    if (known !== undefined) return known
    const record = createRecord(key, next)
    next += recordBytes
    records.set(key, record)
    save(record)
    return record
  }

  function mirrored(key: string, make?: 'make'): CounterRecord | undefined {
    // No deployment can have such a name, and a label holds 64 characters.
    const label = `>${key.slice(0, 63)}`
    return make ? deployment(label) : records.get(label)
  }

  function resumeSplit(signature: string, keys: readonly string[]): number[] {
    const own = keys.map(deployment)
    if (labelOf(unrouted) !== signature) {
      setLabel(unrouted, '')
      save(unrouted)
      for (const record of own) {
        setWeightedAnswers(record, 0)
        save(record)
      }
      setLabel(unrouted, signature)
      save(unrouted)
    }
    return own.map(weightedAnswers)
  }

  function close(): void {
    if (!open) return
    open = false
    closeSync(file)
  }
  if (whole === 0) save(unrouted)
  return { unrouted, deployment, mirrored, resumeSplit, save, close }
}

/** Removes the files of endpoints that a valid table no longer knows; called once at start. */
export function removeOldStates(directory: string, liveUids: ReadonlySet<string>): void {
  for (const entry of readdirSync(directory)) {
    if (entry.endsWith(suffix) && !liveUids.has(entry.slice(0, -suffix.length))) rmSync(join(directory, entry), { force: true })
  }
}
