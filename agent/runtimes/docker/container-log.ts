/**
 * Copies what a container writes into the instance's log file, once: after a cut connection, a restart of the engine or of the agent it
 * goes on behind the last byte that is in the file. A small cursor beside the instance says how far that was.
 */
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { EngineCalls } from '@/agent/runtimes/docker/engine-calls'
import { writeWhole } from '@/agent/runtimes/process/instance-files'

/** Where the next frame belongs. */
interface Cursor {
  /** RFC 3339 with nanoseconds, of the last frame in the file; empty before the first. */
  since: string
  /** Frames of that very time that are in the file. */
  seen: number
  /** Bytes of the log file before the batch that was being written. */
  offset: number
  /** All of it is in the file. */
  ended?: boolean
}

const frameHead = 8
const fresh: Cursor = { since: '', seen: 0, offset: 0 }

/** `2026-11-22T08:00:00.123456789Z` as the engine's `since` takes it. */
export function sinceParameter(time: string): string {
  const match = /^(.+?)(?:\.(\d+))?Z$/.exec(time)
  if (!match) return '0'
  const seconds = Math.floor(Date.parse(`${match[1]}Z`) / 1000)
  return `${seconds}.${(match[2] ?? '').padEnd(9, '0').slice(0, 9)}`
}

/** Takes the 8-byte heads off: `[stream, 0, 0, 0, length]`, then the bytes of one write. */
export function createFrameReader(take: (time: string, bytes: Buffer) => void) {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk: Buffer): void => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    while (rest.length - at >= frameHead) {
      const length = rest.readUInt32BE(at + 4)
      if (rest.length - at - frameHead < length) break
      const frame = rest.subarray(at + frameHead, at + frameHead + length)
      at += frameHead + length
      const space = frame.indexOf(0x20)
      if (space > 0) take(frame.toString('latin1', 0, space), frame.subarray(space + 1))
    }
    rest = rest.subarray(at)
  }
}

export interface ContainerLog {
  /** Follows until the container ends or the connection does; a second call while one runs joins it. */
  follow(containerId: string): Promise<void>
  /** Everything the ended container wrote is in the file; gives up quietly after `ms`. */
  drain(containerId: string, ms: number): Promise<void>
  /** Ends following; the cursor stays. */
  stop(): void
  forget(): void
}

/** @param directory where the cursor is kept */
export function openContainerLog(calls: EngineCalls, directory: string, instance: string, logFile: string): ContainerLog {
  const cursorFile = join(directory, `${instance}.cursor.json`)
  let running: { promise: Promise<void>; abort: AbortController } | undefined
  let cursor = readCursor()

  function readCursor(): Cursor {
    if (!existsSync(cursorFile)) return fresh
    // Written below alone, whole.
    return JSON.parse(readFileSync(cursorFile, 'utf8')) as Cursor
  }

  function writeCursor(next: Cursor): void {
    cursor = next
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeWhole(cursorFile, JSON.stringify(next))
  }

  const sizeOf = () => statSync(logFile, { throwIfNoEntry: false })?.size ?? 0

  async function copy(containerId: string, signal: AbortSignal): Promise<void> {
    if (cursor.ended) return
    mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 })
    if (!existsSync(cursorFile)) writeCursor({ ...fresh, offset: sizeOf() })
    const { since, seen } = cursor
    // An agent that was killed in the middle of a batch has written some of it already. What was set aside meanwhile is not compared.
    let already = bytesFrom(logFile, cursor.offset)
    let toSkip = seen
    let last = { since, seen }
    const query = {
      follow: true,
      stdout: true,
      stderr: true,
      timestamps: true,
      ...(since === '' ? {} : { since: sinceParameter(since) }),
    }
    const stream = await calls.stream({ method: 'GET', path: `/containers/${containerId}/logs`, query, signal })
    let batch: Buffer[] = []
    const read = createFrameReader((time, bytes) => {
      if (time === since && toSkip > 0) {
        toSkip -= 1
        return
      }
      last = time === last.since ? { since: time, seen: last.seen + 1 } : { since: time, seen: 1 }
      batch.push(Buffer.from(bytes))
    })
    const write = () => {
      if (batch.length === 0) return
      const bytes = Buffer.concat(batch)
      batch = []
      const same = commonStart(already, bytes)
      already = same === bytes.length ? already.subarray(same) : Buffer.alloc(0)
      if (same < bytes.length) appendFileSync(logFile, bytes.subarray(same), { mode: 0o600 })
      writeCursor({ ...last, offset: sizeOf() })
    }
    try {
      for await (const chunk of stream) {
        if (!Buffer.isBuffer(chunk)) continue
        read(chunk)
        write()
      }
    } finally {
      stream.destroy()
    }
  }

  function follow(containerId: string): Promise<void> {
    if (running) return running.promise
    const abort = new AbortController()
    const promise = copy(containerId, abort.signal).finally(() => {
      running = undefined
    })
    running = { promise, abort }
    return promise
  }

  return {
    follow,
    async drain(containerId, ms) {
      const done = follow(containerId).then(
        () => writeCursor({ ...cursor, ended: true }),
        // The engine is away or the container was removed: what is in the file is what there is.
        () => undefined,
      )
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms).unref())])
    },
    stop: () => running?.abort.abort(),
    forget() {
      running?.abort.abort()
      rmSync(cursorFile, { force: true })
      cursor = fresh
    },
  }
}

/** What stands behind an offset; nothing where the file is shorter. */
function bytesFrom(file: string, offset: number): Buffer {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size <= offset) return Buffer.alloc(0)
  const bytes = Buffer.alloc(size - offset)
  const handle = openSync(file, 'r')
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, offset))
  } finally {
    closeSync(handle)
  }
}

/** Number of bytes with which both begin. */
function commonStart(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length)
  let count = 0
  while (count < most && a[count] === b[count]) count += 1
  return count
}
